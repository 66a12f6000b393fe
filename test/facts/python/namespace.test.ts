import { describe, expect, test } from '@jest/globals';
import { extract, lines } from './support.js';

describe('dynamic namespace', () => {
  test.each([
    'globals()["x"] = 1',
    'globals().update(x)',
    'globals()[name], y = 1, 2',
    'def f():\n    globals()[name] = 1',
    'g = globals()',
    'fill(globals())',
    'exec(code, globals())',
    'for globals()["x"] in y: pass',
    'vars()["x"] = 1',
    'locals().update(x)',
    'exec(code)',
    'exec "x = 1"',
    'execfile("x.py")',
    'setattr(sys.modules[__name__], name, 1)',
    'sys.modules[__name__] = Module()',
    'sys.modules[__name__].__class__ = Module',
    'sys.modules[__name__].__dict__.update(x)',
    'sys.modules[__name__ + ".x"] = y',
    'this = sys.modules[__name__]',
    'sys.modules.update(x)',
    'IntEnum._convert_("A", __name__, f)',
    '@enum.global_enum\nclass A: pass',
    '__path__ = extend_path(__path__, __name__)',
    '__path__.append(x)',
    '__import__("pkg_resources").declare_namespace(__name__)',
  ])('%j', (source) => {
    expect(extract(source).python.dynamicNamespace).toBe(true);
  });

  test.each([
    '',
    'x = globals()["x"]',
    'globals().get("x")',
    'if "x" in globals(): pass',
    'for x in globals(): pass',
    'dict(globals())',
    'f(**globals())',
    'f("%s" % 1).format(**locals())',
    '__import__("a", globals(), locals())',
    'def f():\n    vars()["x"] = 1\n    locals()["y"] = 2\n    exec(code)',
    'vars(x)["y"] = 1',
    'exec(code, namespace)',
    'x.exec(code)',
    'globals = 1',
    '# globals()["x"] = 1',
    '"globals()[x] = 1"',
    'getattr(sys.modules[__name__], name)',
    'sys.modules["x"]',
    'sys.modules.get("x")',
    'x.modules[__name__] = 1',
    'inspect.getmembers(sys.modules[__name__])',
    'print(__path__)',
  ])('not %j', (source) => {
    expect(extract(source).python.dynamicNamespace).toBe(false);
  });
});

describe('main block', () => {
  test.each([
    'if __name__ == "__main__": main()',
    "if __name__ == '__main__':\n    main()",
    'if "__main__" == __name__: main()',
    'if (__name__ == "__main__"): main()',
    'if __name__ == "__main__" and x: main()',
    'if __name__ in ("__main__", "x"): main()',
    'if x: pass\nelif __name__ == "__main__": main()',
    'try:\n    if __name__ == "__main__": main()\nfinally: pass',
    '__name__ == "__main__" and main()',
  ])('%j', (source) => {
    expect(extract(source).python.hasMainBlock).toBe(true);
  });

  test.each([
    '',
    'if __name__ != "__main__": x()',
    'def f():\n    if __name__ == "__main__": x()',
    'if name == "__main__": x()',
    '# if __name__ == "__main__":',
    '"""if __name__ == "__main__": x()"""',
    'x = "__main__"',
  ])('not %j', (source) => {
    expect(extract(source).python.hasMainBlock).toBe(false);
  });
});

describe('sys.path edits', () => {
  test.each<[string, readonly (string | null)[]]>([
    ['sys.path.insert(0, "lib")', ['lib']],
    ['sys.path.append("/opt/x/")', ['/opt/x']],
    ['sys.path.insert(0, os.path.dirname(__file__))', ['.']],
    ['sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))', ['.']],
    ['sys.path.insert(0, os.path.dirname(os.path.dirname(__file__)))', ['..']],
    ['sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))', ['../lib']],
    ['sys.path.insert(0, os.path.abspath(os.path.join(__file__, "..", "..")))', ['..']],
    ['sys.path.insert(0, os.path.abspath(".."))', ['..']],
    ['sys.path.insert(0, os.path.dirname(__file__) + "/../src")', ['../src']],
    ['sys.path.append(str(Path(__file__).parent))', ['.']],
    ['sys.path.append(str(Path(__file__).resolve().parent.parent / "src"))', ['../src']],
    ['sys.path.append(str(Path(__file__).parents[1]))', ['..']],
    ['sys.path.append(Path(__file__).parent.joinpath("a", "b").as_posix())', ['a/b']],
    ['sys.path.append(os.path.split(__file__)[0])', ['.']],
    ['sys.path.append(os.getcwd())', ['.']],
    ['sys.path.append(os.pardir)', ['..']],
    ['sys.path.extend(["a", "b"])', ['a', 'b']],
    ['sys.path += ["a"]', ['a']],
    ['sys.path = ["a"] + sys.path', ['a']],
    ['sys.path = [*sys.path, "a"]', ['a']],
    ['sys.path[0:0] = ["a"]', ['a']],
    ['sys.path[0] = "a"', ['a']],
    ['site.addsitedir("a")', ['a']],
    ['def f():\n    sys.path.append("a")', ['a']],
    ['HERE = os.path.dirname(__file__)\nROOT = os.path.dirname(HERE)\nsys.path.append(os.path.join(ROOT, "apps"))', ['../apps']],
    ['a = x\na = y\nsys.path.append(a)', [null]],
    ['sys.path.append(a)', [null]],
    ['a = a\nsys.path.append(a)', [null]],
    ['sys.path.append(f"{x}/lib")', [null]],
    ['sys.path.append(os.environ["X"])', [null]],
    ['sys.path += other', [null]],
    ['sys.path.append(__file__)', [null]],
    ['sys.path.insert(0)', [null]],
    ['print(sys.path)', []],
    ['x = sys.path[0]', []],
    ['sys.path.remove("a")', []],
    ['os.path.join("a", "b")', []],
    ['# sys.path.append("a")', []],
  ])('%j', (source, expected) => {
    expect(extract(source).python.sysPathEdits).toEqual(expected);
  });
});

test('errors are told', () => {
  expect(extract(lines('x = 1')).python.hasErrors).toBe(false);
  expect(extract(lines('def f(:')).python.hasErrors).toBe(true);
});
