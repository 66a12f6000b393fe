import { expect, test } from '@jest/globals';
import { nestsTooDeeply } from '../../../src/facts/common/nesting.js';

test.each<[text: string, tooDeep: boolean]>([
  ['', false],
  ['a: [[[]]]', false],
  ['a: [[[[]]]]', true],
  ['{"a": {"b": [(1)]}}', true],
  // Closed again each time.
  ['[[[]]] [[[]]] [[[]]]', false],
  [')))]]] [[[', false],
  ['a:\n b:\n  c: 1\n', false],
  ['a:\n b:\n  c:\n   d: 1\n', true],
  ['a:\n b:\n  c: 1\na:\n b:\n  c: 1\n', false],
  ['- - - x', false],
  ['- - - - x', true],
  ['>>>> quote', true],
  ['text - - - - text', false],
])('%j with a limit of 3: %s', (text, tooDeep) => {
  expect(nestsTooDeeply(text, 3)).toBe(tooDeep);
});
