import { expect, test } from '@jest/globals';
import { rowsOf, type TreeMeasurements } from '../../bench/rows.js';
import { table } from '../../bench/table.js';
import type { Measured, Timed } from '../../bench/types.js';

const run = (milliseconds: number, stages: Timed['stages'] = {}): Timed => ({ milliseconds, cpuMilliseconds: milliseconds, parsedFiles: 1, stages, findings: 0 });
const measured = (runs: readonly Timed[], floors: Measured['floors'] = []): Measured => ({ peakBytes: 1e6, size: { files: 1, sourceFiles: 1, sourceBytes: 1e6 }, runs, floors });
const twice = measured([run(1), run(1)], [{}, {}]);
/** What a test has nothing to say of. */
const REST: TreeMeasurements = { parse: [measured([run(100)])], cold: [measured([run(100)], [{}])], audit: twice, edit: twice, mix: twice, kinds: {}, commandLine: { alone: [900, 1000, 1100], daemon: [90, 100] } };

test('stages stand beside their floors, a first reading beside all it asks for', () => {
  const stages = { git: 6, 'linters started': 3, facts: 50, 'linters here': 4, 'rules head': 90, linters: 5 };
  const review = measured([run(999, stages), run(200, stages)], [{ git: 900, facts: 900, linters: 900 }, { git: 3, facts: 10, linters: 8 }]);
  const rows = rowsOf('shop', { ...REST, cold: [measured([run(300)], [{ git: 20, 'tree-sitter': 80, 'JSON.parse': 7 }])], edit: review, mix: review });
  const medians = Object.fromEntries(rows.map(({ what, value }) => [what, value.median]));
  expect(medians).toMatchObject({
    'cold facts: git alone': 20,
    'stored facts: JSON.parse alone': 7,
    // What it takes to have them again is no part of it.
    'cold facts / all these alone': 3,
    // The first in the process is left out.
    'review of edits: git, floor': 3,
    'review of edits: git / floor': 2,
    'review of edits: facts / floor': 5,
    // All three stages of linters against both of them alone.
    'review of edits: linters / floor': 12 / 8,
  });
  expect(medians).not.toHaveProperty('review of edits: rules head / floor');
});

test('a kind of change has two rows, its time and that of a processor, without the first review; of one that the tree has not there is a word', () => {
  const kinds = { 'a further route': measured([run(999), run(2, { facts: 1 }), run(4), run(9)]), 'a new module': null };
  const ofKinds = rowsOf('shop', { ...REST, kinds }).filter(({ what }) => what.includes('a further route') || what.includes('a new module'));
  expect(ofKinds).toEqual([
    { tree: 'shop', what: 'review of a further route', value: { median: 4, min: 2, max: 9, runs: 3 }, unit: 'ms' },
    { tree: 'shop', what: 'review of a further route, processor time', value: { median: 4, min: 2, max: 9, runs: 3 }, unit: 'ms' },
  ]);
  expect(table('shop', { ...REST, kinds }).split('\n').at(-1)).toBe('  no rows, since the tree has too few places for them: a new module');
  expect(table('shop', REST)).not.toContain('no rows');
});

test('what the person waits for who gave the command, with a daemon and without', () => {
  const rows = rowsOf('shop', REST).filter(({ what }) => what.includes('by the command line'));
  expect(rows.map(({ what, value }) => [what, value.median, value.runs])).toEqual([
    ['review of edits by the command line, as a whole', 1000, 3],
    ['review of edits by the command line and its daemon, as a whole', 95, 2],
  ]);
});
