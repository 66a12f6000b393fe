import { describe, expect, test } from '@jest/globals';
import { extractFacts } from '../../../src/facts/extract.js';
import { testGrammars } from '../../support/grammars.js';

const grammars = await testGrammars();

function skipOf(kind: string, text: string): string | undefined {
  const { skip } = extractFacts(kind, new TextEncoder().encode(text), grammars);
  return skip === undefined ? undefined : `${skip.reason}: ${skip.detail}`;
}

const DEEP = 'unreadable: nested more than 1000 levels deep';

/** `[kind, opening, middle, closing]` */
const NESTS: readonly (readonly [kind: string, opening: string, middle: string, closing: string])[] = [
  ['python', '(', '1', ')'],
  ['python', 'f(', '1', ')'],
  ['python', '{a: ', '1', '}'],
  ['python', 'a + ', 'a', ''],
  ['python', 'not ', 'a', ''],
  ['python', 'lambda: ', 'a', ''],
  ['python', 'a if b else ', 'c', ''],
  ['tsx', '(', '1', ')'],
  ['tsx', 'f(() => {', '', '})'],
  ['tsx', 'a => ', '1', ''],
  ['tsx', 'a ? b : ', 'c', ''],
  ['tsx', 'a = ', '1', ''],
  ['tsx', '!', 'a', ''],
  ['tsx', 'if (a) {} else ', '{}', ''],
  ['tsx', 'for (;;) ', '{}', ''],
  ['tsx', '`${', 'a', '}`'],
  ['tsx', '<a>', '', '</a>'],
  ['typescript', '({ a: ', '1', '})'],
  ['typescript', 'class extends ', 'B {}', ''],
];

describe('what nests too deeply is not given to a parser that calls itself for each level', () => {
  test.each(NESTS)('%s: %j', (kind, opening, middle, closing) => {
    const nest = (levels: number, open = ''): string => `${kind === 'python' || /^(if|for)/.test(opening) ? '' : 'x = '}${opening.repeat(levels)}${open}${middle}${closing.repeat(levels)}\n`;
    expect(skipOf(kind, nest(30))).toBeUndefined();
    expect(skipOf(kind, nest(3_000))).toBe(DEEP);
    // Where nothing closes, parsers that mend errors see no depth.
    expect(skipOf(kind, `${kind === 'python' ? '' : 'x = '}${opening.repeat(Math.min(9_000, 90_000 / opening.length))}`)).toBe(DEEP);
  });

  test('a row of words that other grammars take for names', () => {
    expect(skipOf('tsx', `x = ${'new\n'.repeat(6_000)}a;\n`)).toBe(DEEP);
  });

  test('a long list, a long file and a long chain of calls are read', () => {
    expect(skipOf('tsx', `x = [${'a,\n'.repeat(20_000)}];\n`)).toBeUndefined();
    expect(skipOf('python', 'f(1)\n'.repeat(20_000))).toBeUndefined();
    expect(skipOf('tsx', `x = a${'.b()\n'.repeat(200)};\n`)).toBeUndefined();
  });
});
