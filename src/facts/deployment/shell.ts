/** Reads shell text as far as a reader can follow it without running it. */
import { parse } from 'shell-quote';

/** Stands in a word for text that is only known when the command runs. */
const HOLE = '\u0001';

export interface ShellCommand {
  /** Words after expansion; null for one that holds a variable, a glob or a substitution. */
  readonly words: readonly (string | null)[];
  /** Folder it runs in, relative to where the script starts ('' is there); an absolute path after `cd /x`; null when unknown. */
  readonly directory: string | null;
  /** It runs only under a condition, so that a missing file may be intended. */
  readonly conditional: boolean;
}

/** Value of a variable, or undefined when it is not known. */
export type Variables = (name: string) => string | undefined;

const CONTROL = new Set(['if', 'for', 'while', 'until', 'case', 'select', 'function', '[', '[[', 'test', '{', 'trap', 'eval', 'set']);
const CONDITIONAL = new Set(['if', 'for', 'while', 'until', 'case', 'select', 'function', '[', '[[', 'test', 'eval', 'trap']);
const SEPARATORS = new Set(['&&', '||', ';', '|', '|&', '&', ';;', '(', ')']);
const REDIRECTIONS = new Set(['>', '>>', '<', '>&', '<&', '&>', '<<<', '>|', '<>']);

/** Commands of a script in the order written. Never throws: what does not parse yields nothing. */
export function readShell(script: string, variables: Variables = () => undefined): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let directory: string | null = '';
  const conditional = logicalLines(script).some((line) => CONDITIONAL.has(firstWord(line)));
  for (const line of logicalLines(script)) {
    const read = readLine(line, variables, directory, conditional);
    commands.push(...read.commands);
    directory = read.directory;
  }
  return commands;
}

/** Joins a `cd` target to a folder; null when it can't be told. */
export function changeDirectory(directory: string | null, target: string | null | undefined): string | null {
  if (directory === null || !target || target === '-' || target.startsWith('~')) return null;
  if (target.startsWith('/')) return normalise(target);
  return normalise(directory === '' ? target : `${directory}/${target}`);
}

/** Removes `.` and inner `..` segments. A leading `..` stays; an absolute path stays absolute; '' is the folder itself. */
export function normalise(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !absolute) parts.push(part);
  }
  return (absolute ? '/' : '') + parts.join('/');
}

function firstWord(line: string): string {
  return /^\s*(\S+)/.exec(line)?.[1] ?? '';
}

interface LineResult {
  readonly commands: readonly ShellCommand[];
  readonly directory: string | null;
}

function readLine(line: string, variables: Variables, start: string | null, conditional: boolean): LineResult {
  const entries = parseEntries(line, variables);
  const commands: ShellCommand[] = [];
  const saved: (string | null)[] = [];
  const alternative = entries.some((entry, at) => entry === '||' || (typeof entry !== 'string' && CONDITIONAL.has(entry.word ?? '') && isCommandPosition(entries[at - 1])));
  let directory = start;
  let words: (string | null)[] = [];
  let skipNext = false;
  const finish = (): void => {
    const [name, target] = words;
    if (name === 'cd') directory = changeDirectory(directory, words.length === 1 ? null : target);
    else if (name === 'pushd' || name === 'popd') directory = null;
    else if (words.length > 0 && !CONTROL.has(name ?? '')) {
      commands.push({ words, directory, conditional: conditional || alternative });
    }
    words = [];
  };
  for (const entry of entries) {
    if (typeof entry === 'string') {
      skipNext = REDIRECTIONS.has(entry);
      if (!SEPARATORS.has(entry)) continue;
      finish();
      if (entry === '(') saved.push(directory);
      if (entry === ')') directory = saved.pop() ?? null;
      continue;
    }
    if (skipNext) skipNext = false;
    else words.push(entry.word);
  }
  finish();
  return { commands, directory };
}

type Entry = { readonly word: string | null } | string;

/** Words after which a command begins. Elsewhere `test` is an argument, as in `npm test`. */
const BEFORE_COMMAND = new Set(['!', '{', 'then', 'do', 'else', 'sudo', 'exec', 'command', 'env', 'time']);

function isCommandPosition(before: Entry | undefined): boolean {
  return before === undefined || typeof before === 'string' || (before.word !== null && BEFORE_COMMAND.has(before.word));
}

/** Words as objects, operators as plain strings. */
function parseEntries(line: string, variables: Variables): readonly Entry[] {
  try {
    const text = hideSubstitutions(line);
    const parsed = parse(text, (name) => variables(name) ?? HOLE);
    const entries: Entry[] = [];
    for (const item of parsed) {
      if (typeof item === 'string') entries.push({ word: literal(item) });
      else if ('op' in item) entries.push(item.op === 'glob' ? { word: null } : item.op);
    }
    return entries;
  } catch {
    return [];
  }
}

/** A word without holes; `NAME=` or `--option=` where only the value has one; else null. */
function literal(word: string): string | null {
  if (!word.includes(HOLE)) return word;
  const name = /^(--[\w-]+|[A-Za-z_]\w*)=/.exec(word)?.[0] ?? null;
  return name?.includes(HOLE) ? null : name;
}

/** Replaces `$(…)`, backticks and `${{ … }}` by a hole. */
function hideSubstitutions(line: string): string {
  let text = line.replace(/\$\{\{.*?\}\}/gs, HOLE).replace(/`[^`]*`/g, HOLE);
  for (let start = text.indexOf('$('); start !== -1; start = text.indexOf('$(')) {
    text = text.slice(0, start) + HOLE + text.slice(closingParenthesis(text, start + 2));
  }
  return text;
}

/** Offset after the parenthesis that closes the one before `from`; the end of the text when none does. */
function closingParenthesis(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** Splits a script into commands lines: continuations joined, comments and here-documents left out, quotes respected. */
export function logicalLines(script: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  let quote = '';
  let delimiter: string | null = null;
  for (const raw of script.split(/\r?\n/)) {
    if (delimiter !== null) {
      if (raw.trim() === delimiter) delimiter = null;
      continue;
    }
    const scanned = scanLine(raw, quote);
    quote = scanned.quote;
    current += scanned.text;
    if (quote !== '') {
      current += '\n';
      continue;
    }
    delimiter = /<<-?\s*(['"]?)([A-Za-z_]\w*)\1/.exec(scanned.text)?.[2] ?? null;
    if (scanned.continues) {
      current += ' ';
      continue;
    }
    if (current.trim() !== '') lines.push(current);
    current = '';
  }
  if (current.trim() !== '' && quote === '') lines.push(current);
  return lines;
}

function scanLine(raw: string, openQuote: string): { text: string; quote: string; continues: boolean } {
  let quote = openQuote;
  for (let i = 0; i < raw.length; i += 1) {
    const char = raw.charAt(i);
    if (char === '\\' && quote !== "'") {
      if (i === raw.length - 1) return { text: raw.slice(0, i), quote, continues: quote === '' };
      i += 1;
    } else if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (char === '#' && (i === 0 || /[\s;&|(]/.test(raw.charAt(i - 1)))) {
      return { text: raw.slice(0, i), quote, continues: false };
    }
  }
  return { text: raw, quote, continues: false };
}
