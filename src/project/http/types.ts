/**
 * The HTTP side of a repository in one form, whatever framework serves it: what callers, tests, health checks and documents
 * are compared with. Contracts.
 */
import type { Span } from '../../facts/types.js';

export type HttpFramework = 'django' | 'fastapi' | 'starlette' | 'flask' | 'express' | 'fastify' | 'koa' | 'hono' | 'next';

/** A piece of a path between slashes. */
export type PathSegment =
  | { readonly kind: 'text'; readonly text: string }
  /** `{order_id}`, `<int:id>`, `:id`. `shape`: the text around it, `{}.json`; absent when the parameter is the whole segment. */
  | { readonly kind: 'parameter'; readonly name: string; readonly shape?: string }
  /** Any number of segments, none among them: a path parameter, or what can't be told. */
  | { readonly kind: 'rest' };

export interface HttpRoute {
  readonly framework: HttpFramework;
  /** `websocket` routes have no methods. */
  readonly protocol: 'http' | 'websocket';
  /** Upper case, sorted; `any` where it answers any or it can't be told. */
  readonly methods: readonly string[] | 'any';
  /** From the server's root; empty for `/`. */
  readonly segments: readonly PathSegment[];
  /** The path ends with a slash; `either` where the framework answers both. */
  readonly slash: boolean | 'either';
  /** As people write it: `/api/orders/{order_id}`; what can't be told is `{*}`. */
  readonly pattern: string;
  /** Where the route is declared. */
  readonly place: { readonly path: string; readonly span: Span };
  /** The function or class of the repository that answers. */
  readonly handler?: { readonly path: string; readonly symbol: string };
  /** The name by which code asks for its URL. */
  readonly name?: string;
  /** Why the path may be another than this; null where it is certain. */
  readonly unknown: string | null;
  /** It may not be there: a branch decides. */
  readonly conditional: boolean;
  /** Tells the server apart where a repository has several: the file that makes the application, or the root urlconf. */
  readonly server: string;
}

/** A part of a server that could not be read whole: below its prefix routes may be that can't be seen. */
export interface OpenHttpRoutes {
  readonly framework: HttpFramework;
  readonly segments: readonly PathSegment[];
  readonly reason: string;
  readonly place: { readonly path: string; readonly span: Span };
  readonly server: string;
}

/** What a method and a path lead to. */
export type HttpMatch =
  /** `routes`: those that answer, first declared first; they may be of several servers. */
  | { readonly kind: 'found'; readonly routes: readonly HttpRoute[] }
  /** The path is there, but answers other methods: those. */
  | { readonly kind: 'method'; readonly routes: readonly HttpRoute[] }
  /** No route of any server has the path, and all are known. `nearest`: patterns most like it, at most three. */
  | { readonly kind: 'none'; readonly nearest: readonly HttpRoute[] }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface HttpIndex {
  /** All routes of all servers, in the order in which they are tried. */
  readonly routes: readonly HttpRoute[];
  readonly open: readonly OpenHttpRoutes[];
  /**
   * What a request leads to. `path`: absolute, without host; the query is cut; interpolated pieces as `{…}` match one segment or
   * parameter, `{*}` any number. `method`: upper case, or `any`.
   */
  match(method: string, path: string): HttpMatch;
}
