/** Notes that only publishing can know, added to a plan's summary. Pure. */

/** GitHub's limit for a check run's summary, in characters. */
export const SUMMARY_LIMIT = 65_535;

/** The summary with the notes below it, at most `SUMMARY_LIMIT` characters: whole lines of the summary make room for them. */
export function withNotes(summary: string, notes: readonly string[]): string {
  if (notes.length === 0) return summary;
  const tail = `\n\n${notes.map((note) => `> ${note}`).join('\n>\n')}\n`;
  let body = summary.trimEnd();
  if (body.length + tail.length > SUMMARY_LIMIT) {
    const cut = body.slice(0, SUMMARY_LIMIT - tail.length);
    const end = cut.lastIndexOf('\n');
    body = end > 0 ? cut.slice(0, end) : cut;
  }
  return body + tail;
}

/** "1 comment" or "3 comments". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
