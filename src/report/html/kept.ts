/** A report that is kept to be shown later: plain data, without secrets and without more of the source than it shows. Pure. */
import type { Gate } from '../../config/types.js';
import type { ChangedFile, Hunk } from '../../changes/types.js';
import { blotted, looksSecret } from '../conceal.js';
import { isReported, lastLine } from '../order.js';
import type { HeldBack } from '../held-back.js';
import type { RunResult } from '../types.js';
import type { HeadText } from './types.js';

/** As it is kept, as JSON; a change of its shape is another `KEPT_FORMAT`. */
export interface KeptPage extends PageParts {
  readonly result: RunResult;
}

/** What is shown beside the result. */
export interface PageParts {
  readonly gate: Gate;
  readonly heldBack: HeldBack | null;
  /** Fingerprint -> why the fix of its finding was taken away. */
  readonly unproven: Readonly<Record<string, string>>;
  /** By rule, one line of what it is about. */
  readonly summaries: Readonly<Record<string, string>>;
  /** By path, what is shown of files of the head. */
  readonly texts: Readonly<Record<string, KeptText>>;
}

export interface KeptText {
  /** Lines that nothing shown is near are empty. */
  readonly text: string;
  /** 1-based lines that held a secret. */
  readonly hidden: readonly number[];
}

export const KEPT_FORMAT = 1;

/** Lines kept before and after what a finding or a fix points at. */
const AROUND = 8;
/** Lines kept of a file that a fix deletes. */
const MOST_DELETED = 400;

/** The lines (1-based) of files of the head that a report shows, by path; the files of the worst findings first. */
export function linesShown({ findings }: RunResult): ReadonlyMap<string, ReadonlySet<number>> {
  const shown = new Map<string, Set<number>>();
  const show = (path: string, first: number, last: number): void => {
    const lines = shown.get(path) ?? new Set();
    shown.set(path, lines);
    for (let line = Math.max(1, first - AROUND); line <= last + AROUND; line += 1) lines.add(line);
  };
  for (const { path, range, related, fix } of findings) {
    for (const place of [{ path, range }, ...related]) show(place.path, place.range.start.line, lastLine(place.range));
    for (const edit of fix?.edits ?? []) {
      if (edit.kind === 'replace') show(edit.path, edit.range.start.line, lastLine(edit.range));
      if (edit.kind === 'delete') show(edit.path, 1, MOST_DELETED);
    }
  }
  return shown;
}

/** Ids of the rules that a report speaks of. */
export function rulesNamed({ findings, fixed, unknowns, scores }: RunResult): ReadonlySet<string> {
  return new Set([...findings, ...fixed, ...unknowns, ...scores.areas.flatMap(({ lostToRules }) => lostToRules)].map(({ ruleId }) => ruleId));
}

/** What is kept of a file's text. */
export function keptText({ text, hidden }: HeadText, shown: ReadonlySet<number>): KeptText {
  const kept = text.split('\n').map((line, index) => (shown.has(index + 1) ? (hidden.has(index + 1) ? blotted(line) : line) : ''));
  return { text: kept.join('\n'), hidden: [...hidden].filter((line) => shown.has(line)).sort((a, b) => a - b) };
}

/** The result with no more of the change than the lines that are a finding's cause. */
export function withoutSource(result: RunResult): RunResult {
  const causes = new Set([...result.findings, ...result.fixed].flatMap(({ cause }) => (cause === null ? [] : [`${cause.side} ${cause.line} ${cause.path}`])));
  return { ...result, changes: { files: result.changes.files.map((file) => ({ ...file, hunks: file.hunks.flatMap((hunk) => causesIn(hunk, file, causes)) })) } };
}

function causesIn(hunk: Hunk, { path, previousPath = path }: ChangedFile, causes: ReadonlySet<string>): Hunk[] {
  const lines = hunk.lines.filter(({ baseLine, headLine }) => causes.has(`head ${headLine} ${path}`) || causes.has(`base ${baseLine} ${previousPath}`) || causes.has(`base ${baseLine} ${path}`));
  return lines.length === 0 ? [] : [{ ...hunk, lines: lines.map((line) => (looksSecret(line.text) ? { ...line, text: blotted(line.text) } : line)) }];
}

/** What is told of a report without opening it: for the page of its repository. */
export interface ReportDigest {
  readonly mode: RunResult['mode'];
  readonly verdict: RunResult['verdict']['result'];
  readonly title: string;
  /** By component, and for the whole; null: not judged. */
  readonly scores: Readonly<Record<string, { readonly base: number | null; readonly head: number | null }>>;
  /** Findings that the change brings and that are reported. */
  readonly introduced: number;
  readonly fixed: number;
  /** From the start of the work to the answer. */
  readonly milliseconds: number;
}

/** The name of the whole among the scores of a digest. */
export const OVERALL = 'overall';

/** @param milliseconds from the start of the work to the answer */
export function digestOf({ mode, verdict, scores, findings, fixed }: RunResult, milliseconds: number): ReportDigest {
  const areas = scores.areas.map(({ area, base, head }) => [area, { base, head }] as const);
  const { base, head } = scores.overall;
  return {
    mode,
    verdict: verdict.result,
    title: verdict.title,
    scores: Object.fromEntries([[OVERALL, { base, head }], ...areas]),
    introduced: findings.filter(isReported).length,
    fixed: fixed.length,
    milliseconds: Math.round(milliseconds),
  };
}
