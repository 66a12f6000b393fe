import { expect, test } from '@jest/globals';
import { createGroups, createInverse, createQuestions, createTally } from '../../src/project/inverse.js';
import type { Told } from '../../src/project/live-tree.js';
import { given, lazily } from '../../src/project/tracked.js';

type Files = Readonly<Record<string, readonly string[]>>;

/** Told as a scan tells: what is the same stays the same object. */
function moving(first: Files): { readonly scan: () => readonly Told<readonly string[]>[]; readonly moveTo: (files: Files) => void } {
  const list = (files: Files, before: readonly Told<readonly string[]>[] = []): readonly Told<readonly string[]>[] =>
    Object.keys(files).sort().map((path) => before.find((one) => one.path === path && one.told === files[path]) ?? { path, told: files[path] as readonly string[] });
  const held = given(list(first));
  return { scan: () => held.get(), moveTo: (files) => held.set(list(files, held.get())) };
}

const [one, two, three] = [['a', 'b'], ['b'], ['a', 'c']] as const;

test('files by what they say, through changes', () => {
  const { scan, moveTo } = moving({ 'x.py': one, 'z.py': two });
  const filesWith = createInverse(scan, (told) => told);
  expect([filesWith('a'), filesWith('b'), filesWith('c')]).toEqual([['x.py'], ['x.py', 'z.py'], []]);
  moveTo({ 'x.py': one, 'y.py': two, 'z.py': three });
  expect([filesWith('a'), filesWith('b'), filesWith('c')]).toEqual([['x.py', 'z.py'], ['x.py', 'y.py'], ['z.py']]);
  moveTo({ 'y.py': two });
  expect([filesWith('a'), filesWith('b'), filesWith('c')]).toEqual([[], ['y.py'], []]);
});

test('who asks of another word is left alone', () => {
  const { scan, moveTo } = moving({ 'x.py': one, 'z.py': two });
  const filesWith = createInverse(scan, (told) => told);
  let times = 0;
  const ask = lazily(() => (times += 1, filesWith('b').length));
  ask();
  moveTo({ 'x.py': one, 'y.py': ['c'], 'z.py': two });
  expect([ask(), times]).toEqual([2, 1]);
  moveTo({ 'x.py': one, 'y.py': ['c'] });
  expect([ask(), times]).toEqual([1, 2]);
});

test('a tally', () => {
  const { scan, moveTo } = moving({ 'x.py': one, 'z.py': two });
  const count = createTally(scan, (told) => told);
  expect([count('a'), count('b'), count('c')]).toEqual([1, 2, 0]);
  moveTo({ 'x.py': three, 'z.py': two });
  expect([count('a'), count('b'), count('c')]).toEqual([1, 1, 1]);
});

test('questions that stand', () => {
  const { scan, moveTo } = moving({ 'x.py': one, 'z.py': two });
  const some = createQuestions(scan);
  const asked: string[] = [];
  const has = (word: string): boolean => some(word, (told) => (asked.push(word), told.includes(word)));
  expect([has('a'), has('c')]).toEqual([true, false]);
  asked.length = 0;
  moveTo({ 'x.py': one, 'y.py': three, 'z.py': two });
  expect([has('a'), has('c')]).toEqual([true, true]);
  expect(asked).toEqual(['a', 'c']);
  moveTo({ 'z.py': two });
  expect([has('a'), has('c'), has('b')]).toEqual([false, false, true]);
});

test('items of a list by a key, of which only those are told that have others', () => {
  const words = given<readonly { readonly of: string }[]>([{ of: 'x' }, { of: 'y' }, { of: 'x' }]);
  const at = createGroups(() => words.get(), (word) => word.of);
  let times = 0;
  const ask = lazily(() => (times += 1, at('x').length));
  expect([ask(), at('y').length, at('z').length]).toEqual([2, 1, 0]);
  words.set([...words.get().filter(({ of }) => of === 'x'), { of: 'z' }]);
  expect([ask(), at('y').length, at('z').length, times]).toEqual([2, 0, 1, 1]);
  words.set(words.get().slice(1));
  expect([ask(), times]).toEqual([1, 2]);
});
