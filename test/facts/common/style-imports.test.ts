import { expect, test } from '@jest/globals';
import { styleImports } from '../../../src/facts/common/style-imports.js';

test.each([
  ["@import '~leaflet/dist/leaflet';\nbody { margin: 0 }", "@import '~leaflet/dist/leaflet'"],
  ["@use 'kit' with (\n  $a: 1\n);", "@use 'kit' with (\n  $a: 1\n)"],
  ['@plugin "@tailwindcss/typography";\n@media (min-width: 1px) { a { color: red } }', '@plugin "@tailwindcss/typography"'],
  ['a { background: url(@importance.png) }', ''],
  ['', ''],
])('%j', (text, expected) => {
  expect(styleImports(text)).toBe(expected);
});
