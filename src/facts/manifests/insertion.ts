/** Where and how a manifest takes a new dependency. Pure. */
import type { LineIndex } from '../common/spans.js';
import type { DependencyInsertion } from '../types.js';

/** An entry by the offsets of its text, quotes included. */
export interface PlacedEntry {
  /** Normalised. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

interface Style {
  readonly text: string;
  readonly lines: LineIndex;
  /** Without indentation. */
  readonly template: string;
  readonly separator: DependencyInsertion['separator'];
  /** Line after which a first entry goes; absent where an empty list takes none. */
  readonly emptyAfterLine?: number;
}

/**
 * The insertion, or undefined where a line can't be added without touching others: an entry that shares its line with
 * something else than its separator and a comment, or that spans several lines.
 */
export function insertionOf(entries: readonly PlacedEntry[], style: Style): DependencyInsertion | undefined {
  const { text, lines } = style;
  if (entries.length === 0 && style.emptyAfterLine === undefined) return undefined;
  if (!entries.every((entry) => standsAlone(entry, style))) return undefined;
  const placed = entries.map((entry) => {
    const line = lines.lineAt(entry.start);
    return { name: entry.name, line, text: lineText(text, lines, line) };
  });
  const indent = /^[ \t]*/.exec(placed.at(-1)?.text ?? '')?.[0] ?? '';
  const names = placed.map((entry) => entry.name);
  return {
    entries: placed,
    emptyAfterLine: style.emptyAfterLine ?? 0,
    sorted: names.length > 0 && names.every((name, index) => index === 0 || (names[index - 1] as string) <= name),
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    endsWithNewline: text === '' || text.endsWith('\n'),
    template: indent + style.template,
    separator: style.separator,
  };
}

/** Only white space before it; after it only its separator and a comment. */
function standsAlone({ start, end }: PlacedEntry, { text, lines, separator }: Style): boolean {
  const line = lines.lineAt(start);
  if (end > start && lines.lineAt(end - 1) !== line) return false;
  if (text.slice(lines.startOf(line), start).trim() !== '') return false;
  const behind = text.slice(end, lines.startOf(line + 1)).trim();
  const rest = separator !== '' && behind.startsWith(separator) ? behind.slice(separator.length).trimStart() : behind;
  return rest === '' || rest.startsWith('#');
}

/** The text of a 1-based line, without its line end. */
export function lineText(text: string, lines: LineIndex, line: number): string {
  return text.slice(lines.startOf(line), lines.startOf(line + 1)).replace(/\r?\n$/, '');
}
