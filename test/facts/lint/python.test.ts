import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { lintText } from '../../../src/facts/lint/index.js';
import { testGrammars } from '../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

describe('Python', () => {
  test('each undefined name once, with the symbol around it', () => {
    const { lint } = lintText('python:py', 'class Shop:\n    def total(self):\n        return π + VAT + VAT\n', grammars);
    expect(lint?.undefinedNames).toEqual([
      { name: 'π', span: [3, 16, 3, 17], symbol: 'Shop.total' },
      { name: 'VAT', span: [3, 20, 3, 23], symbol: 'Shop.total' },
    ]);
  });

  test('a name in an annotation in quotes is marked, one in an f-string is not', () => {
    const { lint } = lintText('python:py', 'def a(cart: "Cart"):\n    return f"{total}"\n', grammars);
    expect(lint?.undefinedNames?.map(({ name, quoted }) => [name, quoted])).toEqual([['Cart', true], ['total', undefined]]);
  });

  test.each([
    ['text = unicode if PY2 else str\n', 'it is a builtin of Python 2'],
    ['print(_("Hello"))\n', 'tools hand this name to the files that they run'],
    ['x = y  # type: ignore[name-defined]\n', 'a comment there tells checkers not to look'],
    ['SECRET_KEY = {secret_key}\n', 'it reads as a place in a template'],
  ])('%j is doubted', (text, doubt) => {
    expect(lintText('python:py', text, grammars).lint?.undefinedNames?.some((name) => name.doubt === doubt)).toBe(true);
  });

  test.each([
    ['if count > 20:\n    pass\n', 1],
    ['if count > 20:  # pragma: no cover\n    pass\n', 1],
    ['if count > 20:  # a shelf\n    pass\n', 0],
    ['if count > 20:  # ~ a shelf\n    pass\n', 0],
    ['if not 0 <= hour <= 23:\n    pass\n', 0],
    ['if start.year < 1900:\n    pass\n', 0],
    ['# A shelf is full.\nif count > 20:\n    pass\n', 0],
    ['# noqa\nif count > 20:\n    pass\n', 1],
    ['# A shelf holds 20.\ncount = shelf.count\nif count > 20:\n    pass\n', 0],
    ['# A shelf holds 200.\ncount = shelf.count\nif count > 20:\n    pass\n', 1],
  ])('limits without a name in %j: %d', (text, count) => {
    expect(lintText('python:py', text, grammars).lint?.limits?.length ?? 0).toBe(count);
  });

  test.each([
    ['import os\nif len(os.environ) > 20:\n    pass\n', [{ name: 'ENVIRON_LIMIT', declare: { line: 2, text: '\nENVIRON_LIMIT = 20\n' } }]],
    ['def late(self):\n    return 21 < self.openDays\n', [{ name: 'OPEN_DAYS_LIMIT', declare: { line: 1, text: 'OPEN_DAYS_LIMIT = 21\n\n\n' } }]],
    ['COUNT_LIMIT = 20\ndef full(count):\n    return count > 20\n', [{ name: 'COUNT_LIMIT' }]],
    // Another value, two values of one name, an operand of several parts, a limit by its name, nowhere to declare it.
    ['COUNT_LIMIT = 40\ndef full(count):\n    return count > 20\n', [undefined]],
    ['import os\ndef full(count):\n    return count > 20 or count < 11\n', [undefined, undefined]],
    ['import os\ndef full(count, old):\n    return count - old > 20 or sized(count) > 40 or count > 21 * old\n', [undefined, undefined, undefined]],
    ['import os\ndef full(limit):\n    return limit > 20\n', [undefined]],
    ['count = 3\nfull = count > 20\n', [undefined]],
  ])('constants for limits in %j', (text, constants) => {
    expect(lintText('python:py', text, grammars).lint?.limits?.map(({ constant }) => constant)).toEqual(constants);
  });

  test.each([
    ['# total = net()\n', 1],
    ['# The old way\n# total = net()\n', 1],
    ['# if total > 1:\n#     total = net()\n', 1],
    ['# Write it so:\n# total = net()\n', 0],
    ['# total = net()\n# Uncomment it for a test.\n', 0],
    ['# Uncomment it for a test.\n\n# total = net()\n', 0],
    ['# Uncomment it for a test.\nx = 1\n# total = net()\n', 1],
    ['# Expected: { "total": 1 }\n', 0],
    ['# Emailing (management)\n', 0],
    ['# page, page-size, limit (deprecated)\n', 0],
    ['# SIMPLE (net=price, tax=none),\n# FULL (net=price, tax=20),\n', 0],
    ['# print (net)\n', 1],
    ['# >>> Decimal(100.1)\n# Decimal("100.09999999999999")\n', 0],
    ['# result[shop][date] -> [Event]\n# result["open"] = [shop]\n', 0],
    ['# total = net()\n# so that net -> gross\n', 1],
    ['# def net(price) -> int:\n#     return price\n', 1],
    ['x = 1\n# {"net": [{"price": 1}]}\ny = 2\n', 0],
    ['x = [\n    {"net": 1},\n    # {"net": [{"price": 1}]}\n]\n', 1],
    ['# reimport\nx = 1\n', 0],
    ['# Parts of it can move to a base class\n# (net_of_list)\nclass Prices:\n    pass\n', 0],
    ['# total = net();\n', 1],
    ['# total = net();\n# the rest is left out.\n', 0],
    // Examples, fences, sentences that go on, and what stands deeper than the words above it.
    ['# example\n# if total > 1:\n#     total = net()\n', 0],
    ['# TODO: join what calling\n# ```\n# total.save()\n# ```\n# does\n', 0],
    ['# This is an object in the form of\n# {"total": net(1)}\n', 0],
    ['# TypeError: Not enough arguments for string\n#   "%s %s" % ("a", "b")\n', 0],
    ['# Not enough arguments for it\n# total = net()\n', 1],
    ['# The values are:\n#\n#     egg:gunicorn#sync\n#\n', 0],
    // Single names, words before a bracket, labels.
    ['# imports\n', 0],
    ['# continue\n', 1],
    ['# Add [b], [i], [u]\n', 0],
    ['# returns (total, net)\n', 0],
    ['# return (total, net)\n', 1],
    ['# total[net] = 1\n', 1],
    ['# Updated: 2010/11/30\n', 0],
    ['# Default : Shop\n', 0],
    ['# total: int = 3\n', 1],
    ['# RFC3986: scheme = ALPHA *( ALPHA / DIGIT )\n', 0],
    ['# now we should do what the type says\n# (create, update, delete, etc)\n', 0],
    ['# shown = sum(\n# (create, update, delete)\n# )\n', 1],
  ])('blocks of code in the comment %j: %d', (text, count) => {
    expect(lintText('python:py', text, grammars).lint?.commentedOut?.length ?? 0).toBe(count);
  });

  test.each([
    ['print "a"\n', 'it reads as Python 2'],
    ['%matplotlib inline\nx = 1\n', 'it reads as cells of a notebook'],
    ['from {{ app }} import x\n', 'it reads as a template'],
    ['def f(:\n    pass\n', undefined],
  ])('%j does not parse, with its doubt', (text, doubt) => {
    const { syntax } = lintText('python:py', text, grammars);
    expect([syntax?.parser, syntax?.doubt]).toEqual(['Ruff', doubt]);
  });

  test('sound code says nothing', () => {
    expect(lintText('python:py', 'import os\n\nprint(os.sep)\n', grammars)).toEqual({});
  });
});

describe('other texts', () => {
  test.each([
    ['text:json', '{"a": 1, // why\n}', undefined],
    ['text:json', '{"a": 1}\n{"a": 2}\n', undefined],
    ['text:json', '{"a": 1 "b": 2}', 'JSON'],
    ['manifest:package-json:-:package.json:kept', '{"a": 1,}', 'JSON'],
    ['text:yaml', 'a: !Ref b\n---\nc: !!python/name:d\n', undefined],
    ['text:yaml', 'a: "b\n', 'YAML'],
    ['text:yaml', 'name: {{ chart }}\n  x', undefined],
    ['text:toml', 'a = \n', 'TOML'],
    ['manifest:npm-lock:-:package-lock.json', '{', undefined],
    ['javascript:js', 'return <b/>;', undefined],
    ['javascript:js', 'const a: string = "b";', 'oxc'],
    ['typescript:ts', '<?xml version="1.0"?>', 'oxc'],
    ['typescript:d.ts', 'export const a: number;', undefined],
    ['text', '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> b\n', 'Git'],
    ['document', 'Title\n=======\n<<<<<<< HEAD\n', undefined],
  ])('%s %j', (kind, text, parser) => {
    expect(lintText(kind, text, grammars).syntax?.parser).toBe(parser);
  });

  test('types in JavaScript and documents under a false name are doubted', () => {
    expect(lintText('javascript:js', 'const a: string = "b";', grammars).syntax?.doubt).toBe('it has types that JavaScript does not know');
    expect(lintText('typescript:d.mts', 'declare module "*.css" {};', grammars).syntax?.doubt).toContain('skipLibCheck');
    expect(lintText('typescript:ts', '<?xml version="1.0"?>', grammars).syntax?.doubt).toBe('it is a document of another kind under this name');
  });
});
