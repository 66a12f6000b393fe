import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseMarkers, renderMarker } from '../../src/report/marker.js';

const A = 'a'.repeat(32);
const B = '0123456789abcdef0123456789abcdef';

describe('renderMarker', () => {
  test('names each fingerprint once, in order', () => {
    expect(renderMarker([B, A, B])).toBe(`<!-- shipworthy:v1 ${B} ${A} -->`);
  });

  test.each([
    ['none', []],
    ['too short', ['abc']],
    ['upper case', ['A'.repeat(32)]],
    ['more than a fingerprint', [`${A} --> <b>`]],
  ])('refuses %s', (_case, fingerprints) => {
    expect(() => renderMarker(fingerprints)).toThrow(RangeError);
  });
});

describe('parseMarkers', () => {
  test.each([
    ['at the end', `Text\n\n<!-- shipworthy:v1 ${A} -->`, [A]],
    ['with white space after it', `Text\r\n<!-- shipworthy:v1 ${A} ${B} -->\r\n`, [A, B]],
    ['quoted inside the comment', `<!-- shipworthy:v1 ${A} -->\nmore text`, []],
    ['the last of two', `<!-- shipworthy:v1 ${A} -->\n<!-- shipworthy:v1 ${B} -->`, [B]],
    ['of another version', `<!-- shipworthy:v2 ${A} -->`, []],
    ['without a fingerprint', '<!-- shipworthy:v1 -->', []],
    ['with something else in it', `<!-- shipworthy:v1 ${A} x -->`, []],
    ['absent', 'Text', []],
  ])('%s', (_case, body, expected) => {
    expect(parseMarkers(body)).toEqual(expected);
  });

  test('gives back what renderMarker wrote, after any text', () => {
    const fingerprint = fc.stringMatching(/^[0-9a-f]{32}$/);
    fc.assert(
      fc.property(fc.string(), fc.uniqueArray(fingerprint, { minLength: 1, maxLength: 5 }), (text, fingerprints) => {
        expect(parseMarkers(text + renderMarker(fingerprints))).toEqual(fingerprints);
      }),
    );
  });
});
