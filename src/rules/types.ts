/** The contract of a rule. A rule is one file, one Markdown file beside it, one line in the registry, and fixtures. */
import type { z } from 'zod';
import type { FileFacts, Span } from '../facts/types.js';
import type { Area, Confidence, Fix, Message, RelatedLocation, Severity } from '../findings/types.js';
import type { Catalogue, ProjectModel } from '../project/types.js';

export interface RuleMeta<Options> {
  /** `area/name-of-the-bad-pattern`; the file is `src/rules/<id>.ts`. Stable for ever. */
  readonly id: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly status: 'preview' | 'stable' | 'deprecated';
  readonly languages: readonly ('python' | 'javascript' | 'template' | 'deployment' | 'document' | 'any')[];
  /** The strongest fix it may offer. `both`: safe or unsafe, depending on what is known. */
  readonly fix: 'none' | 'safe' | 'unsafe' | 'both';
  /** Its findings stand on secrets: the source line is never printed as it is. */
  readonly conceals?: true;
  /** One sentence, for lists. */
  readonly summary: string;
  readonly options: z.ZodType<Options>;
}

/** The file being judged. */
export interface Subject {
  readonly path: string;
  readonly facts: FileFacts;
}

export interface RuleContext<Options> {
  readonly model: ProjectModel;
  readonly catalogue: Catalogue;
  readonly options: Options;
  /** What the rules before this one said of the same file, in the registry's order. */
  readonly earlier: readonly { readonly ruleId: string; readonly judgement: Judgement<unknown> }[];
}

/** A raw hit. */
export interface Match<Data> {
  readonly span: Span;
  /** Dotted enclosing symbol, '' at the top of the file. */
  readonly symbol: string;
  /** What the finding is about, normalised, free of line numbers: goes into the fingerprint. */
  readonly subject: string;
  /** Overrides the rule's severity for this match. */
  readonly severity?: Severity;
  /** Overrides the rule's confidence for this match. */
  readonly confidence?: Confidence;
  /** Files whose change can have brought this about, likeliest first; `text` is looked for among their changed lines. */
  readonly causes: readonly { readonly path: string; readonly text?: string }[];
  readonly related: readonly RelatedLocation[];
  readonly data: Data;
}

/** Three answers for the opportunities of one file. */
export interface Judgement<Data> {
  readonly matches: readonly Match<Data>[];
  /** Opportunities that were fine. */
  readonly passed: number;
  readonly unknowns: readonly { readonly line: number; readonly reason: string }[];
  /** Set by the engine alone: the rule failed on this file, with what it said. */
  readonly failure?: string;
}

export interface Rule<Data = unknown, Options = unknown> {
  readonly meta: RuleMeta<Options>;
  /** Whether this rule has anything to look at in the file. Cheap. */
  applies(subject: Subject): boolean;
  /**
   * Judges one file against one snapshot's model. What it reads of the model is noted, and it is asked again where that has changed: it may
   * ask for anything, and must be a function of what it reads. Nothing may be kept between calls but by `rules/shared/per-model.ts`.
   */
  detect(subject: Subject, context: RuleContext<Options>): Judgement<Data>;
  message(match: Match<Data>, subject: Subject, context: RuleContext<Options>): Message;
  /** The fix, or null where none can be offered for this match. */
  suggest?(match: Match<Data>, subject: Subject, context: RuleContext<Options>): Fix | null;
}
