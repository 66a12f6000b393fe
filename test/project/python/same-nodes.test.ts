import { beforeAll, expect, test } from '@jest/globals';
import { extractFacts } from '../../../src/facts/extract.js';
import { decodeCode } from '../../../src/facts/python/code/decode.js';
import type { PythonCode } from '../../../src/facts/python/code/nodes.js';
import type { Grammars } from '../../../src/facts/grammars.js';
import { withNodesOf } from '../../../src/project/python/same-nodes.js';
import { testGrammars } from '../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function codeOf(source: string): PythonCode {
  return decodeCode(extractFacts('python', Buffer.from(source), grammars).code ?? '');
}

/** All that a node says, bodies of functions too, which are read when they are asked for. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { kind, body } = value as { readonly kind?: string; readonly body?: unknown };
  return Object.fromEntries(Object.entries(kind === 'function' ? { ...value, body } : value).map(([key, part]) => [key, plain(part)]));
}

/** For each statement of the later source, nested ones by `>`: whether it is the very node of the earlier one. */
function kept(before: string, after: string): boolean[] {
  const old = codeOf(before);
  const now = withNodesOf(old, codeOf(after));
  expect(plain(now)).toEqual(plain(codeOf(after)));
  return now.body.map((statement) => old.body.includes(statement));
}

const TWO = 'def one():\n    return 1\n\n\nclass Two(Base):\n    def run(self):\n        return 2\n';

test.each<[what: string, before: string, after: string, expected: boolean[]]>([
  ['nothing changed', TWO, TWO, [true, true]],
  ['something follows', TWO, `${TWO}\n\ndef three():\n    pass\n`, [true, true, false]],
  ['the first is another', TWO, TWO.replace('return 1', 'return 3'), [false, true]],
  ['what follows has moved', TWO, TWO.replace('return 1', 'return 10'), [false, false]],
  ['a body inside is another', TWO, TWO.replace('return 2', 'return 3'), [true, false]],
])('%s', (_what, before, after, expected) => {
  expect(kept(before, after)).toEqual(expected);
});

test('parts of a changed node are kept where they are equal', () => {
  const old = codeOf(TWO);
  const now = withNodesOf(old, codeOf(TWO.replace('return 2', 'return 3')));
  const [before, after] = [old.body[1], now.body[1]];
  if (before?.kind !== 'class' || after?.kind !== 'class') throw new Error('no class');
  expect(after.bases[0]).toBe(before.bases[0]);
  expect(after.body[0]).not.toBe(before.body[0]);
});

test('a method is another where its class is called otherwise', () => {
  const old = codeOf(TWO);
  const now = withNodesOf(old, codeOf(TWO.replace('Two', 'Six')));
  const [before, after] = [old.body[1], now.body[1]];
  if (before?.kind !== 'class' || after?.kind !== 'class') throw new Error('no class');
  expect(after.body[0]).not.toBe(before.body[0]);
});

test('a function is another where one that stands in it is', () => {
  const nested = 'def one():\n    def two():\n        return [x for x in y]\n    return two\n';
  expect([kept(nested, nested), kept(nested, nested.replace('x in', 'x  in')), kept(nested, nested.replace('in y', 'in z'))]).toEqual([[true], [false], [false]]);
});
