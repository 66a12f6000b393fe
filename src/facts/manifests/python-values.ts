/** Literal values of Python expressions, as far as a reader can tell them without running the code. Pure. */
import type { Node } from 'web-tree-sitter';

/** A string with its place: 0-based offsets of the text inside its quotes, or of the whole expression where it is composed. */
export interface PlacedString {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * `strings`: a string, or a list, tuple or set of them; `open` when some of it is computed.
 * `table`: a dict, or what `dict(…)` makes, by its literal keys.
 */
export type PythonValue =
  | { readonly kind: 'strings'; readonly items: readonly PlacedString[]; readonly open: boolean }
  | { readonly kind: 'table'; readonly entries: readonly { readonly key: string; readonly value: PythonValue }[]; readonly open: boolean };

export interface PythonValues {
  /** What an expression holds. */
  evaluate(node: Node): PythonValue;
  /** Keyword arguments of a call; those of `**name` where the name is a literal table. `open` when some can't be told. */
  keywords(call: Node): { readonly values: ReadonlyMap<string, PythonValue>; readonly open: boolean };
}

/** Names are followed this many times, and no deeper. */
const DEEPEST = 40;
const COMPUTED: PythonValue = { kind: 'strings', items: [], open: true };

/** Reads the values of one file; names mean the union of everything that the file ever binds to them. */
export function pythonValues(root: Node): PythonValues {
  const bindings = collectBindings(root);
  const evaluate = (node: Node, depth: number): PythonValue => {
    if (depth > DEEPEST) return COMPUTED;
    const again = (inner: Node): PythonValue => evaluate(inner, depth + 1);
    switch (node.type) {
      case 'string':
        return stringOf(node);
      case 'concatenated_string':
        return concatenated(node, again);
      case 'list':
      case 'tuple':
      case 'set':
        return union(node.namedChildren.filter((child) => child.type !== 'comment').map((child) => elementOf(child, again)));
      case 'dictionary':
        return tableOf(node, again);
      case 'parenthesized_expression':
        return union(node.namedChildren.filter((child) => child.type !== 'comment').map(again));
      case 'conditional_expression':
        return union([node.namedChildren[0], node.namedChildren[2]].map((child) => (child === undefined ? COMPUTED : again(child))));
      case 'binary_operator':
        return binary(node, again);
      case 'identifier':
        return union(bindings.get(node.text)?.map(again) ?? [COMPUTED]);
      case 'call':
        return callOf(node, again);
      case 'none':
        return union([]);
      default:
        return COMPUTED;
    }
  };
  return { evaluate: (node) => evaluate(node, 0), keywords: (call) => keywordsOf(call, (node) => evaluate(node, 0)) };
}

/** `x = …`, `x += …`, `x.append(…)`, `x.extend(…)`, `x["key"] = …`, anywhere in the file. */
function collectBindings(root: Node): ReadonlyMap<string, readonly Node[]> {
  const bindings = new Map<string, Node[]>();
  const bind = (name: string, value: Node): void => {
    bindings.set(name, [...(bindings.get(name) ?? []), value]);
  };
  for (const node of root.descendantsOfType(['assignment', 'augmented_assignment'])) {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (left === null || right === null) continue;
    if (left.type === 'identifier') bind(left.text, right);
    else if (left.type === 'subscript') bind(left.childForFieldName('value')?.text ?? '', right);
  }
  for (const call of root.descendantsOfType('call')) {
    const target = call.childForFieldName('function');
    const object = target?.type === 'attribute' ? target.childForFieldName('object') : null;
    const method = target?.childForFieldName('attribute')?.text ?? '';
    const [first] = call.childForFieldName('arguments')?.namedChildren ?? [];
    if (object?.type === 'identifier' && first !== undefined && ['append', 'extend', 'update'].includes(method)) bind(object.text, first);
  }
  return bindings;
}

function stringOf(node: Node): PythonValue {
  const parts = node.namedChildren.filter((child) => child.type === 'string_content');
  const [first] = parts;
  if (node.namedChildren.some((child) => child.type === 'interpolation')) {
    // `f"name>={version}"`: the name stands before the first hole.
    return first !== undefined && tellsName(first.text) && first.startIndex < (node.namedChildren.find((child) => child.type === 'interpolation')?.startIndex ?? 0)
      ? { kind: 'strings', items: [{ text: nameIn(first.text), start: node.startIndex, end: node.endIndex }], open: false }
      : COMPUTED;
  }
  if (first === undefined) return { kind: 'strings', items: [], open: false };
  const last = parts.at(-1) ?? first;
  return { kind: 'strings', items: [{ text: parts.map((part) => part.text).join(''), start: first.startIndex, end: last.endIndex }], open: false };
}

/** Whether the text holds a package name and the start of its version, so that what follows can't change the name. */
function tellsName(text: string): boolean {
  return /^\s*[A-Za-z0-9][\w.-]*(\[[\w\s,-]*\])?\s*[<>=~!@;]/.test(text);
}

function nameIn(text: string): string {
  return /^\s*([A-Za-z0-9][\w.-]*)/.exec(text)?.[1] ?? '';
}

function concatenated(node: Node, evaluate: (node: Node) => PythonValue): PythonValue {
  const parts = node.namedChildren.filter((child) => child.type === 'string').map(evaluate);
  if (parts.some((part) => part.kind !== 'strings' || part.open)) return COMPUTED;
  const text = parts.flatMap((part) => (part.kind === 'strings' ? part.items.map((item) => item.text) : [])).join('');
  return { kind: 'strings', items: [{ text, start: node.startIndex, end: node.endIndex }], open: false };
}

/** A list's element: a string of its own, never split. */
function elementOf(node: Node, evaluate: (node: Node) => PythonValue): PythonValue {
  if (node.type !== 'list_splat') return evaluate(node);
  const [inner] = node.namedChildren;
  return inner === undefined ? COMPUTED : evaluate(inner);
}

/** `a + b` of lists; `"name>=" + version` and `"name==%s" % version` tell the name. */
function binary(node: Node, evaluate: (node: Node) => PythonValue): PythonValue {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const operator = node.childForFieldName('operator')?.text;
  if (left === null || right === null) return COMPUTED;
  const first = evaluate(left);
  const [item] = first.kind === 'strings' ? first.items : [];
  if (isText(left) && item !== undefined) {
    return tellsName(item.text) ? { kind: 'strings', items: [{ text: nameIn(item.text), start: node.startIndex, end: node.endIndex }], open: false } : COMPUTED;
  }
  return operator === '+' || operator === '|' ? union([first, evaluate(right)]) : COMPUTED;
}

function isText(node: Node): boolean {
  return node.type === 'string' || node.type === 'concatenated_string' || (node.type === 'binary_operator' && isText(node.childForFieldName('left') ?? node.parent ?? node) && node.childForFieldName('left') !== null);
}

/** `list(x)`, `sorted(x)`, `dict(a=…)`, `"…".format(…)`, `"…".split()`; everything else is computed. */
function callOf(node: Node, evaluate: (node: Node) => PythonValue): PythonValue {
  const target = node.childForFieldName('function');
  const given = node.childForFieldName('arguments')?.namedChildren.filter((child) => child.type !== 'comment') ?? [];
  if (target?.type === 'identifier') {
    const [only] = given;
    if (['list', 'tuple', 'set', 'sorted', 'frozenset'].includes(target.text) && given.length === 1 && only !== undefined) return evaluate(only);
    return target.text === 'dict' ? dictCall(given, evaluate) : COMPUTED;
  }
  const object = target?.childForFieldName('object');
  const method = target?.childForFieldName('attribute')?.text;
  if (target?.type !== 'attribute' || object === null || object === undefined) return COMPUTED;
  const value = isText(object) || object.type === 'identifier' ? evaluate(object) : COMPUTED;
  const [item] = value.kind === 'strings' && !value.open ? value.items : [];
  if (item === undefined) return COMPUTED;
  if (method === 'format') return tellsName(item.text) ? { kind: 'strings', items: [{ ...item, text: nameIn(item.text) }], open: false } : COMPUTED;
  return ['split', 'splitlines', 'strip'].includes(method ?? '') && value.kind === 'strings' ? value : COMPUTED;
}

function dictCall(given: readonly Node[], evaluate: (node: Node) => PythonValue): PythonValue {
  const entries = given.flatMap((argument) => {
    const key = argument.childForFieldName('name');
    const value = argument.childForFieldName('value');
    return argument.type !== 'keyword_argument' || key === null || value === null ? [] : [{ key: key.text, value: evaluate(value) }];
  });
  return { kind: 'table', entries, open: entries.length !== given.length };
}

function tableOf(node: Node, evaluate: (node: Node) => PythonValue): PythonValue {
  let open = false;
  const entries: { key: string; value: PythonValue }[] = [];
  for (const pair of node.namedChildren) {
    if (pair.type === 'comment') continue;
    const key = pair.childForFieldName('key');
    const value = pair.childForFieldName('value');
    const keys = key === null || pair.type !== 'pair' ? COMPUTED : evaluate(key);
    const [text] = keys.kind === 'strings' && !keys.open ? keys.items : [];
    if (value === null || (text === undefined && key?.type !== 'string')) open = true;
    else entries.push({ key: text?.text ?? '', value: evaluate(value) });
  }
  return { kind: 'table', entries, open };
}

function union(values: readonly PythonValue[]): PythonValue {
  const open = values.some((value) => value.open);
  // A list beside tables is what `table["key"] = …` binds.
  if (values.some((value) => value.kind === 'table')) return { kind: 'table', entries: values.flatMap((value) => (value.kind === 'table' ? value.entries : [{ key: '', value }])), open };
  return { kind: 'strings', items: values.flatMap((value) => (value.kind === 'strings' ? value.items : [])), open };
}

function keywordsOf(call: Node, evaluate: (node: Node) => PythonValue): ReturnType<PythonValues['keywords']> {
  const values = new Map<string, PythonValue>();
  let open = false;
  for (const argument of call.childForFieldName('arguments')?.namedChildren ?? []) {
    if (argument.type === 'keyword_argument') {
      const name = argument.childForFieldName('name');
      const value = argument.childForFieldName('value');
      if (name !== null && value !== null) values.set(name.text, evaluate(value));
    } else if (argument.type === 'dictionary_splat') {
      const [inner] = argument.namedChildren;
      const table = inner === undefined ? COMPUTED : evaluate(inner);
      open ||= table.open || table.kind !== 'table';
      if (table.kind === 'table') for (const entry of table.entries) values.set(entry.key, entry.value);
    }
  }
  return { values, open };
}
