import type { Node } from 'web-tree-sitter';
import { argumentsOf, callOf, compact, DEEPEST_NESTING, identifierAt, literalOf, offsetsOf, receiverOf, sameNode, textOf, type PythonSource } from './source.js';

/** Stands for `__file__` while a path is worked out; no path of text holds a NUL. */
const FILE = '\0';

/** Linux's PATH_MAX. */
const LONGEST_PATH = 4_096;

interface PathSource extends PythonSource {
  /** Paths of module-level names as far as they are worked out; null while that goes on. */
  readonly known: Map<string, string | null>;
}

const SAME_PATH: ReadonlySet<string> = new Set(['abspath', 'realpath', 'normpath', 'normcase', 'expanduser', 'fspath', 'str', 'Path', 'PurePath', 'PosixPath', 'unicode']);
const SAME_PATH_METHODS: ReadonlySet<string> = new Set(['resolve', 'absolute', 'as_posix', 'expanduser', '__str__']);

/**
 * Folders that the file puts on `sys.path` (insert, append, extend, assignments, `site.addsitedir`), relative to the
 * file's own folder when they start at `__file__`, as written otherwise; null where they can't be read.
 */
export function collectPathEdits(source: PythonSource): readonly (string | null)[] {
  if (!/\bsys\s*\.\s*path\b|\baddsitedir\b/.test(source.text)) return [];
  const edits: (string | null)[] = [];
  const paths: PathSource = { ...source, known: new Map() };
  for (const offset of offsetsOf(source.text, /\b(?:path|addsitedir)\b/g)) {
    const identifier = identifierAt(source, offset);
    if (!identifier) continue;
    for (const value of addedPaths(source, identifier)) edits.push(value === null ? null : folderOf(evaluate(paths, value, 0)));
  }
  return edits;
}

/** Expressions that become entries of `sys.path` where its name stands; null for entries that no expression shows. */
function addedPaths(source: PythonSource, identifier: Node): readonly (Node | null)[] {
  if (textOf(source, identifier) === 'addsitedir') {
    const call = callOf(identifier);
    return call ? [argumentsOf(source, call).positional[0] ?? null] : [];
  }
  const path = identifier.parent;
  if (!path || receiverOf(source, identifier) !== 'sys') return [];
  const use = path.parent;
  switch (use?.type) {
    case 'attribute':
      return methodArguments(source, use);
    case 'assignment':
    case 'augmented_assignment':
      return sameNode(use.childForFieldName('left'), path) ? elementsOf(source, use.childForFieldName('right')) : [];
    case 'subscript':
      return subscriptValue(source, use);
    default:
      return [];
  }
}

function methodArguments(source: PythonSource, attribute: Node): readonly (Node | null)[] {
  const method = attribute.childForFieldName('attribute');
  const call = method ? callOf(method) : undefined;
  if (!method || !call) return [];
  const { positional } = argumentsOf(source, call);
  switch (textOf(source, method)) {
    case 'insert':
      return [positional[1] ?? null];
    case 'append':
      return [positional[0] ?? null];
    case 'extend':
      return elementsOf(source, positional[0] ?? null);
    default:
      return [];
  }
}

function subscriptValue(source: PythonSource, subscript: Node): readonly (Node | null)[] {
  const assignment = subscript.parent;
  if (assignment?.type !== 'assignment' || !sameNode(assignment.childForFieldName('left'), subscript)) return [];
  const value = assignment.childForFieldName('right');
  return subscript.childForFieldName('subscript')?.type === 'slice' ? elementsOf(source, value) : [value];
}

/** Elements of lists and of sums of lists; `sys.path` itself adds nothing. */
function elementsOf(source: PythonSource, value: Node | null): readonly (Node | null)[] {
  const found: (Node | null)[] = [];
  const waiting: (Node | null)[] = [value];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node?.type === 'binary_operator') waiting.push(node.childForFieldName('right'), node.childForFieldName('left'));
    else if (node?.type === 'list' || node?.type === 'tuple') found.push(...node.namedChildren.filter((part) => !isOwnPath(source, part)));
    else if (!node || !isOwnPath(source, node)) found.push(null);
  }
  return found;
}

function isOwnPath(source: PythonSource, node: Node): boolean {
  return node.type === 'comment' || /^\*?sys\.path(?:\[[^\]]*\])?$/.test(compact(textOf(source, node)));
}

/** null: not known. `FILE`: the file itself. Otherwise a path with `/`. */
function evaluate(source: PathSource, node: Node | null | undefined, depth: number): string | null {
  if (!node || depth > DEEPEST_NESTING) return null;
  switch (node.type) {
    case 'string':
      return literalOf(source, node)?.value ?? null;
    case 'parenthesized_expression':
      return evaluate(source, node.namedChild(0), depth + 1);
    case 'identifier':
      return evaluateName(source, node, depth);
    case 'attribute':
      return evaluateAttribute(source, node, depth);
    case 'call':
      return evaluateCall(source, node, depth);
    case 'subscript':
      return evaluateSubscript(source, node, depth);
    case 'binary_operator':
      return evaluateOperator(source, node, depth);
    default:
      return null;
  }
}

/** A module-level name that is assigned once. Each name is worked out once, so that names built of names stay cheap. */
function evaluateName(source: PathSource, node: Node, depth: number): string | null {
  const name = textOf(source, node);
  if (name === '__file__') return FILE;
  const known = source.known.get(name);
  if (known !== undefined) return known;
  source.known.set(name, null);
  const value = assignedValue(source, node, name);
  const path = value ? evaluate(source, value, depth + 20) : null;
  source.known.set(name, path);
  return path;
}

function assignedValue(source: PythonSource, node: Node, name: string): Node | null | undefined {
  const values = source.root.namedChildren
    .filter((statement) => statement.type === 'expression_statement' && statement.startIndex < node.startIndex)
    .map((statement) => statement.namedChild(0))
    .filter((assignment) => assignment?.type === 'assignment')
    .filter((assignment) => textOf(source, assignment?.childForFieldName('left') ?? node) === name && !isWithin(node, assignment));
  return values.length === 1 ? values[0]?.childForFieldName('right') : undefined;
}

function isWithin(node: Node, outer: Node | null): boolean {
  return outer !== null && outer.startIndex <= node.startIndex && node.endIndex <= outer.endIndex;
}

function evaluateAttribute(source: PathSource, node: Node, depth: number): string | null {
  const text = compact(textOf(source, node));
  if (/^os(?:\.path)?\.curdir$/.test(text)) return '.';
  if (/^os(?:\.path)?\.pardir$/.test(text)) return '..';
  const name = node.childForFieldName('attribute');
  if (!name || textOf(source, name) !== 'parent') return null;
  return parentOf(evaluate(source, node.childForFieldName('object'), depth + 1));
}

function evaluateCall(source: PathSource, call: Node, depth: number): string | null {
  const called = call.childForFieldName('function');
  const { positional } = argumentsOf(source, call);
  const argument = (at: number): string | null => evaluate(source, positional[at], depth + 1);
  const object = called?.type === 'attribute' ? called.childForFieldName('object') : null;
  const name = compact(called ? textOf(source, called.childForFieldName('attribute') ?? called) : '');
  if (positional.length === 0 && object && SAME_PATH_METHODS.has(name)) return evaluate(source, object, depth + 1);
  if (name === 'joinpath') return joined([evaluate(source, object, depth + 1), ...positional.map((_, at) => argument(at))]);
  if (name === 'getcwd' || name === 'cwd') return '.';
  if (SAME_PATH.has(name)) return argument(0);
  if (name === 'dirname') return parentOf(argument(0));
  return name === 'join' ? joined(positional.map((_, at) => argument(at))) : null;
}

/** `Path(__file__).parents[1]` and `os.path.split(__file__)[0]`. */
function evaluateSubscript(source: PathSource, node: Node, depth: number): string | null {
  const value = node.childForFieldName('value');
  const index = Number(textOf(source, node.childForFieldName('subscript') ?? node));
  if (!value || !Number.isInteger(index) || index < 0 || index > DEEPEST_NESTING) return null;
  if (value.type === 'attribute' && textOf(source, value.childForFieldName('attribute') ?? value) === 'parents') {
    let path = evaluate(source, value.childForFieldName('object'), depth + 1);
    for (let level = 0; level <= index; level += 1) path = parentOf(path);
    return path;
  }
  const called = value.type === 'call' ? value.childForFieldName('function') : null;
  if (!called || index !== 0 || !/^(?:os\.path\.)?split$/.test(compact(textOf(source, called)))) return null;
  return parentOf(evaluate(source, argumentsOf(source, value).positional[0], depth + 1));
}

/** `path / "name"` and `text + "/name"`. */
function evaluateOperator(source: PathSource, node: Node, depth: number): string | null {
  const left = evaluate(source, node.childForFieldName('left'), depth + 1);
  const right = evaluate(source, node.childForFieldName('right'), depth + 1);
  if (left === null || right === null) return null;
  const operator = node.childForFieldName('operator')?.type;
  if (operator === '/') return joined([left, right]);
  return operator === '+' && left !== FILE && left.length + right.length <= LONGEST_PATH ? `${left}${right}` : null;
}

function joined(parts: readonly (string | null)[]): string | null {
  let path = '';
  for (const part of parts) {
    if (part === null) return null;
    if (part === FILE && path !== '') return null;
    if (path.length + part.length > LONGEST_PATH) return null;
    path = part.startsWith('/') || path === '' ? part : `${path.replace(/\/+$/, '')}/${part}`;
  }
  return path === '' ? null : path;
}

/** The folder above; the file's folder is `.`. */
function parentOf(path: string | null): string | null {
  if (path === null) return null;
  if (path === FILE) return '.';
  const normal = normalise(path);
  if (normal === null || normal === '/') return normal;
  if (normal === '.') return '..';
  if (normal === '..' || normal.endsWith('/..')) return `${normal}/..`;
  const slash = normal.lastIndexOf('/');
  if (slash <= 0) return slash === 0 ? '/' : '.';
  return normal.slice(0, slash);
}

function folderOf(path: string | null): string | null {
  return path === null || path === FILE ? null : normalise(path);
}

/** Resolves `.` and `..`; `__file__/..` is the file's folder. null for the file itself and for nothing. */
function normalise(path: string): string | null {
  const absolute = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!absolute) kept.push('..');
  }
  if (kept.includes(FILE)) return null;
  if (absolute) return `/${kept.join('/')}`;
  return kept.length === 0 ? '.' : kept.join('/');
}
