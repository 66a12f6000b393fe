/** Whether oxc's parser reads a file. Pure: the parser works on the text alone. */
import type { OxcError, ParserOptions } from 'oxc-parser';
import type { LineIndex } from '../common/spans.js';
import { loadTool, ToolError } from './tool.js';
import type { SyntaxProblem } from './types.js';

type ParserModule = Pick<typeof import('oxc-parser'), 'parseSync'>;

/** oxc's parser. Throws a ToolError where it is missing or breaks. */
export type ScriptParser = (text: string, options: ParserOptions) => readonly OxcError[];

/** Where the package is missing, or has nothing for this system, each parse says so. */
export async function createScriptParser(load: () => Promise<ParserModule> = () => import('oxc-parser')): Promise<ScriptParser> {
  try {
    const { parseSync } = await loadTool('oxc-parser', load);
    return (text, options) => {
      try {
        return parseSync('file', text, { sourceType: 'module', ...options }).errors.filter(({ severity }) => severity === 'Error');
      } catch (error) {
        throw new ToolError('oxc-parser broke on this file', { cause: error });
      }
    };
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** @param extension `js`, `ts`, `d.ts` …, which decides the language. */
export function javascriptProblem(text: string, extension: string, lines: LineIndex, parse: ScriptParser): SyntaxProblem | undefined {
  const [first] = errorsOf(text, extension, parse);
  if (first === undefined) return undefined;
  const [label] = first.labels;
  const start = Math.min(label?.start ?? 0, text.length);
  const doubt = doubtOf(text, extension, parse);
  return { parser: 'oxc', message: first.message.replace(/\.$/, ''), span: lines.span(start, Math.max(start, Math.min(label?.end ?? start, text.length))), ...(doubt === undefined ? {} : { doubt }) };
}

function errorsOf(text: string, extension: string, parse: ScriptParser): readonly OxcError[] {
  const lang = languageOf(extension);
  const errors = parse(text, { lang });
  if (errors.length === 0 || lang !== 'jsx') return errors;
  // A script of Node may return at its top, one for a page may use what modules forbid.
  return (['commonjs', 'script'] as const).some((sourceType) => parse(text, { lang, sourceType }).length === 0) ? [] : errors;
}

function languageOf(extension: string): NonNullable<ParserOptions['lang']> {
  if (/^d\.[cm]?ts$/.test(extension)) return 'dts';
  if (/^[cm]?ts$/.test(extension)) return 'ts';
  return extension === 'tsx' ? 'tsx' : 'jsx';
}

function doubtOf(text: string, extension: string, parse: ScriptParser): string | undefined {
  if (/^\s*<[?!]/.test(text)) return 'it is a document of another kind under this name';
  if (/\{\{|\{%|<%/.test(text)) return 'it reads as a template';
  if (/@flow\b/.test(text)) return 'it is written in Flow';
  if (/^[cm]?jsx?$/.test(extension) && parse(text, { lang: 'tsx' }).length === 0) return 'it has types that JavaScript does not know';
  return undefined;
}
