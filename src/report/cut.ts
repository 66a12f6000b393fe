/** Fits Markdown into a limit, cutting between rows or lines only. Pure. */

/** A piece of Markdown that can be cut between its rows. */
export interface Section {
  /** Stands before the rows; with its own final newline. */
  readonly open: string;
  /** Each without a final newline. */
  readonly rows: readonly string[];
  /** Stands after the rows and the note on what was left out. */
  readonly close: string;
  /** Stands before the rows that found no place, where a second text takes them; without it they are left out. */
  readonly again?: string;
}

/** GitHub's limit for a check run's summary, and for the text below it: bytes, whatever its documentation calls them. */
export const SUMMARY_LIMIT = 65_535;

/**
 * Joins the sections, each separated by an empty line. Where they are longer than the limit, rows are left out
 * from the end of a section, the first sections going first, and each cut section says how many rows it lost.
 * @param limit in UTF-8 bytes: never fewer than the characters that GitHub counts. Infinity for no limit.
 * @returns the text, at most `limit` bytes as long as the sections fit without any rows
 */
export function assemble(sections: readonly Section[], limit: number): string {
  return fit(sections.map((section) => ({ ...section, note: leftOut })), limit).text;
}

/** As `assemble`, with a second text of the same limit for the rows of sections that have an `again`; null where none was left over. */
export function assembleInTwo(sections: readonly Section[], limit: number): { readonly first: string; readonly second: string | null } {
  const { text, rests } = fit(sections.map((section) => ({ ...section, note: section.again === undefined ? leftOut : continued })), limit);
  const over = sections.flatMap(({ again }, index) => {
    const rows = rests[index] ?? [];
    return again === undefined || rows.length === 0 ? [] : [{ open: again, rows, close: '' }];
  });
  return { first: text, second: over.length === 0 ? null : assemble(over, limit) };
}

interface Fitting extends Section {
  readonly note: (missing: number) => string;
}

function fit(sections: readonly Fitting[], limit: number): { readonly text: string; readonly rests: readonly (readonly string[])[] } {
  const noteSizes = sections.map(({ rows, note }) => (rows.length === 0 ? 0 : bytes(note(rows.length))));
  const frames = sections.map(({ open, close }, index) => bytes(open) + bytes(close) + (noteSizes[index] ?? 0) + 2);
  let left = limit - frames.reduce((sum, size) => sum + size, 0);
  const parts = sections.map(({ open, rows, close, note }) => {
    const kept: string[] = [];
    for (const row of rows) {
      const size = bytes(row) + 1;
      if (size > left) break;
      left -= size;
      kept.push(`${row}\n`);
    }
    const rest = rows.slice(kept.length);
    return { text: `${open}${kept.join('')}${rest.length === 0 ? '' : note(rest.length)}${close}`, rest };
  });
  return { text: parts.map(({ text }) => text.trimEnd()).join('\n\n'), rests: parts.map(({ rest }) => rest) };
}

function leftOut(missing: number): string {
  return `\n_${missing} more left out here: GitHub takes at most 65,535 characters._\n`;
}

function continued(missing: number): string {
  return `\n_${missing} more below: GitHub takes at most 65,535 characters here._\n`;
}

const CUT = '_The rest is left out: GitHub takes no more._';

/**
 * Cuts Markdown after a whole line and says so below; a `<details>` or a fence that the cut leaves open is closed.
 * @param limit in UTF-8 bytes, enough for the sentence that says so
 */
export function cutMarkdown(text: string, limit: number): string {
  if (bytes(text) <= limit) return text;
  const room = limit - bytes(CUT) - 2;
  let end = '';
  let kept = '';
  let size = 0;
  let before = new Opened();
  for (const line of text.split('\n')) {
    size += bytes(line) + 1;
    before = before.after(line);
    if (size + bytes(before.closing()) > room) break;
    kept += `${line}\n`;
    end = before.closing();
  }
  return `${kept.trimEnd()}\n${end}\n${CUT}`.trimStart();
}

/** What a line of Markdown leaves open. */
class Opened {
  readonly #details: number;
  readonly #fence: string | null;

  constructor(details = 0, fence: string | null = null) {
    this.#details = details;
    this.#fence = fence;
  }

  after(line: string): Opened {
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (this.#fence !== null) return fence !== undefined && fence.startsWith(this.#fence) ? new Opened(this.#details) : this;
    if (fence !== undefined) return new Opened(this.#details, fence);
    const opened = (line.match(/^<details>/g) ?? []).length - (line.match(/<\/details>\s*$/g) ?? []).length;
    return new Opened(Math.max(0, this.#details + opened), null);
  }

  /** Lines that close it, each with its newline. */
  closing(): string {
    return `${this.#fence === null ? '' : `${this.#fence}\n`}${'\n</details>\n'.repeat(this.#details)}`;
  }
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
