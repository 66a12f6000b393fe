import { afterEach, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { analyseApart, type IsolatedAnalysis } from '../../src/isolation/analysis.js';
import { AnalysisFailure, WorkerFailed, WorkersUnusable } from '../../src/isolation/errors.js';
import { createWorkerPool, type PoolOptions, type WorkerPool } from '../../src/isolation/pool.js';
import { failureOf } from '../../src/jobs/failure.js';
import type { OnReading } from '../../src/jobs/analysis.js';

const ENTRY = { path: fileURLToPath(new URL('./fake-worker.mjs', import.meta.url)), args: [] };
const LIMITS = { memory: 256 * 1024 * 1024, jobTime: 60_000, fileTime: 60_000 };
const NOBODY = new AbortController().signal;

interface Answer {
  readonly pid: number;
  /** Repositories that the worker has prepared. */
  readonly prepared: readonly string[];
  readonly read: readonly string[];
  readonly quarantined: readonly (readonly [string, string])[];
  readonly environment: readonly string[];
  readonly execArgv: readonly string[];
}

interface Harness {
  readonly analysis: IsolatedAnalysis;
  readonly pool: WorkerPool;
  readonly ends: string[];
  readonly warnings: object[];
  readonly rebuilt: string[];
  /** Tasks in the order they were done, each with its worker; parts as `owner/name INDEX/OF`. */
  readonly done: (readonly [task: string, pid: number])[];
  /** What is told an operator of repositories that were prepared, or not. */
  readonly told: string[];
  /** Has a worker prepare repositories, and do what the words say meanwhile. */
  prepare(...repositories: readonly (readonly [repository: string, words: string])[]): Promise<void>;
  /** Has a worker do what the words say, of a repository. */
  judge(words: string, repository?: string, signal?: AbortSignal, onReading?: OnReading): Promise<Answer>;
}

let harness: Harness | null = null;
afterEach(async () => {
  await harness?.analysis.close();
  harness = null;
});

function begin(options: Partial<PoolOptions> = {}): Harness {
  const ends: string[] = [];
  const warnings: object[] = [];
  const rebuilt: string[] = [];
  const done: [string, number][] = [];
  const told: string[] = [];
  const nothing = (): void => undefined;
  const tell = (metadata: object, message: string): void => void told.push(`${'repository' in metadata ? metadata.repository : ''}: ${message}`);
  const pool = createWorkerPool({ setup: { dataDir: '/nowhere', docsUrl: null, pages: false, webUrl: '' }, limits: LIMITS, size: 2, entry: ENTRY, onEnd: (why) => void ends.push(why), onDone: (stages) => void done.push(...Object.entries(stages)), ...options });
  const analysis = analyseApart({
    pool,
    fetchChange: async ({ owner, repo, baseSha, headSha }) => ({ name: `${owner}/${repo}`, directory: `/mirrors/${repo}`, baseSha, headSha, rebuild: async () => void rebuilt.push(repo) }),
    factsFile: { isDamage: (code) => code === 'SQLITE_CORRUPT', setAside: async () => void rebuilt.push('facts') },
    fileTime: 30_000,
    log: { debug: tell, info: tell, error: nothing, warn: (metadata) => void warnings.push(metadata) },
  });
  const judge: Harness['judge'] = async (words, repository = 'shop', signal = NOBODY, onReading = undefined) => {
    const [repo = '', owner = 'acme'] = repository.split('/').reverse();
    return (await analysis.review({ owner, repo, baseSha: 'base', headSha: words, token: 'secret' }, { ignored: [], pausedBy: null }, signal, onReading)) as unknown as Answer;
  };
  const prepare: Harness['prepare'] = (...repositories) => analysis.prepare(repositories.map(([repository, words]) => ({ name: `acme/${repository}`, directory: `/mirrors/${repository}`, baseSha: words })));
  harness = { told, prepare, analysis, pool, ends, warnings, rebuilt, done, judge };
  return harness;
}

describe('a worker', () => {
  test('sees no variable but those that it needs, and has a limit to its heap', async () => {
    process.env.SHIPWORTHY_TEST_SECRET = 'secret';
    const { environment, execArgv } = await begin().judge('file:a').finally(() => delete process.env.SHIPWORTHY_TEST_SECRET);
    expect(environment).toContain('PATH');
    expect(environment.filter((name) => !/^(PATH|HOME|TMPDIR|TEMP|TMP|SYSTEMROOT|NODE_CHANNEL_\w+|MALLOC_\w+)$/.test(name))).toEqual([]);
    expect(execArgv).toContain('--max-old-space-size=192');
  });

  test.each([
    [256 * 1024 * 1024, false],
    [1024 * 1024 * 1024, true],
  ])('of %i bytes has a larger young part of the heap: %s', async (memory, expected) => {
    const { execArgv } = await begin({ limits: { ...LIMITS, memory } }).judge('file:a');
    expect(execArgv.includes('--max-semi-space-size=32')).toBe(expected);
  });

  test('judges one change after another of the repository that it knows; others go to another', async () => {
    const { judge } = begin();
    const first = await judge('file:a', 'shop');
    const other = await judge('file:a', 'blog');
    expect(other.pid).not.toBe(first.pid);
    expect((await judge('file:a', 'shop')).pid).toBe(first.pid);
    expect((await judge('file:a', 'blog')).pid).toBe(other.pid);
  });

  test('that is busy is not waited for while another may be started; then the changes queue', async () => {
    const { judge, pool } = begin();
    const answers = [judge('nap:300', 'shop'), judge('nap:300', 'shop'), judge('file:a', 'shop')];
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pool.waiting()).toBe(1);
    const pids = (await Promise.all(answers)).map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(2);
  });

  test('that holds too much is replaced when it is done', async () => {
    const { judge, ends } = begin({ setup: { dataDir: '', docsUrl: null, pages: false, webUrl: 'fat' } });
    const first = await judge('file:a');
    expect((await judge('file:a')).pid).not.toBe(first.pid);
    expect(ends).toContain('worn');
  });

  test('that died in its sleep is replaced', async () => {
    const { judge } = begin();
    const { pid } = await judge('file:a');
    process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await judge('file:b')).read).toEqual(['b']);
  });
});

describe('a file that ends its reader', () => {
  test.each([
    ['by hanging', 'hang-it', { fileTime: 200 }, 'reading it took longer than 30 s, twice'],
    ['by killing it', 'crash-it', {}, 'reading it ended the process, twice'],
    ['by eating the heap', 'eat-it', { memory: 100 * 1024 * 1024 }, 'reading it took all memory, twice'],
  ])('%s: it is read first by the next one, and then left out', async (_how, file, limits, why) => {
    const { judge, ends, warnings } = begin({ limits: { ...LIMITS, ...limits } });
    const answer = await judge(`file:a file:${file} file:b`);
    expect(answer.read).toEqual(['a', 'b']);
    expect(answer.quarantined).toEqual([[file, why]]);
    expect(ends).toEqual(['died', 'died']);
    expect(warnings).toEqual([expect.objectContaining({ blob: file, repository: 'acme/shop' }), expect.objectContaining({ blob: file })]);
  });

  test('two of them', async () => {
    const answer = await begin().judge('file:crash-1 file:a file:crash-2');
    expect(answer.read).toEqual(['a']);
    expect(answer.quarantined.map(([file]) => file).sort()).toEqual(['crash-1', 'crash-2']);
  });

  test('more of them than anybody would commit: the review fails, saying where', async () => {
    const words = Array.from({ length: 12 }, (_, index) => `file:crash-${index}`).join(' ');
    await expect(begin().judge(words)).rejects.toThrow('The analysis ended unexpectedly, reading the files. It was tried 11 times.');
  });
});

describe('a repository with much to read', () => {
  const parts = (name: string, of: number): string[] => Array.from({ length: of }, (_, index) => `${name} ${index}/${of}`);

  test('is read by all workers that are worth it, in parts, before it is judged; those that were there only to read are let go', async () => {
    const asked: (readonly [waiting: number, readers: number])[] = [];
    const { judge, done, ends, pool } = begin({ isWorthStarting: (...about) => asked.push(about) > 0 });
    const told: string[] = [];
    expect((await judge('cold:999 file:a', 'shop', NOBODY, (read, all) => void told.push(`${read}/${all}`))).read).toEqual(['a']);
    expect(done.map(([task]) => task).sort()).toEqual(['acme/shop', ...parts('acme/shop', 5)]);
    expect([done.at(-1)?.[0], new Set(done.map(([, pid]) => pid)).size]).toEqual(['acme/shop', 2]);
    expect(told).toEqual(['0/999', '200/999', '400/999', '599/999', '799/999', '999/999']);
    // Parts come one by one; the second one hires.
    expect(asked).toEqual([[1, 1]]);
    expect([pool.unread(), ends, pool.census()]).toEqual([0, ['worn'], { idle: 1, busy: 0, starting: 0 }]);
    // What is little is read by who judges.
    await judge('cold:500');
    expect(done).toHaveLength(7);
  });

  test.each<[string, Partial<PoolOptions>]>([['may', { readers: 1, isWorthStarting: () => true }], ['are worth their start', { isWorthStarting: () => false }]])('is read by no more workers than %s', async (_, options) => {
    const { judge, done } = begin(options);
    await judge('cold:999');
    expect(new Set(done.map(([, pid]) => pid)).size).toBe(1);
  });

  test('takes who is there already, worth a start or not', async () => {
    const { judge, done } = begin({ isWorthStarting: () => false });
    await Promise.all([judge('nap:50', 'a'), judge('nap:50', 'b')]);
    await judge('cold:999');
    expect(new Set(done.filter(([task]) => task.includes('/5')).map(([, pid]) => pid)).size).toBe(2);
  });

  test('keeps no other change waiting, nor do many changes keep it from being read; owners take turns', async () => {
    const { judge, done, pool } = begin({ size: 1 });
    await pool.ready();
    await Promise.all([judge('cold:999', 'shop'), judge('cold:600', 'other/blog'), judge('nap:1', 'a'), judge('nap:1', 'b'), judge('nap:1', 'c')]);
    const order = done.map(([task]) => task);
    expect(order.filter((task) => task.startsWith('acme/shop ') || task.startsWith('other/blog ')).slice(0, 6)).toEqual(['acme/shop 0/5', 'other/blog 0/3', 'acme/shop 1/5', 'other/blog 1/3', 'acme/shop 2/5', 'other/blog 2/3']);
    const first = order.indexOf('acme/shop 0/5');
    expect([order.indexOf('acme/a'), order.indexOf('acme/b'), order.indexOf('acme/c')].every((at) => at < order.indexOf('acme/shop 3/5'))).toBe(true);
    expect(first).toBeLessThan(order.indexOf('acme/c'));
  });

  test('is judged without the file that ends its readers, whichever part it is in', async () => {
    const { judge, warnings, done } = begin();
    expect((await judge('cold:999 part:3:crash-it part:1:fine file:b')).quarantined).toEqual([['crash-it', 'reading it ended the process, twice']]);
    expect(warnings).toEqual([expect.objectContaining({ blob: 'crash-it' }), expect.objectContaining({ blob: 'crash-it' })]);
    expect(done.map(([task]) => task).sort()).toEqual(['acme/shop', ...parts('acme/shop', 5)]);
  });

  test('of which nobody waits any longer is not read on; neither is one that fails', async () => {
    const { judge, pool, done } = begin({ size: 1 });
    const controller = new AbortController();
    await expect(judge('cold:99999', 'shop', controller.signal, () => controller.abort(new Error('newer')))).rejects.toThrow('newer');
    await expect(judge('cold:99999 part:2:fail', 'blog')).rejects.toThrow('it broke');
    await judge('file:a');
    expect([pool.unread(), done.length < 12]).toEqual([0, true]);
  });
});

describe('a repository that is likely to be asked for', () => {
  const settled = (milliseconds: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, milliseconds));

  test('is prepared before it is asked for, one after the other, by the worker that there is', async () => {
    const { judge, prepare, pool, told, done } = begin();
    await prepare(['shop', 'file:a'], ['blog', 'file:b']);
    expect(told).toEqual(['acme/shop', 'acme/blog'].map((name) => `${name}: Prepared a repository for its next review`));
    expect(pool.census()).toEqual({ idle: 1, busy: 0, starting: 0 });
    const answers = [await judge('file:c', 'blog'), await judge('file:c', 'shop')];
    expect(answers.map(({ prepared }) => prepared)).toEqual([['acme/shop', 'acme/blog'], ['acme/shop', 'acme/blog']]);
    // Only changes count as work.
    expect(done.map(([task]) => task)).toEqual(['acme/blog', 'acme/shop']);
  });

  test('of which much is to be read is read first, in parts', async () => {
    const { judge, prepare, done } = begin();
    await prepare(['shop', 'cold:999']);
    expect(done.map(([task]) => task).sort()).toEqual(Array.from({ length: 5 }, (_, index) => `acme/shop ${index}/5`));
    expect((await judge('file:a')).prepared).toEqual(['acme/shop']);
  });

  test('has its change wait for that; those of others go to another worker', async () => {
    const { judge, prepare } = begin();
    const preparing = prepare(['shop', 'nap:300']);
    await settled(20);
    const [own, other] = await Promise.all([judge('file:a', 'shop'), judge('file:a', 'blog')]);
    await preparing;
    expect([own.prepared, other.prepared]).toEqual([['acme/shop'], []]);
    expect(own.pid).not.toBe(other.pid);
  });

  test('keeps others waiting for a while at most, where there is no other worker', async () => {
    const { judge, prepare, told, ends } = begin({ size: 1, patience: 100 });
    const preparing = prepare(['shop', 'nap:60000'], ['blog', 'file:b']);
    await settled(20);
    expect((await judge('file:a', 'news')).prepared).toEqual([]);
    await preparing;
    expect(ends).toEqual(['worn']);
    expect(told).toEqual(['acme/shop: A repository was not prepared', 'acme/blog: Prepared a repository for its next review']);
    expect((await judge('file:a', 'news')).prepared).toEqual(['acme/blog']);
  });

  test('is left where every worker knows others', async () => {
    const { judge, prepare, told } = begin({ size: 1 });
    await judge('file:a', 'shop');
    const { pid } = await judge('file:a', 'blog');
    await prepare(['news', 'file:a']);
    expect(told).toEqual(['acme/news: A repository was not prepared']);
    const again = await judge('file:a', 'shop');
    expect([again.pid, again.prepared]).toEqual([pid, []]);
  });

  test('is one that a worker judged that is no more: another one learns it', async () => {
    const { judge, pool } = begin();
    const { pid } = await judge('file:a', 'shop');
    process.kill(pid, 'SIGKILL');
    while (pool.census().idle > 0) await settled(5);
    await pool.ready();
    const after = await judge('file:b', 'shop');
    expect(after.prepared).toEqual(['acme/shop']);
    expect(after.pid).not.toBe(pid);
  });

  test('is not learned again and again, where that wears workers out', async () => {
    const { judge, ends, pool } = begin({ setup: { dataDir: '', docsUrl: null, pages: false, webUrl: 'fat' } });
    await judge('file:a');
    while (ends.length < 2) await settled(5);
    await settled(100);
    expect([ends, pool.census()]).toEqual([['worn', 'worn'], { idle: 0, busy: 0, starting: 0 }]);
  });

  test('and can’t be is told, and nothing else comes of it', async () => {
    const { judge, prepare, warnings, rebuilt } = begin();
    await prepare(['shop', 'damaged'], ['blog', 'file:b']);
    expect([warnings, rebuilt]).toEqual([[expect.objectContaining({ repository: 'acme/shop' })], []]);
    expect((await judge('file:a', 'shop')).prepared).toEqual(['acme/blog']);
  });
});

describe('an end that no file is to blame for', () => {
  test('too much time is a failure at once', async () => {
    const { judge, ends } = begin({ limits: { ...LIMITS, jobTime: 300 } });
    const failure = await judge('file:a stage:judging nap:60000').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AnalysisFailure);
    expect(failureOf(failure, 0)).toEqual({ kind: 'permanent', reason: 'The analysis took too long, judging.' });
    expect(ends).toEqual(['died']);
  });
  test('a crash is tried once more, by a new worker', async () => {
    const { judge, ends } = begin();
    await expect(judge('stage:judging crash')).rejects.toThrow('The analysis ended unexpectedly, judging.');
    expect(ends).toEqual(['died', 'died']);
  });
  test('others are judged meanwhile, and after', async () => {
    const { judge } = begin();
    const [broken, sound] = await Promise.allSettled([judge('stage:x crash', 'shop'), judge('nap:50 file:a', 'blog')]);
    expect([broken.status, sound.status]).toEqual(['rejected', 'fulfilled']);
    expect((await judge('file:b', 'shop')).read).toEqual(['b']);
  });
});

describe('a failure of the analysis', () => {
  test('comes back by name and frames', async () => {
    const failure = (await begin().judge('fail').catch((error: unknown) => error)) as WorkerFailed;
    expect([failure.name, failure.message, failure.stack]).toEqual(['TypeError', 'it broke', 'TypeError: it broke\n    at here']);
    expect(failureOf(failure, 0).kind).toBe('permanent');
  });
  test('of the mirror: it is built again, once', async () => {
    const { judge, rebuilt } = begin();
    await expect(judge('damaged')).rejects.toThrow('it broke');
    expect(rebuilt).toEqual(['shop']);
  });
  test('of the facts’ file: it is set aside once, and the workers are replaced', async () => {
    const { judge, rebuilt, ends } = begin();
    await expect(judge('fail:SQLITE_CORRUPT')).rejects.toThrow('it broke');
    expect(rebuilt).toEqual(['facts']);
    expect(ends).toEqual(['worn']);
  });
  test('of the start is told to whoever waits for it', async () => {
    const { pool, judge, ends } = begin({ setup: { dataDir: '', docsUrl: null, pages: false, webUrl: 'unusable' } });
    expect([pool.census(), pool.problem()]).toEqual([{ idle: 0, busy: 0, starting: 1 }, null]);
    await expect(pool.ready()).rejects.toMatchObject({ code: 'SQLITE_CANTOPEN' });
    expect(pool.problem()).toMatchObject({ code: 'SQLITE_CANTOPEN' });
    const failure = await judge('file:a').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkersUnusable);
    expect(failureOf(failure, 0)).toEqual({ kind: 'transient', reason: 'The analysis could not be started.' });
    for (; ends.length === 0; await new Promise((resolve) => setTimeout(resolve, 5))) await pool.ready().catch(() => undefined);
    expect(ends).toEqual(['unusable']);
  });
  test('is forgotten when another worker has started; one that died is replaced by who asks', async () => {
    const { pool, judge } = begin();
    await pool.ready();
    expect(pool.census()).toEqual({ idle: 1, busy: 0, starting: 0 });
    const { pid } = await judge('file:a');
    process.kill(pid, 'SIGKILL');
    while (pool.census().idle > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([pool.census(), pool.problem()]).toEqual([{ idle: 0, busy: 0, starting: 0 }, null]);
    await pool.ready();
    // At rest, or at what the other one knew.
    const { idle, busy, starting } = pool.census();
    expect([idle + busy, starting]).toEqual([1, 0]);
  });
});

describe('an abort', () => {
  test('takes back what waits', async () => {
    const { judge, pool } = begin({ size: 1 });
    const controller = new AbortController();
    const running = judge('nap:200');
    const waiting = judge('file:a', 'shop', controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(new Error('newer'));
    await expect(waiting).rejects.toThrow('newer');
    expect(pool.waiting()).toBe(0);
    await running;
  });
  test('does not wait for what runs, and the worker lives on', async () => {
    const { judge } = begin({ size: 1 });
    const { pid } = await judge('file:a');
    const controller = new AbortController();
    const running = judge('nap:100', 'shop', controller.signal);
    setTimeout(() => controller.abort(new Error('newer')), 20);
    await expect(running).rejects.toThrow('newer');
    expect((await judge('file:b')).pid).toBe(pid);
  });
  test('that came before costs no worker', async () => {
    await expect(begin().judge('crash', 'shop', AbortSignal.abort(new Error('newer')))).rejects.toThrow('newer');
  });
});
