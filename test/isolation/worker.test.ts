/** Our own worker, as the server starts it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type LocalEngine } from '../../src/engine.js';
import { createMirrorChangeSource } from '../../src/checkout/mirror-source.js';
import type { Review } from '../../src/engine-types.js';
import { analyseApart } from '../../src/isolation/analysis.js';
import { createFactsFile } from '../../src/isolation/facts-file.js';
import { createWorkerPool, type WorkerPool } from '../../src/isolation/pool.js';
import type { Analysis } from '../../src/jobs/analysis.js';
import { classify } from '../../src/facts/classify.js';
import { factsKey } from '../../src/store/facts-store.js';
import { createRepo } from '../support/git-repo.js';

const folder = mkdtempSync(join(tmpdir(), 'shipworthy-worker-'));
const repo = createRepo({ bare: true });
const before = { 'shop/__init__.py': '', 'shop/prices.py': 'def total():\n    return 1\n', 'shop/cart.py': 'from shop.prices import total\n\nprint(total())\n', 'web/app.js': "import { a } from './a.js';\na();\n", 'web/a.js': 'export const a = () => 1;\n' };
const baseSha = repo.commit(before);
const { 'shop/prices.py': _gone, ...rest } = before;
const headSha = repo.commit({ ...rest, 'shop/late.py': 'import os\n\n\ndef late(items=[]):\n    return items\n', 'web/a.js': 'export const b = () => { debugger; };\n' });
const change = { name: 'acme/shop', directory: repo.path, baseSha, headSha };
const wishes = { ignored: [], pausedBy: null };
const careless = { suspects: new Set<string>(), quarantined: new Map<string, string>() };
const NOBODY = new AbortController().signal;
const LIMITS = { memory: 2 * 1024 * 1024 * 1024, jobTime: 60_000, fileTime: 60_000 };

let pool: WorkerPool;
let engine: LocalEngine;
beforeAll(async () => {
  pool = createWorkerPool({ setup: { dataDir: join(folder, 'apart'), docsUrl: null, pages: false, webUrl: 'https://github.com' }, limits: LIMITS, size: 1 });
  engine = await createEngine({ dataDir: join(folder, 'here') });
  await pool.ready();
}, 60_000);
afterAll(async () => {
  await pool.close();
  await engine.close();
  repo.remove();
  rmSync(folder, { recursive: true });
});

function timeless(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/\b\d+(\.\d+)? (ms|s)\b/g, 'time').replaceAll(/"milliseconds":[\d.]+/g, '"milliseconds":0'));
}

function children(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number);
}

function workersOf(pid: number): number[] {
  return children(pid).filter((child) => readFileSync(`/proc/${child}/cmdline`, 'latin1').includes('src/worker'));
}

describe('a worker', () => {
  test('answers what the engine answers here: reviews and fixes', async () => {
    const review = (await pool.run({ kind: 'review', change, wishes, ...careless }, NOBODY)) as Review;
    const source = await createMirrorChangeSource({ mirror: { ...change, rebuild: async () => undefined }, baseSha, headSha });
    const expected = await engine.review(source, wishes);
    expect(expected.plan.comments.length).toBeGreaterThan(0);
    expect(timeless(review)).toEqual(timeless(expected));
    const selection = { rules: [], unsafe: true };
    const fixed = await pool.run({ kind: 'fix', change, selection, wishes, ...careless }, NOBODY);
    const expectedFix = await engine.fix(source, selection, wishes);
    expect(expectedFix).toHaveProperty('files');
    expect(fixed).toEqual(expectedFix);
    await source.close();
  }, 60_000);

  test('gives way to who answers deliveries, with all that it starts', () => {
    const workers = workersOf(process.pid);
    expect(workers.length).toBeGreaterThan(0);
    const mine = getPriority();
    for (const pid of [...workers, ...workers.flatMap(children)]) expect(getPriority(pid)).toBe(Math.min(19, mine + 10));
  });

  test('answers the same of a repository that it prepared', async () => {
    const fresh = createWorkerPool({ setup: { dataDir: join(folder, 'apart'), docsUrl: null, pages: false, webUrl: 'https://github.com' }, limits: LIMITS, size: 1 });
    expect(await fresh.run({ kind: 'prepare', change, ...careless }, NOBODY)).toBeNull();
    const after = await fresh.run({ kind: 'review', change, wishes, ...careless }, NOBODY);
    await fresh.close();
    expect(timeless(after)).toEqual(timeless(await pool.run({ kind: 'review', change, wishes, ...careless }, NOBODY)));
  }, 60_000);

  test('leaves a file in quarantine out, from then on, and says so', async () => {
    const oid = repo.git('rev-parse', `${headSha}:shop/late.py`);
    const quarantined = new Map([[factsKey({ oid, kind: classify('shop/late.py') }), 'reading it took longer than 30 s, twice']]);
    const skipped = { path: 'shop/late.py', reason: 'quarantined', detail: 'reading it took longer than 30 s, twice' };
    for (const careful of [{ ...careless, quarantined }, careless]) {
      const { result } = (await pool.run({ kind: 'review', change, wishes, ...careful }, NOBODY)) as Review;
      expect(result.skipped).toContainEqual(skipped);
      expect(result.findings.filter(({ path }) => path === 'shop/late.py')).toEqual([]);
      expect(result.findings.map(({ ruleId }) => ruleId)).toContain('wiring/unresolved-import');
    }
  }, 60_000);

  test('has no secret of ours in its environment, and neither has what it starts', () => {
    const workers = workersOf(process.pid);
    expect(workers).toHaveLength(1);
    const all = workers.flatMap((pid) => [pid, ...children(pid)]);
    expect(all.length).toBeGreaterThan(1);
    for (const pid of all) {
      const names = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').map((line) => line.split('=')[0]);
      expect(names.filter((name) => !/^(|PATH|HOME|TMPDIR|TEMP|TMP|NODE_CHANNEL_\w+|MALLOC_\w+)$/.test(name ?? ''))).toEqual([]);
    }
  });

  test('that is killed from outside is replaced, and the review is made', async () => {
    const before = new Set(children(process.pid));
    const own = createWorkerPool({ setup: { dataDir: join(folder, 'apart'), docsUrl: null, pages: false, webUrl: 'https://github.com' }, limits: LIMITS, size: 1 });
    const first = own.run({ kind: 'review', change, wishes, ...careless }, NOBODY);
    const [started, ...others] = children(process.pid).filter((pid) => !before.has(pid));
    expect([typeof started, others]).toEqual(['number', []]);
    process.kill(started as number, 'SIGKILL');
    await expect(first).rejects.toThrow();
    const review = (await own.run({ kind: 'review', change, wishes, ...careless }, NOBODY)) as Review;
    expect(review.result.findings.length).toBeGreaterThan(0);
    await own.close();
  }, 60_000);

  test('that is killed while it reads a large repository, and the server with it: the next attempt reads what is left', async () => {
    const large = createRepo({ bare: true });
    const modules = Object.fromEntries(Array.from({ length: 620 }, (_, index) => [`shop/m${index}.py`, `def total_${index}():\n    return ${index}\n`]));
    const largeBase = large.commit({ ...modules, 'shop/__init__.py': '' });
    const largeHead = large.commit({ ...modules, 'shop/__init__.py': 'from shop.m620 import total_620\n' });
    const place = { name: 'acme/large', directory: large.path, baseSha: largeBase, headSha: largeHead };
    const request = { owner: 'acme', repo: 'large', baseSha: largeBase, headSha: largeHead, token: '' };
    const asked: number[] = [];
    const log = { debug: () => undefined, info: (about: object) => void ('parts' in about && 'files' in about && asked.push(Number(about.files))), error: () => undefined, warn: () => undefined };
    const dataDir = join(folder, 'large');
    const begin = (onDone?: () => void): [WorkerPool, Analysis] => {
      const own = createWorkerPool({ setup: { dataDir, docsUrl: null, pages: false, webUrl: 'https://github.com' }, limits: LIMITS, size: 2, ...(onDone && { onDone }) });
      return [own, analyseApart({ pool: own, factsFile: createFactsFile(dataDir, log, () => 0), fetchChange: async () => ({ ...place, rebuild: async () => undefined }), fileTime: 1, log })];
    };
    const others = workersOf(process.pid);
    const [, first] = begin(() => {
      for (const pid of workersOf(process.pid)) if (!others.includes(pid)) process.kill(pid, 'SIGKILL');
      void first.close();
    });
    await expect(first.review(request, wishes, NOBODY)).rejects.toThrow('The workers were stopped');
    const [, second] = begin();
    const review = await second.review(request, wishes, NOBODY);
    await second.close();
    expect(asked[0]).toBe(622);
    // Less than the limit, it is read by the worker that judges.
    expect(asked.length === 1 || (asked[1] ?? 0) < 622).toBe(true);
    // Killed when the first part was done, when the other one was under way.
    expect(review.result.stats.parsedFiles).toBeGreaterThan(0);
    expect(review.result.stats.parsedFiles).toBeLessThan(622 - 100);
    expect(review.result.findings.map(({ ruleId }) => ruleId)).toEqual(['wiring/unresolved-import']);
    large.remove();
  }, 120_000);

  test('whose repository is damaged says so', async () => {
    const failure = await pool.run({ kind: 'review', change: { ...change, headSha: '1'.repeat(40) }, wishes, ...careless }, NOBODY).catch((error: unknown) => error);
    expect(failure).toMatchObject({ damaged: true });
  });
});

describe('facts whose file is damaged', () => {
  const nothing = (): void => undefined;

  test.each([['before the start'], ['while the worker is at work']])('%s are made again, and the log says so', async (when) => {
    const dataDir = mkdtempSync(join(folder, 'damaged-'));
    const file = join(dataDir, 'facts.db');
    const warnings: string[] = [];
    const factsFile = createFactsFile(dataDir, { debug: nothing, info: nothing, error: nothing, warn: (_, message) => void warnings.push(message) }, () => performance.now());
    const begin = (): WorkerPool => createWorkerPool({ setup: { dataDir, docsUrl: null, pages: false, webUrl: 'https://github.com' }, limits: LIMITS, size: 1 });
    if (when === 'before the start') {
      writeFileSync(file, 'no database '.repeat(5000));
      const own = begin();
      const failure = await own.ready().catch((error: unknown) => error as { code: string });
      expect(factsFile.isDamage((failure as { code: string }).code)).toBe(true);
      await factsFile.setAside();
      own.replace();
      await own.ready();
      await own.close();
    } else {
      let own = begin();
      // One worker leaves facts behind; under the next one the pages of its tables turn to rubbish.
      await own.run({ kind: 'review', change, wishes, ...careless }, NOBODY);
      await own.close();
      own = begin();
      await own.ready();
      const analysis = analyseApart({ pool: own, factsFile, fetchChange: async () => ({ ...change, rebuild: async () => undefined }), fileTime: 1, log: { debug: nothing, info: nothing, error: nothing, warn: nothing } });
      const content = readFileSync(file);
      writeFileSync(file, content.fill(0xff, 4096));
      const review = await analysis.review({ owner: 'acme', repo: 'shop', baseSha, headSha, token: '' }, wishes, NOBODY);
      expect(review.result.findings.length).toBeGreaterThan(0);
      await analysis.close();
    }
    expect(warnings).toEqual(['The kept facts are damaged and are made again; the file was set aside']);
    expect(readdirSync(dataDir)).toContain('facts.db.damaged');
  }, 120_000);
});
