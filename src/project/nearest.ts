/** "Did you mean": existing names that stand near to one that does not exist. */
import { distance } from 'fastest-levenshtein';
import { LRUCache } from 'lru-cache';

/** A name within this share of its length in edits counts as a spelling of the other: one edit in four characters. */
const EDIT_SHARE = 1 / 4;
/** Words shorter than this say nothing when they are shared (`is`, `to`, `db`). */
const SHORTEST_WORD = 3;
/** A word that begins another must have this length to count (`agent` of `agentic`). */
const SHORTEST_STEM = 4;
/** Shared words must make up this share of the longer name's words. */
const WORD_SHARE = 0.35;
const NOT_ASCII = /[^\0-\x7f]/;

interface Ranked {
  readonly candidate: string;
  /** 0 is the same name but for case and separators; below 1 a spelling; from 1 on only words are shared. */
  readonly rank: number;
}

/**
 * The candidates nearest to `name`, likeliest first, at most `max` (3 when absent), without duplicates and without
 * `name` itself. First come spellings (few edits, other case or separators), then names that share words
 * (`enhanced_agent` ~ `agentic_ai`). A word that more than `max` candidates share is not held to be telling.
 * Names may be identifiers, dotted modules or paths. Empty when nothing is near.
 */
export function nearest(name: string, candidates: Iterable<string>, options: { readonly max?: number } = {}): string[] {
  const max = options.max ?? 3;
  const others = [...new Set(candidates)].filter((candidate) => candidate !== name && candidate !== '');
  const spellings = others.flatMap((candidate) => spellingRank(name, candidate));
  const known = new Set(spellings.map((ranked) => ranked.candidate));
  const wanted = spellings.length >= max ? [] : wordRanks(name, others.filter((candidate) => !known.has(candidate)), max);
  return [...spellings, ...wanted]
    .sort((a, b) => a.rank - b.rank || a.candidate.length - b.candidate.length || compare(a.candidate, b.candidate))
    .slice(0, max)
    .map((ranked) => ranked.candidate);
}

/** Each missing name is held against all that there are: what a change of thousands of files asks for again and again. */
const KNOWN_WORDS = new LRUCache<string, readonly string[]>({ max: 20_000 });
const KNOWN_PLAIN = new LRUCache<string, string>({ max: 20_000 });

/** The lower-case words of an identifier, module or path: split at separators, at camelCase and between letters and digits. */
export function words(name: string): readonly string[] {
  const known = KNOWN_WORDS.get(name);
  if (known !== undefined) return known;
  const split = splitWords(name);
  KNOWN_WORDS.set(name, split);
  return split;
}

function splitWords(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function spellingRank(name: string, candidate: string): Ranked[] {
  const longest = Math.max(name.length, candidate.length);
  const limit = longest <= 2 ? 0 : Math.max(1, Math.floor(longest * EDIT_SHARE));
  const a = plain(name);
  const b = plain(candidate);
  if (a === b && a !== '') return [{ candidate, rank: 0 }];
  if (Math.abs(a.length - b.length) > limit) return [];
  const edits = distance(a, b);
  return edits > limit ? [] : [{ candidate, rank: edits / (longest + 1) }];
}

function plain(name: string): string {
  const known = KNOWN_PLAIN.get(name);
  if (known !== undefined) return known;
  const made = name.toLowerCase().replace(/[-_]/g, '');
  KNOWN_PLAIN.set(name, made);
  return made;
}

function wordRanks(name: string, candidates: readonly string[], max: number): Ranked[] {
  const own = telling(words(name));
  if (own.length === 0) return [];
  const split = candidates.filter((candidate) => mayShare(own, candidate)).map((candidate) => ({ candidate, parts: words(candidate) }));
  const rare = own.filter((word) => {
    let carriers = 0;
    for (const { parts } of split) if (parts.some((part) => likeness(word, part) > 0)) carriers += 1;
    return carriers > 0 && carriers <= max;
  });
  return split.flatMap(({ candidate, parts }) => {
    const shared = rare.reduce((sum, word) => sum + Math.max(0, ...parts.map((part) => likeness(word, part))), 0);
    const share = shared / Math.max(own.length, parts.length);
    return share < WORD_SHARE ? [] : [{ candidate, rank: 2 - Math.min(share, 1) }];
  });
}

/** Spares most candidates the splitting: a shared word, or its stem, stands somewhere in both. */
function mayShare(own: readonly string[], candidate: string): boolean {
  if (NOT_ASCII.test(candidate)) return true;
  const lower = candidate.toLowerCase();
  return own.some((word) => lower.includes(word.slice(0, Math.max(SHORTEST_WORD, SHORTEST_STEM))));
}

function telling(parts: readonly string[]): string[] {
  return [...new Set(parts)].filter((part) => part.length >= SHORTEST_WORD);
}

/** 1 for the same word, the shorter's share of the longer when one begins the other, else 0. */
function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= SHORTEST_STEM && long.startsWith(short) ? short.length / long.length : 0;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
