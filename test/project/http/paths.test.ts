import { expect, test } from '@jest/globals';
import { mayBeSame, patternOf, segmentsOf } from '../../../src/project/http/paths.js';

test.each([
  ['/orders/', '/orders', true],
  ['/orders/{id}', '/orders/3', true],
  ['/orders/{id}', '/orders/3/items', false],
  ['/orders/{id}', '/orders', false],
  ['/files/{name:path}', '/files/a/b/c', true],
  ['/{*}/orders', '/api/v1/orders', true],
  ['/{*}/orders', '/api/v1/order', false],
  ['/reports/{id}.json', '/reports/7.json', true],
  ['/reports/{id}.json', '/reports/7.xml', false],
  ['/', '/', true],
])('%s and %s may be the same: %s', (route, url, expected) => {
  expect(mayBeSame(segmentsOf(route), segmentsOf(url))).toBe(expected);
});

test('a pattern is written as it was read', () => {
  expect(patternOf(segmentsOf('/a/{id}/b.{ext}/'), true)).toBe('/a/{id}/b.{ext}/');
  expect(patternOf(segmentsOf('/'))).toBe('/');
});
