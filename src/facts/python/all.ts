import type { Node } from 'web-tree-sitter';
import type { AllEntry, PythonFacts } from '../types.js';
import { argumentsOf, callOf, compact, identifierAt, offsetsOf, sameNode, textOf, type PythonSource } from './source.js';
import { contextOf } from './context.js';

/** Calls that only read the list. */
const READERS: ReadonlySet<string> = new Set(['len', 'sorted', 'set', 'frozenset', 'list', 'tuple', 'print', 'iter', 'enumerate', 'dict', 'any', 'all', 'repr', 'reversed']);
const STRING = /^[rRuU]?("""|'''|"|')([^\\{}'"\r\n]*)\1/;

interface Collected {
  readonly entries: AllEntry[];
  dynamic: boolean;
  found: boolean;
}

/** `__all__` as all statements together build it, in their order; undefined when nothing writes it. */
export function collectAll(source: PythonSource): PythonFacts['all'] {
  const collected: Collected = { entries: [], dynamic: false, found: false };
  for (const offset of offsetsOf(source.text, /\b__all__\b/g)) {
    const identifier = identifierAt(source, offset);
    if (identifier) readUse(source, identifier, collected);
  }
  return collected.found ? { names: collected.entries, dynamic: collected.dynamic } : undefined;
}

function readUse(source: PythonSource, identifier: Node, collected: Collected): void {
  const parent = identifier.parent;
  switch (parent?.type) {
    case 'assignment':
    case 'augmented_assignment':
      return readAssignment(source, parent, identifier, collected);
    case 'attribute':
      return readMethod(source, parent, identifier, collected);
    case 'argument_list':
      return readArgument(source, parent, collected);
    case 'subscript':
    case 'delete_statement':
      return isWritten(parent) ? giveUp(collected) : undefined;
    case 'dotted_name':
    case 'aliased_import':
    case 'pattern_list':
    case 'tuple_pattern':
    case 'global_statement':
    case 'named_expression':
      return giveUp(collected);
    default:
  }
}

function isWritten(node: Node): boolean {
  return node.type === 'delete_statement' || sameNode(node.parent?.childForFieldName('left') ?? null, node);
}

function giveUp(collected: Collected): void {
  collected.found = true;
  collected.dynamic = true;
}

function readAssignment(source: PythonSource, statement: Node, identifier: Node, collected: Collected): void {
  if (!sameNode(statement.childForFieldName('left'), identifier)) return;
  const { scope } = contextOf(source, statement);
  if (scope === 'class') return;
  const value = statement.childForFieldName('right');
  if (!value) return;
  collected.found = true;
  const adds = statement.type === 'augmented_assignment';
  if (scope === 'function' || (adds && statement.childForFieldName('operator')?.type !== '+=')) collected.dynamic = true;
  readList(source, value, collected);
}

function readMethod(source: PythonSource, attribute: Node, identifier: Node, collected: Collected): void {
  if (!sameNode(attribute.childForFieldName('object'), identifier)) return;
  const method = attribute.childForFieldName('attribute');
  const call = method ? callOf(method) : undefined;
  if (!method || !call) return;
  const { positional } = argumentsOf(source, call);
  const inFunction = contextOf(source, call).scope !== 'module';
  switch (textOf(source, method)) {
    case 'append':
      return inFunction ? giveUp(collected) : readElement(source, positional[0], collected);
    case 'extend':
      return inFunction || !positional[0] ? giveUp(collected) : readList(source, positional[0], collected);
    case 'index':
    case 'count':
    case 'copy':
    case 'sort':
      return;
    default:
      return giveUp(collected);
  }
}

function readArgument(source: PythonSource, argumentList: Node, collected: Collected): void {
  const called = argumentList.parent?.childForFieldName('function');
  const name = called ? compact(textOf(source, called)) : '';
  if (!READERS.has(name) && !name.startsWith('__all__.')) giveUp(collected);
}

/** Lists, tuples and their sums; anything else makes the list dynamic while its literal parts are kept. */
function readList(source: PythonSource, value: Node, collected: Collected): void {
  collected.found = true;
  const waiting: (Node | null)[] = [value];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    switch (node?.type) {
      case 'binary_operator':
        waiting.push(node.childForFieldName('right'), node.childForFieldName('left'));
        if (node.childForFieldName('operator')?.type !== '+') collected.dynamic = true;
        break;
      case 'parenthesized_expression':
        waiting.push(node.namedChild(0));
        break;
      case 'list':
      case 'tuple':
      case 'expression_list':
        for (const element of node.namedChildren) readElement(source, element, collected);
        break;
      default:
        collected.dynamic = true;
    }
  }
}

function readElement(source: PythonSource, element: Node | undefined, collected: Collected): void {
  if (element?.type === 'comment') return;
  collected.found = true;
  const name = element && wordOf(source, element);
  if (name === undefined) collected.dynamic = true;
  else if (name.name !== '') collected.entries.push(name);
}

/** The text of a literal, also of literals that stand side by side; the span is that of the text inside the quotes. */
function wordOf(source: PythonSource, element: Node): AllEntry | undefined {
  if (element.type === 'string') return literalEntry(source, element);
  if (element.type !== 'concatenated_string') return undefined;
  const parts = element.namedChildren.filter((part) => part.type === 'string').map((part) => literalEntry(source, part));
  if (parts.some((part) => part === undefined)) return undefined;
  return { name: parts.map((part) => part?.name ?? '').join(''), span: source.lines.span(element.startIndex, element.endIndex) };
}

function literalEntry(source: PythonSource, node: Node): AllEntry | undefined {
  const match = STRING.exec(textOf(source, node));
  if (!match) return undefined;
  const end = node.endIndex - (match[1] ?? '').length;
  const name = match[2] ?? '';
  return { name, span: source.lines.span(end - name.length, end) };
}
