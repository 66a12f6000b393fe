/** Whether a data file is what its name says, by the format's own parser. Pure. */
import { parse as parseJson, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import type { LineIndex } from '../common/spans.js';
import type { SyntaxProblem } from './types.js';

export type DataFormat = 'json' | 'yaml' | 'toml';

/** Characters; longer YAML is not parsed again for this. */
const YAML_LIMIT = 128 * 1024;

/** The first problem. JSON may hold comments and trailing commas unless `strict`: many tools read them. */
export function dataProblem(text: string, format: DataFormat, lines: LineIndex, strict: boolean): SyntaxProblem | undefined {
  if (text.trim() === '' || isTemplate(text, format)) return undefined;
  if (format === 'json') return jsonProblem(text, lines, strict);
  return format === 'yaml' ? yamlProblem(text, lines) : tomlProblem(text, lines);
}

function isTemplate(text: string, format: DataFormat): boolean {
  return format === 'yaml' ? /(^|[^$])\{\{|\{%|<%|^\s*@\w|\$\{[^}]*$/m.test(text) : /\{\{|\{%|<%/.test(text);
}

function jsonProblem(text: string, lines: LineIndex, strict: boolean): SyntaxProblem | undefined {
  if (isStrictJson(text)) return undefined;
  const errors: ParseError[] = [];
  parseJson(text, errors, { allowTrailingComma: !strict, disallowComments: strict });
  const [first] = errors;
  if (first === undefined || isLineByLine(text)) return undefined;
  const words = printParseErrorCode(first.error).replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return { parser: 'JSON', message: words, span: lines.span(first.offset, first.offset + first.length) };
}

function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One JSON text on each line, as logs and data sets have it. */
function isLineByLine(text: string): boolean {
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  return rows.length > 1 && rows.every(isStrictJson);
}

function yamlProblem(text: string, lines: LineIndex): SyntaxProblem | undefined {
  if (text.length > YAML_LIMIT) return undefined;
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', prettyErrors: false, strict: false });
  if (!Array.isArray(documents)) return undefined;
  const problem = documents.flatMap(({ errors }) => errors)[0];
  if (problem === undefined) return undefined;
  return { parser: 'YAML', message: (problem.message.split('\n')[0] ?? '').replace(/\.$/, ''), span: lines.span(problem.pos[0], Math.max(problem.pos[0], problem.pos[1])) };
}

function tomlProblem(text: string, lines: LineIndex): SyntaxProblem | undefined {
  try {
    parseToml(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const start = Math.min(lines.startOf(error.line) + error.column - 1, text.length);
    return { parser: 'TOML', message: (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '').replace(/\.$/, ''), span: lines.span(start, start) };
  }
}
