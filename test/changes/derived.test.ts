import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { derive, differingKeys, keysToCompare } from '../../src/changes/derived.js';

const numbers = (size: number): Map<number, number> => new Map(Array.from({ length: size }, (_, key) => [key, 0]));

test('maps of one origin, through any steps: every key that differs is told, few others are', () => {
  const step = fc.record({ of: fc.nat(9), changes: fc.array(fc.tuple(fc.nat(60), fc.option(fc.nat(2), { nil: undefined })), { maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 9 }), (steps) => {
      const maps = [numbers(64)];
      for (const { of, changes } of steps) {
        const from = maps[of % maps.length] as Map<number, number>;
        const to = new Map(from);
        for (const [key, value] of changes) if (value === undefined) to.delete(key); else to.set(key, value);
        derive(from, to, changes.map(([key]) => key));
        maps.push(to);
      }
      for (const one of maps) {
        for (const other of maps) {
          const keys = keysToCompare(one, other);
          expect([...numbers(64).keys()].filter((key) => one.get(key) !== other.get(key) && !keys.has(key))).toEqual([]);
        }
      }
    }),
  );
});

test('what is told of strangers, and of what has become a stranger', () => {
  const [one, other] = [numbers(64), numbers(64)];
  expect(differingKeys(one, one)).toEqual(new Set());
  expect(differingKeys(one, other)).toBeUndefined();
  expect(keysToCompare(one, other).size).toBe(64);
  const near = new Map(one).set(3, 1);
  derive(one, near, [3, 4]);
  expect(differingKeys(one, near)).toEqual(new Set([3]));
  const far = new Map([...one].map(([key]) => [key, 2]));
  derive(near, far, far.keys());
  expect(differingKeys(near, far)).toBeUndefined();
});
