import { describe, expect, test } from '@jest/globals';
import type { EntryKind, TreeEntry } from '../../src/changes/types.js';
import type { FileFacts } from '../../src/facts/types.js';
import { asker, createLiveTree, plainScan, type LiveTree, type TreeState } from '../../src/project/live-tree.js';
import { lazily } from '../../src/project/tracked.js';

/** Path -> content; its length is the line count. */
type Files = Readonly<Record<string, string>>;

function stateOf(files: Files, kinds: Readonly<Record<string, EntryKind>> = {}): TreeState {
  const entries = new Map(Object.entries(files).map(([path, content]): [string, TreeEntry] => [path, { path, oid: content, kind: kinds[path] ?? 'file' }]));
  return { snapshot: { commit: null, entries }, facts: (path) => (files[path] === undefined ? undefined : factsOf(files[path])), formerPaths: new Map() };
}

function factsOf(content: string): FileFacts {
  return { lineCount: content.length, references: [], suppressions: [] };
}

/** How often something was answered anew, while the tree is moved. */
function answered<T>(live: LiveTree, ask: (live: LiveTree) => T, ...states: readonly TreeState[]): { answers: T[]; times: number } {
  let times = 0;
  const cell = lazily(() => {
    times += 1;
    return ask(live);
  });
  const answers = [cell()];
  for (const state of states) {
    live.moveTo(state);
    answers.push(cell());
  }
  return { answers, times };
}

const FILES: Files = { 'a.py': 'x', 'b/c.py': 'xx' };

describe('who asked is told of what has changed', () => {
  test.each<[what: string, ask: (live: LiveTree) => unknown, after: TreeState, answers: unknown[], times: number]>([
    ['facts of another file', ({ facts }) => facts('a.py')?.lineCount, stateOf({ ...FILES, 'b/c.py': 'xxx' }), [1, 1], 1],
    ['its facts', ({ facts }) => facts('b/c.py')?.lineCount, stateOf({ ...FILES, 'b/c.py': 'xxx' }), [2, 3], 2],
    ['the same blob, read again', ({ facts }) => facts('b/c.py')?.lineCount, stateOf(FILES), [2, 2], 1],
    ['a file that came', ({ facts, tree }) => [facts('d.py')?.lineCount, tree.hasFile('d.py')], stateOf({ ...FILES, 'd.py': 'x' }), [[undefined, false], [1, true]], 2],
    ['a file that went', ({ facts, tree }) => [facts('a.py')?.lineCount, tree.hasFile('a.py')], stateOf({ 'b/c.py': 'xx' }), [[1, true], [undefined, false]], 2],
    ['whether a file is there that only changed', ({ tree }) => tree.hasFile('a.py'), stateOf({ ...FILES, 'a.py': 'xxx' }), [true, true], 1],
    ['a folder that another file came to', ({ tree }) => tree.hasFolder('b'), stateOf({ ...FILES, 'd.py': 'x' }), [true, true], 1],
    ['the files of a folder', ({ tree }) => tree.children('b').files, stateOf({ ...FILES, 'b/d.py': 'x' }), [['c.py'], ['c.py', 'd.py']], 2],
    ['all paths', ({ tree }) => tree.paths.length, stateOf({ ...FILES, 'b/d.py': 'x' }), [2, 3], 2],
    ['all paths, where a file changed', ({ tree }) => tree.paths.length, stateOf({ ...FILES, 'a.py': 'xx' }), [2, 2], 1],
    ['a file that became a link', ({ tree }) => tree.closedAt('a.py'), stateOf(FILES, { 'a.py': 'symlink' }), [undefined, 'symlink'], 2],
    ['paths of an ending', ({ tree }) => tree.endingWith('c.py'), stateOf({ ...FILES, 'd.py': 'x' }), [['b/c.py'], ['b/c.py']], 1],
    ['former paths', (live) => [...live.formerPaths().keys()], { ...stateOf(FILES), formerPaths: new Map([['old.py', null]]) }, [[], ['old.py']], 2],
    ['equal former paths', (live) => live.formerPaths().size, { ...stateOf(FILES), formerPaths: new Map() }, [0, 0], 1],
  ])('%s', (_what, ask, after, answers, times) => {
    expect(answered(createLiveTree(stateOf(FILES)), ask, after)).toEqual({ answers, times });
  });

  test('back and forth', () => {
    const [before, after] = [stateOf(FILES), stateOf({ ...FILES, 'a.py': 'xxx' })];
    expect(answered(createLiveTree(before), ({ facts }) => facts('a.py')?.lineCount, after, before, after).answers).toEqual([1, 3, 1, 3]);
  });
});

test('facts of an unchanged blob stay the same object', () => {
  const live = createLiveTree(stateOf(FILES));
  const held = live.facts('a.py');
  live.moveTo(stateOf({ ...FILES, 'b/c.py': 'xxx' }));
  expect(live.facts('a.py')).toBe(held);
});

test('code that was read meanwhile counts as a change', () => {
  const live = createLiveTree(stateOf(FILES));
  expect(live.facts('a.py')?.code).toBeUndefined();
  live.moveTo({ ...stateOf(FILES), facts: (path) => ({ ...factsOf(FILES[path] ?? ''), code: 'read' }) });
  expect(live.facts('a.py')?.code).toBe('read');
});

test('successors are told before anybody sees them', () => {
  const told: (readonly [number, number])[] = [];
  const live = createLiveTree(stateOf(FILES), (before, after) => told.push([before.lineCount, after.lineCount]));
  live.facts('a.py');
  live.moveTo(stateOf({ 'a.py': 'xxx', 'b/c.py': 'xxxx', 'd.py': 'x' }));
  // Nobody had asked for the other file.
  expect(told).toEqual([[1, 3]]);
});

describe('scan', () => {
  const long = ({ lineCount }: FileFacts): number | false => lineCount > 1 && lineCount;

  test('answers of all files, anew only where one says something else', () => {
    const live = createLiveTree(stateOf(FILES));
    const ask = live.scan(long);
    const first = ask();
    live.moveTo(stateOf({ ...FILES, 'a.py': 'y' }));
    expect(ask()).toBe(first);
    live.moveTo(stateOf({ 'a.py': 'xxx', 'b/c.py': 'xx', 'z.py': 'xx' }));
    expect(ask()).toEqual([{ path: 'a.py', told: 3 }, { path: 'b/c.py', told: 2 }, { path: 'z.py', told: 2 }]);
    expect(ask()[1]).toBe(first[0]);
  });

  test('over files that never change', () => {
    expect(plainScan(['a.py', 'b/c.py'], (path) => factsOf(FILES[path] ?? ''))(long)()).toEqual([{ path: 'b/c.py', told: 2 }]);
  });
});

test('asker', () => {
  const live = createLiveTree(stateOf(FILES));
  const isLong = asker(live.facts, ({ lineCount }) => ({ long: lineCount > 1 }));
  const before = isLong('b/c.py');
  live.moveTo(stateOf({ ...FILES, 'b/c.py': 'xxxx' }));
  expect([isLong('b/c.py'), isLong('none.py')]).toEqual([{ long: true }, undefined]);
  expect(isLong('b/c.py')).toBe(before);
});
