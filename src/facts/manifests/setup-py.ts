/** setup.py: what its call of `setup` says literally. Pure. */
import type { Node } from 'web-tree-sitter';
import { indexLines, type LineIndex } from '../common/spans.js';
import { refuseDeepTree } from '../common/tree-depth.js';
import type { Grammars } from '../grammars.js';
import type { DeclaredDependency, ManifestFacts } from '../types.js';
import { pythonValues, type PlacedString, type PythonValue, type PythonValues } from './python-values.js';
import { conflictError, dependencyOf, manifestOf, normaliseName, type Group } from './shared.js';

/** Files that hold requirements, as setup scripts name them when they read one. */
const REQUIREMENTS_FILE = /^[\w./-]*(requirements|reqs)[\w./-]*\.(txt|in|pip)$/i;

/** Reads one file; anything computed makes the manifest dynamic. The syntax tree is freed before it returns. Throws a TooDeepError. */
export function readSetupPy(text: string, { python }: Pick<Grammars, 'python'>): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('python', 'setup-py', { error });
  const tree = python.parse(text);
  if (tree === null) return manifestOf('python', 'setup-py', { error: 'the Python parser has no language' });
  try {
    refuseDeepTree(tree, text);
    return readTree(text, tree.rootNode);
  } finally {
    tree.delete();
  }
}

function readTree(text: string, root: Node): ManifestFacts {
  const call = root.descendantsOfType('call').find((node) => /^([\w.]+\.)?setup$/.test(node.childForFieldName('function')?.text ?? ''));
  if (call === undefined) return manifestOf('python', 'setup-py', { dynamic: /\bsetup\b/.test(text) && root.hasError });
  const lines = indexLines(text);
  const values = pythonValues(root);
  const { values: given, open } = values.keywords(call);
  const requires = given.get('install_requires');
  const dynamic = root.hasError || (requires === undefined ? open : requires.open || requires.kind === 'table');
  const name = firstItem(given.get('name'));
  return manifestOf('python', 'setup-py', {
    ...(name === undefined || !/^[\w.-]+$/.test(name.text) ? {} : { name: normaliseName(name.text) }),
    dependencies: [
      ...declared(requires, 'main', text, lines),
      ...extras(given.get('extras_require'), text, lines),
      ...declared(given.get('tests_require'), 'development', text, lines),
      ...declared(given.get('setup_requires'), 'development', text, lines),
    ],
    dynamic,
    dynamicSources: dynamic ? requirementFiles(root) : [],
    sourceRoots: sourceRoots(given, root, values),
    entryPoints: entryPoints(given.get('entry_points'), lines),
  });
}

function firstItem(value: PythonValue | undefined): PlacedString | undefined {
  return value?.kind === 'strings' && !value.open ? value.items[0] : undefined;
}

/** A string that stands alone may hold several requirements, one on a line. */
function declared(value: PythonValue | undefined, group: Group, text: string, lines: LineIndex): DeclaredDependency[] {
  if (value?.kind !== 'strings') return [];
  return value.items.flatMap(splitLines).flatMap((item) => dependencyOf(item.text, group, lines.span(item.start, Math.min(item.end, text.length))) ?? []);
}

function splitLines(item: PlacedString): PlacedString[] {
  if (!item.text.includes('\n')) return [{ ...item, text: item.text.trim() }];
  let at = item.start;
  return item.text.split('\n').flatMap((raw) => {
    const text = raw.replace(/(^|\s)#.*$/, '').trim();
    const start = at + raw.length - raw.trimStart().length;
    at += raw.length + 1;
    return text === '' ? [] : [{ text, start, end: start + text.length }];
  });
}

/** Keys such as `:python_version < "3.8"` are conditions on main dependencies. */
function extras(value: PythonValue | undefined, text: string, lines: LineIndex): DeclaredDependency[] {
  if (value?.kind !== 'table') return [];
  return value.entries.flatMap((entry) => declared(entry.value, entry.key.startsWith(':') ? 'main' : 'optional', text, lines));
}

function requirementFiles(root: Node): string[] {
  const found = root.descendantsOfType('string_content').map((node) => node.text).filter((text) => REQUIREMENTS_FILE.test(text));
  return [...new Set(found)];
}

function sourceRoots(given: ReadonlyMap<string, PythonValue>, root: Node, values: PythonValues): string[] {
  const directories = given.get('package_dir');
  const fromTable = directories?.kind === 'table' ? directories.entries.flatMap((entry) => firstItem(entry.value)?.text ?? []) : [];
  const finders = root.descendantsOfType('call').filter((node) => /^([\w.]+\.)?find_(namespace_)?packages$/.test(node.childForFieldName('function')?.text ?? ''));
  const found = finders.flatMap((finder) => {
    const where = values.keywords(finder).values.get('where');
    const [first] = finder.childForFieldName('arguments')?.namedChildren ?? [];
    const value = where ?? (first === undefined || first.type === 'keyword_argument' ? undefined : values.evaluate(first));
    return firstItem(value)?.text ?? [];
  });
  return [...new Set([...fromTable, ...found])].filter((path) => path !== '' && path !== '.');
}

function entryPoints(value: PythonValue | undefined, lines: LineIndex): ManifestFacts['entryPoints'] {
  if (value === undefined) return [];
  const items = value.kind === 'table' ? value.entries.flatMap((entry) => (entry.value.kind === 'strings' ? entry.value.items.flatMap(splitLines) : [])) : value.items.flatMap(splitLines);
  return items.flatMap((item) => {
    const match = /^([\w.-][\w. -]*?)\s*=\s*([\w.]+(?::[\w.]+)?)/.exec(item.text);
    return match === null ? [] : [{ name: match[1] as string, target: match[2] as string, span: lines.span(item.start, item.end) }];
  });
}
