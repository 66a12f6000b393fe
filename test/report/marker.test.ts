import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAnswered, parseMarkers, parseTold, renderAnswered, renderMarker, renderTold } from '../../src/report/marker.js';

const A = 'a'.repeat(32);
const B = '0123456789abcdef0123456789abcdef';
const C = 'c'.repeat(32);
const SHA = 'd'.repeat(40);
const RULE = 'wiring/missing-export';

describe('renderMarker', () => {
  test('names each fingerprint once, in order, and a rule once for those that follow', () => {
    const findings = [B, A, B].map((fingerprint) => ({ fingerprint, ruleId: RULE }));
    expect(renderMarker([...findings, { fingerprint: C, ruleId: 'ruff/F401' }])).toBe(`<!-- shipworthy:v2 ${RULE} ${B} ${A} ruff/F401 ${C} -->`);
  });

  test('says which findings are in another file than the comment', () => {
    const marker = renderMarker([{ fingerprint: A, ruleId: RULE, path: 'a.py' }, { fingerprint: B, ruleId: RULE, path: 'b.py' }], 'a.py');
    expect(marker).toBe(`<!-- shipworthy:v2 ${RULE} ${A} ${B}@ -->`);
    expect(parseMarkers(marker)).toEqual([{ fingerprint: A, ruleId: RULE }, { fingerprint: B, ruleId: RULE, elsewhere: true }]);
  });

  test('says how much of a rule was in doubt', () => {
    const marker = renderMarker([{ fingerprint: A, ruleId: RULE, path: 'a.py', doubted: 3 }, { fingerprint: B, ruleId: RULE, path: 'b.py', doubted: 1 }, { fingerprint: C, ruleId: RULE, path: 'a.py', doubted: 0 }], 'a.py');
    expect(marker).toBe(`<!-- shipworthy:v2 ${RULE} ${A}.3 ${B}@.1 ${C} -->`);
    expect(parseMarkers(marker)).toEqual([{ fingerprint: A, ruleId: RULE, doubted: 3 }, { fingerprint: B, ruleId: RULE, elsewhere: true, doubted: 1 }, { fingerprint: C, ruleId: RULE }]);
  });

  test.each([
    ['none', []],
    ['too short', ['abc']],
    ['upper case', ['A'.repeat(32)]],
    ['more than a fingerprint', [`${A} --> <b>`]],
  ])('refuses %s', (_case, fingerprints) => {
    expect(() => renderMarker(fingerprints.map((fingerprint) => ({ fingerprint, ruleId: RULE })))).toThrow(RangeError);
  });

  test.each(['ruff/F401 --> <b>', 'ruff/a--b', 'plain', A, '', 'ruff/\n'])('does not name the rule %j', (ruleId) => {
    const marker = renderMarker([{ fingerprint: B, ruleId: RULE }, { fingerprint: A, ruleId }]);
    expect(marker).toBe(`<!-- shipworthy:v2 ${RULE} ${B} ? ${A} -->`);
    expect(parseMarkers(marker)).toEqual([{ fingerprint: B, ruleId: RULE }, { fingerprint: A, ruleId: null }]);
  });
});

describe('parseMarkers', () => {
  test.each([
    ['at the end', `Text\n\n<!-- shipworthy:v2 ${RULE} ${A} -->`, [[A, RULE]]],
    ['of several rules', `<!-- shipworthy:v2 ${RULE} ${A} ${B} oxlint/@x/no-y ${C} -->`, [[A, RULE], [B, RULE], [C, 'oxlint/@x/no-y']]],
    ['with white space after it', `Text\r\n<!-- shipworthy:v2 ${RULE} ${A} -->\r\n`, [[A, RULE]]],
    ['of version 1', `Text\r\n<!-- shipworthy:v1 ${A} ${B} -->`, [[A, null], [B, null]]],
    ['of version 1 with a rule', `<!-- shipworthy:v1 ${RULE} ${A} -->`, []],
    ['quoted inside the comment', `<!-- shipworthy:v2 ${RULE} ${A} -->\nmore text`, []],
    ['the last of two', `<!-- shipworthy:v1 ${A} -->\n<!-- shipworthy:v1 ${B} -->`, [[B, null]]],
    ['of another version', `<!-- shipworthy:v3 ${A} -->`, []],
    ['without a fingerprint', '<!-- shipworthy:v1 -->', []],
    ['with a rule alone', `<!-- shipworthy:v2 ${RULE} -->`, []],
    ['with something else in it', `<!-- shipworthy:v2 ${RULE} ${A} x -->`, []],
    ['absent', 'Text', []],
  ])('%s', (_case, body, expected) => {
    expect(parseMarkers(body)).toEqual(expected.map(([fingerprint, ruleId]) => ({ fingerprint, ruleId })));
  });

  test('gives back what renderMarker wrote, after any text', () => {
    const fingerprint = fc.stringMatching(/^[0-9a-f]{32}$/);
    const ruleId = fc.constantFrom(RULE, 'ruff/F401', 'oxlint/unicorn/no-thenable');
    const findings = fc.uniqueArray(fc.record({ fingerprint, ruleId }), { minLength: 1, maxLength: 5, selector: (one) => one.fingerprint });
    fc.assert(
      fc.property(fc.string(), findings, (text, given) => {
        expect(parseMarkers(text + renderMarker(given))).toEqual(given);
      }),
    );
  });
});

describe('the markers of replies', () => {
  test.each(['fixed', 'moved', 'back'] as const)('%s, as of a commit', (kind) => {
    const marker = renderTold({ kind, sha: SHA });
    expect(marker).toBe(`<!-- shipworthy:told ${kind} ${SHA} -->`);
    expect(parseTold(`No longer found.\n\n${marker}\n`)).toEqual({ kind, sha: SHA });
    expect(parseTold(`> ${marker}\n\nI do not think so.`)).toBeNull();
    expect(parseMarkers(marker)).toEqual([]);
  });

  test('the comment that is answered', () => {
    expect(renderAnswered(12, 'commands')).toBe('<!-- shipworthy:answer 12 -->');
    for (const by of ['commands', 'fixes'] as const) expect(parseAnswered(`Done.\n\n${renderAnswered(12, by)}`)).toEqual({ commentId: 12, by });
    expect(parseAnswered(`${renderAnswered(12, 'fixes')}\nmore`)).toBeNull();
    expect(parseAnswered('Done.')).toBeNull();
  });

  test('hold nothing but ids', () => {
    expect(() => renderTold({ kind: 'fixed', sha: 'd34db33f' })).toThrow(RangeError);
    expect(() => renderAnswered(0, 'commands')).toThrow(RangeError);
    expect(() => renderAnswered(1.5, 'commands')).toThrow(RangeError);
  });
});
