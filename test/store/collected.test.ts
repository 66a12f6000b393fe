import { beforeAll, expect, test } from '@jest/globals';
import { headEntries, type RawRecord } from '../../src/changes/raw.js';
import type { Snapshot, TreeEntry } from '../../src/changes/types.js';
import type { Blob } from '../../src/checkout/types.js';
import { classify } from '../../src/facts/classify.js';
import type { Grammars } from '../../src/facts/grammars.js';
import { collectFacts, type CollectedFacts } from '../../src/store/collect-facts.js';
import { createMemoryFactsStore, factsKey, openFactsStore } from '../../src/store/facts-store.js';
import type { Care, FactsKey, FactsStore } from '../../src/store/types.js';
import { testGrammars } from '../support/grammars.js';
import { oidOf, snapshotOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** A head made of a base as a comparison of two commits makes it: what is not changed are the same entries. */
function changed(base: Snapshot, files: Files): Snapshot {
  const records = Object.entries(files).map(([path, text]): RawRecord => ({ status: 'M', path, base: base.entries.get(path) ?? null, head: { path, oid: oidOf(text), kind: 'file' } }));
  return { commit: null, entries: headEntries(base.entries, records) };
}

/** Tells which keys it was asked for. */
function listening(store: FactsStore): FactsStore & { readonly asked: string[] } {
  const asked: string[] = [];
  return { ...store, asked, getMany: (keys: readonly FactsKey[], wanted) => (asked.push(...keys.map(({ oid }) => oid)), store.getMany(keys, wanted)) };
}

interface Question {
  readonly store: FactsStore;
  readonly snapshots: readonly Snapshot[];
  readonly texts: readonly string[];
  readonly care?: Care;
}

async function collect({ store, snapshots, texts, care }: Question): Promise<CollectedFacts & { at(snapshot: Snapshot, path: string): ReturnType<CollectedFacts['of']> }> {
  const byOid = new Map(texts.map((text) => [oidOf(text), Buffer.from(text)]));
  async function* read(oids: Iterable<string>): AsyncIterable<Blob> {
    for (const oid of oids) yield { oid, content: byOid.get(oid) ?? null, size: null };
  }
  const facts = await collectFacts({ source: { read }, snapshots, store, grammars, ...(care === undefined ? {} : { care }) });
  return { ...facts, at: (snapshot, path) => facts.of(snapshot.entries.get(path) as TreeEntry) };
}

/** Enough of them that one is a small part. */
const OTHERS: Files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`other${index}.bin`, '']));
const treeOf = (files: Files): Snapshot => snapshotOf({ ...OTHERS, ...files });

const [A, B, C, DJANGO] = ['A = 1\n', 'B = 1\n', 'C = 1\n', 'import django\n'] as const;
const namesOf = (facts: ReturnType<CollectedFacts['of']>): unknown => facts.python?.definitions.map(({ name }) => name);

test('of the next head, what differs from the base is looked up alone', async () => {
  const store = listening(createMemoryFactsStore());
  const base = treeOf({ 'a.py': A, 'b.py': B });
  await collect({ store, snapshots: [base, changed(base, { 'b.py': C })], texts: [A, B, C] });
  store.asked.length = 0;
  const head = changed(base, { 'a.py': C });
  const facts = await collect({ store, snapshots: [base, head], texts: [] });
  expect(store.asked).toEqual([oidOf(C)]);
  expect([namesOf(facts.at(base, 'a.py')), namesOf(facts.at(head, 'a.py')), namesOf(facts.at(head, 'b.py'))]).toEqual([['A'], ['C'], ['B']]);
});

test('another base that was made of the first, and one that was not', async () => {
  const store = listening(createMemoryFactsStore());
  const base = treeOf({ 'a.py': A, 'b.py': B });
  await collect({ store, snapshots: [base], texts: [A, B] });
  store.asked.length = 0;
  const merged = changed(base, { 'b.py': C });
  expect(namesOf((await collect({ store, snapshots: [merged], texts: [C] })).at(merged, 'b.py'))).toEqual(['C']);
  expect(store.asked).toEqual([oidOf(C)]);
  const other = treeOf({ 'a.py': A, 'b.py': B });
  expect(namesOf((await collect({ store, snapshots: [other], texts: [] })).at(other, 'b.py'))).toEqual(['B']);
  expect(store.asked).toEqual([oidOf(C), oidOf(A), oidOf(B)]);
});

test('a blob that was missing is looked for again', async () => {
  const store = createMemoryFactsStore();
  const base = treeOf({ 'a.py': A, 'b.py': B });
  const before = await collect({ store, snapshots: [base], texts: [A] });
  expect(before.at(base, 'b.py').skip?.reason).toBe('missing');
  const after = await collect({ store, snapshots: [base], texts: [A, B] });
  expect([namesOf(after.at(base, 'b.py')), after.parsedFiles]).toEqual([['B'], 1]);
});

test('a file that is quarantined meanwhile', async () => {
  const store = createMemoryFactsStore();
  const base = treeOf({ 'a.py': A });
  await collect({ store, snapshots: [base], texts: [A] });
  const care: Care = { suspects: new Set(), quarantined: new Map([[factsKey({ oid: oidOf(A), kind: classify('a.py') }), 'it took too long']]), onFile: () => undefined };
  const after = await collect({ store, snapshots: [base], texts: [A], care });
  expect(after.at(base, 'a.py').skip).toEqual({ reason: 'quarantined', detail: 'it took too long' });
});

test('a head that brings a framework has the code of all files read', async () => {
  const base = treeOf({ 'a.py': A, 'b.py': B });
  const store = await openFactsStore(':memory:', 1);
  await collect({ store, snapshots: [base], texts: [A, B] });
  // Of another process, which has read no code.
  const other = { ...store };
  const first = await collect({ store: other, snapshots: [base], texts: [] });
  expect(first.at(base, 'a.py').code).toBeUndefined();
  const head = changed(base, { 'b.py': DJANGO });
  const second = await collect({ store: other, snapshots: [base, head], texts: [DJANGO] });
  expect([second.at(head, 'a.py').code, second.at(base, 'b.py').code].map((code) => typeof code)).toEqual(['string', 'string']);
  expect(second.parsedFiles).toBe(1);
  await store.close();
});
