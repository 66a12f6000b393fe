/** What is to be published of a run, as data. Pure; `github/` applies it. */
import type { RepositoryConfig } from '../config/types.js';
import type { Finding } from '../findings/types.js';
import type { Probation } from '../usefulness/types.js';
import { placeFindings, type Placement } from './anchor.js';
import { planAnnotations } from './annotations.js';
import { buttonsFor } from './buttons.js';
import { renderComment, type CommentContext } from './comment.js';
import { assembleInTwo, SUMMARY_LIMIT } from './cut.js';
import { shorten, visible } from './escape.js';
import type { ReportLinks } from './links.js';
import { byWorst, isReported, mayBeInline } from './order.js';
import type { HeldByProbation } from './held-back.js';
import { summarySections } from './summary.js';
import type { Background, PlannedComment, ReportPlan, RunResult, Wishes } from './types.js';

export interface ReportInput extends Partial<Background> {
  /** Of a review with a head commit. */
  readonly result: RunResult;
  readonly config: RepositoryConfig;
  readonly links: ReportLinks;
  /** Ids of the rules that ran. */
  readonly judgedBy?: readonly string[];
  readonly wishes?: Wishes;
}

const CONCLUSIONS = { pass: 'success', fail: 'failure', neutral: 'neutral' } as const;
/** UTF-16 code units. GitHub shows about this much of a check run's title. */
const LONGEST_TITLE = 250;
/** Bytes of the summary kept free for what only publishing can know: a cut summary with a note is not cut a second time. */
const KEPT_FOR_NOTES = 2_048;

/**
 * Plans the check run and the comments. Comments are worst first and at most the inline limit; what they leave out
 * is in the summary and the annotations.
 * @throws RangeError when the result has no head commit: there is nothing to publish on
 */
export function planReport({ result, config, links, existing = [], doubts = [], judgedBy = [], wishes }: ReportInput): ReportPlan {
  if (result.head === null) throw new RangeError('Only a commit can be reported on, not the working tree.');
  const fixes = config.fixes === 'suggest';
  const probations = (wishes?.probations ?? []).filter(({ ruleId }) => config.rules[ruleId]?.probation !== 'off');
  const { free: wanted, held } = apart(result.findings.filter(mayBeInline), probations);
  const { placements, unplaced } = placeFindings(wanted.sort(byWorst), result.changes, fixes);
  const kept = placements.slice(0, config.inlineLimit);
  const overLimit = placements.slice(config.inlineLimit).flatMap((placement) => placement.findings).length;
  const comments = kept.map((placement) => plannedComment(placement, { links, changes: result.changes, fixes, doubts }));
  const pausedBy = wishes?.pausedBy ?? null;
  const heldBack = {
    overLimit,
    unplaced: unplaced.length,
    neverInline: result.findings.filter((finding) => isReported(finding) && !mayBeInline(finding)).length,
    onProbation: held,
    ...(pausedBy === null ? {} : { paused: { by: pausedBy, comments: comments.length } }),
    ignored: wishes?.ignored ?? [],
  };
  const page = assembleInTwo(summarySections({ result, links, gate: config.gate, heldBack }), SUMMARY_LIMIT - KEPT_FOR_NOTES);
  return {
    headSha: result.head,
    conclusion: CONCLUSIONS[result.verdict.result],
    title: shorten(visible(result.verdict.title), LONGEST_TITLE),
    summary: page.first,
    ...(page.second === null ? {} : { text: page.second }),
    annotations: planAnnotations(result.findings, links),
    comments: pausedBy === null ? comments : [],
    ...(fixes ? buttonsFor(result.findings) : {}),
    inlineLimit: config.inlineLimit,
    commentsOnDrafts: config.drafts === 'comment',
    open: [...new Set([...result.findings.map((finding) => finding.fingerprint), ...existing])],
    doubts,
    judgedBy,
    heldBack,
  };
}

/** The findings of rules that are on probation apart from the others, by rule. */
function apart(findings: readonly Finding[], probations: readonly Probation[]): { readonly free: Finding[]; readonly held: readonly HeldByProbation[] } {
  const counted = probations.map((probation) => ({ probation, findings: findings.filter(({ ruleId }) => ruleId === probation.ruleId).length }));
  return { free: findings.filter(({ ruleId }) => !probations.some((probation) => probation.ruleId === ruleId)), held: counted.filter(({ findings: number }) => number > 0) };
}

function plannedComment(placement: Placement, context: CommentContext): PlannedComment {
  const { path, anchor, fallbacks, findings } = placement;
  const body = renderComment(placement, context);
  const plainBody = renderComment(placement, context, true);
  return { path, anchor, fallbacks, fingerprints: findings.map((finding) => finding.fingerprint), body, plainBody };
}
