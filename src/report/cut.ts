/** Fits sections of rows into a limit, cutting between rows only. Pure. */

/** A piece of Markdown that can be cut between its rows. */
export interface Section {
  /** Stands before the rows; with its own final newline. */
  readonly open: string;
  /** Each without a final newline. */
  readonly rows: readonly string[];
  /** Stands after the rows and the note on what was left out. */
  readonly close: string;
}

/**
 * Joins the sections, each separated by an empty line. Where they are longer than the limit, rows are left out
 * from the end of a section, the first sections going first, and each cut section says how many rows it lost.
 * @param limit in UTF-8 bytes: never fewer than the characters that GitHub counts. Infinity for no limit.
 * @returns the text, at most `limit` bytes as long as the sections fit without any rows
 */
export function assemble(sections: readonly Section[], limit: number): string {
  const noteSizes = sections.map(({ rows }) => (rows.length === 0 ? 0 : bytes(note(rows.length))));
  const frames = sections.map(({ open, close }, index) => bytes(open) + bytes(close) + (noteSizes[index] ?? 0) + 2);
  let left = limit - frames.reduce((sum, size) => sum + size, 0);
  const texts = sections.map((section) => {
    const kept: string[] = [];
    for (const row of section.rows) {
      const size = bytes(row) + 1;
      if (size > left) break;
      left -= size;
      kept.push(`${row}\n`);
    }
    const missing = section.rows.length - kept.length;
    return `${section.open}${kept.join('')}${missing === 0 ? '' : note(missing)}${section.close}`;
  });
  return texts.map((text) => text.trimEnd()).join('\n\n');
}

/** GitHub's limit for a check run's summary. */
export const SUMMARY_LIMIT = 65_535;

function note(missing: number): string {
  return `\n_${missing} more left out here: GitHub takes at most 65,535 characters._\n`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
