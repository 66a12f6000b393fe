import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { testGrammars } from '../support/grammars.js';
import { modelOf } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

test.each<[what: string, gitignore: string, path: string, expected: boolean]>([
  ['a name at any depth', '.env\n', 'deploy/.env', true],
  ['a name that is another', '.env\n', '.env.example', false],
  ['a pattern', '*.log\n', 'var/today.log', true],
  ['a folder and what is in it', 'dist/\n', 'dist/assets/app.js', true],
  ['the folder itself, written without its slash', 'dist/\n', 'dist', true],
  ['the folder itself, written with it', 'dist/\n', 'dist/', true],
  ['anchored at the top', '/build\n', 'build/x', true],
  ['anchored, but it stands elsewhere', '/build\n', 'web/build/x', false],
  ['excepted again', '*.json\n!keep.json\n', 'keep.json', false],
  ['a comment', '# dist\n', 'dist', false],
  ['CRLF', 'dist/\r\n*.log\r\n', 'a.log', true],
  ['nothing', '', 'a.py', false],
  ['the top', '*\n', '', false],
  ['a path that leaves the repository', '*\n', '../x', false],
  ['an absolute path', '*\n', '/etc/passwd', false],
])('%s', (_what, gitignore, path, expected) => {
  expect(modelOf({ '.gitignore': gitignore, 'a.py': '' }, grammars).isIgnored(path)).toBe(expected);
});

test.each([
  ['web/dist/app.js', true],
  ['web/app/dist/app.js', true],
  ['dist/app.js', false],
  ['web', false],
])('a .gitignore in web speaks for web alone: %s', (path, expected) => {
  expect(modelOf({ 'web/.gitignore': 'dist\n', 'a.py': '' }, grammars).isIgnored(path)).toBe(expected);
});
