import { beforeAll, expect, test } from '@jest/globals';
import { createWalk, nodesOf, walkByLibrary } from '../../../../src/facts/python/code/cursor.js';
import type { Grammars } from '../../../../src/facts/grammars.js';
import { testGrammars } from '../../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

test.each([
  ['nothing', ''],
  ['statements', 'import os\n\n\nclass Käse(object):\n    def f(self, *a, x: int = 1) -> "𝒳":\n        return [y for y in f"{x!r}" if y]\n'],
  ['errors', 'def (:\n  x = = 1\n)))\nclass\n'],
  ['levels upon levels, for which the cursor needs more memory', `${'('.repeat(300)}1${')'.repeat(300)}\n`.repeat(20)],
])('a walk goes where the library’s goes: %s', (_what, text) => {
  const { walk, python } = grammars;
  expect(walk).not.toBe(walkByLibrary);
  for (let round = 0; round < 3; round += 1) {
    const tree = python.parse(text);
    if (tree === null || walk === undefined) throw new Error('no tree');
    const [own, expected] = [walk(tree, nodesOf), walkByLibrary(tree, nodesOf)];
    expect(own).toEqual(expected);
    expect(own.length).toBeGreaterThan(0);
    expect(() => walk(tree, () => { throw new Error('in the middle'); })).toThrow('in the middle');
    tree.delete();
  }
});

test('where the module is not to be had, or answers otherwise, it is the library’s', async () => {
  expect(createWalk({}, grammars.python)).toBe(walkByLibrary);
  const wrong = Object.fromEntries(['_ts_init', '_ts_tree_cursor_current_node_type_id_wasm', '_ts_tree_cursor_start_index_wasm', '_ts_tree_cursor_end_index_wasm', '_ts_tree_cursor_goto_first_child_wasm', '_ts_tree_cursor_goto_next_sibling_wasm', '_ts_tree_cursor_goto_parent_wasm', 'getValue'].map((name) => [name, () => 0]));
  expect(createWalk(wrong, grammars.python)).toBe(walkByLibrary);
});
