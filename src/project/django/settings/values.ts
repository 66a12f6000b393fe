/** Values of settings: making, joining and asking them. Pure. */
import type { Place, Value } from '../types.js';

/** Alternatives beyond this many are told as one value. */
const MOST_ALTERNATIVES = 8;

type Dictionary = Extract<Value, { kind: 'dictionary' }>;
export type Entry = Dictionary['entries'][number];

/** A value that can't be told, and why. */
export function unknown(place: Place, reason: string): Value {
  return { kind: 'unknown', reason, place };
}

/** A value of JavaScript as one of settings. */
export function literal(place: Place, value: string | number | boolean | null): Value {
  if (value === null) return { kind: 'none', place };
  if (typeof value === 'string') return { kind: 'string', value, place };
  return typeof value === 'number' ? { kind: 'number', value, place } : { kind: 'boolean', value, place };
}

/** Any of the values: alternatives are flattened, equal ones told once. */
export function anyOf(place: Place, values: readonly Value[]): Value {
  const flat = values.flatMap((value) => (value.kind === 'either' ? value.values : [value]));
  const distinct = flat.filter((value, index) => flat.findIndex((other) => sameValue(other, value)) === index);
  const [only] = distinct;
  if (only !== undefined && distinct.length === 1) return only;
  return distinct.length > MOST_ALTERNATIVES ? merged(place, distinct) : { kind: 'either', values: distinct, place };
}

/** Too many alternatives: lists become one that may hold any item of them, all else is not told. */
function merged(place: Place, values: readonly Value[]): Value {
  const items: Value[] = [];
  for (const value of values) {
    if (value.kind !== 'list') return unknown(place, 'it depends on too many conditions');
    for (const item of value.items) if (!items.some((known) => sameValue(known, item))) items.push(item);
  }
  return { kind: 'list', items, open: true, place };
}

/** Whether two values are the same but for their places. */
export function sameValue(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return left.value === (right as typeof left).value;
    case 'none':
      return true;
    case 'object':
      return left.dotted === (right as typeof left).dotted;
    case 'path':
      return left.path === (right as typeof left).path;
    case 'list':
      return sameLists(left, right as typeof left);
    case 'dictionary':
      return sameDictionaries(left, right as typeof left);
    case 'environment':
      return left.variable === (right as typeof left).variable && sameFallback(left.fallback, (right as typeof left).fallback);
    case 'unknown':
      return left.reason === (right as typeof left).reason;
    case 'either':
      return false;
  }
}

function sameFallback(left: Value | null, right: Value | null): boolean {
  return left === null || right === null ? left === right : sameValue(left, right);
}

function sameLists(left: Extract<Value, { kind: 'list' }>, right: Extract<Value, { kind: 'list' }>): boolean {
  return left.open === right.open && left.items.length === right.items.length && left.items.every((item, index) => sameValue(item, right.items[index] as Value));
}

function sameDictionaries(left: Dictionary, right: Dictionary): boolean {
  if (left.open !== right.open || left.entries.length !== right.entries.length) return false;
  return left.entries.every((entry, index) => {
    const other = right.entries[index] as Entry;
    return entry.key === other.key && sameValue(entry.value, other.value);
  });
}

/**
 * A function of values, spread over alternatives and over what the environment may set: for `environment` the answer is
 * again `environment`, with the function of the fallbacks. Anything unknown makes the answer unknown.
 */
export function lifted(place: Place, values: readonly Value[], compute: (values: readonly Value[]) => Value): Value {
  const index = values.findIndex(({ kind }) => kind === 'either' || kind === 'environment');
  const chosen = values[index];
  const put = (value: Value): Value => lifted(place, values.with(index, value), compute);
  if (chosen?.kind === 'either') return anyOf(place, chosen.values.map(put));
  if (chosen?.kind === 'environment') return { kind: 'environment', variable: chosen.variable, fallback: chosen.fallback === null ? null : fallbackOf(put(chosen.fallback)), place };
  const hidden = values.find(({ kind }) => kind === 'unknown');
  return hidden ?? compute(values);
}

/** `f"{A}{B}"` of two variables: when one is not set, the other still may be required. */
function fallbackOf(value: Value): Value | null {
  return value.kind === 'environment' ? value.fallback : value;
}

/** What Python's `bool(value)` gives; undefined when it depends on something. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'boolean':
      return value.value;
    case 'string':
      return value.value !== '';
    case 'number':
      return Number.isNaN(value.value) ? undefined : value.value !== 0;
    case 'none':
      return false;
    case 'list':
      return value.items.length > 0 || (value.open ? undefined : false);
    case 'dictionary':
      return value.entries.length > 0 || (value.open ? undefined : false);
    case 'path':
      return true;
    case 'either': {
      const [first, ...others] = value.values.map(truthOf);
      return others.every((other) => other === first) ? first : undefined;
    }
    default:
      return undefined;
  }
}

/** The entry of a dictionary: its last one under the key. */
export function entryOf(value: Value, key: string): Entry | undefined {
  return value.kind === 'dictionary' ? value.entries.findLast((entry) => entry.key === key) : undefined;
}

/** The dictionary with an entry set; an unknown value becomes an open dictionary with that entry. */
export function withEntry(target: Value, key: string, value: Value, place: Place): Value {
  if (target.kind === 'either') return anyOf(target.place, target.values.map((one) => withEntry(one, key, value, place)));
  const base: Dictionary = target.kind === 'dictionary' ? target : { kind: 'dictionary', entries: [], open: true, place: target.place };
  return { ...base, entries: [...base.entries.filter((entry) => entry.key !== key), { key, value, place }] };
}

/** Every value that a value can turn out to be: alternatives and fallbacks spread out, `unknown` for what the environment sets. */
export function possibilities(value: Value): readonly Value[] {
  if (value.kind === 'either') return value.values.flatMap(possibilities);
  if (value.kind !== 'environment') return [value];
  return [unknown(value.place, `the environment variable ${value.variable} sets it`), ...(value.fallback === null ? [] : possibilities(value.fallback))];
}

/** Items that a list holds in any of its alternatives, and whether it may hold others. */
export function itemsOf(value: Value | undefined): { readonly items: readonly Value[]; readonly open: boolean } {
  if (value === undefined) return { items: [], open: false };
  const all = possibilities(value);
  const items = all.flatMap((one) => (one.kind === 'list' ? one.items.flatMap(possibilities) : []));
  return { items: items.filter(({ kind }) => kind !== 'unknown'), open: items.some(({ kind }) => kind === 'unknown') || all.some((one) => (one.kind === 'list' ? one.open : one.kind !== 'none')) };
}
