import { expect, test } from 'vitest';
import { formatCurrency } from './format';

test('amounts are in euro', () => {
  expect(formatCurrency('12.5')).toBe('€12.50');
});
