/** Whether oxc's parser reads a file. Pure: the parser works on the text alone. */
import { parseSync, type OxcError, type ParserOptions } from 'oxc-parser';
import type { LineIndex } from '../common/spans.js';
import type { SyntaxProblem } from './types.js';

/** @param extension `js`, `ts`, `d.ts` …, which decides the language. */
export function javascriptProblem(text: string, extension: string, lines: LineIndex): SyntaxProblem | undefined {
  const [first] = errorsOf(text, extension);
  if (first === undefined) return undefined;
  const [label] = first.labels;
  const start = Math.min(label?.start ?? 0, text.length);
  const doubt = doubtOf(text, extension);
  return { parser: 'oxc', message: first.message.replace(/\.$/, ''), span: lines.span(start, Math.max(start, Math.min(label?.end ?? start, text.length))), ...(doubt === undefined ? {} : { doubt }) };
}

function errorsOf(text: string, extension: string): readonly OxcError[] {
  const lang = languageOf(extension);
  const errors = parse(text, { lang });
  if (errors.length === 0 || lang !== 'jsx') return errors;
  // A script of Node may return at its top, one for a page may use what modules forbid.
  return (['commonjs', 'script'] as const).some((sourceType) => parse(text, { lang, sourceType }).length === 0) ? [] : errors;
}

function parse(text: string, options: ParserOptions): readonly OxcError[] {
  return parseSync('file', text, { sourceType: 'module', ...options }).errors.filter(({ severity }) => severity === 'Error');
}

function languageOf(extension: string): NonNullable<ParserOptions['lang']> {
  if (/^d\.[cm]?ts$/.test(extension)) return 'dts';
  if (/^[cm]?ts$/.test(extension)) return 'ts';
  return extension === 'tsx' ? 'tsx' : 'jsx';
}

function doubtOf(text: string, extension: string): string | undefined {
  if (/^\s*<[?!]/.test(text)) return 'it is a document of another kind under this name';
  if (/\{\{|\{%|<%/.test(text)) return 'it reads as a template';
  if (/@flow\b/.test(text)) return 'it is written in Flow';
  if (/^[cm]?jsx?$/.test(extension) && parse(text, { lang: 'tsx' }).length === 0) return 'it has types that JavaScript does not know';
  return undefined;
}
