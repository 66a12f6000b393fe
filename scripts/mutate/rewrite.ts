/** Defects that the text of a file gives away: a pattern and what to write instead, or lines to add. */
import { isFixturePath, isTestPath } from '../../src/project/path-uses.js';
import type { Clean, Mutation, Mutator } from './types.js';

export interface Rewrite {
  readonly name: string;
  readonly rules: readonly string[];
  /** Paths to look at. */
  readonly files: RegExp;
  /** Files whose text does not match it are passed over. */
  readonly within?: RegExp;
  /** Must have the flag `g`. */
  readonly find: RegExp;
  /** The new text, or undefined where this place is none. */
  readonly instead: (match: RegExpExecArray, clean: Clean, path: string) => string | undefined;
  /** Test files instead of shipped ones. */
  readonly tests?: boolean;
}

/** One mutation for each match. */
export function rewriting(rewrite: Rewrite): Mutator {
  return { name: rewrite.name, rules: rewrite.rules, plant: (clean) => rewritten(clean, rewrite) };
}

function* rewritten(clean: Clean, { name, files, within, find, instead, tests = false }: Rewrite): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, files, tests)) {
    if (within !== undefined && !within.test(source)) continue;
    for (const match of source.matchAll(find)) {
      const text = instead(match, clean, path);
      if (text === undefined || text === match[0]) continue;
      const start = match.index;
      const line = source.slice(0, start).split('\n').length;
      const what = (match[0].trim().split('\n')[0] ?? '').slice(0, 60);
      yield { description: `${path}:${line} ${name}: ${what}`, changes: { [path]: source.slice(0, start) + text + source.slice(start + match[0].length) } };
    }
  }
}

/** Shipped or test files with their text, sorted by path. */
export function filesOf(clean: Clean, files: RegExp, tests = false): (readonly [string, string])[] {
  return Object.entries(clean.files)
    .filter(([path]) => files.test(path) && !/(^|\/)migrations\//.test(path) && !isFixturePath(path.replace(/(^|\/)\.github\//, '$1')) && isTestPath(path) === tests)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** One mutation for each file: text put after all that is there. */
export function appending(name: string, rules: readonly string[], files: RegExp, text: (path: string, source: string, clean: Clean) => string | undefined, tests = false): Mutator {
  return {
    name,
    rules,
    *plant(clean) {
      for (const [path, source] of filesOf(clean, files, tests)) {
        const added = text(path, source, clean);
        if (added !== undefined) yield { description: `${path} ${name}`, changes: { [path]: `${source.replace(/\n*$/, '\n')}${added}` } };
      }
    },
  };
}

/** One mutation for each file: a new file beside it. */
export function adding(name: string, rules: readonly string[], files: RegExp, made: (path: string, source: string, clean: Clean) => readonly [path: string, text: string] | undefined, tests = false): Mutator {
  return {
    name,
    rules,
    *plant(clean) {
      for (const [path, source] of filesOf(clean, files, tests)) {
        const file = made(path, source, clean);
        if (file !== undefined && clean.files[file[0]] === undefined) yield { description: `${file[0]} ${name}`, changes: { [file[0]]: file[1] } };
      }
    },
  };
}

/** The text from an offset up to the bracket that closes the first one after it, that bracket included. */
export function balanced(source: string, from: number): string | undefined {
  const first = source.slice(from).search(/[([{]/);
  if (first === -1) return undefined;
  let depth = 0;
  for (let at = from + first; at < source.length; at += 1) {
    if ('([{'.includes(source[at] as string)) depth += 1;
    else if (')]}'.includes(source[at] as string)) depth -= 1;
    if (depth === 0) return source.slice(from, at + 1);
  }
  return undefined;
}
