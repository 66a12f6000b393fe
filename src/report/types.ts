/** What a run found, and the plan for publishing it. Pure data; `github/` applies a plan, the CLI prints a result. */
import type { ChangeSet } from '../changes/types.js';
import type { SkipReason } from '../facts/types.js';
import type { Doubt, Finding, Unknown } from '../findings/types.js';
import type { Scores } from '../score/types.js';
import type { IgnoreEntry } from '../store/memory.js';
import type { Probation } from '../usefulness/types.js';
import type { HeldBack } from './held-back.js';

export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
  readonly detail: string;
}

export interface RunStats {
  /** Files of the head tree. */
  readonly files: number;
  readonly changedFiles: number;
  /** Blobs parsed in this run; 0 on a second run over the same trees. */
  readonly parsedFiles: number;
  /** Bytes of source parsed in this run. */
  readonly parsedBytes: number;
  /** Opportunities judged in the head. */
  readonly opportunities: number;
  /** Wall-clock milliseconds. */
  readonly milliseconds: number;
}

export interface Verdict {
  /** `pass`: below the gate; `fail`: at or above it; `neutral`: something needed for the answer could not be judged. */
  readonly result: 'pass' | 'fail' | 'neutral';
  /** One line, shown as the check run's title. */
  readonly title: string;
}

/** The result of a review or an audit. In an audit `base` is null, `fixed` empty and `findings` all that the tree has. */
export interface RunResult {
  readonly mode: 'review' | 'audit';
  readonly repository: string;
  /** Commit id, null for none (audit; empty base) . */
  readonly base: string | null;
  /** Commit id; null for the working tree. */
  readonly head: string | null;
  readonly verdict: Verdict;
  readonly scores: Scores;
  /** Introduced findings (audit: all), worst first, suppressed, baselined and ignored ones included with their disposition. */
  readonly findings: readonly Finding[];
  readonly fixed: readonly Finding[];
  /** Findings of the head that the change did not bring; only counted in a review. */
  readonly existing: number;
  /** Of the places that the change touches (audit: all). */
  readonly unknowns: readonly Unknown[];
  /** Changed files that were not read (audit: all). */
  readonly skipped: readonly SkippedFile[];
  readonly changes: ChangeSet;
  /** One line each: a config problem, a preview of a changed config, a suppression that suppresses nothing. */
  readonly notices: readonly string[];
  readonly stats: RunStats;
}

/** What must be known of the head besides its findings, so as not to call fixed what is not. */
export interface Background {
  /** Fingerprints of the head's findings that the change did not bring. */
  readonly existing: readonly string[];
  /** Where a finding of an earlier head may be absent only because it is not judged any more. */
  readonly doubts: readonly Doubt[];
}

/** What people asked of the reviews of a pull request. */
export interface Wishes {
  /** Oldest first. */
  readonly ignored: readonly IgnoreEntry[];
  /** The login of who asked for no inline comments; null where nobody did. */
  readonly pausedBy: string | null;
  /** Rules that are kept from inline comments in the repository, for what people made of them. */
  readonly probations?: readonly Probation[];
}

/** Where a comment stands on the pull request. Lines are 1-based and lie in the diff. */
export type CommentAnchor =
  | { readonly kind: 'line'; readonly side: 'LEFT' | 'RIGHT'; readonly line: number; readonly startLine?: number }
  | { readonly kind: 'file' };

/** A file of the pull request, and where in it. */
export interface CommentPlace {
  readonly path: string;
  readonly anchor: CommentAnchor;
}

export interface PlannedComment extends CommentPlace {
  /** Where it goes when GitHub refuses its place, in order; after the last one it is only in the check run. */
  readonly fallbacks: readonly CommentPlace[];
  /** Findings it speaks of; hidden in the body as a marker. */
  readonly fingerprints: readonly string[];
  /** Markdown, at most 65,536 characters, ends with the marker. */
  readonly body: string;
  /** The same with its fix, if any, as a preview: for a place at which the suggestion in the body could not be applied. */
  readonly plainBody: string;
}

/** A button on the check run; GitHub's limits in characters. */
export interface CheckAction {
  /** At most 20. */
  readonly label: string;
  /** At most 40. */
  readonly description: string;
  /** At most 20; comes back with the event. */
  readonly identifier: string;
}

export interface PlannedAnnotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Only allowed by GitHub when start and end line are the same. 1-based, inclusive end. */
  readonly startColumn?: number;
  readonly endColumn?: number;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** How a check run ends that does not say whether its commit passes. */
export type Unreviewed = 'neutral' | 'action_required';

export interface ReportPlan {
  readonly headSha: string;
  /** Of a check run. Where the check is required GitHub takes `neutral` for passed, and `action_required` not. */
  readonly conclusion: 'success' | 'failure' | Unreviewed;
  readonly title: string;
  /** Markdown, at most 65,535 characters, cut on a row boundary. */
  readonly summary: string;
  /** Markdown below the summary, at most 65,535 characters. */
  readonly text?: string;
  readonly annotations: readonly PlannedAnnotation[];
  /** At most three. */
  readonly actions?: readonly CheckAction[];
  /** Worst first; at most the inline limit. */
  readonly comments: readonly PlannedComment[];
  /** Comments on a pull request at most, as configured. */
  readonly inlineLimit: number;
  /** False: while the pull request is a draft, its comments wait. */
  readonly commentsOnDrafts: boolean;
  /** Every fingerprint that the head still has, suppressed ones included: what is absent is gone, unless it is in doubt. */
  readonly open: readonly string[];
  /** Where the head was not judged as far as it was before. */
  readonly doubts: readonly Doubt[];
  /** Ids of the rules that judged the head: of others, nothing is known. */
  readonly judgedBy: readonly string[];
  /** What the comments leave out. */
  readonly heldBack?: HeldBack;
}
