import { describe, expect, test } from '@jest/globals';
import { extract, lines } from './support.js';

function references(source: string): readonly string[] {
  return extract(source).references.map(({ text, shape }) => `${shape} ${text}`);
}

describe('string references', () => {
  test.each<[string, readonly string[]]>([
    ['x = "a.b"', ['module a.b']],
    ["x = 'a.b'", ['module a.b']],
    ['x = r"a.b"', ['module a.b']],
    ['x = f"a.b"', ['module a.b']],
    ['x = """a.b"""', ['module a.b']],
    ['include("shop.urls")', ['module shop.urls']],
    ['{"a.b": "c.d", "e.f":"g.h"}', ['module a.b', 'module c.d', 'module e.f', 'module g.h']],
    ['["hello world","b.c"]', ['module b.c']],
    ['x = "pkg.mod:app"', ['module pkg.mod']],
    ['x = "data/x.csv"', ['path data/x.csv']],
    ['x = "x.csv"', ['module x.csv', 'path x.csv']],
    ['x = "../up"', ['path ../up']],
    ['x = "a.b"\ny = "a.b"', ['module a.b']],
    ['"a.b"', []],
    ['"""a.b"""', []],
    ['"a.b" "c.d"', []],
    ['def f():\n    "a.b"', []],
    ['"""Use "a.b" here."""', []],
    ['# "a.b"', []],
    ['x = f"a.{b}.c"', []],
    ['x = f"a.b.{c}.d"', ['module a.b']],
    ['# x = f"a.b.{c}"', []],
    ['x = "f\'a.b.{c}\'"', []],
    ['x = f"a.b.{{c}}"', []],
    ['x = "a" + ".b"', []],
    ['x = "a.b\\n"', []],
    ['x = "https://a.b/c"', []],
    ['x = "/a/b"', []],
    ['x = "%s/b"', []],
    ['x = "word"', []],
    ['x = ""', []],
  ])('%j', (source, expected) => {
    expect(references(source)).toEqual(expected);
  });

  test('the span is that of the text inside the quotes, of its first place', () => {
    expect(extract('x = "a.b", "a.b"').references).toEqual([{ text: 'a.b', shape: 'module', span: [1, 6, 1, 9] }]);
  });

  test.each<[string, readonly string[]]>([
    ['INSTALLED_APPS = ["core", "shop.apps.Shop"]', ['module core', 'module shop.apps.Shop']],
    ['INSTALLED_APPS = ("core",)', ['module core']],
    ['INSTALLED_APPS = ["core"] + ["shop"] + EXTRA', ['module core', 'module shop']],
    ['INSTALLED_APPS += ["core"]', ['module core']],
    ['if x:\n    INSTALLED_APPS = ["core"]', ['module core']],
    ['installed = ["core"]', []],
    ['APPS = ["two words", "a-b", 1, f"{x}"]', []],
    ['def f():\n    APPS = ["core"]', []],
    ['APP = "core"', []],
  ])('words of ALL_CAPS lists: %j', (source, expected) => {
    expect(references(source)).toEqual(expected);
  });
});

test('suppressions are read from comments only', () => {
  const source = lines('import a  # shipworthy: ignore[wiring/unresolved-import] made at build time', 'x = "# shipworthy: ignore[x]"', '"""', '# shipworthy: ignore[y]', '"""', '# shipworthy: ignore[a, b]', '', '# more', 'import b');
  expect(extract(source).suppressions).toEqual([
    { rules: ['wiring/unresolved-import'], reason: 'made at build time', span: [1, 11, 1, 76], targetLine: 1 },
    { rules: ['a', 'b'], reason: '', span: [6, 1, 6, 27], targetLine: 9 },
  ]);
});
