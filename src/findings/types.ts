/** Findings: located, explained, fingerprinted. Pure data. */

export type Severity = 'error' | 'warning' | 'info';
export type Confidence = 'high' | 'medium' | 'low';
export const AREAS = [
  'wiring',
  'dead-code',
  'security',
  'scalability',
  'reliability',
  'observability',
  'testing',
  'maintainability',
  'delivery',
  'docs',
] as const;
export type Area = (typeof AREAS)[number];

/** 1-based line, 1-based column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Half-open: `end` is the first position after the range. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly path: string;
  readonly range: Range;
}

export interface RelatedLocation extends Location {
  /** What it shows, e.g. "imported here". */
  readonly label: string;
}

/** Three parts, each one or two plain sentences. */
export interface Message {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

export type Edit =
  /** Replaces a range of a file of the head; an empty range inserts, an empty text deletes. */
  | { readonly kind: 'replace'; readonly path: string; readonly range: Range; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string }
  /** A new file with this text. The path is relative to the repository's top, and nothing is there yet. */
  | { readonly kind: 'create'; readonly path: string; readonly text: string };

export interface Fix {
  /** Imperative, short: "Add `requests` to requirements.txt". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** `safe`: behaviour can only get better, may be applied without reading. */
  readonly safety: 'safe' | 'unsafe';
}

/** The changed line or file that made a finding appear. `side` base: a removed line or a deleted file. */
export interface Cause {
  readonly path: string;
  readonly side: 'base' | 'head';
  /** 1-based; null for the file as a whole. */
  readonly line: number | null;
  /** "deletes app/services.py", "renames a.py to b.py", "changes requirements.txt". */
  readonly label: string;
}

/**
 * - `report`: shown, counts for the gate when its rule is stable;
 * - `out-of-diff`: the same, but it stands in a line that the change does not touch;
 * - `suppressed`: a comment in the source asks for silence;
 * - `baselined`: listed in the repository's baseline;
 * - `ignored`: a person asked on the pull request not to hear of it.
 */
export type Disposition = 'report' | 'out-of-diff' | 'suppressed' | 'baselined' | 'ignored';

export interface Finding {
  readonly ruleId: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The rule's status: preview findings are never inline and never gate. */
  readonly status: 'preview' | 'stable' | 'deprecated';
  readonly path: string;
  readonly range: Range;
  /** The dotted name of the enclosing function or class, '' at the top. */
  readonly symbol: string;
  readonly message: Message;
  readonly cause: Cause | null;
  readonly related: readonly RelatedLocation[];
  readonly fix: Fix | null;
  /** 32 hex digits; stable over moves of lines and renames of files. */
  readonly fingerprint: string;
  readonly disposition: Disposition;
}

/** A file of the head in which a finding may be absent only because it is not judged. */
export interface Doubt {
  readonly path: string;
  /** Null: by no rule. */
  readonly ruleId: string | null;
  /** Places in the file that the rule could judge in the base and can't in the head, as a number; null: it could judge none at all. */
  readonly more: number | null;
  /** It was not judged in the base either: nothing that is told in another file hangs on it. */
  readonly local?: true;
}

/** A place that a rule looked at and could not judge. */
export interface Unknown {
  readonly ruleId: string;
  readonly path: string;
  readonly line: number;
  readonly reason: string;
}
