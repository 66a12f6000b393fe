import { describe, expect, test } from '@jest/globals';
import type { Edit } from '../../src/findings/types.js';
import { compose, type ComposeInput, type Fixable } from '../../src/fixes/compose.js';
import { finding, fingerprint, fix, range } from '../report/fixtures.js';

const TEXTS: Readonly<Record<string, string>> = { 'a.py': 'one\ntwo\nthree\n', 'b.py': 'b\n' };

const input: ComposeInput = {
  textOf: (path) => TEXTS[path],
  refusalOf: (path) => (path === 'vendor/x.py' ? 'it stands in vendor' : undefined),
  isTaken: (path) => path in TEXTS,
};

function edit(startLine: number, startColumn: number, endLine: number, endColumn: number, text: string, path = 'a.py'): Edit {
  return { kind: 'replace', path, range: range(startLine, startColumn, endLine, endColumn), text };
}

/** One finding for each fix, numbered from 1. */
function fixables(...fixes: readonly (readonly Edit[])[]): Fixable[] {
  return fixes.map((edits, index) => ({ ...finding({ fingerprint: fingerprint(index + 1), ruleId: `wiring/rule-${index + 1}` }), fix: fix('x', ...edits) }));
}

describe('compose', () => {
  test.each<[what: string, fixes: readonly (readonly Edit[])[], texts: Readonly<Record<string, string | null>>, left: Readonly<Record<number, string>>]>([
    ['fixes side by side', [[edit(1, 1, 1, 4, 'uno')], [edit(3, 1, 3, 6, 'tres')]], { 'a.py': 'uno\ntwo\ntres\n' }, {}],
    ['two insertions at one place, the worse finding first', [[edit(2, 1, 2, 1, 'x\n')], [edit(2, 1, 2, 1, 'y\n')]], { 'a.py': 'one\nx\ny\ntwo\nthree\n' }, {}],
    ['the same edit wanted twice', [[edit(2, 1, 2, 1, 'x\n')], [edit(2, 1, 2, 1, 'x\n'), edit(1, 1, 1, 4, 'uno')]], { 'a.py': 'uno\nx\ntwo\nthree\n' }, {}],
    ['the same lines', [[edit(1, 1, 1, 4, 'uno')], [edit(1, 2, 2, 1, '')], [edit(3, 1, 3, 6, 'tres')]], { 'a.py': 'uno\ntwo\ntres\n' }, { 2: 'another fix changes the same lines of `a.py` (wiring/rule-1)' }],
    ['a fix whose second file is refused, whole', [[edit(1, 1, 1, 4, 'uno'), edit(1, 1, 1, 1, 'x', 'vendor/x.py')]], {}, { 1: '`vendor/x.py` is not edited: it stands in vendor' }],
    ['a path that would lead out', [[{ kind: 'create', path: '../x.py', text: '' }]], {}, { 1: '`../x.py` is not edited: its path can’t be written safely on every system' }],
    ['a new file, and another fix with the same', [[{ kind: 'create', path: 'new.py', text: 'n\n' }], [{ kind: 'create', path: 'new.py', text: 'n\n' }, edit(1, 1, 1, 2, 'B', 'b.py')]], { 'new.py': 'n\n', 'b.py': 'B\n' }, {}],
    ['a new file that others want otherwise', [[{ kind: 'create', path: 'new.py', text: 'n\n' }], [{ kind: 'create', path: 'new.py', text: 'm\n' }]], { 'new.py': 'n\n' }, { 2: 'another fix changes the same lines of `new.py` (wiring/rule-1)' }],
    ['a new file that is there', [[{ kind: 'create', path: 'b.py', text: 'n\n' }]], {}, { 1: 'its fix can’t be applied to the file as it is' }],
    ['a deleted file', [[{ kind: 'delete', path: 'b.py' }], [edit(1, 1, 1, 2, 'B', 'b.py')]], { 'b.py': null }, { 2: 'another fix changes the same lines of `b.py` (wiring/rule-1)' }],
    ['an edited file that another deletes', [[edit(1, 1, 1, 2, 'B', 'b.py')], [{ kind: 'delete', path: 'b.py' }]], { 'b.py': 'B\n' }, { 2: 'another fix changes the same lines of `b.py` (wiring/rule-1)' }],
    ['a file that is not there', [[edit(1, 1, 1, 2, 'x', 'c.py')], [{ kind: 'delete', path: 'c.py' }]], {}, { 1: 'its fix can’t be applied to the file as it is', 2: 'its fix can’t be applied to the file as it is' }],
    ['nothing', [[]], {}, { 1: 'its fix edits nothing' }],
  ])('%s', (_what, fixes, texts, left) => {
    const composed = compose(fixables(...fixes), input);
    expect(Object.fromEntries(composed.texts)).toEqual(texts);
    expect(Object.fromEntries(composed.left)).toEqual(Object.fromEntries(Object.entries(left).map(([number, why]) => [fingerprint(Number(number)), why])));
    expect(composed.chosen).toHaveLength(fixes.length - Object.keys(left).length);
  });
});
