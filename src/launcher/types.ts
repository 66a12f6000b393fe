/** What a process has others started for: git, readings of blobs, tools. */
import type { BlobReaderOptions, Blobs } from '../checkout/blob-reader.js';
import type { FetchLimits, FetchResult } from '../checkout/fetch-process.js';
import type { GitCall, GitResult } from '../checkout/git.js';

/** A program of ours that Node runs, in a fresh folder. */
export interface ToolCall {
  /** What the name of its folder begins with. */
  readonly name: string;
  /** Path of the script, then its arguments. */
  readonly args: readonly string[];
  /** Path of a module that the script loads, and that takes long to load: a launcher keeps a process that has loaded it for the next such call. */
  readonly warm?: string | undefined;
  /** What it finds in the folder that it runs in: path -> text. */
  readonly files: ReadonlyMap<string, string>;
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Bytes of standard output that are read. */
  readonly longestOutput: number;
  /** Milliseconds; after them it is killed. */
  readonly timeout: number;
}

export interface ToolAnswer {
  readonly end: ToolEnd;
  /** Its standard output, where it ended by itself; null: it is too long. */
  readonly output: string | null;
}

export type ToolEnd = { readonly kind: 'exit'; readonly code: number } | { readonly kind: 'signal'; readonly signal: string } | { readonly kind: 'timeout' } | { readonly kind: 'not-started'; readonly why: string };

/** Starts processes from a place where that is cheap. */
export interface Launcher {
  /** False once it has ended, by itself or because it was closed. */
  readonly isOpen: boolean;
  git(call: GitCall): Promise<GitResult>;
  fetch(call: GitCall, limits: FetchLimits): Promise<FetchResult>;
  blobs(options: BlobReaderOptions): Blobs;
  tool(call: ToolCall): Promise<ToolAnswer>;
  /** Ends it and what it started. Calls after it are refused. */
  close(): void;
}
