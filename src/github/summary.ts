/** Notes that only publishing can know, added to a plan's summary. Pure. */
import { cutMarkdown, SUMMARY_LIMIT } from '../report/cut.js';

/** Bytes that notes may take of a summary; those that do not fit are left out, the last first. */
export const NOTES_LIMIT = 8_192;

/**
 * The summary with the notes below it, at most so many bytes: whole lines of the summary make room for them, and it
 * says so where they do.
 * @param notes sentences of one line each
 * @param limit more than `NOTES_LIMIT`
 */
export function withNotes(summary: string, notes: readonly string[], limit = SUMMARY_LIMIT): string {
  const tail = tailOf(notes);
  return `${cutMarkdown(tail === '' ? summary : summary.trimEnd(), limit - Buffer.byteLength(tail))}${tail}`;
}

function tailOf(notes: readonly string[]): string {
  let kept = '';
  for (const note of notes) {
    const longer = `${kept}${kept === '' ? '\n\n' : '>\n'}> ${note}\n`;
    if (Buffer.byteLength(longer) > NOTES_LIMIT) break;
    kept = longer;
  }
  return kept;
}

/** "1 comment" or "3 comments". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
