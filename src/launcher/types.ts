/** What a process has others started for: git, readings of blobs, tools. */
import type { BlobReaderOptions, Blobs } from '../checkout/blob-reader.js';
import type { FetchLimits, FetchResult } from '../checkout/fetch-process.js';
import type { GitCall, GitResult } from '../checkout/git.js';

/** A program of ours that Node runs, with its output in a file. */
export interface ToolCall {
  /** Path of the script, then its arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** File that takes its standard output; must exist. */
  readonly output: string;
  /** Milliseconds; after them it is killed. */
  readonly timeout: number;
}

export type ToolEnd = { readonly kind: 'exit'; readonly code: number } | { readonly kind: 'signal'; readonly signal: string } | { readonly kind: 'timeout' } | { readonly kind: 'not-started'; readonly why: string };

/** Starts processes from a place where that is cheap. */
export interface Launcher {
  /** False once it has ended, by itself or because it was closed. */
  readonly isOpen: boolean;
  git(call: GitCall): Promise<GitResult>;
  fetch(call: GitCall, limits: FetchLimits): Promise<FetchResult>;
  blobs(options: BlobReaderOptions): Blobs;
  tool(call: ToolCall): Promise<ToolEnd>;
  /** Ends it and what it started. Calls after it are refused. */
  close(): void;
}
