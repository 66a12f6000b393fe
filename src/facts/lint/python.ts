/** What Ruff tells of a Python file. Pure. */
import type { Span } from '../types.js';
import { commentedOut } from './commented-out.js';
import { withConstants } from './limit-constants.js';
import type { Ruff, RuffDiagnostic } from './ruff.js';
import { enclosingSymbol } from './symbols.js';
import type { Named, PythonLint, SyntaxProblem } from './types.js';

export interface PythonLintAnswer {
  readonly lint?: PythonLint;
  readonly syntax?: SyntaxProblem;
}

/** Builtins of Python 2 that code for both versions names under a test of the version. */
const PYTHON_2 = new Set(['unicode', 'basestring', 'long', 'xrange', 'raw_input', 'reduce', 'unichr', 'cmp', 'execfile', 'file', 'intern', 'apply', 'buffer', 'coerce', 'reload', 'StandardError']);
/** Names that tools put among the builtins, or hand to a file that they run. */
const PROVIDED = new Set(['_', '__', 'N_', '_n', '_p', 'ngettext', 'pgettext', 'get_ipython', 'display', 'reveal_type', 'reveal_locals', 'WindowsError', 'profile', 'dbutils', 'spark', 'get_config', 'Import', 'Export', 'ARGUMENTS', 'snakemake', '__path__']);
const BOTH_VERSIONS = /\bPY[23]\b|version_info|\bsix\b|from __future__ import (print|absolute|division|unicode)|ImportError|NameError/;
const UNCHECKED = /#\s*(noqa\b|type:\s*ignore|pyright:\s*ignore|pyre-ignore|pylint:\s*disable=)/i;
/** A file's own share of what it should have: where fewer do, it has not taken up the habit. */
const HABIT = 0.6;

/** Reads the diagnostics of one text. A file that does not parse has no lint. */
export function lintPython(text: string, ruff: Ruff): PythonLintAnswer {
  const diagnostics = ruff.check(text);
  const broken = diagnostics.find(({ code }) => code === 'invalid-syntax');
  if (broken !== undefined) return { syntax: syntaxProblem(text, broken) };
  if (diagnostics.length === 0) return {};
  const lint = readLint(text, diagnostics);
  return Object.keys(lint).length === 0 ? {} : { lint };
}

function syntaxProblem(text: string, { message, span }: RuffDiagnostic): SyntaxProblem {
  const doubt = doubtOf(text);
  return { parser: 'Ruff', message: message.replace(/\.$/, ''), span, ...(doubt === undefined ? {} : { doubt }) };
}

function doubtOf(text: string): string | undefined {
  if (/^[ \t]*(print[ \t]+["'\w(%]|print$|exec[ \t]+["'\w]|except[ \t]+[\w., ()]+,[ \t]*\w+[ \t]*:|raise[ \t]+\w+[ \t]*,)|\bur["']|[^\w]0\d+[^\d.eEjx]|<>|`\w+`/m.test(text)) return 'it reads as Python 2';
  if (/^[ \t]*(%{1,2}\w|![\w./~]|\?\w|\w[\w.]*\?{1,2}$)/m.test(text)) return 'it reads as cells of a notebook';
  if (/\{\{-? ?\w[\w.| ]*\}\}|\{%|<%|\$\{\w+\}/.test(text)) return 'it reads as a template';
  return undefined;
}

function readLint(text: string, diagnostics: readonly RuffDiagnostic[]): PythonLint {
  const lines = text.split('\n');
  const of = (pattern: RegExp): RuffDiagnostic[] => diagnostics.filter(({ code }) => pattern.test(code)).sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1]);
  const named = ({ span }: RuffDiagnostic): Named => ({ name: textAt(lines, span), span, symbol: enclosingSymbol(lines, span[0]) });
  const lint = {
    undefinedNames: undefinedNames(text, lines, of(/^F821$/), named),
    untyped: untyped(text, of(/^ANN201$/), named),
    undocumented: undocumented(text, of(/^D10[123]$/)).map(named),
    limits: withConstants(lines, of(/^PLR2004$/).filter(({ span }) => measures(lines, span)).map(named)),
    complex: of(/^C901$/).map((found) => ({ ...named(found), ways: Number(/\((\d+)\s*>/.exec(found.message)?.[1] ?? 0) })),
    commentedOut: commentedOut(lines, of(/^ERA001$/)).map((span) => ({ ...named({ code: '', message: '', span: [span[0], 1, span[0], 1] }), name: (lines[span[0] - 1] ?? '').replace(/^[\s#]+/, '').slice(0, 60), span })),
  };
  return Object.fromEntries(Object.entries(lint).filter(([, list]) => list.length > 0)) as PythonLint;
}

/** The first use of each name. */
function undefinedNames(text: string, lines: readonly string[], found: readonly RuffDiagnostic[], named: (found: RuffDiagnostic) => Named): NonNullable<PythonLint['undefinedNames']> {
  const first = new Map<string, NonNullable<PythonLint['undefinedNames']>[number]>();
  for (const diagnostic of found) {
    const name = /`([^`]+)`/.exec(diagnostic.message)?.[1];
    if (name === undefined || first.has(name)) continue;
    const line = lines[diagnostic.span[0] - 1] ?? '';
    const doubt = doubtOfName(name, line, text);
    const quoted = inQuotes(line.slice(0, diagnostic.span[1] - 1));
    first.set(name, { ...named(diagnostic), name, ...(quoted ? { quoted: true } : {}), ...(doubt === undefined ? {} : { doubt }) });
  }
  return [...first.values()];
}

function doubtOfName(name: string, line: string, text: string): string | undefined {
  if (PYTHON_2.has(name) && BOTH_VERSIONS.test(text)) return 'it is a builtin of Python 2';
  if (PROVIDED.has(name)) return 'tools hand this name to the files that they run';
  // `SECRET_KEY = {secret_key}` waits for `str.format`.
  if (new RegExp(`=\\s*\\{${name}\\}\\s*$`).test(line)) return 'it reads as a place in a template';
  return UNCHECKED.test(line) ? 'a comment there tells checkers not to look' : undefined;
}

/** A quote is open before the name, and it is not one of an f-string. */
function inQuotes(before: string): boolean {
  let open: string | undefined;
  let formatted = false;
  for (let at = 0; at < before.length; at++) {
    const character = before[at] as string;
    if (character === '\\') at += 1;
    else if (open === undefined && (character === '"' || character === "'")) {
      open = character;
      formatted = /[fFtT][rR]?$/.test(before.slice(0, at));
    } else if (character === open) open = undefined;
  }
  return open !== undefined && !formatted;
}

/** Functions whose return type is missing stand for their parameters too. */
function untyped(text: string, missing: readonly RuffDiagnostic[], named: (found: RuffDiagnostic) => Named): Named[] {
  return isHabit(publicFunctions(text), missing.length) ? missing.map(named) : [];
}

/** Functions alone: methods often say all by what they override, and classes by their fields. */
function undocumented(text: string, missing: readonly RuffDiagnostic[]): readonly RuffDiagnostic[] {
  return isHabit(publicFunctions(text) + [...text.matchAll(/^class[ \t]+[A-Za-z]/gm)].length, missing.length) ? missing.filter(({ code }) => code === 'D103') : [];
}

function publicFunctions(text: string): number {
  return [...text.matchAll(/^(?: {4}|\t)?(?:async[ \t]+)?def[ \t]+[A-Za-z]/gm)].length;
}

function isHabit(all: number, missing: number): boolean {
  return missing > 0 && all - missing >= 2 && (all - missing) / all >= HABIT;
}

/** Something is compared by order with the number, and the number is none that everyone knows. */
function measures(lines: readonly string[], span: Span): boolean {
  const line = lines[span[0] - 1] ?? '';
  const value = Number(textAt(lines, span).replaceAll('_', ''));
  if (!(value > 10) || WELL_KNOWN.has(value)) return false;
  if (/status|code\b|version|errno|http|\byears?\b/i.test(line)) return false;
  if (isExplained(lines, span)) return false;
  const before = line.slice(0, span[1] - 1);
  const after = line.slice(span[3] - 1);
  return /[<>]=?\s*$/.test(before) || /^\s*[<>]=?/.test(after);
}

/** A comment stands behind the number or above its line, or one of the three lines above names the number in a comment. */
function isExplained(lines: readonly string[], span: Span): boolean {
  const row = span[0] - 1;
  const written = textAt(lines, span);
  const above = lines.slice(Math.max(0, row - 3), row);
  if (WORDS.test((lines[row] ?? '').slice(span[3] - 1)) || (/^\s*#/.test(above.at(-1) ?? '') && WORDS.test(above.at(-1) ?? ''))) return true;
  return above.some((line) => /^\s*#/.test(line) && line.split(/[^\w.]+|\.(?!\w)/).includes(written));
}

/** A comment for readers, not for tools. */
const WORDS = /(^|\s)#+\s*[~≈(<>=]?\s*(?!(noqa|type|pragma|pylint|mypy|pyright|nosec|fmt|isort|ruff|yapf)\b)\w/i;

/** Units of time, hours of the day, percentages, powers of two, bounds of character sets. */
const WELL_KNOWN: ReadonlySet<number> = new Set([12, 16, 23, 24, 28, 29, 30, 31, 32, 59, 60, 64, 90, 99, 100, 126, 127, 128, 180, 255, 256, 360, 365, 366, 400, 500, 512, 1000, 1024, 2048, 3600, 4096, 65535, 65536, 86400]);

function textAt(lines: readonly string[], span: Span): string {
  return (lines[span[0] - 1] ?? '').slice(span[1] - 1, span[0] === span[2] ? span[3] - 1 : undefined);
}
