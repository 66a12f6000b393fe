import { describe, expect, test } from '@jest/globals';
import { extract, lines } from './support.js';

function names(source: string): readonly string[] {
  return extract(source).python.definitions.map(({ name, kind }) => `${kind} ${name}`);
}

describe('definitions', () => {
  test.each<[string, readonly string[]]>([
    ['def f(): x = 1', ['function f']],
    ['async def f[T](): pass', ['function f']],
    ['class A[T]:\n    x = 1', ['class A']],
    ['@d\ndef f(): pass', ['function f']],
    ['@d\nclass A: pass', ['class A']],
    ['import a.b, c as d', ['import a', 'import d']],
    ['from a import b, c as d', ['import b', 'import d']],
    ['from a import *', []],
    ['a = b = c = 1', ['variable a', 'variable b', 'variable c']],
    ['a, (b, [c, *d]) = x', ['variable a', 'variable b', 'variable c', 'variable d']],
    ['(a) = 1', ['variable a']],
    ['a: int', ['variable a']],
    ['a: int = 1', ['variable a']],
    ['a.b = 1\na[0] = 1', []],
    ['a += 1', ['variable a']],
    ['for a, b in c:\n    d = 1\nelse:\n    e = 1', ['variable a', 'variable b', 'variable d', 'variable e']],
    ['async def f(): pass\nwhile x:\n    a = 1', ['function f', 'variable a']],
    ['with a as b, c() as (d, e):\n    f = 1', ['variable b', 'variable d', 'variable e', 'variable f']],
    ['with (a as b, c as d): pass', ['variable b', 'variable d']],
    ['if x:\n    a = 1\nelif y:\n    def b(): pass\nelse:\n    import c', ['variable a', 'function b', 'import c']],
    ['try:\n    a = 1\nexcept E as b:\n    c = 1\nelse:\n    d = 1\nfinally:\n    e = 1', ['variable a', 'variable b', 'variable c', 'variable d', 'variable e']],
    ['print(a := 1)', ['variable a']],
    ['if (a := f()): pass', ['variable a']],
    ['[b := x for x in y]', ['variable b']],
    ['def f(): (a := 1)', ['function f']],
    ['f = lambda: (a := 1)', ['variable f']],
    ['x[1:=2]', []],
    ['match x:\n    case A(b=c, d=D.e): f = 1\n    case [g, *h] | {"k": i, **j}: pass\n    case _ as k: pass', [
      'variable c', 'variable f', 'variable g', 'variable h', 'variable i', 'variable j', 'variable k',
    ]],
    ['match x:\n    case a if a > 1: pass\n    case _: pass', ['variable a']],
    ['type X = int\ntype Y[T] = list[T]', ['variable X', 'variable Y']],
    ['def f():\n    global a, b\n    a = 1', ['function f', 'variable a', 'variable b']],
    ['a = 1\ndel a', []],
    ['a = 1\nif x:\n    del a', ['variable a']],
    ['import a\ndel a\na = 1', ['variable a']],
    ['del a.b, c[0]', []],
    ['try:\n    import a\nexcept ImportError:\n    a = None', ['import a', 'variable a']],
    ['a = 1\na = 2', ['variable a']],
    ['[a for a in b]', []],
    ['a = 1; b = 2', ['variable a', 'variable b']],
  ])('%j', (source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  test('a span is that of the name', () => {
    expect(extract('x = 1\nclass  Ab: pass').python.definitions).toEqual([
      { name: 'x', kind: 'variable', span: [1, 1, 1, 2] },
      { name: 'Ab', kind: 'class', span: [2, 8, 2, 10] },
    ]);
  });
});

test('decorators and bases of module-level definitions', () => {
  const source = lines('@app.task(bind=True)', '@receiver', '@x()[0]', 'def f():', '    @inner', '    def g(): pass', 'if y:', '    @receiver', '    class A(B, c.D, E[F], metaclass=M, *rest): pass', 'class G(with_meta(H)): pass');
  const { decorators, bases } = extract(source).python;
  expect(decorators).toEqual(['app.task', 'receiver']);
  expect(bases).toEqual(['B', 'c.D', 'E']);
});

test.each<[string, boolean]>([
  ['', true],
  ['\n# comment\n', true],
  ['"""Doc."""\n', true],
  ['"""Doc."""\npass\n', true],
  ['...\n', true],
  ['x = 1\n', false],
  ['import a\n', false],
  ['f()\n', false],
])('%j holds nothing: %s', (source, expected) => {
  expect(extract(source).python.isEmpty).toBe(expected);
});

test.each<[string, boolean]>([
  ['def __getattr__(name): pass', true],
  ['__getattr__, __dir__, __all__ = attach(__name__)', true],
  ['from lazy import __getattr__', true],
  ['class A:\n    def __getattr__(self, name): pass', false],
  ['', false],
])('%j has a module __getattr__: %s', (source, expected) => {
  expect(extract(source).python.hasModuleGetattr).toBe(expected);
});

describe('__all__', () => {
  test.each<[string, readonly string[], boolean]>([
    ['__all__ = ["a", \'b\']', ['a', 'b'], false],
    ['__all__ = ("a", "b",)', ['a', 'b'], false],
    ['__all__ = "a", "b"', ['a', 'b'], false],
    ['__all__ = []', [], false],
    ['__all__: list[str] = ["a"]', ['a'], false],
    ['__all__ = ["a" "b"]', ['ab'], false],
    ['__all__ = ["a"] + ["b"] + ["c"]', ['a', 'b', 'c'], false],
    ['__all__ = (["a"] + ["b"])', ['a', 'b'], false],
    ['__all__ = ["a"]\n__all__ += ["b"]\n__all__.extend(("c",))\n__all__.append("d")', ['a', 'b', 'c', 'd'], false],
    ['if x:\n    __all__ = ["a"]', ['a'], false],
    ['__all__ = [\n  # one\n  "a",\n]', ['a'], false],
    ['__all__ = ["a"] + b.__all__', ['a'], true],
    ['__all__ = ["a", *b.__all__]', ['a'], true],
    ['__all__ = ["a"]\n__all__.extend(b.__all__)', ['a'], true],
    ['__all__ = ["a", b]', ['a'], true],
    ['__all__ = [n for n in dir()]', [], true],
    ['__all__ = make()', [], true],
    ['__all__ = "a"', [], true],
    ['__all__ = ["a"]\n__all__.remove("a")', ['a'], true],
    ['__all__ = ["a"]\nfor n in x: __all__.append(n)', ['a'], true],
    ['__all__ = ["a"]\ndef f(): __all__.append("b")', ['a'], true],
    ['__all__ = ["a"]\nexport(__all__)', ['a'], true],
    ['__all__ = ["a"]\nsorted(__all__)', ['a'], false],
    ['from a import __all__', [], true],
    ['__all__, x = f()', [], true],
  ])('%j', (source, expected, dynamic) => {
    const { all } = extract(source).python;
    expect(all?.names.map(({ name }) => name)).toEqual(expected);
    expect(all?.dynamic).toBe(dynamic);
  });

  test.each(['', 'x = a.__all__', 'class A:\n    __all__ = ["a"]', '# __all__ = ["a"]', 'for n in a.__all__: pass'])('%j has none', (source) => {
    expect(extract(source).python.all).toBeUndefined();
  });

  test('a span is that of the text inside the quotes', () => {
    expect(extract('__all__ = ["ab"]').python.all?.names).toEqual([{ name: 'ab', span: [1, 13, 1, 15] }]);
  });
});
