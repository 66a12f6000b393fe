/** The tools that a user would pick instead, what they say and what they cost. Pure data. */
import type { Spread } from '../types.js';

export type Language = 'python' | 'javascript';

/** What a set of peers must cover to stand for a review: each role by one of them at least. */
export type Role = 'imports' | 'names' | 'unused' | 'security';

export const ROLES: Readonly<Record<Language, readonly Role[]>> = {
  python: ['imports', 'names', 'unused', 'security'],
  // No tool of the list looks for defects of security in JavaScript by default.
  javascript: ['imports', 'names', 'unused'],
};

/** What one tool says of one place. */
export interface PeerFinding {
  /** From the tree's top, with `/`. */
  readonly path: string;
  /** 1-based; null: the file as a whole. */
  readonly line: number | null;
  /** The tool's own name for the check. */
  readonly check: string;
  readonly text: string;
}

/** What one of our rules, or a linter that ships with us, says of one place. */
export interface OwnFinding {
  readonly path: string;
  readonly line: number;
  readonly ruleId: string;
  readonly text: string;
}

/** Our report on a whole tree, as far as it is compared. */
export interface OwnReport {
  readonly findings: readonly OwnFinding[];
  /** Places that a rule could not judge. */
  readonly unknowns: readonly { readonly path: string; readonly line: number; readonly ruleId: string }[];
  /** Paths that are not read: generated, vendored, minified and the like. */
  readonly skipped: ReadonlySet<string>;
}

/** How a tool is called over a folder. */
export interface PeerCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** One tool. */
export interface Peer {
  readonly id: string;
  readonly language: Language;
  readonly roles: readonly Role[];
  /** `files`: asked of the changed files alone; `project`: it can only be asked of everything, as in CI. */
  readonly scope: 'files' | 'project';
  /** What a person types to have it. */
  readonly install: string;
  /** The program's path where it is installed, else null. */
  find(): string | null;
  /** Over all of the tree, or over some files of it (paths from its top). */
  call(program: string, files: readonly string[] | null): PeerCall;
  /** @param folder the tree's top, for tools that print absolute paths; @throws Error for output that is none of the tool's */
  read(stdout: string, folder: string): PeerFinding[];
  /** It has nothing to say about such a tree. */
  isFor?(paths: ReadonlySet<string>): boolean;
}

/** One run of a program and all that it starts. */
export interface ProcessRun {
  readonly milliseconds: number;
  /** Of the process and its children; null where the system does not tell. */
  readonly cpuMilliseconds: number | null;
  /** Bytes of the process and its children at once, as often as it was looked at; null where the system does not tell. */
  readonly peakBytes: number | null;
}

/** Some runs of one tool, or why there are none. */
export type Cost = { readonly ran: true; readonly milliseconds: Spread; readonly cpuMilliseconds: Spread | null; readonly peakBytes: Spread | null; readonly findings: number } | { readonly ran: false; readonly why: string };

/** A tool's costs on one tree. */
export interface PeerCosts {
  readonly id: string;
  readonly language: Language;
  readonly roles: readonly Role[];
  readonly scope: Peer['scope'];
  readonly version: string;
  readonly whole: Cost;
  readonly change: Cost;
}
