/** Begins what takes longest first: on a clean clone nothing is known of earlier runs, and a long file begun last is waited for by one processor alone. */
import TestSequencer from '@jest/test-sequencer';

/** Files that take a quarter of a minute or more by themselves, longest first; the others follow by size, as ever. */
const LONG = [
  'hostile/pipeline.test.ts', 'groups/project.group.mjs', 'pipeline/incremental-systems.test.ts', 'chaos/chaos.test.ts', 'groups/rest.group.mjs', 'cli/large.test.ts', 'groups/facts.group.mjs',
  'pipeline/fix-run.test.ts', 'groups/rules.group.mjs', 'report/html/browser.test.ts', 'isolation/worker.test.ts', 'rules/rules-contract.test.ts', 'e2e/lives.test.ts', 'e2e/several.test.ts',
  'e2e/server.test.ts', 'e2e/demo.test.ts', 'cli/bad-input.test.ts', 'action/action.test.ts',
];

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONG.findIndex((name) => path.endsWith(`/test/${name}`));
      return at < 0 ? LONG.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
