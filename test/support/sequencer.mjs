/** Begins what takes longest first: on a clean clone nothing is known of earlier runs, and a long file begun last is waited for by one processor alone. */
import TestSequencer from '@jest/test-sequencer';

/** Files that take half a minute or more by themselves, longest first; the others follow by size, as ever. */
const LONG = ['pipeline/incremental-systems.test.ts', 'chaos/chaos.test.ts', 'groups/rest.group.mjs', 'groups/project.group.mjs', 'groups/facts.group.mjs', 'groups/rules.group.mjs', 'cli/large.test.ts', 'report/html/browser.test.ts'];

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONG.findIndex((name) => path.endsWith(`/test/${name}`));
      return at < 0 ? LONG.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
