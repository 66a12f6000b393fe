/** What can be told from the bodies of our comments. Pure. */
import { parseMarkers } from '../report/marker.js';
import type { PlannedComment } from '../report/types.js';
import type { ReviewThread } from './types.js';

/** The block of a suggestion, with its fences; null where there is none. GitHub may give back other line ends than it was given. */
export function suggestionIn(body: string): string | null {
  return /^(`{3,})suggestion\n[^]*?^\1$/m.exec(body.replace(/\r\n/g, '\n'))?.[0] ?? null;
}

/** The first line, which says what is wrong. */
export function headlineOf(body: string): string {
  return body.split(/\r?\n/, 1)[0] ?? '';
}

/** Ids of the rules in the marker, as one text that is equal for equal rules. */
export function rulesOf(body: string): string {
  return [...new Set(parseMarkers(body).map(({ ruleId }) => ruleId ?? ''))].sort().join(' ');
}

/** What the comment says where the thread stands: a suggestion can only be applied on the lines that it is for. */
export function bodyAt({ anchor, path, body, plainBody }: PlannedComment, thread: ReviewThread): string {
  const same = anchor.kind === 'line' && path === thread.path && anchor.line === thread.line && (anchor.startLine ?? null) === thread.startLine;
  return same ? body : plainBody;
}
