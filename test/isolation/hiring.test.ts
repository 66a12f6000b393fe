import { expect, test } from '@jest/globals';
import { Hiring } from '../../src/isolation/hiring.js';

/** A worker that starts in a second, reads its first part in four more, and each further one in one. */
function known(): Hiring {
  const hiring = new Hiring();
  hiring.started(1_000);
  hiring.hasRead(4_000, true, false);
  hiring.hasRead(1_000, false, false);
  return hiring;
}

test('a further worker is worth its start where what is left takes twice as long', () => {
  expect([known().isWorth(10, 1), known().isWorth(11, 1)]).toEqual([false, true]);
  expect([known().isWorth(20, 2), known().isWorth(21, 2)]).toEqual([false, true]);
});

test('a newcomer that was waited for costs what was waited', () => {
  const hiring = known();
  hiring.hasRead(8_000, true, true);
  expect([hiring.isWorth(16, 1), hiring.isWorth(17, 1)]).toEqual([false, true]);
});

test('nobody knows before one worker has read two parts', () => {
  const hiring = new Hiring();
  hiring.started(1);
  expect(hiring.isWorth(1_000, 1)).toBe(false);
  hiring.hasRead(1, true, false);
  expect(hiring.isWorth(1_000, 1)).toBe(false);
  hiring.hasRead(1, false, false);
  expect(hiring.isWorth(1_000, 1)).toBe(true);
});
