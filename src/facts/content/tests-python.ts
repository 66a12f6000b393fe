/** Tests of a Python file. Pure. */
import { assertsInPython, callsIn, provesRunning } from './asserts.js';
import { pythonBlocks } from './functions.js';
import { hashText, pack } from './pack.js';
import type { TestBlock } from './types.js';

const SKIPPED = /\b(?:skip\w*|xfail|expectedFailure|parametrize_skip|unimplemented|todo|benchmark|flaky_skip|abstractmethod|fixture)\b/i;

/** Functions whose name starts with `test`, at the top or in a class. */
export function pythonTests(text: string): readonly TestBlock[] {
  if (!/\bdef\s+test/.test(text)) return [];
  const lines = text.split(/\r?\n/);
  const blocks = pythonBlocks(lines);
  const tests: TestBlock[] = [];
  for (const block of blocks) {
    if (block.isClass || !/^test(?:_|[A-Z0-9]|$)/.test(block.name)) continue;
    const around = blocks.filter((other) => other !== block && other.first < block.first && other.end >= block.end);
    if (around.some((other) => !other.isClass)) continue;
    tests.push(toTest({ lines, scope: around.map(({ name }) => name).join('.') }, block));
  }
  return tests;
}

interface Place {
  readonly lines: readonly string[];
  readonly scope: string;
}

function toTest({ lines, scope }: Place, block: { readonly name: string; readonly first: number; readonly end: number }): TestBlock {
  const decorators = decoratorsAbove(lines, block.first);
  const code = lines.slice(block.first, block.end);
  const body = code.join('\n').replace(block.name, '');
  const from = (lines[block.first] ?? '').indexOf(block.name) + 1;
  const asserts = assertsInPython(withoutDocstring(body)) || looksForRow(code);
  const counted = [...decorators, body].join('\n').split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return {
    name: block.name,
    scope,
    span: [block.first + 1, from, block.first + 1, from + block.name.length],
    lines: counted.length - 1,
    body: pack(hashText(counted.join('\n'))) + pack(hashText(counted.toReversed().join(' '))),
    asserts,
    excused: SKIPPED.test(decorators.join('\n')) || /\b(?:[sS]kip(?:Test|_test)?|xfail)\s*\(|\bNotImplementedError\b/.test(body) || /^\s*global\s/m.test(body) || provesRunning(block.name, commentsOf(body)),
    calls: asserts ? [] : callsIn(withoutDocstring(body)),
    ...(asserts || !isUnread(withoutDocstring(code.slice(1).join('\n'))) ? {} : { unread: true as const }),
  };
}

/** A statement of the test's own gets one row of Django's, and nothing takes it; the last one reads a row again. Both raise where the row is not there. */
function looksForRow([head = '', ...code]: readonly string[]): boolean {
  const inner = code.filter((line) => line.trim() !== '' && indent(line) > indent(head));
  const outermost = Math.min(...inner.map(indent));
  const own = inner.filter((line) => indent(line) === outermost);
  return own.some((line) => /^\s*(?:await\s+)?[\w.]+\.objects\.a?get\(/.test(line)) || /^\s*(?:await\s+)?[\w.]+\.a?refresh_from_db\(/.test(own.at(-1) ?? '');
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

/** The code is one line that puts what a call gives into a name. */
function isUnread(code: string): boolean {
  const [only, ...others] = code.split('\n').map((line) => line.trim()).filter((line) => line !== '' && line !== '""' && !line.startsWith('#'));
  return only !== undefined && others.length === 0 && /^(?!_)\w+\s*=(?!=)[^=]*\(/.test(only);
}

/** Lines that decorators take at most, with the tables that are handed to them. */
const MOST_DECORATED = 500;

/** The lines of the decorators right above a line, outermost first. */
export function decoratorsAbove(lines: readonly string[], first: number): readonly string[] {
  let start = first;
  for (let at = first - 1; at >= Math.max(0, first - MOST_DECORATED); at--) {
    const line = (lines[at] ?? '').trim();
    if (line === '') break;
    if (line.startsWith('@')) start = at;
    else if (/^(?:def|class|async def|return|import|from)\b/.test(line)) break;
  }
  return lines.slice(start, first);
}

function withoutDocstring(body: string): string {
  return body.replace(/^\s*#.*$/gm, '').replace(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, '""');
}

/** Comments and docstrings: what the author says of the test. */
function commentsOf(body: string): string {
  return [...body.matchAll(/#.*$|"""[\s\S]*?"""|'''[\s\S]*?'''/gm)].map((match) => match[0]).join('\n');
}
