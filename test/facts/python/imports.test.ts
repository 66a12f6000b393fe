import { describe, expect, test } from '@jest/globals';
import type { PythonImport } from '../../../src/facts/types.js';
import { extract, lines } from './support.js';

/** `from ..a import b as c` in short; dynamic imports in brackets. */
function brief({ module, level, names, alias, form }: PythonImport): string {
  const target = `${'.'.repeat(level)}${module}${alias ? ` as ${alias}` : ''}`;
  const list = names?.map((name) => (name.alias ? `${name.name} as ${name.alias}` : name.name)).join(', ');
  const text = names === null ? target : `${target}: ${list}`;
  return form === 'dynamic' ? `[${text}]` : text;
}

function imports(source: string): readonly string[] {
  return extract(source).python.imports.map(brief);
}

function contexts(source: string): readonly string[] {
  return extract(source).python.imports.map(({ module, guard, scope, symbol }) => `${module} ${guard} ${scope} ${symbol}`.trimEnd());
}

describe('import statements', () => {
  test.each<[string, readonly string[]]>([
    ['import a', ['a']],
    ['import a.b.c', ['a.b.c']],
    ['import a, b.c as d', ['a', 'b.c as d']],
    ['import a . b', ['a.b']],
    ['import a.\\\n  b', ['a.b']],
    ['from a import b', ['a: b']],
    ['from a.b import c as d, e', ['a.b: c as d, e']],
    ['from a import (\n  b,  # why\n  c,\n)', ['a: b, c']],
    ['from . import a', ['.: a']],
    ['from .a import b', ['.a: b']],
    ['from ... a.b import c', ['...a.b: c']],
    ['from a import *', ['a: *']],
    ['from .import a', ['.: a']],
    ['from __future__ import annotations', ['__future__: annotations']],
    ['import a; import b', ['a', 'b']],
    ['import日本', []],
    ['import 日本.語', ['日本.語']],
    ['# import a', []],
    ['"import a"', []],
    ['"""\nimport a\n"""', []],
    ['x = f"{1} import a"', []],
    ['important = 1', []],
    ['from a import', []],
    ['import', []],
    ['', []],
  ])('%j', (source, expected) => {
    expect(imports(source)).toEqual(expected);
  });

  test('spans cover the statement, the module and the names', () => {
    const [found] = extract('x = 1\nfrom ..a.b import (c as d,\n  e)\n').python.imports;
    expect(found).toEqual({
      module: 'a.b',
      level: 2,
      names: [
        { name: 'c', alias: 'd', span: [2, 20, 2, 21] },
        { name: 'e', span: [3, 3, 3, 4] },
      ],
      form: 'statement',
      guard: 'none',
      scope: 'module',
      symbol: '',
      span: [2, 1, 3, 5],
      moduleSpan: [2, 6, 2, 11],
    });
  });
});

describe('positions are 1-based UTF-16 columns', () => {
  test.each<[string, string, readonly number[]]>([
    ['emoji', 'a = "😀"; import b', [1, 11, 1, 19]],
    ['CJK', 'a = "日本"; import b', [1, 11, 1, 19]],
    ['combining mark', 'a = "e\u0301"; import b', [1, 11, 1, 19]],
    ['byte order mark', '\uFEFFimport b', [1, 2, 1, 10]],
    ['CRLF', 'a = 1\r\nimport b\r\n', [2, 1, 2, 9]],
    ['form feed', 'a = 1\n\fimport b\n', [2, 2, 2, 10]],
    ['tab', 'if a:\n\timport b\n', [2, 2, 2, 10]],
    ['emoji lines above', '# 😀😀\n"😀"\nimport b\n', [3, 1, 3, 9]],
  ])('%s', (_, source, expected) => {
    expect(extract(source).python.imports.map(({ span }) => span)).toEqual([expected]);
  });
});

describe('guards', () => {
  test.each<[string, string, readonly string[]]>([
    ['try ImportError', lines('try:', '    import a', 'except ImportError:', '    import b', 'else:', '    import c', 'finally:', '    import d'), [
      'a optional module', 'b fallback module', 'c optional module', 'd none module',
    ]],
    ['try ModuleNotFoundError', lines('try:', '    import a', 'except ModuleNotFoundError as error:', '    a = None'), ['a optional module']],
    ['try Exception', lines('try:', '    import a', 'except Exception:', '    pass'), ['a optional module']],
    ['bare except', lines('try:', '    import a', 'except:', '    pass'), ['a optional module']],
    ['tuple', lines('try:', '    import a', 'except (OSError, ImportError) as error:', '    pass'), ['a optional module']],
    ['dotted', lines('try:', '    import a', 'except builtins.ImportError:', '    pass'), ['a optional module']],
    ['second handler', lines('try:', '    import a', 'except ValueError:', '    pass', 'except ImportError:', '    pass'), ['a optional module']],
    ['a constant of exceptions', lines('try:', '    import a', 'except _IMPORT_ERRORS:', '    pass'), ['a optional module']],
    ['except group', lines('try:', '    import a', 'except* ImportError:', '    pass'), ['a optional module']],
    ['unrelated exception', lines('try:', '    import a', 'except ValueError:', '    import b'), ['a none module', 'b none module']],
    ['try finally', lines('try:', '    import a', 'finally:', '    pass'), ['a none module']],
    ['nested fallback', lines('try:', '    import a', 'except ImportError:', '    try:', '        import b', '    except ImportError:', '        import c'), [
      'a optional module', 'b optional module', 'c fallback module',
    ]],
    ['in a function', lines('def f():', '    try:', '        import a', '    except ImportError:', '        pass'), ['a optional function f']],
    ['around a function', lines('try:', '    import a', '    def f():', '        import b', 'except ImportError:', '    pass'), ['a optional module', 'b optional function f']],
    ['suppress', lines('with contextlib.suppress(ImportError):', '    import a'), ['a conditional module']],
    ['suppress something else', lines('with suppress(KeyError):', '    import a'), ['a none module']],
    ['pytest.raises', lines('with pytest.raises(ImportError):', '    import a'), ['a conditional module']],
    ['ordinary with', lines('with open(x) as f:', '    import a'), ['a none module']],
    ['importorskip', lines('import pytest', 'pytest.importorskip("a")', 'import a.b', 'import c'), ['pytest none module', 'a.b optional module', 'c none module']],
    ['TYPE_CHECKING', lines('if TYPE_CHECKING:', '    import a', 'else:', '    import b'), ['a type-checking module', 'b none module']],
    ['typing.TYPE_CHECKING', lines('if typing.TYPE_CHECKING:', '    import a'), ['a type-checking module']],
    ['in brackets', lines('if (TYPE_CHECKING):', '    import a'), ['a type-checking module']],
    ['not TYPE_CHECKING', lines('if not TYPE_CHECKING:', '    import a', 'else:', '    import b'), ['a none module', 'b type-checking module']],
    ['TYPE_CHECKING and', lines('if TYPE_CHECKING and x:', '    import a', 'else:', '    import b'), ['a type-checking module', 'b conditional module']],
    ['TYPE_CHECKING or', lines('if TYPE_CHECKING or x:', '    import a'), ['a conditional module']],
    ['elif', lines('if x:', '    import a', 'elif TYPE_CHECKING:', '    import b', 'else:', '    import c'), ['a conditional module', 'b type-checking module', 'c conditional module']],
    ['version', lines('if sys.version_info >= (3, 11):', '    import tomllib', 'else:', '    import tomli'), ['tomllib conditional module', 'tomli conditional module']],
    ['main block', lines('if __name__ == "__main__":', '    import a'), ['a none module']],
    ['try in if', lines('if x:', '    try:', '        import a', '    except ImportError:', '        pass'), ['a optional module']],
    ['if in try', lines('try:', '    if x:', '        import a', 'except ImportError:', '    pass'), ['a optional module']],
    ['try under TYPE_CHECKING', lines('if TYPE_CHECKING:', '    try:', '        import a', '    except ImportError:', '        pass'), ['a type-checking module']],
    ['loops', lines('for x in y:', '    import a', 'else:', '    import b', 'while x:', '    import c'), ['a none module', 'b none module', 'c none module']],
    ['case', lines('match x:', '    case 1:', '        import a'), ['a conditional module']],
  ])('%s', (_, source, expected) => {
    expect(contexts(source)).toEqual(expected);
  });
});

test('scopes and enclosing symbols', () => {
  const source = lines(
    'class A:',
    '    import a',
    '    def f(self):',
    '        import b',
    '        class B:',
    '            import c',
    '    @deco(__import__("d"))',
    '    async def g(self, x=__import__("e")): import h',
    'def i(): import j',
    'k = lambda: __import__("l")',
  );
  expect(contexts(source)).toEqual([
    'a none class A', 'b none function A.f', 'c none function A.f.B', 'd none class A', 'e none class A', 'h none function A.g', 'j none function i', 'l none function',
  ]);
});

describe('dynamic imports', () => {
  test.each<[string, readonly string[]]>([
    ['import importlib\nimportlib.import_module("a.b")', ['importlib', '[a.b]']],
    ['importlib . import_module (\n  "a"\n)', ['[a]']],
    ['import importlib as il\nil.import_module("a")', ['importlib as il', '[a]']],
    ['from importlib import import_module\nimport_module("a")', ['importlib: import_module', '[a]']],
    ['from importlib import import_module as load\nload("a")\nimport_module("b")', ['importlib: import_module as load', '[a]']],
    ['from django.utils import importlib\nimportlib.import_module("a")', ['django.utils: importlib', '[a]']],
    ['def import_module(x): pass\nimport_module("a")', []],
    ['importlib.import_module(name="a")', ['[a]']],
    ['importlib.import_module(".a", package="b.c")', ['[b.c.a]']],
    ['importlib.import_module("..a", "b.c")', ['[b.a]']],
    ['importlib.import_module("...a", "b")', []],
    ['importlib.import_module(".a", __package__)', ['[.a]']],
    ['importlib.import_module(".a", package=__name__)', ['[.a]']],
    ['importlib.import_module(".a", other)', []],
    ['importlib.import_module(".a")', []],
    ['importlib.import_module(name)', []],
    ['importlib.import_module(f"a.{b}")', []],
    ['importlib.import_module("a" + b)', []],
    ['importlib.import_module("not a module")', []],
    ['# importlib.import_module("a")', []],
    ['__import__("a.b")', ['[a.b]']],
    ['__import__("a", globals(), locals(), ["b"], 1)', ['[.a]']],
    ['__import__("a", level=2)', ['[..a]']],
    ['__import__("a", level=x)', []],
    ['other.__import__("a")', []],
    ['__import__(name)', []],
  ])('%j', (source, expected) => {
    expect(imports(source)).toEqual(expected);
  });

  test('the module span is the text inside the quotes', () => {
    expect(extract("x = __import__(r'a.b')").python.imports).toMatchObject([{ span: [1, 5, 1, 23], moduleSpan: [1, 18, 1, 21] }]);
  });
});
