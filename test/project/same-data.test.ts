import { expect, test } from '@jest/globals';
import { asEntity, sameData } from '../../src/project/same-data.js';

const NODE = { kind: 'name', start: 1, end: 2, id: 'a' };
const model = asEntity({ name: 'Order' });

test.each<[before: unknown, after: unknown, same: boolean]>([
  [1, 1, true],
  [1, 2, false],
  [null, undefined, false],
  [[1, [2]], [1, [2]], true],
  [[1], [1, 2], false],
  [[], {}, false],
  [{ a: 1, b: undefined }, { a: 1, b: undefined }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [{ a: 1 }, { b: 1 }, false],
  [new Map([['a', [1]]]), new Map([['a', [1]]]), true],
  [new Map([['a', 1]]), new Map([['b', 1]]), false],
  [new Map([[NODE, 1]]), new Map([[{ ...NODE }, 1]]), false],
  [new Set(['a']), new Set(['a']), true],
  [new Set(['a']), new Map([['a', 'a']]), false],
  [/a/i, /a/i, true],
  [/a/i, /a/, false],
  [{ node: NODE }, { node: NODE }, true],
  [{ node: NODE }, { node: { ...NODE } }, false],
  [{ model }, { model }, true],
  [{ model }, { model: { name: 'Order' } }, false],
])('%p and %p', (before, after, same) => {
  expect([sameData(before, after), sameData(after, before)]).toEqual([same, same]);
});
