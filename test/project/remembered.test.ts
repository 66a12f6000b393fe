import { expect, test } from '@jest/globals';
import { remembered } from '../../src/project/remembered.js';

test('each text is asked for once while it is remembered; those not asked for during a generation are forgotten', () => {
  const asked: string[] = [];
  const lengthOf = remembered((text) => (asked.push(text), text.length), 2);
  expect([lengthOf('a'), lengthOf('bb'), lengthOf('a')]).toEqual([1, 2, 1]);
  expect([lengthOf('ccc'), lengthOf('a'), lengthOf('dddd'), lengthOf('a')]).toEqual([3, 1, 4, 1]);
  expect(asked).toEqual(['a', 'bb', 'ccc', 'dddd']);
  expect([lengthOf('bb'), asked.length]).toEqual([2, 5]);
});
