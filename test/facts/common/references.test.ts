import { expect, test } from '@jest/globals';
import { classifyReference } from '../../../src/facts/common/references.js';

test.each<[string, readonly string[]]>([
  ['a.b', ['module a.b']],
  ['a.b:c', ['module a.b']],
  ['main:app', ['module main']],
  ['a/b', ['path a/b']],
  ['./a', ['path ./a']],
  ['../../a.py', ['path ../../a.py']],
  ['~/x', ['path ~/x']],
  ['a/b/', ['path a/b/']],
  ['a-b.js', ['path a-b.js']],
  ['app/[id]/(group)/@modal/page.tsx', ['path app/[id]/(group)/@modal/page.tsx']],
  ['utils.html', ['module utils.html', 'path utils.html']],
  ['.env', []],
  ['a', []],
  ['a.1', []],
  ['1.2', []],
  ['a b/c', []],
  ['/a', []],
  ['http://a/b', []],
  ['a/%s', []],
  ['a/{x}', []],
  ['^a/', []],
  ['a//b', []],
  ['../', []],
  ['', []],
  [`${'a.'.repeat(100)}b`, []],
])('%j', (text, expected) => {
  expect(classifyReference(text).map((found) => `${found.shape} ${found.text}`)).toEqual(expected);
});
