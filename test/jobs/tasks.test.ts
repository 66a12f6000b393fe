import { describe, expect, test } from '@jest/globals';
import { KeyedLocks } from '../../src/checkout/locks.js';
import { joinQueues } from '../../src/jobs/queues.js';
import { createMemoryJobStore } from '../../src/jobs/store.js';
import { createTaskQueue } from '../../src/jobs/tasks.js';
import { jobId, jobKey, type Failure, type FixJob, type Job, type JobQueue, type Log, type MergeGroupJob, type ReviewJob, type Task, type TaskEnding, type TaskHandler, type Timers } from '../../src/jobs/types.js';

const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const BUSY: Failure = { kind: 'transient', reason: 'Busy.' };
const BASE = { installationId: 1, owner: 'acme', repo: 'shop', repositoryId: 5 };

function fix(deliveryId: string, change: Partial<FixJob> = {}): FixJob {
  return { ...BASE, kind: 'fix', deliveryId, pullNumber: 12, headSha: null, rules: [], unsafe: false, requestedBy: 'mona', answer: { kind: 'conversation', commentId: 1 }, ...change };
}

function group(deliveryId: string, headSha: string): MergeGroupJob {
  return { ...BASE, kind: 'merge-group', deliveryId, headSha, baseSha: 'b'.repeat(40), pullNumber: 12 };
}

interface Running {
  readonly delivery: string;
  readonly number: number;
  readonly signal: AbortSignal;
  readonly end: () => void;
  readonly fail: (failure: Failure) => void;
}

/** A handler whose tasks end when the test says so. */
class ManualHandler implements TaskHandler<Task> {
  readonly running: Running[] = [];
  readonly endings: [delivery: string, ending: TaskEnding][] = [];
  readonly taken: [delivery: string, again: boolean][] = [];
  concludeFailures: Failure[] = [];

  begin(task: Task, again: boolean): void {
    this.taken.push([task.deliveryId, again]);
  }

  run(task: Task, { number, signal }: { readonly number: number; readonly signal: AbortSignal }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.running.push({ delivery: task.deliveryId, number, signal, end: resolve, fail: reject });
    });
  }

  async conclude(task: Task, ending: TaskEnding): Promise<void> {
    const failure = this.concludeFailures.shift();
    if (failure !== undefined) throw failure;
    this.endings.push([task.deliveryId, ending]);
  }

  begun(): string[] {
    return this.running.map(({ delivery, number }) => `${delivery}:${number}`);
  }
}

/** Timers that fire when the test says so. */
class ManualTimers implements Timers {
  readonly waiting: { readonly milliseconds: number; readonly callback: () => void }[] = [];

  after(milliseconds: number, callback: () => void): () => void {
    const entry = { milliseconds, callback };
    this.waiting.push(entry);
    return () => void this.waiting.splice(this.waiting.indexOf(entry), 1);
  }

  fire(): number {
    const next = this.waiting.shift();
    next?.callback();
    return next?.milliseconds ?? -1;
  }
}

function setUp(options: { readonly concurrency?: number; readonly attempts?: number } = {}) {
  const handler = new ManualHandler();
  const timers = new ManualTimers();
  const store = createMemoryJobStore();
  const locks = new KeyedLocks();
  const failureOf = (error: unknown): Failure => error as Failure;
  const handlers = { fix: handler, 'merge-group': handler };
  const queue = createTaskQueue({ handlers, failureOf, store, timers, log: SILENT, locks, concurrency: options.concurrency ?? 4, attempts: options.attempts, backoffMs: 1000 });
  return { queue, handler, timers, store, locks };
}

/** Lets everything that is ready to go on go on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('tasks', () => {
  test('of one pull request are done one after the other, in their order, and none is left out', async () => {
    const { queue, handler, store } = setUp();
    for (const delivery of ['a', 'b', 'c']) expect(await queue.add(fix(delivery))).toBe('queued');
    for (const expected of [['a:1'], ['a:1', 'b:1'], ['a:1', 'b:1', 'c:1']]) {
      await settle();
      expect(handler.begun()).toEqual(expected);
      handler.running.at(-1)?.end();
    }
    await queue.idle();
    expect(queue.size()).toBe(0);
    expect(await store.pending()).toEqual([]);
    expect(handler.endings).toEqual([]);
  });

  test('of several pull requests and merge queues run at the same time, as many as may', async () => {
    const { queue, handler } = setUp({ concurrency: 3 });
    for (const task of [fix('a'), fix('b', { pullNumber: 13 }), group('c', 'c'.repeat(40)), group('d', 'd'.repeat(40))]) await queue.add(task);
    await settle();
    expect(handler.begun()).toEqual(['a:1', 'b:1', 'c:1']);
    handler.running[1]?.end();
    await settle();
    expect(handler.begun()).toEqual(['a:1', 'b:1', 'c:1', 'd:1']);
  });

  test('wait while a review of their pull request runs, and keep no other one from running', async () => {
    const { queue, handler, locks } = setUp({ concurrency: 1 });
    let endReview: () => void = () => undefined;
    const review = locks.run(jobKey(fix('x')), () => new Promise<void>((resolve) => (endReview = resolve)));
    await queue.add(fix('a'));
    await queue.add(fix('b', { pullNumber: 13 }));
    await settle();
    expect(handler.begun()).toEqual(['b:1']);
    handler.running[0]?.end();
    endReview();
    await review;
    await settle();
    expect(handler.begun()).toEqual(['b:1', 'a:1']);
  });

  test('delivered twice are done once', async () => {
    const { queue, handler } = setUp();
    expect(await queue.add(fix('a'))).toBe('queued');
    expect(await queue.add(fix('a'))).toBe('known');
    await settle();
    expect(handler.begun()).toEqual(['a:1']);
  });

  test('may bring further ones for their own pull request', async () => {
    const { queue, handler } = setUp();
    await queue.add(fix('a'));
    await settle();
    expect(await queue.add(fix('a~fix'))).toBe('queued');
    handler.running[0]?.end();
    await settle();
    expect(handler.begun()).toEqual(['a:1', 'a~fix:1']);
  });

  test('of a kind that nobody handles are not kept', async () => {
    const { queue, store } = setUp();
    expect(await queue.add({ ...fix('a'), kind: 'command', commands: [{ kind: 'help' }], author: 'mona', byPullAuthor: true, writtenAt: '2024-05-01T10:00:00Z' })).toBe('unhandled');
    await queue.idle();
    expect(await store.pending()).toEqual([]);
  });
});

describe('a task that fails', () => {
  test('for a while is tried again after growing pauses, and what waits behind it keeps its place', async () => {
    const { queue, handler, timers } = setUp();
    await queue.add(fix('a'));
    await queue.add(fix('b'));
    await settle();
    handler.running[0]?.fail(BUSY);
    await settle();
    expect(timers.fire()).toBe(1000);
    await settle();
    handler.running[1]?.fail({ ...BUSY, retryAfterMs: 60_000 });
    await settle();
    expect(timers.fire()).toBe(60_000);
    await settle();
    expect(handler.begun()).toEqual(['a:1', 'a:2', 'a:3']);
    handler.running[2]?.end();
    await settle();
    expect(handler.begun().at(-1)).toBe('b:1');
    expect(handler.endings).toEqual([]);
  });

  test('leaves its pull request to a review while it pauses', async () => {
    const { queue, handler, locks } = setUp();
    await queue.add(fix('a'));
    await settle();
    handler.running[0]?.fail(BUSY);
    await settle();
    expect(await locks.run(jobKey(fix('a')), async () => 'reviewed')).toBe('reviewed');
  });

  test.each<[string, Failure, number]>([
    ['for good', { kind: 'permanent', reason: 'No.' }, 1],
    ['too often', { kind: 'transient', reason: 'No.' }, 2],
  ])('%s is given up, once, and the next one has its turn', async (_case, failure, attempts) => {
    const { queue, handler, timers, store } = setUp({ attempts: 2 });
    await queue.add(fix('a'));
    await queue.add(fix('b'));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await settle();
      handler.running[attempt]?.fail(failure);
      await settle();
      timers.fire();
    }
    await settle();
    expect(handler.endings).toEqual([['a', { kind: 'failed', reason: 'No.' }]]);
    expect((await store.pending()).map(({ deliveryId }) => deliveryId)).toEqual(['b']);
    expect(handler.begun().at(-1)).toBe('b:1');
  });
});

describe('a stop', () => {
  test('waits for what runs, takes nothing more, and ends the rest as stopped; a store that lasts has it still', async () => {
    const { queue, handler, timers, store } = setUp();
    await queue.add(fix('a'));
    await queue.add(fix('b'));
    await settle();
    const drained = queue.drain(20_000);
    expect(await queue.add(fix('c'))).toBe('stopped');
    handler.running[0]?.end();
    await settle();
    expect(handler.begun()).toEqual(['a:1', 'b:1']);
    expect(timers.fire()).toBe(20_000);
    expect((await drained).map(({ deliveryId }) => deliveryId)).toEqual(['b']);
    expect(handler.running[1]?.signal.aborted).toBe(true);
    expect(handler.endings).toEqual([['b', { kind: 'stopped' }]]);
    // What came too late is recorded all the same: it was answered.
    expect((await store.pending()).map(({ deliveryId }) => deliveryId)).toEqual(['b', 'c']);
  });

  test('does not wait out a pause', async () => {
    const { queue, handler } = setUp();
    await queue.add(fix('a'));
    await settle();
    handler.running[0]?.fail(BUSY);
    await settle();
    const drained = queue.drain(20_000);
    await settle();
    handler.running[1]?.end();
    expect(await drained).toEqual([]);
  });
});

describe('the end of a task', () => {
  test('is told again until it is told, and until then the task stays in the store', async () => {
    const { queue, handler, timers, store } = setUp();
    handler.concludeFailures = [BUSY];
    await queue.add(fix('a'));
    await settle();
    handler.running[0]?.fail({ kind: 'permanent', reason: 'Forbidden.' });
    await settle();
    expect(await store.pending()).toHaveLength(1);
    expect(timers.fire()).toBe(1000);
    await queue.idle();
    expect(handler.endings).toEqual([['a', { kind: 'failed', reason: 'Forbidden.' }]]);
    expect(await store.pending()).toEqual([]);
  });
});

describe('tasks of an earlier process', () => {
  test('are begun as perhaps begun before, and done', async () => {
    const { queue, handler, store } = setUp();
    await store.record(fix('a'));
    await queue.restore((await store.pending()) as Task[]);
    await queue.add(fix('b'));
    await settle();
    expect(handler.taken).toEqual([['a', true], ['b', false]]);
    handler.running[0]?.end();
    await settle();
    handler.running[1]?.end();
    await queue.idle();
    expect(await store.pending()).toEqual([]);
  });
});

describe('cancel', () => {
  test('ends the tasks of a key, whether they run or wait for another attempt', async () => {
    const { queue, handler, timers, store } = setUp();
    const [one, two] = [group('a', 'c'.repeat(40)), group('b', 'd'.repeat(40))];
    await queue.add(one);
    await queue.add(two);
    await settle();
    handler.running[1]?.fail(BUSY);
    await settle();
    for (const task of [one, two]) expect(queue.cancel({ of: 'tasks', repositoryId: 5, subject: task.headSha, at: null })).toBe(true);
    expect(handler.running[0]?.signal.aborted).toBe(true);
    handler.running[0]?.fail({ kind: 'permanent', reason: 'Aborted.' });
    await queue.idle();
    expect(timers.waiting).toEqual([]);
    expect(handler.begun()).toEqual(['a:1', 'b:1']);
    expect(handler.endings).toEqual(expect.arrayContaining([['a', { kind: 'cancelled' }], ['b', { kind: 'cancelled' }]]));
    expect(await store.pending()).toEqual([]);
  });

  test('of what was done meanwhile changes nothing, nor does one of nothing', async () => {
    const { queue, handler } = setUp();
    const task = group('a', 'c'.repeat(40));
    await queue.add(task);
    await settle();
    queue.cancel({ of: 'tasks', repositoryId: 5, subject: task.headSha, at: null });
    handler.running[0]?.end();
    await queue.idle();
    expect(handler.endings).toEqual([]);
    expect(queue.cancel({ of: 'tasks', repositoryId: 5, subject: task.headSha, at: null })).toBe(false);
  });
});

test('jobs of one delivery differ by kind and by what they are about', () => {
  const jobs: Job[] = [fix('a'), fix('a', { pullNumber: 13 }), group('a', 'c'.repeat(40)), { ...BASE, kind: 'review', deliveryId: 'a', pullNumber: 12 } as ReviewJob];
  expect(new Set(jobs.map(jobId)).size).toBe(4);
  expect(jobs.map(jobKey)).toEqual(['5#12', '5#13', `5#${'c'.repeat(40)}`, '5#12']);
});

describe('joined queues', () => {
  function join() {
    const { queue: tasks, handler } = setUp();
    const reviewed: string[] = [];
    const further: Task[] = [];
    const left: string[] = [];
    const reviews: JobQueue<ReviewJob> = {
      async add({ deliveryId }) {
        reviewed.push(deliveryId);
        return 'queued';
      },
      async restore(jobs) {
        reviewed.push(...jobs.map(({ deliveryId }) => `${deliveryId} again`));
      },
      cancel: ({ subject }) => subject === 'there',
      lanes: () => new Map([['5#12', 'waiting'], ['5#13', 'waiting']]),
      leave: (key) => void left.push(key),
      oldest: () => null,
      size: () => 0,
      async idle() {
        for (const task of further.splice(0)) await tasks.add(task);
      },
      drain: async () => [],
    };
    return { queue: joinQueues(reviews, tasks), handler, reviewed, further, left };
  }

  test('take jobs by their kind', async () => {
    const { queue, handler, reviewed } = join();
    await queue.add({ ...BASE, kind: 'review', deliveryId: 'r' } as ReviewJob);
    await queue.add(fix('a'));
    await settle();
    expect(reviewed).toEqual(['r']);
    expect(handler.begun()).toEqual(['a:1']);
    expect(queue.size()).toBe(1);
  });

  test('give back and cancel by kind too', async () => {
    const { queue, handler, reviewed } = join();
    await queue.restore([fix('a'), { ...BASE, kind: 'review', deliveryId: 'r' } as ReviewJob]);
    await settle();
    expect(reviewed).toEqual(['r again']);
    expect(handler.begun()).toEqual(['a:1']);
    expect([queue.cancel({ of: 'reviews', repositoryId: 5, subject: 'there', at: null }), queue.cancel({ of: 'tasks', repositoryId: 5, subject: 'there', at: null }), queue.cancel({ of: 'tasks', repositoryId: 5, subject: 12, at: null })]).toEqual([true, false, true]);
    handler.running[0]?.end();
    await queue.idle();
  });

  test('leave a lane in both; one with a task is not for others while it has one', async () => {
    const { queue, handler, left } = join();
    await queue.add(fix('a'));
    await settle();
    expect([...queue.lanes()]).toEqual([['5#12', 'busy'], ['5#13', 'waiting']]);
    queue.leave('5#12');
    expect(left).toEqual(['5#12']);
    expect(handler.running[0]?.signal.aborted).toBe(true);
    expect(queue.lanes().get('5#12')).toBe('waiting');
    handler.running[0]?.fail({ kind: 'permanent', reason: 'aborted' });
    await settle();
    expect(handler.endings).toEqual([]);
  });

  test('are idle when neither has given the other anything to do', async () => {
    const { queue, handler, further } = join();
    await queue.add(fix('a'));
    further.push(fix('b'));
    await settle();
    let idle = false;
    const waited = queue.idle().then(() => (idle = true));
    handler.running[0]?.end();
    await settle();
    expect(handler.begun()).toEqual(['a:1', 'b:1']);
    expect(idle).toBe(false);
    handler.running[1]?.end();
    await waited;
  });
});
