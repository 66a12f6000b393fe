/** What the page's script knows of a report: embedded as JSON, written by `collect.ts`. Pure data, small where findings are many. */
import type { Area, Confidence, Disposition, Severity } from '../../findings/types.js';

/** A line of source: its text, then for each marked stretch the distance to it from the end of the one before, its length, and which of `KINDS` it is. */
export type LineData = string | readonly [text: string, ...marks: number[]];

/** Kinds of marked stretches; with `t-` before them, also CSS classes. */
export const KINDS = ['keyword', 'string', 'number', 'comment', 'title', 'type', 'attribute'] as const;

/** Lines of a file that stand together. */
export interface Window {
  /** 1-based. */
  readonly first: number;
  readonly lines: readonly LineData[];
}

export interface FileData {
  readonly path: string;
  /** What is shown of it, in order, apart from each other. Empty where its text is not at hand. */
  readonly windows: readonly Window[];
  /** Its address, up to a line's number. */
  readonly address?: string;
}

export interface RuleData {
  readonly id: string;
  readonly area: Area;
  readonly summary?: string;
  readonly address?: string;
}

/** 1-based; `endLine` is inclusive. Columns are UTF-16, `endColumn` is behind the last. */
export interface PlaceData {
  /** Index in `files`. */
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface StepData extends PlaceData {
  readonly label: string;
  /** Of a way: it stands beside it, as where a field is defined. */
  readonly aside?: true;
}

export interface CauseData {
  readonly label: string;
  readonly path: string;
  readonly side: 'base' | 'head';
  readonly line: number | null;
  /** The changed line, where it is one. */
  readonly text?: string;
}

export interface DiffHunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each with its sign; line ends of the file but for the newline are kept. */
  readonly lines: readonly string[];
}

export interface FileDiff {
  readonly path: string;
  readonly change: 'modify' | 'create' | 'delete';
  readonly hunks: readonly DiffHunk[];
}

export interface FixData {
  readonly title: string;
  readonly safe: boolean;
  /** Empty where it can't be shown. */
  readonly files: readonly FileDiff[];
  /** Why there is no patch to copy; absent where there is one. */
  readonly noPatch?: string;
}

/** A way to or from the finding. `down`: it begins there, each step leads to the next; `up`: each step leads to the one before, the first to the finding. */
export type Shape = 'down' | 'up';

export interface FindingData {
  /** The fingerprint. */
  readonly id: string;
  /** Index in `rules`. */
  readonly rule: number;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly preview?: true;
  readonly disposition: Disposition;
  readonly place: PlaceData;
  readonly symbol?: string;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  /** Index in `causes`. */
  readonly cause?: number;
  /** Absent: the steps are places in no order. */
  readonly shape?: Shape;
  readonly steps?: readonly StepData[];
  readonly fix?: FixData;
  /** Why its fix was taken away. */
  readonly unproven?: string;
}

export type Grouping = 'cause' | 'file' | 'rule';

export interface ReportData {
  readonly mode: 'review' | 'audit';
  /** How findings are grouped at first. */
  readonly grouping: Grouping;
  readonly files: readonly FileData[];
  readonly rules: readonly RuleData[];
  readonly causes: readonly CauseData[];
  /** What rules in preview say last, else worst first. */
  readonly findings: readonly FindingData[];
}
