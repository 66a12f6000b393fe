import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { EXPRESSION_WRITERS } from '../../../../src/facts/python/code/expressions.js';
import { STATEMENT_WRITERS } from '../../../../src/facts/python/code/statements.js';

interface NodeType {
  readonly type: string;
  readonly named: boolean;
  readonly subtypes?: readonly NodeType[];
}

const types = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('tree-sitter-python/src/node-types.json'), 'utf8')) as readonly NodeType[];

/** The nodes of the grammar that are of such a kind. */
function kindsOf(supertype: string): readonly string[] {
  const subtypes = types.find(({ type }) => type === supertype)?.subtypes ?? [];
  return subtypes.flatMap(({ type }) => (types.some((one) => one.type === type && one.subtypes !== undefined) ? kindsOf(type) : [type]));
}

test.each([
  ['expression', EXPRESSION_WRITERS],
  ['pattern', EXPRESSION_WRITERS],
  ['_simple_statement', STATEMENT_WRITERS],
  ['_compound_statement', STATEMENT_WRITERS],
])('every %s of the grammar is written', (supertype, writers) => {
  const kinds = kindsOf(supertype);
  expect(kinds.filter((kind) => writers[kind] === undefined)).toEqual([]);
  expect(kinds.length).toBeGreaterThan(5);
});

test('what is written is in the grammar', () => {
  const names = new Set(types.filter(({ named }) => named).map(({ type }) => type));
  expect(Object.keys({ ...EXPRESSION_WRITERS, ...STATEMENT_WRITERS }).filter((name) => !names.has(name))).toEqual([]);
});
