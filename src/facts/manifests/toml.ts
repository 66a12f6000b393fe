/** TOML documents with the place of every key and value. Pure. */
import { parse } from 'smol-toml';
import { parseTOML, type AST } from 'toml-eslint-parser';
import { indexLines, type LineIndex } from '../common/spans.js';
import type { Span } from '../types.js';
import { conflictError } from './shared.js';
import { asTable, type Table } from './values.js';

/** Offsets, 0-based and half-open. `whole` is the key with its value; for an item of a list it is the value. */
export interface TomlPlace {
  readonly whole: readonly [start: number, end: number];
  readonly value: readonly [start: number, end: number];
}

export type TomlPath = readonly (string | number)[];

export interface TomlDocument {
  readonly text: string;
  readonly lines: LineIndex;
  readonly root: Table;
  /** Where the value at a path stands; undefined for a table of its own header and for what does not exist. */
  place(path: TomlPath): TomlPlace | undefined;
  /** Offset of a table's header; undefined for implicit and inline tables. */
  header(path: TomlPath): number | undefined;
}

/** The document, or one sentence saying why it can't be read. */
export function readToml(text: string): TomlDocument | string {
  const conflict = conflictError(text);
  if (conflict !== undefined) return conflict;
  try {
    // The values come from smol-toml: the other parser's own conversion lets a key named `__proto__` through.
    return { text, lines: indexLines(text), root: asTable(parse(text)), ...indexPlaces(text) };
  } catch (error) {
    return `it is not valid TOML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable'}`;
  }
}

/** The span of a value; of a string, without its quotes. */
export function valueSpan(document: TomlDocument, path: TomlPath): Span | undefined {
  const place = document.place(path);
  if (place === undefined) return undefined;
  const [start, end] = place.value;
  const quote = /^("""|'''|"|')/.exec(document.text.slice(start, start + 3))?.[0].length ?? 0;
  return document.lines.span(start + quote, end - quote);
}

/** The span of a key with its value. */
export function pairSpan(document: TomlDocument, path: TomlPath): Span | undefined {
  const place = document.place(path);
  return place === undefined ? undefined : document.lines.span(...place.whole);
}

function indexPlaces(text: string): Pick<TomlDocument, 'place' | 'header'> {
  const places = new Map<string, TomlPlace>();
  const headers = new Map<string, number>();
  const [top] = parseTOML(text).body;
  for (const node of top.body) {
    if (node.type === 'TOMLKeyValue') addPair(places, [], node);
    else {
      headers.set(keyOf(node.resolvedKey), node.range[0]);
      for (const pair of node.body) addPair(places, node.resolvedKey, pair);
    }
  }
  return { place: (path) => places.get(keyOf(path)), header: (path) => headers.get(keyOf(path)) };
}

function addPair(places: Map<string, TomlPlace>, above: TomlPath, pair: AST.TOMLKeyValue): void {
  const path = [...above, ...pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))];
  addValue(places, path, pair.value, pair.range);
}

function addValue(places: Map<string, TomlPlace>, path: TomlPath, value: AST.TOMLContentNode, whole: readonly [number, number]): void {
  places.set(keyOf(path), { whole, value: value.range });
  if (value.type === 'TOMLArray') {
    for (const [index, element] of value.elements.entries()) addValue(places, [...path, index], element, element.range);
  } else if (value.type === 'TOMLInlineTable') {
    for (const pair of value.body) addPair(places, path, pair);
  }
}

function keyOf(path: TomlPath): string {
  return JSON.stringify(path);
}
