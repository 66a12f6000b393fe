import { expect, test } from '@jest/globals';
import { rowsOf } from '../../bench/rows.js';
import type { Measured, Timed } from '../../bench/types.js';

const run = (milliseconds: number, stages: Timed['stages'] = {}): Timed => ({ milliseconds, cpuMilliseconds: milliseconds, parsedFiles: 1, stages, findings: 0 });
const measured = (runs: readonly Timed[], floors: Measured['floors'] = []): Measured => ({ peakBytes: 1e6, size: { files: 1, sourceFiles: 1, sourceBytes: 1e6 }, runs, floors });

test('stages stand beside their floors, a first reading beside all it asks for', () => {
  const stages = { git: 6, 'linters started': 3, facts: 50, 'linters here': 4, 'rules head': 90, linters: 5 };
  const review = measured([run(999, stages), run(200, stages)], [{ git: 900, facts: 900, linters: 900 }, { git: 3, facts: 10, linters: 8 }]);
  const rows = rowsOf('shop', { parse: [measured([run(100)])], cold: [measured([run(300)], [{ git: 20, 'tree-sitter': 80, 'JSON.parse': 7 }])], audit: measured([run(1), run(1)]), edit: review, mix: review });
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
