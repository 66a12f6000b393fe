/** Python functions of a file by indentation, and which of them assert. Pure. */
import { assertsInPython, callsIn } from './asserts.js';

export interface FunctionText {
  readonly name: string;
  /** 0-based line of `def` or `function`. */
  readonly first: number;
  /** 0-based, exclusive. */
  readonly end: number;
  readonly indent: number;
}

const DEF = /^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)/;

/** Functions and classes of a Python file with the lines they take up, outermost first. Lines of dedented strings stay inside. */
export function pythonBlocks(lines: readonly string[]): readonly (FunctionText & { readonly isClass: boolean })[] {
  const blocks: (FunctionText & { end: number; isClass: boolean })[] = [];
  const open: (FunctionText & { end: number; isClass: boolean })[] = [];
  let string = '';
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    const inside = string !== '' || depth > 0;
    const trimmed = line.trim();
    if (!inside && trimmed !== '' && !trimmed.startsWith('#')) {
      const indent = line.length - line.trimStart().length;
      while (open.length > 0 && indent <= (open.at(-1)?.indent ?? 0)) (open.pop() as { end: number }).end = index;
      const match = DEF.exec(line);
      if (match !== null) {
        const block = { name: match[3] ?? '', first: index, end: lines.length, indent, isClass: match[2] === 'class' };
        open.push(block);
        blocks.push(block);
      }
    }
    ({ string, depth } = after(line, string, depth));
  }
  return blocks;
}

/** The string of several lines and the depth of brackets that a line leaves open. */
function after(line: string, string: string, depth: number): { readonly string: string; readonly depth: number } {
  let open = string;
  let level = depth;
  for (const match of line.matchAll(/\\.|"""|'''|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#|[([{]|[)\]}]/g)) {
    const token = match[0];
    if (open !== '') {
      if (token === open) open = '';
    } else if (token === '"""' || token === "'''") open = token;
    else if (token === '#') break;
    else if (/^[([{]$/.test(token)) level++;
    else if (/^[)\]}]$/.test(token)) level = Math.max(0, level - 1);
  }
  return { string: open, depth: level };
}

/** Names of functions that assert, themselves or through functions of the same file. */
export function assertingPythonFunctions(lines: readonly string[]): readonly string[] {
  const texts = pythonBlocks(lines)
    .filter((block) => !block.isClass)
    .map((block) => ({ name: block.name, text: lines.slice(block.first + 1, block.end).join('\n') }));
  return closure(texts, assertsInPython);
}

/** Names whose text asserts, and names that call one of these, three steps deep. */
export function closure(functions: readonly { readonly name: string; readonly text: string }[], asserts: (text: string) => boolean): readonly string[] {
  const found = new Set(functions.filter(({ text }) => asserts(text)).map(({ name }) => name));
  const others = found.size === 0 ? [] : functions.filter(({ name }) => !found.has(name)).map(({ name, text }) => ({ name, calls: callsIn(text) }));
  for (let [round, before] = [0, 0]; round < 3 && found.size > before; round++) {
    before = found.size;
    for (const { name, calls } of others) if (!found.has(name) && calls.some((call) => found.has(call))) found.add(name);
  }
  return [...found];
}
