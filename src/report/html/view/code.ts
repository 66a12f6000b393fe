/** Source as elements: lines with numbers, colours, and what a finding means marked. Pure; also runs in the page. */
import { KINDS, type FileData, type FileDiff, type LineData, type PlaceData } from '../data.js';
import { h, type Child, type Element } from '../element.js';

/** Lines shown before and after those of a place. */
export interface Around {
  readonly before: number;
  readonly after: number;
}

/** More lines of one place are cut, as the data has no more. */
const MOST_LINES = 18;

/** The lines of a place; null where its file's text is not at hand. */
export function codeView(file: FileData, place: PlaceData, around: Around): Element | null {
  const window = file.windows.find(({ first, lines }) => first <= place.line && place.line < first + lines.length);
  if (window === undefined) return null;
  const first = Math.max(window.first, place.line - around.before);
  const last = Math.min(window.first + window.lines.length - 1, place.endLine + around.after, first + MOST_LINES - 1);
  const rows: Element[] = [];
  for (let number = first; number <= last; number += 1) {
    const line = window.lines[number - window.first] ?? '';
    const [from, to] = markedColumns(number, place, textOf(line));
    rows.push(h('span', { class: to > from ? 'line marked' : 'line' }, h('span', { class: 'no', 'aria-hidden': 'true' }, number), h('span', { class: 'src' }, ...lineView(line, from, to), '\n')));
  }
  return h('pre', { class: 'source' }, h('code', {}, ...rows));
}

/** The changes of a fix, file by file. */
export function diffView({ path, change, hunks }: FileDiff): Element {
  const title = { modify: '', create: ' (new file)', delete: ' (deleted)' }[change];
  const rows = hunks.flatMap(({ lines, oldStart, newStart }, index) => [
    ...(index === 0 && oldStart <= 1 && newStart <= 1 ? [] : [h('span', { class: 'line place' }, `@@ line ${Math.max(1, newStart)}\n`)]),
    ...lines.map((line) => diffLine(line)),
  ]);
  return h('figure', { class: 'diff' }, h('figcaption', {}, h('code', {}, path), title), h('pre', { class: 'source' }, h('code', {}, ...rows)));
}

function diffLine(line: string): Element {
  const text = [h('span', { class: 'no', 'aria-hidden': 'true' }, line.charAt(0)), h('span', { class: 'src' }, line.slice(1), '\n')];
  if (line.startsWith('+')) return h('ins', { class: 'line' }, ...text);
  return line.startsWith('-') ? h('del', { class: 'line' }, ...text) : h('span', { class: 'line' }, ...text);
}

function textOf(line: LineData): string {
  return typeof line === 'string' ? line : line[0];
}

/** Which part of a line belongs to a place, 0-based and half-open; leading white space never does. */
function markedColumns(number: number, place: PlaceData, text: string): readonly [from: number, to: number] {
  if (number < place.line || number > place.endLine) return [0, 0];
  const lead = text.length - text.trimStart().length;
  const from = number === place.line ? place.column - 1 : lead;
  const to = number === place.endLine ? place.endColumn - 1 : text.length;
  return to > from ? [Math.max(0, Math.min(from, text.length)), Math.min(to, text.length)] : [from, Math.min(from + 1, text.length)];
}

/** Stretches of one kind, cut at the ends of what is marked. */
function lineView(line: LineData, from: number, to: number): Child[] {
  const before: Child[] = [];
  const marked: Child[] = [];
  const after: Child[] = [];
  for (const { start, text, kind } of stretchesOf(line)) {
    const cut = (first: number, last: number, into: Child[]): void => {
      const part = text.slice(Math.max(0, first - start), Math.max(0, last - start));
      if (part !== '') into.push(kind === undefined ? part : h('span', { class: `t-${kind}` }, part));
    };
    if (to <= from) cut(start, start + text.length, before);
    else {
      cut(start, Math.min(from, start + text.length), before);
      cut(Math.max(from, start), Math.min(to, start + text.length), marked);
      cut(Math.max(to, start), start + text.length, after);
    }
  }
  return [...before, ...(marked.length === 0 ? [] : [h('mark', {}, ...marked)]), ...after];
}

interface Stretch {
  readonly start: number;
  readonly text: string;
  readonly kind: (typeof KINDS)[number] | undefined;
}

function stretchesOf(line: LineData): Stretch[] {
  if (typeof line === 'string') return [{ start: 0, text: line, kind: undefined }];
  const [text, ...marks] = line;
  const found: Stretch[] = [];
  let at = 0;
  for (let index = 0; index < marks.length; index += 3) {
    const [distance = 0, length = 0, kind = 0] = marks.slice(index, index + 3);
    if (distance > 0) found.push({ start: at, text: text.slice(at, at + distance), kind: undefined });
    found.push({ start: at + distance, text: text.slice(at + distance, at + distance + length), kind: KINDS[kind] });
    at += distance + length;
  }
  if (at < text.length) found.push({ start: at, text: text.slice(at), kind: undefined });
  return found;
}
