/** A report that is kept to be shown later: plain data, without secrets and without more of the source than it shows. Pure. */
import type { Gate } from '../../config/types.js';
import type { Range } from '../../findings/types.js';
import { concealedText } from '../conceal.js';
import type { ReportLinks } from '../links.js';
import { isReported, lastLine } from '../order.js';
import type { HeldBack } from '../summary.js';
import type { RunResult } from '../types.js';
import { renderHtml, type HtmlOptions, type PageLink } from './index.js';

/** As it is kept, as JSON; a change of its shape is another `KEPT_FORMAT`. */
export interface KeptPage {
  readonly result: RunResult;
  readonly gate: Gate;
  readonly heldBack: HeldBack | null;
  /** Fingerprint -> why the fix of its finding was taken away. */
  readonly unproven: Readonly<Record<string, string>>;
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

/** The lines (1-based) of files of the head that a report shows, by path; the files of the worst findings first. */
export function linesShown({ findings }: RunResult): ReadonlyMap<string, ReadonlySet<number>> {
  const shown = new Map<string, Set<number>>();
  const show = (path: string, range: Range): void => {
    const lines = shown.get(path) ?? new Set();
    shown.set(path, lines);
    for (let line = Math.max(1, range.start.line - AROUND); line <= lastLine(range) + AROUND; line += 1) lines.add(line);
  };
  for (const { path, range, related, fix } of findings) {
    show(path, range);
    for (const other of related) show(other.path, other.range);
    for (const edit of fix?.edits ?? []) if (edit.kind === 'replace') show(edit.path, edit.range);
  }
  return shown;
}

/** What is kept of a file's text. @param hidden lines (1-based) with a secret on them */
export function keptText(text: string, path: string, shown: ReadonlySet<number>, hidden: ReadonlySet<number>): KeptText {
  const lines = concealedText(text, hidden, path).split('\n');
  const kept = lines.map((line, index) => (shown.has(index + 1) ? line : ''));
  return { text: kept.join('\n'), hidden: [...hidden].filter((line) => shown.has(line)).sort((a, b) => a - b) };
}

/** The result without the lines of the change: what a report shows of them is in its texts. */
export function withoutSource(result: RunResult): RunResult {
  return { ...result, changes: { files: result.changes.files.map((file) => ({ ...file, hunks: [] })) } };
}

export interface KeptPageOptions extends Pick<HtmlOptions, 'version' | 'summaryOf'> {
  readonly links: ReportLinks;
  readonly above: readonly PageLink[];
}

/** The whole page. */
export function renderKeptPage({ result, gate, heldBack, unproven, texts }: KeptPage, options: KeptPageOptions): string {
  const known = new Map(Object.entries(texts).map(([path, { text, hidden }]) => [path, { text, hidden: new Set(hidden) }]));
  return renderHtml(result, { ...options, gate, textOf: (path) => known.get(path), unproven: new Map(Object.entries(unproven)), ...(heldBack === null ? {} : { heldBack }) });
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
