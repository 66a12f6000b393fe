import { expect, test } from '@jest/globals';
import { spreadOf } from '../../bench/statistics.js';

test.each([
  [[5], { median: 5, min: 5, max: 5, runs: 1 }],
  [[9, 1, 5], { median: 5, min: 1, max: 9, runs: 3 }],
  [[10, 2, 4, 8], { median: 6, min: 2, max: 10, runs: 4 }],
])('the spread of %j', (values, expected) => {
  expect(spreadOf(values)).toEqual(expected);
});

test('no runs have none', () => {
  expect(() => spreadOf([])).toThrow('no runs');
});
