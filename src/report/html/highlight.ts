/** Source as lines with marked stretches. Pure: highlight.js (through lowlight) behind one function. */
import type { Nodes } from 'hast';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import django from 'highlight.js/lib/languages/django';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import { KINDS, type LineData } from './data.js';

/** UTF-16 code units of source that are coloured in one page; what comes after is shown without. */
export const MOST_COLOURED = 1_500_000;
/** A longer text, and one with a longer line, is shown without colours: grammars can take the square of a length for what nobody writes by hand. */
const LONGEST_TEXT = 60_000;
const LONGEST_LINE = 1_000;
/** Blank lines after each other that a grammar is given: it may go over white space again and again. */
const MOST_BLANK = 2;

const EXTENSIONS: Readonly<Record<string, string>> = {
  py: 'python', pyi: 'python', js: 'javascript', jsx: 'javascript', mjs: 'javascript', cjs: 'javascript', ts: 'typescript', tsx: 'typescript', mts: 'typescript', cts: 'typescript',
  json: 'json', jsonc: 'json', yml: 'yaml', yaml: 'yaml', toml: 'ini', ini: 'ini', cfg: 'ini', conf: 'ini', env: 'ini', html: 'django', htm: 'django', djhtml: 'django', jinja: 'django', jinja2: 'django', vue: 'xml', xml: 'xml', svg: 'xml', md: 'markdown',
  sh: 'bash', bash: 'bash', css: 'css', scss: 'css',
};

const CLASSES: Readonly<Record<string, (typeof KINDS)[number]>> = {
  keyword: 'keyword', literal: 'keyword', operator: 'keyword', 'template-tag': 'keyword', 'selector-tag': 'keyword',
  string: 'string', regexp: 'string', char: 'string', symbol: 'string', code: 'string',
  number: 'number', comment: 'comment', quote: 'comment', doctag: 'comment',
  title: 'title', section: 'title', built_in: 'type', type: 'type', class: 'type', name: 'type', tag: 'type',
  attr: 'attribute', attribute: 'attribute', property: 'attribute', variable: 'attribute', meta: 'attribute', 'template-variable': 'attribute',
};

/** Colours texts, up to a sum of their lengths: the same texts in the same order are always coloured alike. */
export function createHighlighter(most = MOST_COLOURED): (path: string, lines: readonly string[]) => readonly LineData[] {
  const lowlight = createLowlight({ bash, css, django, dockerfile, javascript, json, markdown, python, typescript, xml, yaml });
  let left = most;
  return (path, lines) => {
    const language = languageOf(path);
    if (language === 'ini') return lines.map(settingLine);
    const given = givenLines(lines);
    const size = given.reduce((sum, { text }) => sum + text.length + 1, 0);
    if (language === null || size > Math.min(LONGEST_TEXT, left) || given.some(({ text }) => text.length > LONGEST_LINE)) return lines;
    left -= size;
    const coloured = marked(lowlight.highlight(language, given.map(({ text }) => text).join('\n')), given.length);
    const result: LineData[] = [...lines];
    given.forEach(({ index }, row) => {
      const marks = coloured[row] ?? [];
      if (marks.length > 0) result[index] = [lines[index] ?? '', ...marks];
    });
    return result;
  };
}

/** The lines without white space at their ends, and without more than a few blank ones after each other. */
function givenLines(lines: readonly string[]): { readonly index: number; readonly text: string }[] {
  let blank = 0;
  return lines.flatMap((line, index) => {
    const text = line.trimEnd();
    blank = text === '' ? blank + 1 : 0;
    return blank > MOST_BLANK ? [] : [{ index, text }];
  });
}

/** Of TOML and its like, by the line: a comment, a heading, or the name before the sign. */
function settingLine(line: string): LineData {
  const lead = line.length - line.trimStart().length;
  const first = line.charAt(lead);
  if (first === '#' || first === ';') return [line, lead, line.length - lead, KINDS.indexOf('comment')];
  if (first === '[') return [line, lead, line.length - lead, KINDS.indexOf('title')];
  const sign = line.indexOf('=');
  return sign <= lead ? line : [line, lead, line.slice(lead, sign).trimEnd().length, KINDS.indexOf('attribute')];
}

function languageOf(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/^(?:docker|container)file/.test(name)) return 'dockerfile';
  if (name.startsWith('.env') || /^(?:procfile|pipfile)$/.test(name)) return 'ini';
  return EXTENSIONS[name.slice(name.lastIndexOf('.') + 1)] ?? null;
}

/** The marks of each line, in one pass through the tree; no stretch crosses a line. */
function marked(tree: Nodes, lines: number): number[][] {
  const marks: number[][] = Array.from({ length: lines }, () => []);
  let line = 0;
  let column = 0;
  let end = 0;
  const text = (value: string, kind: number): void => {
    value.split('\n').forEach((part, index) => {
      if (index > 0) {
        line += 1;
        column = 0;
        end = 0;
      }
      if (kind >= 0 && part.trim() !== '') {
        marks[line]?.push(column - end, part.length, kind);
        end = column + part.length;
      }
      column += part.length;
    });
  };
  // Not by recursion: what nests in the source nests in the tree.
  const open: { readonly node: Nodes; readonly kind: number }[] = [{ node: tree, kind: -1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, kind } = next;
    if (node.type === 'text') text(node.value, kind);
    if (!('children' in node)) continue;
    const own = node.type === 'element' ? kindOf(node.properties.className) : -1;
    for (const child of [...node.children].reverse()) open.push({ node: child as Nodes, kind: own >= 0 ? own : kind });
  }
  return marks;
}

function kindOf(classes: unknown): number {
  const [name] = Array.isArray(classes) ? classes : [];
  const kind = typeof name === 'string' ? CLASSES[name.replace(/^hljs-/, '')] : undefined;
  return kind === undefined ? -1 : KINDS.indexOf(kind);
}
