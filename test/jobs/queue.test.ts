import { describe, expect, test } from '@jest/globals';
import { KeyedLocks } from '../../src/checkout/locks.js';
import { createQueue } from '../../src/jobs/queue.js';
import { createMemoryJobStore } from '../../src/jobs/store.js';
import type { Attempt, Cancellation, Ending, Failure, JobHandler, JobQueue, Log, Outcome, PassingJobStore, ReviewJob, Timers } from '../../src/jobs/types.js';

const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);

let deliveries = 0;

function job(headSha: string, change: Partial<ReviewJob> = {}): ReviewJob {
  deliveries += 1;
  return {
    kind: 'review',
    installationId: 1,
    owner: 'acme',
    repo: 'shop',
    repositoryId: 5,
    pullNumber: 12,
    headSha,
    baseSha: 'd'.repeat(40),
    baseRef: 'main',
    isDraft: false,
    deliveryId: `delivery-${deliveries}`,
    trigger: 'pull_request',
    updatedAt: null,
    ...change,
  };
}

/** Timers that fire when the test says so. */
class ManualTimers implements Timers {
  readonly waiting: { readonly milliseconds: number; readonly callback: () => void }[] = [];

  after(milliseconds: number, callback: () => void): () => void {
    const entry = { milliseconds, callback };
    this.waiting.push(entry);
    return () => {
      const at = this.waiting.indexOf(entry);
      if (at >= 0) this.waiting.splice(at, 1);
    };
  }

  fire(): number {
    const next = this.waiting.shift();
    next?.callback();
    return next?.milliseconds ?? -1;
  }
}

class Running {
  readonly attempt: Attempt<string>;
  readonly end: (outcome: Outcome) => void;
  readonly fail: (failure: Failure) => void;

  constructor(attempt: Attempt<string>, end: (outcome: Outcome) => void, fail: (failure: Failure) => void) {
    this.attempt = attempt;
    this.end = end;
    this.fail = fail;
  }
}

/** A handler whose reviews end when the test says so. */
class ManualHandler implements JobHandler<string> {
  readonly announced: string[] = [];
  readonly running: Running[] = [];
  readonly endings: [head: string, ending: Ending['kind'], reason?: string][] = [];
  announceFailures: Failure[] = [];
  /** What the next answers to an announcement wait for. */
  announcing: Promise<void> | null = null;
  concludeFailures: Failure[] = [];
  /** Heads whose tickets were asked for without making one. */
  readonly recalled: string[] = [];
  /** Heads that were announced as perhaps announced before. */
  readonly again: string[] = [];

  async recall({ headSha }: ReviewJob): Promise<string | null> {
    this.recalled.push(headSha[0] ?? '');
    return `run-${headSha[0]}`;
  }

  async announce({ headSha }: ReviewJob, again: boolean): Promise<string> {
    this.announced.push(headSha[0] ?? '');
    if (again) this.again.push(headSha[0] ?? '');
    const failure = this.announceFailures.shift();
    await this.announcing;
    if (failure !== undefined) throw failure;
    return `run-${headSha[0]}`;
  }

  run(attempt: Attempt<string>): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.running.push(new Running(attempt, resolve, reject));
    });
  }

  failureOf(error: unknown): Failure {
    return error as Failure;
  }

  async conclude({ headSha }: ReviewJob, _ticket: string, ending: Ending): Promise<void> {
    const failure = this.concludeFailures.shift();
    if (failure !== undefined) throw failure;
    this.endings.push([headSha[0] ?? '', ending.kind, ...(ending.kind === 'failed' ? [ending.reason] : [])] as [string, Ending['kind'], string?]);
  }

  heads(): string[] {
    return this.running.map(({ attempt }) => attempt.job.headSha[0] ?? '');
  }
}

function setUp(options: { readonly concurrency?: number; readonly telling?: number; readonly tellingOfOne?: number; readonly attempts?: number } = {}): { queue: JobQueue; handler: ManualHandler; timers: ManualTimers; store: PassingJobStore } {
  const handler = new ManualHandler();
  const timers = new ManualTimers();
  const store = createMemoryJobStore();
  const queue = createQueue({ handler, store, timers, log: SILENT, locks: new KeyedLocks(), places: { judging: options.concurrency ?? 4, telling: options.telling, tellingOfOne: options.tellingOfOne }, attempts: options.attempts, backoffMs: 1000 });
  return { queue, handler, timers, store };
}

/** Lets everything that is ready to go on go on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('one pull request', () => {
  test('is reviewed once and then nothing is left', async () => {
    const { queue, handler, store } = setUp();
    expect(await queue.add(job(A))).toBe('queued');
    await settle();
    expect(handler.heads()).toEqual(['a']);
    expect(handler.running[0]?.attempt).toMatchObject({ ticket: 'run-a', number: 1 });
    expect(await store.pending()).toHaveLength(1);
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    expect(queue.size()).toBe(0);
    expect(await store.pending()).toEqual([]);
    expect(handler.endings).toEqual([]);
  });

  test('is never reviewed twice at the same time, and of the waiting heads only the newest is reviewed', async () => {
    const { queue, handler } = setUp();
    await queue.add(job(A));
    await settle();
    await queue.add(job(B));
    await queue.add(job(C));
    await settle();
    expect(handler.heads()).toEqual(['a']);
    expect(handler.announced).toEqual(['a', 'b', 'c']);
    expect(handler.endings).toEqual([['b', 'superseded']]);
    expect(handler.running[0]?.attempt.signal.aborted).toBe(true);

    handler.running[0]?.end({ kind: 'superseded', next: null });
    await settle();
    expect(handler.heads()).toEqual(['a', 'c']);
    expect(queue.size()).toBe(1);
    expect(await queue.add(job(C))).toBe('duplicate');
    expect(handler.endings).toEqual([['b', 'superseded'], ['a', 'superseded']]);
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });

  test.each([
    ['the same delivery', (first: ReviewJob) => first, 'known'],
    ['the same head by another event', () => job(A, { trigger: 'requested', isDraft: null }), 'duplicate'],
    ['an older delivery that came late', () => job(B, { updatedAt: '2024-05-01T09:00:00Z' }), 'outdated'],
  ])('ignores %s', async (_case, second, expected) => {
    const { queue, handler } = setUp();
    const first = job(A, { updatedAt: '2024-05-01T10:00:00Z' });
    await queue.add(first);
    await settle();
    expect(await queue.add(second(first))).toBe(expected);
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    expect(handler.heads()).toEqual(['a']);
    expect(handler.endings).toEqual([]);
  });

  test.each([
    ['a person asks for it again', { trigger: 'rerequested' }],
    ['its base changes', { baseRef: 'develop' }],
    ['it is no longer a draft', { isDraft: true }],
  ] as const)('is reviewed again at the same head when %s', async (_case, change) => {
    const { queue, handler } = setUp();
    await queue.add(job(A));
    await settle();
    expect(await queue.add(job(A, change))).toBe('queued');
    handler.running[0]?.end({ kind: 'done' });
    await settle();
    expect(handler.heads()).toEqual(['a', 'a']);
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });

  test('is not reviewed again when GitHub asks for the checks of a head that was just reviewed', async () => {
    const { queue, handler } = setUp();
    await queue.add(job(A));
    await settle();
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    expect(await queue.add(job(A, { trigger: 'requested' }))).toBe('duplicate');
    expect(await queue.add(job(B, { trigger: 'requested' }))).toBe('queued');
    await settle();
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });

  test('whose head moved is reviewed at the new head, once', async () => {
    const { queue, handler } = setUp();
    await queue.add(job(A));
    await settle();
    handler.running[0]?.end({ kind: 'superseded', next: job(B, { trigger: 'requested' }) });
    await settle();
    expect(handler.heads()).toEqual(['a', 'b']);
    expect(await queue.add(job(B))).toBe('duplicate');
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });
});

describe('many pull requests', () => {
  test('run side by side up to the limit, and all are announced at once', async () => {
    const { queue, handler } = setUp({ concurrency: 2 });
    await queue.add(job(A, { pullNumber: 1 }));
    await queue.add(job(B, { pullNumber: 2 }));
    await queue.add(job(C, { pullNumber: 3 }));
    await settle();
    expect(handler.announced).toEqual(['a', 'b', 'c']);
    expect(handler.heads()).toEqual(['a', 'b']);
    handler.running[0]?.end({ kind: 'done' });
    await settle();
    expect(handler.heads()).toEqual(['a', 'b', 'c']);
    for (const running of handler.running) running.end({ kind: 'done' });
    await queue.idle();
  });
});

describe('a review that is judged', () => {
  const pulls = (count: number, change: Partial<ReviewJob> = {}): ReviewJob[] => Array.from({ length: count }, (_, index) => job(A, { pullNumber: index + 1, ...change }));

  test('gives its place to another, and is the only one of its pull request until GitHub is told', async () => {
    const { queue, handler } = setUp({ concurrency: 1 });
    for (const one of pulls(3)) await queue.add(one);
    await settle();
    handler.running[0]?.attempt.judged();
    handler.running[0]?.attempt.judged();
    await settle();
    expect([...queue.lanes()]).toEqual([['5#1', 'judged'], ['5#2', 'busy'], ['5#3', 'waiting']]);
    await queue.add(job(B, { pullNumber: 1 }));
    await settle();
    expect([queue.lanes().get('5#1'), handler.running[0]?.attempt.signal.aborted]).toEqual(['busy', true]);
    handler.running[1]?.attempt.judged();
    await settle();
    handler.running[2]?.attempt.judged();
    expect([handler.running.length, queue.size()]).toEqual([3, 4]);
    handler.running[0]?.end({ kind: 'superseded', next: null });
    await settle();
    expect(handler.heads()).toEqual(['a', 'a', 'a', 'b']);
    for (const running of handler.running) running.end({ kind: 'done' });
    await queue.idle();
    expect(handler.endings).toEqual([['a', 'superseded']]);
  });

  test('and fails to tell waits for a place again, where others may take it', async () => {
    const { queue, handler, timers } = setUp({ concurrency: 1 });
    for (const one of pulls(2)) await queue.add(one);
    await settle();
    handler.running[0]?.attempt.judged();
    handler.running[0]?.fail({ kind: 'transient', reason: 'limit' });
    await settle();
    expect(queue.lanes().get('5#1')).toBe('busy');
    timers.fire();
    await settle();
    expect([...queue.lanes()]).toEqual([['5#1', 'waiting'], ['5#2', 'busy']]);
    handler.running[1]?.attempt.judged();
    await settle();
    expect(handler.running[2]?.attempt).toMatchObject({ job: { pullNumber: 1 }, number: 2 });
    for (const running of handler.running) running.end({ kind: 'done' });
    await queue.idle();
  });

  test.each([
    ['of one installation begin no more than it may have waiting for GitHub; others do', { concurrency: 1, tellingOfOne: 3 }, [1, 1, 1, 2]],
    ['begin no more than may wait in all', { concurrency: 1, telling: 2 }, [1, 2]],
  ])('%s', async (_case, limits, expected) => {
    const { queue, handler } = setUp(limits);
    for (const one of [...pulls(5), ...pulls(1, { repositoryId: 6, installationId: 2 })]) await queue.add(one);
    await settle();
    const begun = (): number[] => handler.running.map(({ attempt }) => attempt.job.installationId);
    for (let next = 0; next < handler.running.length; next += 1) {
      handler.running[next]?.attempt.judged();
      await settle();
    }
    expect(begun().sort()).toEqual(expected);
    handler.running[0]?.end({ kind: 'done' });
    await settle();
    expect(begun()).toHaveLength(expected.length + 1);
    for (let next = 0; next < handler.running.length; next += 1) {
      handler.running[next]?.end({ kind: 'done' });
      await settle();
    }
    await queue.idle();
    expect(begun()).toHaveLength(6);
  });

  test('of repositories that are being read take no place from others, and begin no more than four of one installation', async () => {
    const { queue, handler } = setUp({ concurrency: 1 });
    for (const one of [...pulls(6), ...pulls(1, { repositoryId: 6, installationId: 2 })]) await queue.add(one);
    await settle();
    for (let next = 0; next < handler.running.length; next += 1) {
      handler.running[next]?.attempt.reading();
      handler.running[next]?.attempt.reading();
      await settle();
    }
    expect(handler.running.map(({ attempt }) => attempt.job.installationId).sort()).toEqual([1, 1, 1, 1, 2]);
    // One that is read is judged, and leaves its place among those that are read when it is told.
    handler.running[0]?.attempt.judged();
    await settle();
    expect(handler.running).toHaveLength(6);
    handler.running[1]?.end({ kind: 'done' });
    await settle();
    // The last but one keeps the only place, as it is not read.
    expect(handler.running).toHaveLength(6);
    for (let next = 0; next < handler.running.length; next += 1) {
      handler.running[next]?.end({ kind: 'done' });
      await settle();
    }
    await queue.idle();
    expect(handler.running).toHaveLength(7);
  });

  test('begins its check run after that of an older one of the same head, and none where a newer one has come by then', async () => {
    const { queue, handler } = setUp({ concurrency: 1 });
    let answer = (): void => undefined;
    handler.announcing = new Promise((resolve) => (answer = resolve));
    await queue.add(job(A, { deliveryId: 'first' }));
    handler.announcing = null;
    await queue.add(job(A, { trigger: 'rerequested', deliveryId: 'second' }));
    await queue.add(job(A, { baseRef: 'other', baseSha: B, deliveryId: 'third' }));
    await queue.add(job(B, { pullNumber: 2 }));
    await settle();
    // The first is asked for, and its answer waited for; other pull requests are not kept.
    expect(handler.announced).toEqual(['a', 'b']);
    answer();
    await settle();
    expect([handler.announced, handler.endings]).toEqual([['a', 'b', 'a'], [['a', 'superseded']]]);
    for (const { end } of handler.running) end({ kind: 'done' });
    await settle();
    expect(handler.heads()).toEqual(['b', 'a']);
  });

  test('takes no place while GitHub has not answered that its check run began', async () => {
    const { queue, handler } = setUp({ concurrency: 1 });
    let answer = (): void => undefined;
    handler.announcing = new Promise((resolve) => (answer = resolve));
    await queue.add(job(A, { pullNumber: 1 }));
    handler.announcing = null;
    await queue.add(job(B, { pullNumber: 2 }));
    await settle();
    expect([handler.announced, handler.heads(), [...queue.lanes().values()]]).toEqual([['a', 'b'], ['b'], ['busy', 'busy']]);
    answer();
    await settle();
    expect([...queue.lanes().values()]).toEqual(['waiting', 'busy']);
    handler.running[0]?.end({ kind: 'done' });
    await settle();
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });
});

describe('failures', () => {
  test('that pass are tried again, each time after a longer pause', async () => {
    const { queue, handler, timers } = setUp();
    await queue.add(job(A));
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await settle();
      handler.running[attempt]?.fail({ kind: 'transient', reason: 'later' });
      await settle();
      pauses.push(timers.fire());
    }
    await settle();
    expect(pauses).toEqual([1000, 4000, 16_000]);
    expect(handler.running.map(({ attempt }) => attempt.number)).toEqual([1, 2, 3, 4]);
    expect(handler.announced).toEqual(['a']);
    handler.running[3]?.end({ kind: 'done' });
    await queue.idle();
    expect(handler.endings).toEqual([]);
  });

  test('wait as long as GitHub asks', async () => {
    const { queue, handler, timers } = setUp();
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail({ kind: 'transient', reason: 'limit', retryAfterMs: 90_000 });
    await settle();
    expect(timers.fire()).toBe(90_000);
    await settle();
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });

  test.each([
    ['that last', { kind: 'permanent', reason: 'no permission' }, 5],
    ['that pass too often', { kind: 'transient', reason: 'no permission' }, 1],
  ] as const)('%s end the check run with the reason', async (_case, failure, attempts) => {
    const { queue, handler, store } = setUp({ attempts });
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail(failure);
    await queue.idle();
    expect(handler.endings).toEqual([['a', 'failed', 'no permission']]);
    expect(await store.pending()).toEqual([]);
  });

  test('to announce are announced again with the next attempt', async () => {
    const { queue, handler, timers } = setUp();
    handler.announceFailures = [{ kind: 'transient', reason: 'later' }];
    await queue.add(job(A));
    await settle();
    expect(handler.heads()).toEqual([]);
    timers.fire();
    await settle();
    expect(handler.announced).toEqual(['a', 'a']);
    expect(handler.again).toEqual(['a']);
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
  });

  test('to announce for good end the job, with no check run to complete', async () => {
    const { queue, handler, store } = setUp();
    handler.announceFailures = [{ kind: 'permanent', reason: 'gone' }];
    await queue.add(job(A));
    await queue.idle();
    expect(handler.heads()).toEqual([]);
    expect(handler.endings).toEqual([]);
    expect(await store.pending()).toEqual([]);
  });

  test('to announce again for good are told all the same: an earlier process may have begun the check run', async () => {
    const { queue, handler, timers, store } = setUp();
    handler.announceFailures = [{ kind: 'permanent', reason: 'gone' }];
    const known = job(A);
    await store.record(known);
    await queue.restore([known]);
    await settle();
    expect(timers.waiting).toEqual([]);
    await queue.idle();
    expect(handler.again).toEqual(['a', 'a']);
    expect(handler.endings).toEqual([['a', 'failed', 'gone']]);
    expect(await store.pending()).toEqual([]);
  });

  test('give way to a newer head instead of being tried again', async () => {
    const { queue, handler, timers } = setUp();
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail({ kind: 'transient', reason: 'later' });
    await settle();
    await queue.add(job(B));
    await settle();
    expect(timers.waiting).toEqual([]);
    expect(handler.endings).toEqual([['a', 'superseded']]);
    expect(handler.heads()).toEqual(['a', 'b']);
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });
});

test('a pull request of another installation is next, however many of one wait', async () => {
  const { queue, handler } = setUp({ concurrency: 1 });
  for (let pullNumber = 1; pullNumber <= 100; pullNumber += 1) await queue.add(job(A, { pullNumber }));
  await queue.add(job(B, { pullNumber: 1, repositoryId: 6, installationId: 2 }));
  await settle();
  handler.running[0]?.end({ kind: 'done' });
  await settle();
  expect(handler.heads()).toEqual(['a', 'b']);
});

describe('a lane', () => {
  test('is for others once its check run is there, until it runs', async () => {
    const { queue, handler } = setUp({ concurrency: 1 });
    await queue.add(job(A, { pullNumber: 1 }));
    await queue.add(job(B, { pullNumber: 2 }));
    handler.announceFailures = [{ kind: 'transient', reason: 'later' }];
    await queue.add(job(C, { pullNumber: 3 }));
    await settle();
    expect([...queue.lanes()]).toEqual([['5#1', 'busy'], ['5#2', 'waiting'], ['5#3', 'busy']]);
    handler.running[0]?.fail({ kind: 'transient', reason: 'later' });
    await settle();
    // The one pauses, the other runs.
    expect([...queue.lanes().values()]).toEqual(['busy', 'busy', 'busy']);
  });

  test('that is left is neither run nor told of, and stays in the store; the same may come back', async () => {
    const { queue, handler, store } = setUp({ concurrency: 1 });
    const [one, two] = [job(A, { pullNumber: 1 }), job(B, { pullNumber: 2 })];
    await queue.add(one);
    await queue.add(two);
    await settle();
    queue.leave('5#2');
    queue.leave('5#1');
    expect([queue.size(), handler.running[0]?.attempt.signal.aborted]).toEqual([0, true]);
    handler.running[0]?.end({ kind: 'superseded', next: job(C, { pullNumber: 1 }) });
    await settle();
    expect([handler.heads(), handler.announced, handler.endings]).toEqual([['a'], ['a', 'b'], []]);
    expect(await store.pending()).toHaveLength(2);
    await queue.restore([one, two]);
    await settle();
    expect(handler.again).toEqual(['a', 'b']);
    handler.running[1]?.end({ kind: 'done' });
    await settle();
    handler.running[2]?.end({ kind: 'done' });
    await queue.idle();
    expect(await store.pending()).toEqual([]);
  });

  test('that is left while a review of it can no longer be stopped waits for it when it comes back', async () => {
    const { queue, handler, store } = setUp();
    await queue.add(job(A));
    await settle();
    queue.leave('5#12');
    await queue.restore([job(B)], false);
    await settle();
    expect([handler.heads(), handler.again]).toEqual([['a'], []]);
    handler.running[0]?.end({ kind: 'done' });
    await settle();
    expect(handler.heads()).toEqual(['a', 'b']);
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
    expect(await store.pending()).toEqual([]);
  });
});

describe('drain', () => {
  test('tells nothing of what is left when others go on with it', async () => {
    const { queue, handler, timers, store } = setUp({ concurrency: 1 });
    await queue.add(job(A, { pullNumber: 1 }));
    await queue.add(job(B, { pullNumber: 2 }));
    await settle();
    const drained = queue.drain(1000, true);
    await settle();
    timers.fire();
    expect(await drained).toHaveLength(2);
    handler.running[0]?.fail({ kind: 'transient', reason: 'aborted' });
    await settle();
    expect([handler.endings, await store.pending()]).toEqual([[], [expect.anything(), expect.anything()]]);
  });

  test('takes no more jobs and lets those taken finish', async () => {
    const { queue, handler, timers } = setUp({ concurrency: 1 });
    await queue.add(job(A, { pullNumber: 1 }));
    await queue.add(job(B, { pullNumber: 2 }));
    await settle();
    const drained = queue.drain(1000);
    expect(await queue.add(job(C, { pullNumber: 3 }))).toBe('stopped');
    handler.running[0]?.end({ kind: 'done' });
    await settle();
    handler.running[1]?.end({ kind: 'done' });
    expect(await drained).toEqual([]);
    expect(timers.waiting).toEqual([]);
  });

  test('does not wait for the pause before another attempt', async () => {
    const { queue, handler } = setUp();
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail({ kind: 'transient', reason: 'later' });
    await settle();
    const drained = queue.drain(1000);
    await settle();
    handler.running[1]?.end({ kind: 'done' });
    expect(await drained).toEqual([]);
  });

  test('ends what is left at the limit as stopped, and keeps it in the store', async () => {
    const { queue, handler, timers, store } = setUp({ concurrency: 1 });
    await queue.add(job(A, { pullNumber: 1 }));
    await queue.add(job(B, { pullNumber: 2 }));
    await settle();
    const drained = queue.drain(1000);
    await settle();
    expect(timers.fire()).toBe(1000);
    expect((await drained).map(({ headSha }) => headSha[0])).toEqual(['a', 'b']);
    expect(handler.endings).toEqual([['a', 'stopped'], ['b', 'stopped']]);
    expect(handler.running[0]?.attempt.signal.aborted).toBe(true);
    handler.running[0]?.end({ kind: 'superseded', next: null });
    await settle();
    expect(handler.heads()).toEqual(['a']);
    expect(await store.pending()).toHaveLength(2);
  });
});

describe('a rerun, which does not say when the pull request last changed', () => {
  test('gives way to no older delivery that comes after it', async () => {
    const { queue, handler } = setUp();
    await queue.add(job(B, { updatedAt: '2024-05-01T10:00:00Z' }));
    await settle();
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    await queue.add(job(B, { trigger: 'rerequested' }));
    await settle();
    expect(await queue.add(job(A, { updatedAt: '2024-05-01T09:00:00Z' }))).toBe('outdated');
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
    expect(handler.endings).toEqual([]);
  });

  test('that was superseded is made up for when the head turns out to be its own', async () => {
    const { queue, handler } = setUp();
    await queue.add(job(B));
    await settle();
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    await queue.add(job(B, { trigger: 'rerequested' }));
    await settle();
    await queue.add(job(A));
    await settle();
    handler.running[1]?.end({ kind: 'superseded', next: null });
    await settle();
    handler.running[2]?.end({ kind: 'superseded', next: job(B, { trigger: 'requested', deliveryId: 'moved' }) });
    await settle();
    expect(handler.heads()).toEqual(['b', 'b', 'a', 'b']);
    handler.running[3]?.end({ kind: 'done' });
    await queue.idle();
  });
});

describe('the end of a check run', () => {
  const BUSY: Failure = { kind: 'transient', reason: 'later' };

  test('is told again until it is told, and until then the job stays in the store', async () => {
    const { queue, handler, timers, store } = setUp();
    handler.concludeFailures = [BUSY, { ...BUSY, retryAfterMs: 60_000 }];
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail({ kind: 'permanent', reason: 'no permission' });
    await settle();
    expect(await store.pending()).toHaveLength(1);
    expect(timers.fire()).toBe(1000);
    await settle();
    expect(timers.fire()).toBe(60_000);
    await queue.idle();
    expect(handler.endings).toEqual([['a', 'failed', 'no permission']]);
    expect(await store.pending()).toEqual([]);
  });

  test('of a job that a newer one overtook is told again too, while the newer one is reviewed', async () => {
    const { queue, handler, timers, store } = setUp();
    handler.concludeFailures = [BUSY];
    await queue.add(job(A));
    await settle();
    await queue.add(job(B));
    handler.running[0]?.end({ kind: 'superseded', next: null });
    await settle();
    expect(handler.heads()).toEqual(['a', 'b']);
    handler.running[1]?.end({ kind: 'done' });
    await settle();
    expect((await store.pending()).map((one) => (one as ReviewJob).headSha[0])).toEqual(['a']);
    timers.fire();
    await queue.idle();
    expect(handler.endings).toEqual([['a', 'superseded']]);
    expect(await store.pending()).toEqual([]);
  });

  test('is told for a check run whose making got no answer up to the last attempt', async () => {
    const { queue, handler, timers } = setUp({ attempts: 1 });
    handler.announceFailures = [BUSY];
    await queue.add(job(A));
    await queue.idle();
    expect(handler.announced).toEqual(['a', 'a']);
    expect(handler.again).toEqual(['a']);
    expect(handler.endings).toEqual([['a', 'failed', 'later']]);
    expect(timers.waiting).toEqual([]);
  });

  test('is begun by no review that another one of the commit supersedes: it would be the younger one, and hide the other', async () => {
    const { queue, handler, store } = setUp();
    handler.announceFailures = [BUSY];
    await queue.add(job(A));
    await settle();
    await queue.add({ ...job(A), trigger: 'rerequested' });
    await settle();
    expect(handler.recalled).toEqual(['a']);
    expect(handler.endings).toEqual([['a', 'superseded']]);
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    expect(handler.announced).toEqual(['a', 'a']);
    expect(await store.pending()).toEqual([]);
  });

  test('is told again when GitHub has refused it once', async () => {
    const { queue, handler, timers, store } = setUp();
    handler.concludeFailures = [{ kind: 'permanent', reason: 'gone' }];
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail({ kind: 'permanent', reason: 'no permission' });
    await settle();
    expect(timers.fire()).toBe(1000);
    await queue.idle();
    expect(handler.endings).toEqual([['a', 'failed', 'no permission']]);
    expect(await store.pending()).toEqual([]);
  });

  test.each([
    ['GitHub refuses it three times', Array.from({ length: 3 }, () => ({ kind: 'permanent', reason: 'gone' }) as const), 0],
    ['half an hour has passed', Array.from({ length: 8 }, () => BUSY), 1],
  ] as const)('is given up when %s; only what passes is left to the next process', async (_case, failures, left) => {
    const { queue, handler, timers, store } = setUp();
    handler.concludeFailures = [...failures];
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail({ kind: 'permanent', reason: 'no permission' });
    await settle();
    while (timers.waiting.length > 0) {
      expect(timers.fire()).toBeLessThanOrEqual(600_000);
      await settle();
    }
    await queue.idle();
    expect(handler.endings).toEqual([]);
    expect(handler.concludeFailures).toEqual([]);
    expect(await store.pending()).toHaveLength(left);
  });

  test('is tried once more when the process stops, then left in the store', async () => {
    const { queue, handler, timers, store } = setUp();
    handler.concludeFailures = [BUSY, BUSY];
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail({ kind: 'permanent', reason: 'no permission' });
    await settle();
    expect(timers.waiting).toHaveLength(1);
    expect(await queue.drain(1000)).toEqual([]);
    expect(handler.concludeFailures).toEqual([]);
    expect(timers.waiting).toEqual([]);
    expect(await store.pending()).toHaveLength(1);
  });
});

describe('a failed attempt while the process stops', () => {
  test('leaves the job to the next process', async () => {
    const { queue, handler, store } = setUp();
    await queue.add(job(A));
    await settle();
    const drained = queue.drain(1000);
    handler.running[0]?.fail({ kind: 'transient', reason: 'later' });
    await drained;
    expect(handler.endings).toEqual([['a', 'stopped']]);
    expect(await store.pending()).toHaveLength(1);
  });
});

describe('jobs of an earlier process', () => {
  test('go on with the check run that it may have begun, and are finished once', async () => {
    const { queue, handler, store } = setUp();
    const left = job(A);
    await store.record(left);
    await queue.restore((await store.pending()) as ReviewJob[]);
    await settle();
    expect(handler.again).toEqual(['a']);
    expect(await queue.add(left)).toBe('known');
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    expect(await store.pending()).toEqual([]);
  });

  test('of one pull request: the newest is reviewed, the others end', async () => {
    const { queue, handler, store } = setUp({ concurrency: 1 });
    const lefts = [job(A), job(B, { updatedAt: '2024-05-01T10:00:00Z' }), job(C, { updatedAt: '2024-05-01T09:00:00Z' }), job(B, { trigger: 'requested' })];
    for (const left of lefts) await store.record(left);
    await queue.restore(lefts);
    await settle();
    expect(handler.heads()).toEqual(['b']);
    expect(handler.endings).toEqual([['c', 'superseded'], ['b', 'superseded'], ['a', 'superseded']]);
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    expect(await store.pending()).toEqual([]);
  });
});

describe('cancel', () => {
  const closed = (change: Partial<Cancellation> = {}): Cancellation => ({ of: 'reviews', repositoryId: 5, subject: 12, at: null, ...change });

  test('ends the job that runs and the one that waits', async () => {
    const { queue, handler, store } = setUp();
    await queue.add(job(A));
    await settle();
    await queue.add(job(B));
    expect(queue.cancel(closed())).toBe(true);
    expect(handler.running[0]?.attempt.signal.aborted).toBe(true);
    handler.running[0]?.end({ kind: 'superseded', next: job(C) });
    await queue.idle();
    expect(handler.heads()).toEqual(['a']);
    expect(handler.endings).toEqual([['b', 'cancelled'], ['a', 'cancelled']]);
    expect(await store.pending()).toEqual([]);
  });

  test('ends a job that waits for another attempt, and the pull request can be reviewed again', async () => {
    const { queue, handler, timers } = setUp();
    await queue.add(job(A));
    await settle();
    handler.running[0]?.fail({ kind: 'transient', reason: 'later' });
    await settle();
    expect(queue.cancel(closed())).toBe(true);
    await queue.idle();
    expect(timers.waiting).toEqual([]);
    expect(handler.endings).toEqual([['a', 'cancelled']]);
    expect(await queue.add(job(A))).toBe('queued');
    await settle();
    expect(handler.heads()).toEqual(['a', 'a']);
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });

  test('leaves a job that came of a later change, and others', async () => {
    const { queue, handler } = setUp();
    await queue.add(job(A, { updatedAt: '2024-05-01T10:00:00Z' }));
    await settle();
    expect(queue.cancel(closed({ at: '2024-05-01T09:00:00Z' }))).toBe(false);
    expect(queue.cancel(closed({ subject: 13 }))).toBe(false);
    expect(handler.running[0]?.attempt.signal.aborted).toBe(false);
    handler.running[0]?.end({ kind: 'done' });
    await queue.idle();
    expect(handler.endings).toEqual([]);
  });

  test('does not take the place of a review that is asked for again at once', async () => {
    const { queue, handler } = setUp();
    await queue.add(job(A));
    await settle();
    queue.cancel(closed());
    expect(await queue.add(job(A))).toBe('queued');
    handler.running[0]?.end({ kind: 'superseded', next: null });
    await settle();
    expect(handler.endings).toEqual([['a', 'cancelled']]);
    expect(handler.heads()).toEqual(['a', 'a']);
    handler.running[1]?.end({ kind: 'done' });
    await queue.idle();
  });
});
