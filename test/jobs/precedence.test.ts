import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createPrecedence } from '../../src/jobs/precedence.js';

test('while many deliveries come all else waits, in its order: until they have come, or for a second', async () => {
  let time = 10_000;
  let timer: (() => void) | null = null;
  const precedence = createPrecedence({ after: (_milliseconds, callback) => { timer = callback; return () => undefined; } }, () => time);
  const done: string[] = [];
  const work = (name: string): void => void precedence.clear().then(() => done.push(name));
  const pass = async (milliseconds: number): Promise<void> => {
    time += milliseconds;
    const ring = timer;
    timer = null;
    ring?.();
    for (let turns = 0; turns < 10; turns += 1) await turn();
  };
  const come = (deliveries: number): void => Array.from({ length: deliveries }).forEach(() => precedence.came());

  come(15);
  work('beside a few');
  await pass(0);
  expect(done).toEqual(['beside a few']);

  come(1);
  work('a');
  work('b');
  await pass(100);
  expect(done).toHaveLength(1);
  await pass(101);
  expect(done).toEqual(['beside a few', 'a', 'b']);

  // A burst that lasts: whoever has waited for a second goes, whoever came later waits.
  come(16);
  work('c');
  for (let tenth = 1; tenth < 10; tenth += 1) {
    await pass(100);
    come(16);
    if (tenth === 5) work('d');
  }
  expect(done).toHaveLength(3);
  await pass(100);
  expect(done.slice(3)).toEqual(['c']);
  await pass(300);
  expect(done.slice(3)).toEqual(['c', 'd']);
  work('at last');
  await pass(0);
  expect([done.at(-1), timer]).toEqual(['at last', null]);
});
