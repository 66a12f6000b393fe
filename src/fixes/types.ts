/** What is asked of a run that mends, and what comes of it: bytes that may be committed as they are. Pure data. */
import type { EntryKind } from '../changes/types.js';
import type { Finding } from '../findings/types.js';

/** Which findings of a change are to be mended. */
export interface FixSelection {
  /** Ids such as `wiring/unresolved-import` or `ruff/F401`; empty: all rules. */
  readonly rules: readonly string[];
  /** Also apply fixes that are to be read first. */
  readonly unsafe: boolean;
  /** Folder with a final slash -> why nothing in it may be written: `{ '.github/workflows/': 'the App may not write workflows' }`. */
  readonly offLimits?: Readonly<Record<string, string>>;
  /** Why a file may not be written, as a sentence without its subject and full stop; undefined where it may. For who sees the files themselves. */
  refuses?(path: string): string | undefined | Promise<string | undefined>;
}

/** One file as it is after the fixes. */
export interface PreparedFile {
  /** From the repository's top, `/`-separated. */
  readonly path: string;
  /** The whole file in its own encoding, as git keeps it; null: it is deleted. */
  readonly content: Buffer | null;
  /** As it was; `file` for a new one. Never a symlink or a submodule. */
  readonly kind: EntryKind;
  readonly isNew: boolean;
}

/** A finding that is still there, and why. */
export interface LeftFinding {
  /** As it stood before the fixes. */
  readonly finding: Finding;
  /** A sentence without its subject and full stop: "no fix is known". */
  readonly why: string;
}

/** Fixes that were proved together: the patched tree, judged whole, has fewer findings and no new one. */
export interface PreparedFix {
  /** By path; at least one. */
  readonly files: readonly PreparedFile[];
  /** The same for `git apply`, from the head that was judged to the patched tree. */
  readonly patch: string;
  /** Worst first, at least one, as they stood before the fixes. */
  readonly fixed: readonly Finding[];
  /** Worst first: findings of the selection that stay. */
  readonly left: readonly LeftFinding[];
}

/** Nothing is to be written. */
export interface NothingFixed {
  /** Why, in one sentence. */
  readonly nothing: string;
  readonly left: readonly LeftFinding[];
  /** The base's configuration can't be used, so that nobody knows what is wanted; `nothing` says what is wrong with it. */
  readonly unusable?: true;
}

export type FixAnswer = PreparedFix | NothingFixed;
