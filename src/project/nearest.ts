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
  const others: Known[] = [];
  for (const candidate of candidates) if (candidate !== name && candidate !== '') others.push(known(candidate));
  const spellings = spellingRanks(known(name), others);
  const wanted = spellings.size >= max ? new Map<string, number>() : wordRanks(name, others, spellings, max);
  return [...spellings, ...wanted]
    .map(([candidate, rank]): Ranked => ({ candidate, rank }))
    .sort((a, b) => a.rank - b.rank || a.candidate.length - b.candidate.length || compare(a.candidate, b.candidate))
    .slice(0, max)
    .map((ranked) => ranked.candidate);
}

/** What a name is compared by. */
interface Known {
  readonly name: string;
  readonly lower: string;
  /** In lower case and without `-` and `_`. */
  readonly plain: string;
  /** The letters of `plain`, a bit each (`lettersOf`). */
  readonly letters: number;
  readonly isAscii: boolean;
}

/** Each missing name is held against all that there are: what a change of thousands of files asks for again and again. */
const KNOWN = new Map<string, Known>();
/** All of them are asked for in turn, so that those used last are not worth more: at this number they are let go. */
const MOST_KNOWN = 50_000;
const KNOWN_WORDS = new LRUCache<string, readonly string[]>({ max: 20_000 });

function known(name: string): Known {
  const had = KNOWN.get(name);
  if (had !== undefined) return had;
  const lower = name.toLowerCase();
  const plain = lower.replace(/[-_]/g, '');
  const made = { name, lower, plain, letters: lettersOf(plain), isAscii: !NOT_ASCII.test(name) };
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(name, made);
  return made;
}

/** The lower-case words of an identifier, module or path: split at separators, at camelCase and between letters and digits. */
export function words(name: string): readonly string[] {
  const had = KNOWN_WORDS.get(name);
  if (had !== undefined) return had;
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

/** Candidate -> rank. */
function spellingRanks(name: Known, candidates: readonly Known[]): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const candidate of candidates) {
    const longest = Math.max(name.name.length, candidate.name.length);
    const limit = longest <= 2 ? 0 : Math.max(1, Math.floor(longest * EDIT_SHARE));
    if (Math.abs(name.plain.length - candidate.plain.length) > limit || leastEdits(name.letters, candidate.letters) > limit) continue;
    const edits = distance(name.plain, candidate.plain);
    if (edits <= limit) ranks.set(candidate.name, edits / (longest + 1));
  }
  return ranks;
}

/** A bit for each letter and digit that the text holds; those of other scripts, and two digits at a time, share theirs. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

/** Edits without which one text can't become the other: each brings in one letter at most, and takes away one. */
function leastEdits(a: number, b: number): number {
  return Math.max(bitsOf(a & ~b), bitsOf(b & ~a));
}

/** How many bits of 32 are set: those of two, four and eight side by side are added up. */
function bitsOf(value: number): number {
  const twos = value - ((value >>> 1) & 0x55555555);
  const fours = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Candidate -> rank, of those that are no spellings. */
function wordRanks(name: string, candidates: readonly Known[], spellings: ReadonlyMap<string, number>, max: number): Map<string, number> {
  const own = telling(words(name));
  const carriersOf = new Map(own.map((word) => [word, carriers(word, candidates, spellings, max + 1)]));
  const rare = own.filter((word) => (carriersOf.get(word)?.size ?? 0) <= max);
  const ranks = new Map<string, number>();
  for (const candidate of rare.flatMap((word) => [...(carriersOf.get(word) ?? [])])) {
    const parts = words(candidate);
    const shared = rare.reduce((sum, word) => sum + Math.max(0, ...parts.map((part) => likeness(word, part))), 0);
    const share = shared / Math.max(own.length, parts.length);
    if (share >= WORD_SHARE) ranks.set(candidate, 2 - Math.min(share, 1));
  }
  return ranks;
}

/** Candidates that share the word, up to `most` of them. */
function carriers(word: string, candidates: readonly Known[], spellings: ReadonlyMap<string, number>, most: number): Set<string> {
  const found = new Set<string>();
  // A shared word, or its stem, stands somewhere in both; where a letter has several lower cases, only the words tell.
  const stem = word.slice(0, SHORTEST_STEM);
  const letters = lettersOf(stem);
  for (const candidate of candidates) {
    if (candidate.isAscii && ((letters & ~candidate.letters) !== 0 || !candidate.lower.includes(stem))) continue;
    if (spellings.has(candidate.name) || !words(candidate.name).some((part) => likeness(word, part) > 0)) continue;
    found.add(candidate.name);
    if (found.size === most) break;
  }
  return found;
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
