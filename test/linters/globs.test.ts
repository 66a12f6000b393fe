import { expect, test } from '@jest/globals';
import { matcher, matcherWithin, placesAbove, rooted, within } from '../../src/linters/globs.js';

test.each([
  ['', 'tests/*', 'tests/a/b.py', true],
  ['', '__init__.py', 'a/b/__init__.py', true],
  ['', '__init__.py', '__init__.py', true],
  ['app', '*.py', 'app/deep/x.py', true],
  ['app', '*.py', 'web/x.py', false],
  ['', '{a,b}.py', 'x/b.py', true],
  ['', '[ab].py', 'c.py', false],
  ['', './conf.py', 'docs/conf.py', false],
  ['', '**/tests/**/data_*/*.py', 'a/tests/b/data_1/c.py', true],
  ['', '*a*b*c', 'abc', true],
  ['', '*a*b*c*d', 'abcd', false],
  ['', '**/**/**/**/**/**/x.py', 'a/x.py', true],
  ['base', '../app/*', 'app/x.py', true],
  ['base', '../app/*', 'base/app/x.py', false],
  ['base', './../app/x.py', 'app/x.py', true],
  ['a/b', 'c/../../d/*.py', 'a/d/x.py', true],
  ['base', '../../app/*', 'app/x.py', false],
  ['base', '../../app/*', 'base/app/x.py', false],
])('in %j, %s matches %s: %s', (folder, pattern, path, expected) => {
  expect(matcher(rooted(folder, pattern))(path)).toBe(expected);
});

test.each([
  ['build', 'a/build/x.py', true],
  ['a/b', 'a/b/x.py', true],
  ['a/b', 'c/a/b/x.py', false],
  ['build', 'builder/x.py', false],
])('%s leaves out %s: %s', (pattern, path, expected) => {
  expect(matcherWithin([rooted('', pattern)])(path)).toBe(expected);
});

test('answers nothing but true and false, whatever it is called with', () => {
  expect(['a/x.py', 'b.py'].some(matcher('**/dist'))).toBe(false);
});

test.each([
  ['a', '../x.toml', 'x.toml'],
  ['', '../x.toml', undefined],
  ['', '/etc/passwd', undefined],
  ['', '~/x.toml', undefined],
  ['', '$HOME/x.toml', undefined],
  ['a/b', './c//d.json', 'a/b/c/d.json'],
])('in %j, %s is %s', (folder, written, expected) => {
  expect(within(folder, written)).toBe(expected);
});

test('places from the own folder to the root, by the order of the names', () => {
  expect(placesAbove('a/b.py', ['x', 'y'])).toEqual(['a/x', 'a/y', 'x', 'y']);
});
