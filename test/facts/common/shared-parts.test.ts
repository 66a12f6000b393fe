import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withSharedParts } from '../../../src/facts/common/shared-parts.js';

/** As it comes from the store. */
function parsed<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}

test('equal places, names and empty lists are the same objects', () => {
  const facts = { imports: [{ module: 'django.db.models', span: [3, 1, 3, 29] }], names: [], more: [] };
  const [one, other] = [withSharedParts(parsed(facts)), withSharedParts(parsed(facts))];
  expect(one.imports[0]?.span).toBe(other.imports[0]?.span);
  expect(one.names).toBe(other.more);
  expect(one.imports).not.toBe(other.imports);
});

test('whatever was met before, it says the same', () => {
  fc.assert(fc.property(fc.jsonValue(), (data) => expect(withSharedParts(parsed(data))).toEqual(parsed(data))));
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(99))), (places) => expect(withSharedParts(parsed(places))).toEqual(parsed(places))));
});
