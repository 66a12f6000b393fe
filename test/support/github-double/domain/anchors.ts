import { findLine, hunkUpTo, type FileDiff, type Side } from '../git/diff.js';

/** Where a caller wants a review comment, in GitHub's words. Lines are 1-based and inclusive. */
export interface AnchorRequest {
  readonly path: string;
  readonly line: number | null;
  readonly side: Side;
  readonly startLine: number | null;
  readonly startSide: Side | null;
  /** Old form: lines below the first `@@`. */
  readonly position: number | null;
  readonly subjectType: 'line' | 'file';
}

export interface Anchor {
  readonly path: string;
  readonly subjectType: 'line' | 'file';
  readonly line: number | null;
  readonly side: Side;
  readonly startLine: number | null;
  readonly startSide: Side | null;
  readonly position: number | null;
  readonly diffHunk: string;
}

export type AnchorFault = 'path' | 'line' | 'start-hunk' | 'start-order';

export type AnchorResult = { readonly anchor: Anchor } | { readonly faults: readonly AnchorFault[] };

/** Finds the place in the diff, or says all that is wrong with it. */
export function resolveAnchor(diff: readonly FileDiff[], request: AnchorRequest): AnchorResult {
  const file = diff.find((candidate) => candidate.path === request.path);
  if (!file) return { faults: ['path'] };
  if (request.subjectType === 'file') return { anchor: fileAnchor(request) };
  const place = request.line === null ? atPosition(file, request.position) : { side: request.side, line: request.line };
  const end = place && findLine(file, place.side, place.line);
  const startSide = request.startSide ?? request.side;
  const start = request.startLine === null ? null : findLine(file, startSide, request.startLine);
  const faults: AnchorFault[] = [];
  if (!end) faults.push('line');
  if (request.startLine !== null && (!start || !end || start.hunk !== end.hunk)) faults.push('start-hunk');
  else if (start && end && start.line.position >= end.line.position) faults.push('start-order');
  if (!end || !place || faults.length > 0) return { faults };
  return {
    anchor: {
      path: request.path, subjectType: 'line', line: place.line, side: place.side,
      startLine: request.startLine, startSide: request.startLine === null ? null : startSide,
      position: end.line.position, diffHunk: hunkUpTo(end.hunk, end.line),
    },
  };
}

function fileAnchor(request: AnchorRequest): Anchor {
  return { path: request.path, subjectType: 'file', line: null, side: 'RIGHT', startLine: null, startSide: null, position: null, diffHunk: '' };
}

function atPosition(file: FileDiff, position: number | null): { readonly side: Side; readonly line: number } | null {
  const line = file.hunks.flatMap((hunk) => hunk.lines).find((candidate) => candidate.position === position);
  if (!line) return null;
  return line.right === null ? { side: 'LEFT', line: line.left ?? 0 } : { side: 'RIGHT', line: line.right };
}
