import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Span } from '../../../src/facts/types.js';
import type { PythonExtraction } from '../../../src/facts/python/extract.js';
import { extract, lines } from './support.js';

const SAMPLE = lines(
  '#!/usr/bin/env python  # shipworthy: ignore[a/b] reason',
  '"""Doc "x.y" string."""',
  'from __future__ import annotations',
  'import os, sys as s',
  'from ..a.b import (c as d, e)',
  'try:',
  '    from importlib import import_module as im',
  'except (ImportError, ValueError) as error:',
  '    im = None',
  'if TYPE_CHECKING:',
  '    from x import *',
  '__all__ = ["a", "b"] + x.__all__',
  '__all__ += ("c",)',
  'sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))',
  'INSTALLED_APPS = ["core", "shop.apps", "data/x.json"]',
  '@app.task(bind=True)',
  'class A(B, c.D[T], metaclass=M):',
  '    def f(self, *, x: int = 1) -> str:',
  '        global counter, y',
  '        im("a.b", package=__package__)',
  '        return f"{self!r:>{x}} 😀" + \'日本\'',
  'match point:',
  '    case P(x=0, y=[first, *rest]) | {"k": v, **more}: pass',
  'with open(p) as (g, h), q as i: print((n := 10))',
  'globals()["z"] = sys.modules[__name__]',
  'type X[T] = list[T]',
  'del g, h',
  'if __name__ == "__main__":',
  '    exec(code)',
);

function spansOf({ python, references, suppressions }: PythonExtraction): readonly Span[] {
  const found = [...python.imports, ...python.definitions, ...(python.all?.names ?? []), ...references, ...suppressions].map(({ span }) => span);
  const parts = python.imports.flatMap(({ moduleSpan, names }) => [moduleSpan, ...(names ?? []).map(({ span }) => span)]);
  return [...found, ...parts];
}

function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, part) => sum + part.length + 1, 0) + column - 1;
}

/** Every span starts before it ends and lies in the text. */
function expectSound(text: string): void {
  const extraction = extract(text);
  for (const [startLine, startColumn, endLine, endColumn] of spansOf(extraction)) {
    const start = offsetOf(text, startLine, startColumn);
    const end = offsetOf(text, endLine, endColumn);
    expect(Math.min(startLine, startColumn, endLine, endColumn)).toBeGreaterThanOrEqual(1);
    expect(start).toBeLessThan(end);
    expect(end).toBeLessThanOrEqual(text.length);
  }
  for (const { targetLine } of extraction.suppressions) expect(targetLine).toBeLessThanOrEqual(extraction.lineCount);
}

describe('mutated sources never throw and their spans stay inside', () => {
  test('the sample itself is sound', () => {
    expect(extract(SAMPLE).python.hasErrors).toBe(false);
    expectSound(SAMPLE);
  });

  test('characters replaced, removed and put in', () => {
    const noise = fc.oneof(fc.constantFrom('', '(', ')', '[', '"', "'", '"""', '\\', '\n', '\t', ':', '#', '😀', '\uFEFF', '\ud800', '\0', ',', '.', ' import ', ' as '), fc.string({ maxLength: 4 }));
    const edit = fc.record({ at: fc.nat(SAMPLE.length), removed: fc.nat(12), added: noise });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        expectSound(edits.reduce((text, { at, removed, added }) => text.slice(0, at) + added + text.slice(at + removed), SAMPLE));
      }),
      { numRuns: 400 },
    );
  });

  test('lines shuffled, doubled, dropped and indented', () => {
    const parts = SAMPLE.split('\n');
    const line = fc.record({ index: fc.nat(parts.length - 1), indent: fc.nat(3), end: fc.constantFrom('\n', '\r\n', '\r', '\n\f') });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (picked) => {
        expectSound(picked.map(({ index, indent, end }) => `${'  '.repeat(indent)}${parts[index] ?? ''}${end}`).join(''));
      }),
      { numRuns: 200 },
    );
  });

  test('any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectSound), { numRuns: 200 });
  });
});

describe('extremes', () => {
  test.each<[string, string]>([
    ['empty', ''],
    ['only comments', '# a\n# b'],
    ['only a newline', '\n'],
    ['400 parentheses', `x = ${'('.repeat(400)}"a.b"${')'.repeat(400)}\n`],
    ['400 open parentheses', `x = ${'('.repeat(400)}`],
    ['400 lists', `X = ${'['.repeat(400)}"a"${']'.repeat(400)}\n__all__ = ${'['.repeat(400)}`],
    ['400 sums', `__all__ = ${Array.from({ length: 400 }, () => '["a"]').join(' + ')}\nsys.path += ${Array.from({ length: 400 }, () => '["a"]').join(' + ')}\n`],
    ['400 assignments in a row', `${'a = '.repeat(400)}1\n`],
    ['deep targets', `${'('.repeat(400)}a${')'.repeat(400)} = 1\n`],
    ['deep indentation', Array.from({ length: 250 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('') + `${' '.repeat(250)}import a\n`],
    ['deep functions', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}def f():\n`).join('') + `${' '.repeat(300)}import a\n`],
    ['a path of many joins', `sys.path.append(${'os.path.dirname('.repeat(400)}__file__${')'.repeat(400)})\n`],
    ['names that refer to each other', `${Array.from({ length: 300 }, (_, at) => `a${at + 1} = ${Array.from({ length: 100 }, () => `a${at}`).join(' + ')}`).join('\n')}\nsys.path.append(a300)\n`],
  ])('%s', (_, source) => {
    expect(() => extract(source)).not.toThrow();
  });

  test('Python 2 source gives what can be read', () => {
    const { python } = extract(lines('import os', 'print "hello"', 'exec code in ns', 'try:', '    import a', 'except ImportError, e:', '    raise ValueError, "x"', 'def f((a, b)): pass', 'print >>f, `x`'));
    expect(python.imports.map(({ module, guard }) => `${module} ${guard}`)).toEqual(['os none', 'a optional']);
  });

  test('a broken line leaves the imports around it', () => {
    const { python } = extract(lines('import a', 'x = = 1', 'import b', 'def f(:', '    import c'));
    expect(python.hasErrors).toBe(true);
    expect(python.imports.map(({ module }) => module)).toEqual(expect.arrayContaining(['a', 'b']));
  });
});
