/** Where something is read, and what comes of it. */
import type { ErrorHandler, OpenRoutes, Place, Route, ViewTarget } from '../types.js';
import type { Pattern } from './patterns.js';
import type { Guarded } from './script.js';

/** Where in the tree of URLs something is read. */
export interface Below {
  readonly prefix: Pattern;
  /** Instance namespaces, outermost first; null for one that can't be told. */
  readonly namespaces: readonly (Namespace | null)[];
  readonly conditional: boolean;
  /** Modules and routers on the way here. */
  readonly chain: readonly string[];
  readonly root: string;
  /** The routes that include what is read. */
  readonly through: readonly Place[];
}

export interface Namespace {
  readonly instance: string;
  readonly app: string;
}

/** What was read from one root. */
export interface Reading {
  readonly routes: Route[];
  readonly open: OpenRoutes[];
  /** Routes whose names can't be told, as what they leave open. */
  readonly nameless: OpenRoutes[];
  readonly handlers: ErrorHandler[];
  /** Urlconf modules on the way. */
  readonly modules: Set<string>;
}

/** A route before its place in the tree is known. */
export interface Draft {
  readonly pattern: Pattern;
  /** Without namespaces; null without a name, undefined when it can't be told. */
  readonly name: string | null | undefined;
  readonly methods: readonly string[] | null;
  readonly target: ViewTarget;
  readonly place: Place;
  readonly action?: string;
  readonly open?: string;
}

export function conditionally(below: Below): Below {
  return below.conditional ? below : { ...below, conditional: true };
}

/** Whether something guarded is there for sure. */
export function guardedBelow(below: Below, guard: Guarded): Below {
  return guard === 'none' ? below : conditionally(below);
}
