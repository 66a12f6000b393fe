import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import PQueue from 'p-queue';
import { FairQueue, type Turn } from '../../src/jobs/fair-queue.js';

interface Named {
  (): Promise<unknown>;
  readonly of: string;
}

const run = (of: string): Named => Object.assign(async () => undefined, { of });

/** "a b" enqueues for two installations, "." takes the next. */
function play(moves: string): string {
  const queue = new FairQueue();
  const taken: string[] = [];
  for (const move of moves.split(' ')) {
    if (move === '.') taken.push((queue.dequeue() as Named | undefined)?.of ?? '-');
    else queue.enqueue(run(move), { installation: move.charCodeAt(0) });
  }
  return taken.join(' ');
}

describe('next is', () => {
  test.each([
    ['the oldest of the only installation', 'a1 a2 a3 . . . .', 'a1 a2 a3 -'],
    ['the one that came last, of an installation that had no turn yet', 'a1 a2 a3 . b1 . .', 'a1 b1 a2'],
    ['each in turn', 'a1 a2 a3 b1 b2 c1 . . . . . .', 'a1 b1 c1 a2 b2 a3'],
    ['whoever had its last turn longest ago, though nothing of it waited in between', 'b1 . a1 a2 a3 . . b2 c1 . . .', 'b1 a1 a2 c1 b2 a3'],
  ])('%s: %s', (_case, moves, expected) => {
    expect(play(moves)).toBe(expected);
  });

  test('of one installation with a hundred and another with one, the one', async () => {
    const pool = new PQueue<FairQueue, Turn>({ concurrency: 2, queueClass: FairQueue });
    const begun: number[] = [];
    const releases: (() => void)[] = [];
    const add = (installation: number) =>
      void pool.add(async () => {
        begun.push(installation);
        await new Promise<void>((resolve) => releases.push(resolve));
      }, { installation });
    for (let index = 0; index < 100; index += 1) add(1);
    add(2);
    expect([begun, pool.size]).toEqual([[1, 1], 99]);
    releases.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual([1, 1, 2]);
    pool.clear();
    expect(pool.size).toBe(0);
    for (const release of releases) release();
  });
});

test('who waits is passed over by no other installation more than once, each has its own order, and nothing is lost', () => {
  const moves = fc.array(fc.oneof(fc.constant('.'), fc.constantFrom(...'abcd')), { maxLength: 200 });
  fc.assert(
    fc.property(moves, (sequence) => {
      const queue = new FairQueue();
      const waiting: string[] = [];
      /** By installation, the turns of others since it began to wait or had its last turn. */
      const passes = new Map<string, string[]>();
      let count = 0;
      for (const move of [...sequence, ...sequence.map(() => '.')]) {
        if (move !== '.') {
          count += 1;
          const name = `${move}${count}`;
          if (!waiting.some((one) => one[0] === move)) passes.set(move, []);
          waiting.push(name);
          queue.enqueue(run(name), { installation: move.charCodeAt(0) });
          continue;
        }
        const next = (queue.dequeue() as Named | undefined)?.of;
        const own = next?.[0] ?? '';
        expect(next).toBe(waiting.find((one) => one.startsWith(own)));
        if (next === undefined) continue;
        waiting.splice(waiting.indexOf(next), 1);
        passes.set(own, []);
        for (const other of new Set(waiting.map((one) => one[0] ?? ''))) {
          if (other === own) continue;
          expect(passes.get(other)).not.toContain(own);
          passes.get(other)?.push(own);
        }
      }
      expect([waiting, queue.size]).toEqual([[], 0]);
    }),
  );
});
