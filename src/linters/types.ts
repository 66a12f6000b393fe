/** What linters of others say of changed files, each behind one adapter. */
import type { Span } from '../facts/types.js';
import type { LinterName } from '../findings/linters.js';
import type { Area, Fix, Severity } from '../findings/types.js';

/** What a linter says of one place. */
export interface Diagnostic {
  readonly linter: LinterName;
  /** The linter's own: `F401`, `no-debugger`, `unicorn/no-thenable`. */
  readonly code: string;
  /** Its page in the linter's documentation. */
  readonly url: string;
  /** The linter's sentence, without a final stop. */
  readonly message: string;
  /** The linter's advice, without a final stop; absent where it gives none. */
  readonly help?: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly span: Span;
  /** Dotted enclosing functions and classes, '' at the top or where it can't be told. */
  readonly symbol: string;
  /** The text that it marks, its first line: what tells it from others of its code, whatever the lines. */
  readonly subject: string;
  /** The configuration that asks for it; null: the default set. */
  readonly configuredBy: string | null;
  /** The linter's edits, once they are shown to mend it and to bring nothing new; null where there are none. May be costly. */
  fix(): Fix | null;
}

/** One file of one side of a change. */
export interface LintFile {
  readonly side: 'base' | 'head';
  /** The path in the head, by which the configuration is looked up for both sides. */
  readonly path: string;
  readonly text: string;
}

/** The files of a tree, as far as configuration asks for them. */
export interface ConfigTree {
  /** Every path. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** undefined: there is no such text file. */
  read(path: string): Promise<string | undefined>;
}

export interface LintRequest {
  readonly files: readonly LintFile[];
  /** Where configuration is looked for, in order. The first tree that holds any speaks: for each file to Ruff, for all of them to oxlint, which finds nested configuration by itself. */
  readonly trees: readonly ConfigTree[];
  /** Told by linters of this process before they work on a file. */
  onFile?(file: LintFile): void;
}

export interface LintAnswer {
  /** The files that it judged, those with nothing to say of among them; what is not here was not judged. */
  readonly files: readonly { readonly file: LintFile; readonly diagnostics: readonly Diagnostic[] }[];
  /** What could not be judged and why, one plain sentence each, without a final stop. */
  readonly problems: readonly string[];
  /** Configuration files that were used. */
  readonly configuredBy: readonly string[];
}

/** An adapter. It answers for the files that it reads, and its promises never reject. */
export interface Linter {
  readonly name: LinterName;
  /** It runs beside this process, so it is begun before anything else is done. Absent: it works in this one, where nothing else runs meanwhile. */
  readonly runsBeside?: boolean;
  /** Whether it reads files of this path. */
  reads(path: string): boolean;
  /** Resolves when the linter has all that it needs and runs on by itself, or, where it works in this process, when it is done. */
  start(request: LintRequest): Promise<RunningLinter>;
}

export interface RunningLinter {
  readonly answer: Promise<LintAnswer>;
}

export const NOTHING: LintAnswer = { files: [], problems: [], configuredBy: [] };
