/** Source as lines with marked stretches. Pure: highlight.js (through lowlight) behind one function. */
import type { Nodes } from 'hast';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import django from 'highlight.js/lib/languages/django';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import ini from 'highlight.js/lib/languages/ini';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import { KINDS, type LineData } from './data.js';

/** UTF-16 code units; a longer text is shown without colours, and so is what comes after the sum. */
const LONGEST_TEXT = 150_000;
const LONGEST_SUM = 4_000_000;
/** A longer line is not written by hand, and costs its square to colour. */
const LONGEST_LINE = 2_000;

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

/** Colours texts, up to a sum of them: the same texts in the same order are always coloured alike. */
export function createHighlighter(): (path: string, lines: readonly string[]) => readonly LineData[] {
  const lowlight = createLowlight({ bash, css, django, dockerfile, ini, javascript, json, markdown, python, typescript, xml, yaml });
  let left = LONGEST_SUM;
  return (path, lines) => {
    const language = languageOf(path);
    const size = lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (language === null || size > Math.min(LONGEST_TEXT, left) || lines.some((line) => line.length > LONGEST_LINE)) return lines;
    left -= size;
    return marked(lowlight.highlight(language, lines.join('\n')), lines);
  };
}

function languageOf(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/^(?:docker|container)file/.test(name)) return 'dockerfile';
  if (name.startsWith('.env') || /^(?:procfile|pipfile)$/.test(name)) return 'ini';
  return EXTENSIONS[name.slice(name.lastIndexOf('.') + 1)] ?? null;
}

/** Goes through the tree once; stretches never cross a line. */
function marked(tree: Nodes, lines: readonly string[]): LineData[] {
  const marks: number[][] = lines.map(() => []);
  let line = 0;
  let column = 0;
  let marksEnd = 0;
  const text = (value: string, kind: number): void => {
    value.split('\n').forEach((part, index) => {
      if (index > 0) {
        line += 1;
        column = 0;
        marksEnd = 0;
      }
      if (kind >= 0 && part.trim() !== '') {
        marks[line]?.push(column - marksEnd, part.length, kind);
        marksEnd = column + part.length;
      }
      column += part.length;
    });
  };
  const visit = (node: Nodes, kind: number): void => {
    if (node.type === 'text') text(node.value, kind);
    if (!('children' in node)) return;
    const own = node.type === 'element' ? kindOf(node.properties.className) : -1;
    for (const child of node.children) visit(child as Nodes, own >= 0 ? own : kind);
  };
  visit(tree, -1);
  return lines.map((value, index) => ((marks[index] ?? []).length === 0 ? value : [value, ...(marks[index] ?? [])]));
}

function kindOf(classes: unknown): number {
  const [name] = Array.isArray(classes) ? classes : [];
  const kind = typeof name === 'string' ? CLASSES[name.replace(/^hljs-/, '')] : undefined;
  return kind === undefined ? -1 : KINDS.indexOf(kind);
}
