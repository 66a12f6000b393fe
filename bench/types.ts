/** What a measurement answers; written by `--json`, and what the child processes print. */

/** Median, least and greatest of some runs, in the unit of the row. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** One line of the report. */
export interface Row {
  /** Name of the tree. */
  readonly tree: string;
  readonly what: string;
  readonly value: Spread;
  readonly unit: 'MB/s' | 'ms' | 'MB' | 'files' | 'findings' | 'ratio';
}

/** What the measurement is made on. */
export interface Machine {
  readonly cpu: string;
  /** As the process may use them. */
  readonly cores: number;
  readonly memoryMegabytes: number;
  readonly node: string;
  readonly git: string;
}

/** The size of a tree. `source`: files that tree-sitter parses. */
export interface TreeSize {
  readonly files: number;
  readonly sourceFiles: number;
  readonly sourceBytes: number;
}

/** What a child process is asked. */
export type Task =
  | { readonly kind: 'parse' | 'cold'; readonly repository: string; readonly commit: string; readonly dataDir: string }
  | { readonly kind: 'audit'; readonly repository: string; readonly commit: string; readonly dataDir: string; readonly runs: number }
  | { readonly kind: 'review'; readonly repository: string; readonly base: string; readonly heads: readonly string[]; readonly dataDir: string };

/** What it answers. Milliseconds and bytes. */
export interface Measured {
  readonly peakBytes: number;
  /** What is still held after the runs, garbage collected: JavaScript's heap and the memory of its arrays of numbers. */
  readonly heldBytes?: number;
  readonly size: TreeSize;
  readonly runs: readonly Timed[];
  /** What tools take alone for the same work, for each run: see `floors.ts`. */
  readonly floors?: readonly Readonly<Record<string, number>>[];
}

/** One run, whole and by stage. */
export interface Timed {
  readonly milliseconds: number;
  /** Processor time of the process, all its threads, without git's: hardly disturbed by what else runs on the machine. */
  readonly cpuMilliseconds: number;
  readonly parsedFiles: number;
  readonly stages: Readonly<Record<string, number>>;
  readonly findings: number;
}
