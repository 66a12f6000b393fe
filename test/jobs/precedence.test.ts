import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createPrecedence } from '../../src/jobs/precedence.js';

/** Timers that ring when they are told to. */
function handTimers() {
  const pending = new Set<() => void>();
  return {
    after(_milliseconds: number, callback: () => void) {
      pending.add(callback);
      return () => void pending.delete(callback);
    },
    ring: () => [...pending].forEach((callback) => callback()),
    pending,
  };
}

test('while many deliveries are taken all else waits: for them, in its order, or for a second', async () => {
  const timers = handTimers();
  const precedence = createPrecedence(timers);
  const ends: (() => void)[] = [];
  const take = (): Promise<void> => precedence.first(() => new Promise<void>((resolve) => ends.push(resolve)));
  const done: string[] = [];
  const work = (name: string): void => void precedence.clear().then(() => done.push(name));

  const few = Array.from({ length: 7 }, take);
  work('beside a few');
  await turn();
  expect(done).toEqual(['beside a few']);

  const eighth = take();
  work('a');
  work('b');
  await turn();
  expect(done).toHaveLength(1);
  ends[0]?.();
  await few[0];
  // Who comes now waits behind the others.
  work('c');
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(done.slice(1)).toEqual(['a', 'b', 'c']);

  void take();
  work('late');
  await turn();
  expect(done).toHaveLength(4);
  timers.ring();
  await turn();
  expect(done.at(-1)).toBe('late');
  // A delivery that fails is taken no longer, and no timer is left.
  const failed = precedence.first(() => Promise.reject(new Error('full'))).catch(() => undefined);
  for (const end of ends) end();
  await Promise.all([...few, eighth, failed]);
  work('at last');
  await turn();
  expect([done.at(-1), timers.pending.size]).toEqual(['at last', 0]);
});
