/** Where a comment stands on a pull request. Pure. */
import type { ChangedFile, ChangeSet } from '../changes/types.js';
import type { DiffSide } from '../changes/query.js';
import type { Finding } from '../findings/types.js';
import { groupedBy } from '../project/grouped.js';
import { lastLine } from './order.js';
import { LONGEST_SUGGESTION, replacementOf } from './suggestion.js';
import type { LineReplacement } from './suggestion.js';
import type { CommentAnchor, CommentPlace } from './types.js';

/** Findings that one comment speaks of, and its place. */
export interface Placement extends CommentPlace {
  readonly fallbacks: readonly CommentPlace[];
  /** Worst first, at least one. */
  readonly findings: readonly Finding[];
  /** Set where the comment's lines are those that the findings' safe fix replaces. */
  readonly suggestion: LineReplacement | null;
  /**
   * `fix`: the comment stands where a safe fix can be applied with one click, away from the finding; `cause`: at what brought
   * the findings about; `own`: at the finding, or on its file.
   */
  readonly at: 'own' | 'cause' | 'fix';
}

export interface Placed {
  /** In the order of each one's worst finding. */
  readonly placements: readonly Placement[];
  /** Findings with no place on the pull request: only in the check run. */
  readonly unplaced: readonly Finding[];
}

/** More findings than this at one cause are not listed in its comment: GitHub takes 65,536 characters. */
const MOST_IN_ONE_COMMENT = 500;
const FILE: CommentAnchor = { kind: 'file' };

/**
 * Places findings: inline at the lines that a safe fix replaces, if the change shows them; else inline at the finding, else inline
 * at its cause, else on the file of the cause, else on its own file, if the change touches these. Findings that come from one cause
 * or share one fix share a comment.
 * @param findings worst first
 * @param suggest whether fixes are to be suggested
 */
export function placeFindings(findings: readonly Finding[], changes: ChangeSet, suggest: boolean): Placed {
  const files = new Map(changes.files.map((file) => [file.path, file]));
  const single = new Map<Finding, Placement>();
  const causes: { readonly finding: Finding; readonly placement: Placement }[] = [];
  for (const finding of findings) {
    const fix = suggest ? atFix(finding, changes) : null;
    const own = fix === null ? ownLine(finding, files, changes, suggest) : null;
    if (fix !== null) causes.push({ finding, placement: fix });
    else if (own !== null) single.set(finding, own);
    else {
      const shared = atCause(finding, files) ?? onOwnFile(finding, files);
      if (shared !== null) causes.push({ finding, placement: shared });
    }
  }
  const merged = [...groupedBy(causes, ({ finding, placement }) => JSON.stringify([placement.path, placement.anchor, placement.at, placement.at === 'cause' ? finding.cause?.label : '', placement.suggestion?.after ?? ''])).values()].flatMap(merge);
  const placements = [...single.values(), ...merged];
  const placed = new Set(placements.flatMap((placement) => placement.findings));
  const position = new Map(findings.map((finding, index) => [finding, index]));
  const first = ({ findings: [worst] }: Placement) => (worst === undefined ? findings.length : (position.get(worst) ?? findings.length));
  return { placements: placements.sort((a, b) => first(a) - first(b)), unplaced: findings.filter((finding) => !placed.has(finding)) };
}

function merge(group: readonly { readonly finding: Finding; readonly placement: Placement }[]): Placement[] {
  const [first] = group;
  if (first === undefined) return [];
  return [{ ...first.placement, findings: group.slice(0, MOST_IN_ONE_COMMENT).map(({ finding }) => finding) }];
}

/** Where the change shows the lines that a safe fix replaces, and these are not the finding's own. */
function atFix(finding: Finding, changes: ChangeSet): Placement | null {
  const found = safeReplacement(finding, changes);
  if (found === null || isAt(found, finding)) return null;
  return { path: found.path, anchor: line('RIGHT', found.startLine, found.endLine), fallbacks: [{ path: found.path, anchor: FILE }], findings: [finding], suggestion: found, at: 'fix' };
}

function ownLine(finding: Finding, files: ReadonlyMap<string, ChangedFile>, changes: ChangeSet, suggest: boolean): Placement | null {
  const file = files.get(finding.path);
  if (file === undefined || file.status === 'deleted') return null;
  const start = finding.range.start.line;
  const wanted = span(file, 'head', start, lastLine(finding.range));
  if (wanted === null) return null;
  const suggestion = suggest ? suggestionAt(finding, changes) : null;
  const anchor = suggestion === null ? wanted : line('RIGHT', suggestion.startLine, suggestion.endLine);
  // A suggestion replaces the lines that it stands on, so it may not move to other lines.
  const { path } = file;
  const narrower = suggestion === null && anchor.kind === 'line' && anchor.startLine !== undefined ? [{ path, anchor: line('RIGHT', start, start) }] : [];
  return { path, anchor, fallbacks: [...narrower, ...causePlace(finding, files, anchor), { path, anchor: FILE }], findings: [finding], suggestion, at: 'own' };
}

function suggestionAt(finding: Finding, changes: ChangeSet): LineReplacement | null {
  const found = safeReplacement(finding, changes);
  return found !== null && isAt(found, finding) ? found : null;
}

function safeReplacement(finding: Finding, changes: ChangeSet): LineReplacement | null {
  if (finding.fix?.safety !== 'safe') return null;
  const found = replacementOf(finding.fix, changes.files);
  return found === null || found.after.length > LONGEST_SUGGESTION ? null : found;
}

function isAt(replacement: LineReplacement, { path, range }: Finding): boolean {
  return replacement.path === path && replacement.startLine <= lastLine(range) && replacement.endLine >= range.start.line;
}

function atCause(finding: Finding, files: ReadonlyMap<string, ChangedFile>): Placement | null {
  const { cause } = finding;
  const file = cause === null ? undefined : files.get(cause.path);
  if (cause === null || file === undefined) return null;
  const at = cause.line === null ? null : span(file, cause.side, cause.line, cause.line);
  return { path: file.path, anchor: at ?? FILE, fallbacks: at === null ? [] : [{ path: file.path, anchor: FILE }], findings: [finding], suggestion: null, at: 'cause' };
}

/** The line that brought the finding about, where it is in the diff and not the comment's own. */
function causePlace({ cause, path }: Finding, files: ReadonlyMap<string, ChangedFile>, own: CommentAnchor): CommentPlace[] {
  const file = cause === null ? undefined : files.get(cause.path);
  if (cause === null || file === undefined || cause.line === null) return [];
  const anchor = span(file, cause.side, cause.line, cause.line);
  return anchor === null || (cause.path === path && JSON.stringify(anchor) === JSON.stringify(own)) ? [] : [{ path: cause.path, anchor }];
}

function onOwnFile(finding: Finding, files: ReadonlyMap<string, ChangedFile>): Placement | null {
  const file = files.get(finding.path);
  return file === undefined ? null : { path: file.path, anchor: FILE, fallbacks: [], findings: [finding], suggestion: null, at: 'own' };
}

/** The lines of one hunk from `start` to `end` on a side, or `start` alone where they span more; null: `start` is in no hunk. */
function span(file: ChangedFile, side: DiffSide, start: number, end: number): CommentAnchor | null {
  const key = side === 'base' ? 'baseLine' : 'headLine';
  const hunk = file.hunks.find((candidate) => candidate.lines.some((one) => one[key] === start));
  if (hunk === undefined) return null;
  const whole = hunk.lines.some((one) => one[key] === end);
  return line(side === 'base' ? 'LEFT' : 'RIGHT', start, whole ? end : start);
}

function line(side: 'LEFT' | 'RIGHT', start: number, end: number): CommentAnchor {
  return end > start ? { kind: 'line', side, line: end, startLine: start } : { kind: 'line', side, line: start };
}
