import { expect, test } from '@jest/globals';
import { selects } from '../../../src/linters/ruff/selectors.js';

test.each([
  ['ALL', 'F401', true],
  ['F', 'F401', true],
  ['F4', 'F401', true],
  ['F401', 'F401', true],
  ['E', 'ERA001', false],
  ['S', 'SIM101', false],
  ['D', 'DJ001', false],
  ['D1', 'D101', true],
  ['PL', 'PLE0101', true],
  ['C', 'C401', true],
  ['unused-import', 'F401', true],
])('%s speaks of %s: %s', (selector, code, expected) => {
  expect(selects(selector, code, 'unused-import')).toBe(expected);
});
