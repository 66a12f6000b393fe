/** Whole reviews and audits of trees that were made to hurt: nasty files of each kind, a change of thousands of files, names that lead out. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalChangeSource, createLocalTreeSource } from '../../src/checkout/local.js';
import { createEngine, type LocalEngine } from '../../src/engine.js';
import { classify } from '../../src/facts/classify.js';
import { extractFacts } from '../../src/facts/extract.js';
import { testGrammars } from '../support/grammars.js';
import { createRepo, type FileContent, type TestRepo } from '../support/git-repo.js';
import { nastySources, type Nasty } from '../support/nasty.js';

const folder = mkdtempSync(join(tmpdir(), 'shipworthy-hostile-'));
const SOURCES = nastySources();
let engine: LocalEngine;

beforeAll(async () => {
  engine = await createEngine({ dataDir: folder });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A folder for each, so that files of fixed names stand beside each other. */
function placed({ path }: Nasty, at: number): string {
  return `n${at}/${path}`;
}

async function withRepo<T>(work: (repo: TestRepo) => Promise<T>): Promise<T> {
  const repo = createRepo({ bare: true });
  try {
    return await work(repo);
  } finally {
    repo.remove();
  }
}

describe('a tree of nasty files of each kind', () => {
  const files = Object.fromEntries(SOURCES.map((source, at) => [placed(source, at), source.make(1_500)] as const).filter((_file, at) => at % 13 === 0));

  test('is audited to its end, and so is a change that brings it, with a report', async () => {
    await withRepo(async (repo) => {
      const base = repo.commit({ 'README.md': '# a\n' });
      const head = repo.commit(files);
      const source = await createLocalChangeSource({ path: repo.path, base, head });
      const { result, plan } = await engine.review(source, { ignored: [], pausedBy: null });
      await source.close();
      expect(Object.keys(files).length).toBeGreaterThan(150);
      expect(result.skipped.filter(({ reason }) => reason === 'quarantined')).toEqual([]);
      expect(plan.comments.length).toBeLessThanOrEqual(10);
      const tree = await createLocalTreeSource({ path: repo.path, ref: head });
      const { result: audited } = await engine.judgeTree(tree);
      await tree.close();
      expect(audited.findings.length).toBeGreaterThan(0);
    });
  }, 600_000);
});

/** Shapes that once cost time by the square, or ended the process. */
const KNOWN_BAD: readonly (readonly [path: string, what: string])[] = [
  ['a.py', 'open calls over lines'],
  ['a.py', 'joins of paths'],
  ['a.js', 'brackets over lines'],
  ['a.js', 'curried arrows over lines'],
  ['a.js', 'then after then'],
  ['a.js', 'exports'],
  ['a.js', 'else if'],
  ['a.tsx', 'elements in one another'],
  ['a.tsx', 'generics in one another'],
  ['a.js', 'imports without a name'],
  ['a.js', 'directives'],
  ['a.js', 'a header of tabs'],
  ['Procfile', 'a process and spaces'],
  ['.env', 'a value and tabs'],
  ['a.txt', 'a conflict without an end'],
  ['a.md', 'copies that never end'],
  ['templates/a.html', 'a loop and tabs'],
];

describe('the time for a file grows with its size', () => {
  /** CPU milliseconds of the quickest of three readings. */
  async function cost({ path }: Nasty, text: string): Promise<number> {
    const grammars = await testGrammars();
    const content = new TextEncoder().encode(text);
    const times = Array.from({ length: 3 }, () => {
      const before = process.cpuUsage();
      extractFacts(classify(path), content, grammars);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    return Math.min(...times);
  }

  const KNOWN = SOURCES.filter(({ path, what }) => KNOWN_BAD.some(([kind, shape]) => kind === path && shape === what));

  test.each(KNOWN.map((source) => [source.path, source.what, source] as const))('%s: %s', async (_path, _what, source) => {
    await cost(source, source.make(2_000));
    const small = await cost(source, source.make(30_000));
    const large = await cost(source, source.make(120_000));
    // What takes less than that is lost in the noise.
    expect(large).toBeLessThan(Math.max(small, 20) * 8);
  }, 120_000);
});

describe('a change of 5,000 files', () => {
  test('is reviewed, with no more comments than another', async () => {
    await withRepo(async (repo) => {
      const file = (at: number, version: number): [string, FileContent] => [`pkg/m${at % 100}/f${at}.py`, `import os\nfrom pkg.${at % 10 === 0 ? `missing${at}_${version}` : 'm0'} import x\n\n\ndef f${at}(items=[]):\n    return os.getcwd(), items, ${version}\n`];
      const base = repo.commit(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => file(at, 1))));
      const head = repo.commit({ ...Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => file(at, 2))), 'pkg/__init__.py': '' });
      const source = await createLocalChangeSource({ path: repo.path, base, head });
      const { result, plan } = await engine.review(source, { ignored: [], pausedBy: null });
      await source.close();
      expect(source.changes.files.length).toBe(5_001);
      expect(result.findings.length).toBeGreaterThanOrEqual(500);
      expect(plan.comments.length).toBeLessThanOrEqual(10);
    });
  }, 600_000);
});
