import { expect, test } from '@jest/globals';
import { atRestSince, processorTime } from '../../src/isolation/at-rest.js';
import { Hiring, type PartRead } from '../../src/isolation/hiring.js';

const part = (milliseconds: number, more: Partial<PartRead> = {}): PartRead => ({ milliseconds, isFirst: false, hasWaited: false, atRest: 1, ...more });

/** A worker that starts in a second, reads its first part in four more, and each further one in one. */
function known(): Hiring {
  const hiring = new Hiring();
  hiring.started(1_000);
  hiring.hasRead(part(4_000, { isFirst: true }));
  hiring.hasRead(part(1_000));
  return hiring;
}

test('a further worker is worth its start where what is left takes twice as long', () => {
  expect([known().isWorth(10, 1), known().isWorth(11, 1)]).toEqual([false, true]);
  expect([known().isWorth(20, 2), known().isWorth(21, 2)]).toEqual([false, true]);
});

test('a newcomer that was waited for costs what was waited', () => {
  const hiring = known();
  hiring.hasRead(part(8_000, { isFirst: true, hasWaited: true }));
  expect([hiring.isWorth(16, 1), hiring.isWorth(17, 1)]).toEqual([false, true]);
});

test('nobody knows before one worker has read two parts', () => {
  const hiring = new Hiring();
  hiring.started(1);
  expect(hiring.isWorth(1_000, 1)).toBe(false);
  hiring.hasRead(part(1, { isFirst: true }));
  expect(hiring.isWorth(1_000, 1)).toBe(false);
  hiring.hasRead(part(1));
  expect(hiring.isWorth(1_000, 1)).toBe(true);
});

test('none is worth it where no processor is at rest', () => {
  const hiring = known();
  hiring.hasRead(part(1_000, { atRest: 0.4 }));
  expect(hiring.isWorth(1_000, 1)).toBe(false);
});

test('processors at rest are those of this machine at most', async () => {
  const before = processorTime();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { processors } = before;
  expect(processors).toBeGreaterThan(0);
  expect(atRestSince(before)).toBeGreaterThanOrEqual(0);
  expect(atRestSince(before)).toBeLessThanOrEqual(processors);
  expect(atRestSince({ ...before, all: Number.POSITIVE_INFINITY })).toBe(0);
});
