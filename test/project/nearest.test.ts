import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { distance } from 'fastest-levenshtein';
import { nearest, words } from '../../src/project/nearest.js';

describe('nearest', () => {
  test.each([
    ['a misspelling', 'reqeusts', ['requests', 'responses', 'json'], ['requests']],
    ['other case', 'button', ['Button', 'Card'], ['Button']],
    ['other separators', 'user-card', ['user_card', 'userlist'], ['user_card']],
    ['a plural', 'getUser', ['getUsers', 'deleteAll'], ['getUsers']],
    ['a shared word', 'enhanced_agent', ['agentic_ai', 'views', 'models'], ['agentic_ai']],
    ['a shared word in camelCase', 'fetchProfile', ['useProfile', 'Login'], ['useProfile']],
    ['nothing near', 'payments', ['views', 'models', 'urls'], []],
    ['nothing near a short name', 'db', ['ui', 'io'], []],
    ['a dotted module', 'shop.servics.mail', ['shop.services.mail', 'shop.models'], ['shop.services.mail']],
    ['a word too common to tell', 'mail_service', ['billing_service', 'shipping_service', 'invoice_service', 'session_service'], []],
    ['not the name itself', 'views', ['views'], []],
  ])('%s', (_title, name, candidates, expected) => {
    expect(nearest(name, candidates)).toEqual(expected);
  });

  test('the likeliest first, at most max', () => {
    expect(nearest('useAuth', ['useAuths', 'useAuht', 'userAuth', 'login'], { max: 2 })).toEqual(['useAuths', 'userAuth']);
  });

  test('answers are candidates, once each, never more than asked for', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), fc.integer({ min: 1, max: 5 }), (name, candidates, max) => {
        const found = nearest(name, candidates, { max });
        expect(found.length).toBeLessThanOrEqual(max);
        expect(new Set(found).size).toBe(found.length);
        for (const one of found) expect(candidates).toContain(one);
        expect(found).not.toContain(name);
      }),
    );
  });

  /** Few letters and separators, so that much is shared; letters whose lower case depends on where they stand, or is longer. */
  const names = fc.oneof(
    fc.array(fc.constantFrom('user', 'users', 'use', 'card', 'cart', 'mail', 'mai', 'db', 'x2', 'ab', 'Σας'), { minLength: 1, maxLength: 5 }).chain((parts) => fc.constantFrom('_', '-', '.', '/', '', 'A').map((separator) => parts.join(separator))),
    fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '1', '_', '-', '.', 'Σ', 'σ', 'İ', 'i'), maxLength: 12 }),
  );

  test('the answers of the plain ranking, which measures each candidate whole', () => {
    fc.assert(
      fc.property(names, fc.array(names, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (name, candidates, max) => {
        expect(nearest(name, candidates, { max })).toEqual(plainly(name, candidates, max));
      }),
      { numRuns: 2_000 },
    );
  });
});

function plainly(name: string, candidates: readonly string[], max: number): string[] {
  const others = [...new Set(candidates)].filter((candidate) => candidate !== name && candidate !== '');
  const ranks = new Map<string, number>();
  for (const candidate of others) {
    const longest = Math.max(name.length, candidate.length);
    const [a, b] = [name, candidate].map((one) => one.toLowerCase().replace(/[-_]/g, '')) as [string, string];
    const edits = distance(a, b);
    if (edits <= (longest <= 2 ? 0 : Math.max(1, Math.floor(longest / 4)))) ranks.set(candidate, edits / (longest + 1));
  }
  if (ranks.size < max) {
    const likeness = (a: string, b: string): number => (a === b ? 1 : Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a)) ? Math.min(a.length, b.length) / Math.max(a.length, b.length) : 0);
    const own = [...new Set(words(name))].filter((word) => word.length >= 3);
    const left = others.filter((candidate) => !ranks.has(candidate));
    const rare = own.filter((word) => left.filter((candidate) => words(candidate).some((part) => likeness(word, part) > 0)).length <= max);
    for (const candidate of left) {
      const shared = rare.reduce((sum, word) => sum + Math.max(0, ...words(candidate).map((part) => likeness(word, part))), 0);
      const share = shared / Math.max(own.length, words(candidate).length);
      if (share >= 0.35) ranks.set(candidate, 2 - Math.min(share, 1));
    }
  }
  const order = (a: string, b: string): number => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0) || a.length - b.length || (a < b ? -1 : 1);
  return [...ranks.keys()].sort(order).slice(0, max);
}

test.each([
  ['enhanced_agent', ['enhanced', 'agent']],
  ['XMLHttpRequest', ['xml', 'http', 'request']],
  ['src/user-card.tsx', ['src', 'user', 'card', 'tsx']],
])('words of %s', (name, expected) => {
  expect(words(name)).toEqual(expected);
});
