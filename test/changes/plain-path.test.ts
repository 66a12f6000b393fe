/** Paths that are safe to write. */
import { expect, test } from '@jest/globals';
import { isPlainPath } from '../../src/changes/plain-path.js';

test.each<[path: string, expected: boolean]>([
  ['shop/migrations/0002_note.py', true],
  ['.github/workflows/ci.yml', true],
  ['.gitignore', true],
  ['a..b/..c', true],
  ['', false],
  ['/etc/passwd', false],
  ['../up.py', false],
  ['shop/../../up.py', false],
  ['./shop.py', false],
  ['shop//a.py', false],
  ['shop/', false],
  ['.git/config', false],
  ['shop/.GIT/hooks/x', false],
  ['.git /config', false],
  ['git~1/config', false],
  ['C:/x', false],
  ['shop\\..\\x', false],
  ['shop/a\u0000.py', false],
])('a new file at %j: %j', (path, expected) => {
  expect(isPlainPath(path)).toBe(expected);
});
