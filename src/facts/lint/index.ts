/** What parsers and linters tell of a text, by the kind of its path. Pure; never throws for what the text holds. */
import { indexLines, type LineIndex } from '../common/spans.js';
import type { Grammars } from '../grammars.js';
import type { FileFacts, PathKind } from '../types.js';
import { conflictProblem } from './conflict.js';
import { dataProblem, type DataFormat } from './data.js';
import { filledVariables } from './environment-file.js';
import { globalNames } from './global-names.js';
import { readScript } from './javascript.js';
import { lintPython } from './python.js';
import { ToolError } from './tool.js';
import { unboundNames } from './unbound.js';

type LintFacts = Pick<FileFacts, 'syntax' | 'lint' | 'variables' | 'lintUnknown' | 'unbound' | 'globals'>;
type Tools = Pick<Grammars, 'ruff' | 'scripts'>;

/** Empty where all is well. A tool that is missing or breaks leaves the rest of the facts as they are. */
export function lintText(kind: PathKind, text: string, tools: Tools): LintFacts {
  try {
    return readLint(kind, text, tools);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { lintUnknown: error.message };
  }
}

function readLint(kind: PathKind, text: string, tools: Tools): LintFacts {
  const lines = indexLines(text);
  const conflict = conflictProblem(text, lines);
  if (conflict !== undefined) return { syntax: conflict };
  if (kind === 'deployment:env-file:filled') return { variables: filledVariables(text) };
  const [first, second] = kind.split(':') as [string, string | undefined];
  if (first === 'python' || second === 'setup-py') return lintPython(text, tools.ruff);
  if (/^(javascript|typescript|tsx)$/.test(first)) return lintScript(text, second ?? 'js', lines, tools);
  const format = dataFormat(kind);
  const syntax = format === undefined ? undefined : dataProblem(text, format, lines, kind.includes(':package-json:'));
  return syntax === undefined ? {} : { syntax };
}

function lintScript(text: string, extension: string, lines: LineIndex, tools: Tools): LintFacts {
  const { problem, module } = readScript(text, extension, lines, tools.scripts);
  if (problem !== undefined) return { syntax: problem };
  const isDeclaration = extension.startsWith('d.');
  const unbound = isDeclaration ? undefined : unboundNames(text, lines, module);
  const globals = globalNames(text, isDeclaration);
  return { ...(unbound === undefined ? {} : { unbound }), ...(globals === undefined ? {} : { globals }) };
}

/** `text:json`, `deployment:compose`, `manifest:pyproject:-:pyproject.toml`; lock files are left to those who wrote them. */
function dataFormat(kind: PathKind): DataFormat | undefined {
  if (/-lock:/.test(kind)) return undefined;
  if (/^deployment:(compose|workflow|render)$/.test(kind) || /^(text:|manifest:.*\.)ya?ml\b/.test(kind)) return 'yaml';
  if (/^(text:|manifest:.*\.)jsonc?\b/.test(kind) || kind === 'deployment:vercel') return 'json';
  return /^(text:|manifest:.*\.)toml\b/.test(kind) || kind === 'deployment:netlify' ? 'toml' : undefined;
}
