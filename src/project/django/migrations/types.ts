/** The migrations of a repository: contract of the part. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import type { Place } from '../types.js';

export interface Migration {
  readonly path: string;
  readonly app: string;
  /** `0001_initial` */
  readonly name: string;
  readonly dependencies: readonly { readonly app: string; readonly name: string; readonly place: Place }[];
  readonly runBefore: readonly { readonly app: string; readonly name: string }[];
  readonly replaces: readonly { readonly app: string; readonly name: string }[];
  /** Other migrations are needed that can't be told. */
  readonly dependenciesOpen: string | null;
  /** Why its operations can't be replayed whole; null when they can. */
  readonly open: string | null;
}

/** A model as the migrations build it. Names are lower case as Django keeps them; fields in order. */
export interface MigratedModel {
  readonly name: string;
  /** The name as written. */
  readonly title: string;
  /** The operation that made it. */
  readonly place: Place;
  readonly fields: ReadonlyMap<string, { readonly call: CallExpression | null; readonly place: Place }>;
  readonly options: ReadonlyMap<string, Expression>;
  readonly bases: readonly string[];
  /** Why it can't be told what it looks like; null when it can. */
  readonly open: string | null;
}

export interface MigrationIndex {
  /** Migrations of an app by label, sorted by name; empty when it has none. */
  of(app: string): readonly Migration[];
  /** Names that no migration of the same app depends on; replaced ones left out. */
  leaves(app: string): readonly Migration[];
  /** The state after all migrations: models by lower-case name; `open` when it can't be replayed. */
  state(app: string): { readonly models: ReadonlyMap<string, MigratedModel>; readonly open: string | null };
  /** Labels of the repository's apps that have a migrations package with migrations. */
  readonly apps: readonly string[];
  /** The migration of a file. */
  at(path: string): Migration | undefined;
  /** Where a relation to `app.model` (lower case) leads after later renames. */
  renamed(label: string): string;
}
