/** The incremental answer is the brute-force difference, over histories of the sample systems: each file mended, broken or gone. */
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Grammars } from '../../src/facts/grammars.js';
import type { FileFacts } from '../../src/facts/types.js';
import { judgeBothSides, judgeBothSidesAfresh } from '../../src/rules/both-sides.js';
import { difference } from '../support/difference.js';
import { testGrammars } from '../support/grammars.js';
import { sidesOf, type Files } from '../support/memory-project.js';
import { sampleSystems, type SampleSystem } from '../support/sample-systems.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

type State = 'before' | 'after' | 'gone';

/** Most files as they are in one state, so that the system still hangs together. */
const start = fc.constantFrom<State>('before', 'after');
const changed = fc.array(fc.tuple(fc.nat(), fc.constantFrom<State>('before', 'after', 'gone')), { minLength: 1, maxLength: 6 });

function treeOf(system: SampleSystem, most: State, exceptions: ReadonlyMap<string, State>): Files {
  const files: Record<string, string> = {};
  for (const path of pathsOf(system)) {
    const state = exceptions.get(path) ?? most;
    const text = state === 'gone' ? undefined : system[state][path];
    if (text !== undefined) files[path] = text;
  }
  return files;
}

function pathsOf(system: SampleSystem): string[] {
  return [...new Set([...Object.keys(system.before), ...Object.keys(system.after)])].sort();
}

test.each(sampleSystems())('$name: incremental = brute force', (system) => {
  const cache = new Map<string, FileFacts>();
  const paths = pathsOf(system);
  let told = 0;
  fc.assert(
    fc.property(start, fc.array(changed, { minLength: 1, maxLength: 2 }), (most, steps) => {
      const exceptions = new Map<string, State>();
      let base = treeOf(system, most, exceptions);
      for (const step of steps) {
        for (const [index, state] of step) exceptions.set(paths[index % paths.length] as string, state);
        const head = treeOf(system, most, exceptions);
        const input = sidesOf(base, head, grammars, cache);
        const incremental = difference(judgeBothSides(input), input.changes);
        expect(incremental).toEqual(difference(judgeBothSidesAfresh(input), input.changes));
        told += incremental.introduced.length + incremental.fixed.length;
        base = head;
      }
    }),
    { numRuns: Math.ceil(Number(process.env.FUZZ_RUNS ?? 150) / 15) },
  );
  expect(told).toBeGreaterThan(5);
}, 240_000);
