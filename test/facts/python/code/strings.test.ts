import { expect, test } from '@jest/globals';
import { expressionOf, shown } from './support.js';

test.each<[source: string, node: unknown]>([
  ["'a'", { at: "'a'", kind: 'string', value: 'a' }],
  ['"it\'s"', { at: '"it\'s"', kind: 'string', value: "it's" }],
  ["''", { at: "''", kind: 'string', value: '' }],
  ['""""a" b"""', { at: '""""a" b"""', kind: 'string', value: '"a" b' }],
  ['\'\'\'a\\\nb\'\'\'', { at: '\'\'\'a\\\nb\'\'\'', kind: 'string', value: 'ab' }],
  ["u'a'", { at: "u'a'", kind: 'string', value: 'a' }],
  ['r\'\\d\'', { at: 'r\'\\d\'', kind: 'string', value: '\\d' }],
  ['b\'\\x00\'', { at: 'b\'\\x00\'', kind: 'string', value: '\u0000', bytes: true }],
  ['Rb"\\x"', { at: 'Rb"\\x"', kind: 'string', value: '\\x', bytes: true }],
  ['\'\\n\\t\\\\\\\'\\x41\\u00e9\\U0001F600\\101\'', { at: '\'\\n\\t\\\\\\\'\\x41\\u00e9\\U0001F600\\101\'', kind: 'string', value: '\n\t\\\'Aé😀A' }],
  ['\'\\d\\N{DASH}\'', { at: '\'\\d\\N{DASH}\'', kind: 'string', value: '\\d\\N{DASH}' }],
  ['b\'\\u0041\'', { at: 'b\'\\u0041\'', kind: 'string', value: '\\u0041', bytes: true }],
  ['\'a\' "b"', { at: '\'a\' "b"', kind: 'string', value: 'ab' }],
  ['(\'a\'  # why\n  \'b\')', { at: '\'a\'  # why\n  \'b\'', kind: 'string', value: 'ab' }],
  ['\'a\' r\'\\n\' \'\\n\'', { at: '\'a\' r\'\\n\' \'\\n\'', kind: 'string', value: 'a\\n\n' }],
  ['\'\'\'a\r\nb\'\'\'', { at: '\'\'\'a\r\nb\'\'\'', kind: 'string', value: 'a\nb' }],
  ["f'a'", { at: "f'a'", kind: 'string', value: 'a' }],
  ["f'{{a}}'", { at: "f'{{a}}'", kind: 'string', value: '{a}' }],
  ["f'a{b}c{d!r:>{e}}'", { at: "f'a{b}c{d!r:>{e}}'", kind: 'formatted', parts: [{ piece: 'a' }, 'b', { piece: 'c' }, 'd', 'e'] }],
  ["'a' f'{b}' 'c'", { at: "'a' f'{b}' 'c'", kind: 'formatted', parts: [{ piece: 'a' }, 'b', { piece: 'c' }] }],
  ["f'{a}' f'{b}'", { at: "f'{a}' f'{b}'", kind: 'formatted', parts: ['a', 'b'] }],
  ['rf\'\\d{a}\'', { at: 'rf\'\\d{a}\'', kind: 'formatted', parts: [{ piece: '\\d' }, 'a'] }],
  ['f\'{a.b["c"]}\'', { at: 'f\'{a.b["c"]}\'', kind: 'formatted', parts: [{ at: 'a.b["c"]', kind: 'subscript', value: { at: 'a.b', nameAt: 'b', kind: 'attribute', value: 'a', attribute: 'b' }, index: { at: '"c"', kind: 'string', value: 'c' } }] }],
  ['F"""{a,}"""', { at: 'F"""{a,}"""', kind: 'formatted', parts: [{ at: 'a,', kind: 'tuple', items: ['a'] }] }],
  ["f'{a=}'", { at: "f'{a=}'", kind: 'formatted', parts: ['a'] }],
  ["'😀'", { at: "'😀'", kind: 'string', value: '😀' }],
])('%j', (source, node) => {
  expect(shown(source, expressionOf(`${source}\n`))).toEqual(node);
});
