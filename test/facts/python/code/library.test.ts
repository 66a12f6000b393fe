import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeSource } from '../../../../src/facts/common/decode.js';
import { lineOf } from '../../../../src/facts/python/code/decode.js';
import type { PythonCode } from '../../../../src/facts/python/code/nodes.js';
import { classesOf, expressionsOf, functionsOf, walkExpressions, walkStatements } from '../../../../src/facts/python/code/walk.js';
import { problemsOf } from './soundness.js';
import { codeOf } from './support.js';

const LIBRARY = '/usr/lib/python3.11';
const hasLibrary = existsSync(LIBRARY);
const hasPython = spawnSync('python3', ['-c', 'import ast, sys; sys.exit(sys.version_info < (3, 11))']).status === 0;

const files = (hasLibrary ? readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }) : []).filter((path) => path.endsWith('.py')).toSorted();

function read(path: string): string {
  const decoded = decodeSource(readFileSync(join(LIBRARY, path)), 'python');
  return 'text' in decoded ? decoded.text : '';
}

/** Counts what both sides call the same; the names of functions and classes stand with their lines. */
const COUNT = `
import ast, json, sys
from collections import Counter
KINDS = dict(Call='call', Subscript='subscript', Slice='slice', Lambda='lambda', Compare='comparison', IfExp='conditional', Dict='dictionary', Set='set',
  Await='await', Yield='yield', YieldFrom='yield', NamedExpr='named', UnaryOp='unary', BinOp='binary', ListComp='comprehension', SetComp='comprehension',
  DictComp='comprehension', GeneratorExp='comprehension', Return='return', Raise='raise', If='if', For='for', AsyncFor='for', While='while', Try='try',
  TryStar='try', With='with', AsyncWith='with', Assert='assert', Delete='delete', Pass='pass', Break='break', Continue='continue', AugAssign='augmented',
  Assign='assign', AnnAssign='assign', Global='global', Nonlocal='nonlocal', Expr='expression', FunctionDef='function', AsyncFunctionDef='function',
  ClassDef='class', Attribute='attribute', Starred='starred')
def definitions(node, prefix, out):
  for child in ast.iter_child_nodes(node):
    if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
      out.append(f'{prefix}{child.name}:{child.lineno}')
      definitions(child, f'{prefix}{child.name}.', out)
    else: definitions(child, prefix, out)
  return out
def without_messages(tree):
  for node in ast.walk(tree):
    if isinstance(node, ast.Assert): node.msg = None
  return tree
for path in sys.argv[1:]:
  tree = without_messages(ast.parse(open(path, 'rb').read()))
  counts = Counter(KINDS[type(node).__name__] for node in ast.walk(tree) if type(node).__name__ in KINDS)
  print(json.dumps([path, counts, sorted(definitions(tree, '', []))]))
`;

const KINDS: ReadonlySet<string> = new Set([...COUNT.matchAll(/[A-Z]\w+='(\w+)'/g)].map((match) => match[1] ?? ''));

function countsOf(code: PythonCode): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (kind: string): void => {
    if (KINDS.has(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  };
  walkStatements(code.body, (statement) => {
    count(statement.kind);
    for (const root of expressionsOf(statement)) walkExpressions(root, ({ kind }) => count(kind));
  });
  return counts;
}

function definitionsOf(code: PythonCode): readonly string[] {
  return [...functionsOf(code), ...classesOf(code)].map(({ symbol, node }) => `${symbol}:${lineOf(code, node.start)}`).toSorted();
}

(hasLibrary ? describe : describe.skip)('the standard library', () => {
  test('no file throws, and all spans are sound', () => {
    const unsound = files.flatMap((path) => {
      const source = read(path);
      return problemsOf(source, codeOf(source)).map((problem) => `${path}: ${problem}`);
    });
    expect(unsound).toEqual([]);
    expect(files.length).toBeGreaterThan(300);
  }, 120_000);

  (hasPython ? test : test.skip)('functions, classes and what they hold agree with Python itself', () => {
    // Patterns of `match` are not kept.
    const sample = files.filter((path, index) => index % 5 === 0 && !/^ *match .*:$/m.test(read(path)));
    const { stdout, stderr } = spawnSync('python3', ['-c', COUNT, ...sample.map((path) => join(LIBRARY, path))], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    expect(stderr).toBe('');
    const theirs = stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown);
    const ours = sample.map((path) => {
      const code = codeOf(read(path));
      return [join(LIBRARY, path), countsOf(code), definitionsOf(code)];
    });
    expect(ours).toEqual(theirs);
    expect(sample.length).toBeGreaterThan(50);
  }, 120_000);
});
