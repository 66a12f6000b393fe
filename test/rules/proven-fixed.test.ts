import { expect, test } from '@jest/globals';
import { z } from 'zod';
import type { ChangeSet } from '../../src/changes/types.js';
import type { Side } from '../../src/rules/both-sides.js';
import type { RuleHit } from '../../src/rules/explain.js';
import { doubtsOf, provenFixed } from '../../src/rules/proven-fixed.js';
import type { ConfiguredRule, Outcome } from '../../src/rules/run.js';

const configured: ConfiguredRule = {
  rule: {
    meta: { id: 'x/one', area: 'wiring', severity: 'error', confidence: 'high', status: 'stable', languages: ['any'], fix: 'none', summary: '', options: z.unknown() },
    applies: () => true,
    detect: () => ({ matches: [], passed: 0, unknowns: [] }),
    message: () => ({ what: '', why: '', todo: '' }),
  },
  options: {},
};

/** A side on which the rule can't tell so many things of a file, with more files in its tree that no rule was asked about. */
function side(path: string, doubts: number, more: { readonly unread?: string; readonly failure?: string; readonly syntax?: true } = {}): Side {
  const unknowns = Array.from({ length: doubts }, () => ({ line: 1, reason: 'computed' }));
  const outcome: Outcome = { configured, matches: [], passed: 0, unknowns, ...(more.failure === undefined ? {} : { failure: more.failure }) };
  const paths = [path, ...(more.unread === undefined ? [] : [more.unread])];
  const facts = more.syntax ? { syntax: { line: 1, column: 1, message: '' } } : {};
  return { audit: new Map([[path, { path, outcomes: [outcome] }]]), state: { snapshot: { entries: new Map(paths.map((one) => [one, {}])) }, facts: () => facts } } as unknown as Side;
}

const hit = { ruleId: 'x/one', path: 'a.py' } as RuleHit;
const NOTHING: ChangeSet = { files: [] };
const moved: ChangeSet = { files: [{ path: 'b.py', previousPath: 'a.py', status: 'renamed', binary: false, hunks: [] }] };
const edited: ChangeSet = { files: [{ path: 'a.py', status: 'modified', binary: false, hunks: [] }] };

test.each<[what: string, base: Side, head: Side, changes: ChangeSet, proven: number]>([
  ['it is judged as before', side('a.py', 0), side('a.py', 0), edited, 1],
  ['it can’t be judged any more', side('a.py', 0), side('a.py', 1), NOTHING, 0],
  ['something else could not be judged before', side('a.py', 1), side('a.py', 1), NOTHING, 1],
  ['its file is gone', side('a.py', 0), side('c.py', 1), edited, 1],
  ['its file is there and was not read', side('a.py', 0), side('c.py', 0, { unread: 'a.py' }), edited, 0],
  ['its file does not parse any more', side('a.py', 0), side('a.py', 0, { syntax: true }), edited, 0],
  ['the rule failed on its file', side('a.py', 0), side('a.py', 0, { failure: 'broken' }), edited, 0],
  ['its file has moved, and can’t be judged there', side('a.py', 0), side('b.py', 1), moved, 0],
  ['its file has moved', side('a.py', 1), side('b.py', 1), moved, 1],
])('%s', (_what, base, head, changes, proven) => {
  expect(provenFixed([hit], doubtsOf({ base, head }, changes), changes)).toHaveLength(proven);
});

test('a file that the base did not judge either speaks of itself alone', () => {
  const added: ChangeSet = { files: [{ path: 'b.png', status: 'added', binary: true, hunks: [] }] };
  expect(doubtsOf({ base: side('a.py', 0), head: side('a.py', 2, { unread: 'b.png' }) }, added)).toEqual([{ path: 'b.png', ruleId: null, more: null, local: true }, { path: 'a.py', ruleId: 'x/one', more: 2 }]);
});

test.each([
  ['more than before', 0, 1, 0],
  ['as before', 1, 1, 1],
])('names that nothing defines, %s, leave all of the file in doubt or not', (_what, before, after, proven) => {
  const undefinedNames = (count: number): Side => {
    const named = { ...configured, rule: { ...configured.rule, meta: { ...configured.rule.meta, id: 'wiring/undefined-name' } } };
    const plain = side('a.py', 0);
    return { ...plain, audit: new Map([['a.py', { path: 'a.py', outcomes: [{ configured: named, matches: Array.from({ length: count }, () => ({})), passed: 0, unknowns: [] }] }]]) } as unknown as Side;
  };
  expect(provenFixed([hit], doubtsOf({ base: undefinedNames(before), head: undefinedNames(after) }, edited), edited)).toHaveLength(proven);
});

test('a doubt of another rule, or about another file, is none', () => {
  expect(provenFixed([hit], [{ path: 'a.py', ruleId: 'x/two', more: 1 }, { path: 'c.py', ruleId: null, more: null }], NOTHING)).toEqual([hit]);
});
