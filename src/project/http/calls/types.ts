/** Requests that JavaScript code of the repository makes: to which paths, by which methods. Contracts. */
import type { Value } from '../../../facts/javascript/uses/types.js';
import type { Span } from '../../../facts/types.js';

export interface HttpCall {
  readonly protocol: 'http' | 'websocket';
  /** Upper case; `any` where it can't be told. */
  readonly method: string;
  /**
   * The paths that it may ask for, without query, mostly one: `{x}` for a piece that can't be told, `{*}` for any number of segments. They begin with
   * `/{*}` where what stands before can't be told.
   */
  readonly paths: readonly string[];
  /** As people write the whole path: `/api/v1/tickets/{ticketId}/reply/`. */
  readonly shown: string;
  readonly place: { readonly path: string; readonly span: Span };
  /** The address as it is written at this place, where it is a text or begins with one. */
  readonly address: { readonly value: Value; readonly span: Span } | undefined;
  /** Dotted symbol of the functions around it. */
  readonly symbol: string;
  /** What is called: `fetch`, `client.get`. */
  readonly client: string;
  /** Why the path may be another; null where it is certain but for its `{x}`. */
  readonly unknown: string | null;
}

/** All requests of a tree. */
export interface HttpCalls {
  /** In the order of paths and lines; test code left out. */
  readonly all: readonly HttpCall[];
  at(path: string): readonly HttpCall[];
}
