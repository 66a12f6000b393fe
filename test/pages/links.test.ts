import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSigner, keyOfSecret, type LinkTarget } from '../../src/pages/links.js';

const KEY = new Uint8Array(32).fill(7);
const target = fc.record({ kind: fc.constantFrom('review', 'repository'), id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), expires: fc.integer({ min: 1, max: 9_999_999_999 }) }) as fc.Arbitrary<LinkTarget>;

test('a token leads to what it was made for, until its second, under its key alone', () => {
  fc.assert(
    fc.property(target, (to) => {
      const { sign, verify } = createSigner(KEY);
      const token = sign(to);
      expect(token).toMatch(/^[\w.-]+$/);
      expect([verify(token, to.expires - 1), verify(token, to.expires)]).toEqual([to, null]);
      expect(createSigner(keyOfSecret('another')).verify(token, 0)).toBeNull();
    }),
  );
});

test('no token with any one character otherwise, more or less is one of ours', () => {
  const { sign, verify } = createSigner(KEY);
  const token = sign({ kind: 'review', id: 'abcDEF_-19', expires: 2_000_000_000 });
  const near = Array.from(token).flatMap((character, at) => ['', '0', 'A', '.', `${character}0`].map((other) => token.slice(0, at) + other + token.slice(at + 1)));
  expect(near.filter((other) => other !== token && verify(other, 0) !== null)).toEqual([]);
  const [kind, id, , signature] = token.split('.');
  for (const other of [`${kind}.${id}.9999999999.${signature}`, `repository.${id}.2000000000.${signature}`, `${kind}.${id}.02000000000.${signature}`, `${token}\n`, `${kind}.${id}.2000000000.`, '', '..', '%00']) expect(verify(other, 0)).toBeNull();
});
