/** Whether oxc's parser reads a file. Pure: the parser works on the text alone. */
import type { OxcError, ParserOptions, ParseResult } from 'oxc-parser';
import type { LineIndex } from '../common/spans.js';
import { loadTool, ToolError } from './tool.js';
import type { SyntaxProblem } from './types.js';
import type { ParsedModule } from './unbound.js';

type ParserModule = Pick<typeof import('oxc-parser'), 'parseSync'>;

/** oxc's parser. Throws a ToolError where it is missing or breaks. */
export type ScriptParser = (text: string, options: ParserOptions) => ScriptAnswer;

export interface ScriptAnswer {
  readonly errors: readonly OxcError[];
  /** The imports and exports that stand in the text. */
  readonly module: ParseResult['module'];
  /** The syntax tree, which is made when it is asked for. */
  readonly program: object;
}

/** What oxc says of a text: a problem, or the module that it is. */
export type ScriptReading = { readonly problem: SyntaxProblem; readonly module?: undefined } | { readonly problem?: undefined; readonly module: ParsedModule };

/** Where the package is missing, or has nothing for this system, each parse says so. */
export async function createScriptParser(load: () => Promise<ParserModule> = () => import('oxc-parser')): Promise<ScriptParser> {
  try {
    const { parseSync } = await loadTool('oxc-parser', load);
    return (text, options) => {
      try {
        const result = parseSync('file', text, { sourceType: 'module', ...options });
        return Object.assign(result, { errors: result.errors.filter(({ severity }) => severity === 'Error') });
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
export function readScript(text: string, extension: string, lines: LineIndex, parse: ScriptParser): ScriptReading {
  const lang = languageOf(extension);
  const { errors, module } = parse(text, { lang });
  const [first] = errors;
  if (first === undefined || isScript(text, lang, parse)) return { module: moduleOf({ ...module, hasModuleSyntax: module.hasModuleSyntax || /^m[jt]s$/.test(extension) }, lang !== 'ts', () => parse(text, { lang, astType: 'ts', range: true }).program) };
  const [label] = first.labels;
  const start = Math.min(label?.start ?? 0, text.length);
  const doubt = lang === 'dts' && AMBIENT.test(first.message) ? 'it is a declaration file, which TypeScript reads without this check (`skipLibCheck`)' : doubtOf(text, extension, parse);
  return { problem: { parser: 'oxc', message: first.message.replace(/\.$/, ''), span: lines.span(start, Math.max(start, Math.min(label?.end ?? start, text.length))), ...(doubt === undefined ? {} : { doubt }) } };
}

/** `declare module "*.css" {};`: TypeScript parses it and tells, where it checks declaration files at all. */
const AMBIENT = /\bambient contexts?\b/i;

function moduleOf({ hasModuleSyntax, staticImports, staticExports }: ParseResult['module'], hasElements: boolean, program: () => object): ParsedModule {
  const passedOn = staticExports.filter(({ entries }) => entries.some(({ moduleRequest }) => moduleRequest !== null));
  return {
    isModule: hasModuleSyntax,
    imported: new Set(staticImports.flatMap(({ entries }) => entries.map(({ localName }) => localName.value))),
    skipped: new Map([...staticImports, ...passedOn].map(({ start, end }) => [start, end])),
    hasElements,
    program,
  };
}

/** A script of Node may return at its top, one for a page may use what modules forbid. */
function isScript(text: string, lang: ParserOptions['lang'], parse: ScriptParser): boolean {
  return lang === 'jsx' && (['commonjs', 'script'] as const).some((sourceType) => parse(text, { lang, sourceType }).errors.length === 0);
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
  if (/^[cm]?jsx?$/.test(extension) && parse(text, { lang: 'tsx' }).errors.length === 0) return 'it has types that JavaScript does not know';
  return undefined;
}
