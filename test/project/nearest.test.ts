import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
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
});

test.each([
  ['enhanced_agent', ['enhanced', 'agent']],
  ['XMLHttpRequest', ['xml', 'http', 'request']],
  ['src/user-card.tsx', ['src', 'user', 'card', 'tsx']],
])('words of %s', (name, expected) => {
  expect(words(name)).toEqual(expected);
});
