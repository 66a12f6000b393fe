import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EntryKind, TreeEntry } from '../../src/changes/types.js';
import { LiveShape } from '../../src/project/live-shape.js';
import { createTree } from '../support/tree.js';
import { lazily } from '../../src/project/tracked.js';
import { ancestorsOf, folderOf, type TreeIndex } from '../../src/project/tree.js';

type Entries = ReadonlyMap<string, TreeEntry>;

const kinds: readonly EntryKind[] = ['file', 'file', 'file', 'symlink', 'submodule'];
const segment = fc.constantFrom('a', 'b', 'c.py', '__init__.py', 'b.py');
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
/** A tree: no file stands where another one needs a folder. */
const entries = fc.array(fc.tuple(path, fc.constantFrom(...kinds)), { maxLength: 10 }).map((files): Entries => {
  const folders = new Set(files.flatMap(([file]) => ancestorsOf(folderOf(file))));
  return new Map(files.filter(([file]) => !folders.has(file)).map(([file, kind]) => [file, { path: file, oid: file, kind }]));
});

/** All that can be asked, by what is asked. */
function questions(tree: TreeIndex): ReadonlyMap<string, () => unknown> {
  const asked = ['', 'a', 'b', 'a/b', 'a/b.py', 'c.py', 'b/c.py', 'a/b/c.py', '/b/', '__init__.py', 'b/__init__.py'];
  return new Map<string, () => unknown>([
    ['paths', () => tree.paths],
    ...asked.flatMap((one): [string, () => unknown][] => [
      [`file ${one}`, () => tree.hasFile(one)],
      [`folder ${one}`, () => tree.hasFolder(one)],
      [`closed ${one}`, () => tree.closedAt(one)],
      [`children ${one}`, () => tree.children(one)],
      [`stem ${one}`, () => tree.withStem(one)],
      [`ending ${one}`, () => tree.endingWith(one)],
    ]),
  ]);
}

function differing(before: Entries, after: Entries): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((one) => before.get(one)?.kind !== after.get(one)?.kind);
}

test('wherever it is moved it answers as a tree made afresh; who asked is told of a change, and only of that', () => {
  fc.assert(
    fc.property(fc.array(entries, { minLength: 2, maxLength: 6 }), (trees) => {
      const [first, ...others] = trees as [Entries, ...Entries[]];
      const live = new LiveShape(first);
      const made = new Map<string, number>();
      const cells = [...questions(live.tree)].map(([what, ask]) => {
        const cell = lazily(() => {
          made.set(what, (made.get(what) ?? 0) + 1);
          return ask();
        });
        return [what, cell] as const;
      });
      let before: Entries = first;
      let answers = new Map(cells.map(([what, cell]) => [what, cell()]));
      for (const after of others) {
        live.moveTo(after, differing(before, after));
        const fresh = questions(createTree({ commit: null, entries: after }));
        const times = new Map(made);
        for (const [what, cell] of cells) {
          const answer = cell();
          expect([what, answer]).toEqual([what, fresh.get(what)?.()]);
          // Equal answers are not made again; a kind is one answer for a file and what closes it, a folder one for itself and its children.
          if (/^(paths|stem|ending)/.test(what) && JSON.stringify(answer) === JSON.stringify(answers.get(what))) expect([what, made.get(what)]).toEqual([what, times.get(what)]);
        }
        answers = new Map(cells.map(([what, cell]) => [what, cell()]));
        before = after;
      }
    }),
    { numRuns: 200 },
  );
});
