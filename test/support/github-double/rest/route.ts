import type { Caller, Need } from '../http/auth.js';
import type { InstallationToken, Repository, World } from '../state.js';
import type { JsonObject } from '../openapi/json-schema.js';

export interface RestRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Answer {
  readonly status: number;
  /** undefined: no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A list that is cut into pages by `page` and `per_page`; the body is made from the page's items. */
  readonly list?: { readonly items: readonly unknown[]; readonly wrap?: (items: readonly unknown[], total: number) => unknown };
}

/** An operation for the App itself (JWT). */
export interface AppRoute {
  readonly as: 'app';
  readonly handle: (world: World, request: RestRequest) => Answer | Promise<Answer>;
}

/** An operation on a repository with an installation token that has one of `needs`. */
export interface RepositoryRoute {
  readonly as: 'installation';
  readonly needs: readonly Need[];
  /** Content that counts towards the secondary limits. */
  readonly writes?: boolean;
  readonly handle: (world: World, repository: Repository, request: RestRequest, token: InstallationToken) => Answer | Promise<Answer>;
}

/** An operation without a repository, for any caller. */
export interface OpenRoute {
  readonly as: 'anyone';
  readonly handle: (world: World, request: RestRequest, caller: Caller) => Answer | Promise<Answer>;
}

export type Route = AppRoute | RepositoryRoute | OpenRoute;

/** Routes by operationId of GitHub's description, which has their method and path. */
export type Routes = Readonly<Record<string, Route>>;

export function text(body: JsonObject, key: string): string | null {
  const value = body[key];
  return typeof value === 'string' ? value : null;
}

export function number(body: JsonObject, key: string): number | null {
  const value = body[key];
  return typeof value === 'number' ? value : null;
}
