import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntryKind, Snapshot, TreeEntry } from '../../src/changes/types.js';
import type { Blob } from '../../src/checkout/types.js';
import { skippedFacts } from '../../src/facts/extract.js';
import type { Grammars } from '../../src/facts/grammars.js';
import { decodeCode } from '../../src/facts/python/code/decode.js';
import type { Readers } from '../../src/readers/types.js';
import { collectFacts, type CollectedFacts } from '../../src/store/collect-facts.js';
import { createMemoryFactsStore, openFactsStore } from '../../src/store/facts-store.js';
import type { FactsStore } from '../../src/store/types.js';
import { testGrammars } from '../support/grammars.js';
import { oidOf, snapshotOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** Blobs by content, and a record of what was asked for. */
function sourceOf(files: Files): { readonly asked: string[]; read(oids: Iterable<string>): AsyncIterable<Blob> } {
  const byOid = new Map(Object.values(files).map((text) => [oidOf(text), Buffer.from(text)]));
  const asked: string[] = [];
  return {
    asked,
    async *read(oids) {
      for (const oid of oids) {
        asked.push(oid);
        const content = byOid.get(oid) ?? null;
        yield { oid, content, size: content?.byteLength ?? null };
      }
    },
  };
}

async function collect(files: Files, store: FactsStore = createMemoryFactsStore(), snapshots: readonly Snapshot[] = [snapshotOf(files)]): Promise<CollectedFacts & { readonly asked: readonly string[]; path(path: string): ReturnType<CollectedFacts['of']> }> {
  const source = sourceOf(files);
  const facts = await collectFacts({ source, snapshots, store, grammars });
  return { ...facts, asked: source.asked, path: (path) => facts.of(snapshots[0]?.entries.get(path) as TreeEntry) };
}

function entry(path: string, kind: EntryKind, text = ''): Snapshot {
  return { commit: null, entries: new Map([[path, { path, oid: oidOf(text), kind }]]) };
}

test('facts of each file, and what reading them cost', async () => {
  const facts = await collect({ 'a.py': 'import b\n', 'README.md': 'See `a.py`.\n' });
  expect(facts.path('a.py').python?.imports.map((one) => one.module)).toEqual(['b']);
  expect(facts.path('README.md').document?.mentions.map((one) => one.path)).toEqual(['a.py']);
  expect([facts.parsedFiles, facts.parsedBytes]).toEqual([2, 9 + 12]);
});

test('the second run parses nothing, and reads only what is new', async () => {
  const store = createMemoryFactsStore();
  await collect({ 'a.py': 'A = 1\n', 'b.py': 'B = 1\n' }, store);
  const again = await collect({ 'a.py': 'A = 1\n', 'b.py': 'B = 1\n' }, store);
  expect([again.parsedFiles, again.parsedBytes, again.asked]).toEqual([0, 0, []]);
  const changed = await collect({ 'a.py': 'A = 1\n', 'b.py': 'B = 2\n' }, store);
  expect([changed.parsedFiles, changed.asked]).toEqual([1, [oidOf('B = 2\n')]]);
  expect(changed.path('a.py').python?.definitions.map((one) => one.name)).toEqual(['A']);
});

test('equal content is read once; equal kinds share their facts', async () => {
  const facts = await collect({ 'a.py': 'X = 1\n', 'lib/b.py': 'X = 1\n' });
  expect([facts.parsedFiles, facts.asked.length]).toEqual([1, 1]);
  expect(facts.path('a.py')).toBe(facts.path('lib/b.py'));
});

test('one blob under two kinds keeps the facts of both', async () => {
  const facts = await collect({ 'notes.md': 'See `src/a.py`.\n', 'notes.txt': 'See `src/a.py`.\n' });
  expect([facts.parsedFiles, facts.asked.length]).toEqual([2, 1]);
  expect(facts.path('notes.md').document?.mentions.length).toBe(1);
  expect(facts.path('notes.txt').document).toBeUndefined();
  expect(facts.path('notes.txt').references.map((one) => one.text)).toEqual(['src/a.py']);
});

test('both sides of a change', async () => {
  const [before, after] = [{ 'a.py': 'A = 1\n' }, { 'a.py': 'B = 1\n' }];
  const source = sourceOf({ before: 'A = 1\n', after: 'B = 1\n' });
  const [base, head] = [snapshotOf(before), snapshotOf(after)];
  const facts = await collectFacts({ source, snapshots: [base, head], store: createMemoryFactsStore(), grammars });
  const names = (snapshot: Snapshot): unknown => facts.of(snapshot.entries.get('a.py') as TreeEntry).python?.definitions.map((one) => one.name);
  expect([names(base), names(head)]).toEqual([['A'], ['B']]);
});

describe('never read', () => {
  test.each<[what: string, path: string, kind: EntryKind, reason: string | undefined]>([
    ['vendored code', 'node_modules/left-pad/index.js', 'file', 'vendored'],
    ['minified code', 'static/app.min.js', 'file', 'minified'],
    ['a symbolic link', 'a.py', 'symlink', 'symlink'],
    ['a submodule', 'lib', 'submodule', 'submodule'],
    ['what no extractor reads', 'logo.png', 'file', undefined],
  ])('%s', async (_what, path, kind, reason) => {
    const facts = await collect({}, createMemoryFactsStore(), [entry(path, kind)]);
    expect(facts.asked).toEqual([]);
    expect(facts.path(path).skip?.reason).toBe(reason);
    expect([facts.path(path).lineCount, facts.parsedFiles]).toEqual([0, 0]);
  });

  test('a link on one side and a file on the other', async () => {
    const [base, head] = [entry('a.py', 'symlink', 'b.py'), entry('a.py', 'file', 'A = 1\n')];
    const facts = await collectFacts({ source: sourceOf({ 'a.py': 'A = 1\n' }), snapshots: [base, head], store: createMemoryFactsStore(), grammars });
    expect(facts.of(base.entries.get('a.py') as TreeEntry).skip?.reason).toBe('symlink');
    expect(facts.of(head.entries.get('a.py') as TreeEntry).skip).toBeUndefined();
  });
});

describe('blobs without content', () => {
  async function collectAbsent(size: number | null, store: FactsStore): Promise<CollectedFacts & { readonly first: ReturnType<CollectedFacts['of']> }> {
    const snapshot = snapshotOf({ 'a.py': 'A = 1\n' });
    const source = {
      async *read(oids: Iterable<string>): AsyncIterable<Blob> {
        for (const oid of oids) yield { oid, content: null, size };
      },
    };
    const facts = await collectFacts({ source, snapshots: [snapshot], store, grammars });
    return { ...facts, first: facts.of(snapshot.entries.get('a.py') as TreeEntry) };
  }

  test('over the limit: said with its size, and kept', async () => {
    const store = createMemoryFactsStore();
    const facts = await collectAbsent(2.5 * 1024 * 1024, store);
    expect(facts.first.skip).toEqual({ reason: 'too-large', detail: '2.5 MiB, the limit is 1 MiB' });
    expect([facts.parsedFiles, facts.parsedBytes]).toEqual([0, 0]);
    expect((await collect({ 'a.py': 'A = 1\n' }, store)).asked).toEqual([]);
  });

  test('not held by git: said so, and asked for again', async () => {
    const store = createMemoryFactsStore();
    const facts = await collectAbsent(null, store);
    expect(facts.first.skip?.reason).toBe('missing');
    expect([facts.parsedFiles, facts.parsedBytes]).toEqual([0, 0]);
    const later = await collect({ 'a.py': 'A = 1\n' }, store);
    expect(later.path('a.py').skip).toBeUndefined();
    expect(later.parsedFiles).toBe(1);
  });
});

test('progress counts up to the number of what is missing', async () => {
  const told: string[] = [];
  const files = { 'a.py': 'A = 1\n', 'b.py': 'B = 1\n', 'notes.md': 'x\n', 'notes.txt': 'x\n' };
  await collectFacts({ source: sourceOf({ 'a.py': 'A = 1\n', 'notes.md': 'x\n' }), snapshots: [snapshotOf(files)], store: createMemoryFactsStore(), grammars, onProgress: (done, total) => told.push(`${done}/${total}`) });
  expect(told).toEqual(['1/4', '2/4', '4/4']);
});

test('where there is much to read, readers read at the same time, and all is kept', async () => {
  const files = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`m${index}.py`, `x = ${index}\n`]));
  let [running, most, closed] = [0, 0, 0];
  const startReaders = (): Readers => ({
    size: 3,
    async read(_kind, content) {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { ...skippedFacts(), lineCount: content.byteLength };
    },
    close: async () => void (closed += 1),
  });
  const store = createMemoryFactsStore();
  const snapshots = [snapshotOf(files)];
  const progress: number[] = [];
  const facts = await collectFacts({ source: sourceOf(files), snapshots, store, grammars, startReaders, onProgress: (done) => void progress.push(done) });
  expect([facts.parsedFiles, most, closed, progress.at(-1)]).toEqual([501, 3, 1, 501]);
  expect(facts.of(snapshots[0]?.entries.get('m77.py') as TreeEntry).lineCount).toBe('x = 77\n'.length);
  // With little to read, and with all of it kept, nobody starts readers.
  await collectFacts({ source: sourceOf(files), snapshots, store, grammars, startReaders });
  await collectFacts({ source: sourceOf({ 'a.py': '' }), snapshots: [snapshotOf({ 'a.py': '' })], store, grammars, startReaders });
  expect(closed).toBe(1);
});

test('a run that is cut off keeps whole batches', async () => {
  const files = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`m${index}.py`, `A = ${index}\n`]));
  const store = createMemoryFactsStore();
  const whole = sourceOf(files);
  const source = {
    async *read(oids: Iterable<string>): AsyncIterable<Blob> {
      let count = 0;
      for await (const blob of whole.read(oids)) {
        if (count++ === 240) throw new Error('git is gone');
        yield blob;
      }
    },
  };
  await expect(collectFacts({ source, snapshots: [snapshotOf(files)], store, grammars })).rejects.toThrow('git is gone');
  expect((await collect(files, store)).parsedFiles).toBe(50);
});

describe('code', () => {
  const DJANGO = { 'a.py': 'from django.db import models\n', 'b.py': 'B = 1\n' };
  const PLAIN = { 'b.py': 'B = 1\n' };
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shipworthy-collect-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('comes from the store where a file wants it, to all Python files', async () => {
    const file = join(folder, 'wanted.db');
    const first = await openFactsStore(file, 1);
    await collect(DJANGO, first);
    await first.close();
    const second = await openFactsStore(file, 1);
    const plain = await collect(PLAIN, second);
    expect([plain.parsedFiles, plain.path('b.py').code]).toEqual([0, undefined]);
    const django = await collect(DJANGO, second);
    expect([django.parsedFiles, decodeCode(django.path('b.py').code ?? '').body.map(({ kind }) => kind)]).toEqual([0, ['assign']]);
    expect(django.path('b.py')).toBe(plain.path('b.py'));
    await second.close();
  });

  test('is extracted again where the store has lost it', async () => {
    const file = join(folder, 'lost.db');
    const store = await openFactsStore(file, 1);
    await collect(DJANGO, store);
    await store.getMany([{ oid: oidOf(DJANGO['a.py']), kind: 'python:py' }, { oid: oidOf(DJANGO['b.py']), kind: 'python:py' }]);
    await (await openFactsStore(file, 2)).close();
    const facts = await collect(DJANGO, store);
    expect([facts.parsedFiles, facts.path('a.py').code?.includes('django')]).toEqual([2, true]);
    await store.close();
  });
});
