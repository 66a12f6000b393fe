import type { Node } from 'web-tree-sitter';
import { isModuleWord } from '../common/references.js';
import type { Definition, StringReference } from '../types.js';
import { capturedNames, targetNames } from './patterns.js';
import { DEEPEST_NESTING, dottedOf, leafAt, literalOf, offsetsOf, spanOf, textOf, type PythonSource } from './source.js';

/** What the statements at module level say, also those inside if, try, with, for, while and match. */
export interface ModuleScope {
  readonly definitions: readonly Definition[];
  readonly decorators: readonly string[];
  readonly bases: readonly string[];
  /** Keywords of calls that stand alone at module level. */
  readonly handedNames: readonly string[];
  /** Single words in list and tuple assignments to an ALL_CAPS name: `INSTALLED_APPS = ["core"]`. */
  readonly listedWords: readonly StringReference[];
  readonly isEmpty: boolean;
}

interface Collector {
  readonly source: PythonSource;
  /** By name and kind, so that only the first binding of each kind is kept. */
  readonly definitions: Map<string, Definition>;
  readonly decorators: Set<string>;
  readonly bases: Set<string>;
  readonly handedNames: Set<string>;
  readonly listedWords: StringReference[];
}

/** Reads the module's own statements; function and class bodies are not entered. */
export function readModuleScope(source: PythonSource): ModuleScope {
  const collector: Collector = { source, definitions: new Map(), decorators: new Set(), bases: new Set(), handedNames: new Set(), listedWords: [] };
  const statements = source.root.namedChildren;
  for (const statement of statements) readStatement(collector, statement, 0);
  bindWalrus(collector);
  bindGlobals(collector);
  return {
    definitions: [...collector.definitions.values()].toSorted(byPlace),
    decorators: [...collector.decorators],
    bases: [...collector.bases],
    handedNames: [...collector.handedNames],
    listedWords: collector.listedWords,
    isEmpty: statements.every(saysNothing),
  };
}

function readStatement(collector: Collector, statement: Node, depth: number): void {
  switch (statement.type) {
    case 'expression_statement':
      for (const part of statement.namedChildren) {
        if (part.type === 'assignment' || part.type === 'augmented_assignment') bindAssignment(collector, part);
        if (part.type === 'call') readLoneCall(collector, part);
      }
      return;
    case 'function_definition':
      return bindField(collector, statement, 'function');
    case 'class_definition':
      return readClass(collector, statement);
    case 'decorated_definition':
      return readDecorated(collector, statement, depth);
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
      return bindImport(collector, statement);
    case 'type_alias_statement':
      return bindTypeAlias(collector, statement);
    case 'delete_statement':
      return depth === 0 ? unbind(collector, statement) : undefined;
    default:
      return readCompound(collector, statement, depth);
  }
}

const COMPOUND: ReadonlySet<string> = new Set(
  (
    'if_statement try_statement with_statement for_statement while_statement match_statement block ERROR ' +
    'elif_clause else_clause except_clause finally_clause case_clause with_clause with_item'
  ).split(' '),
);

function readCompound(collector: Collector, node: Node, depth: number): void {
  if (!COMPOUND.has(node.type) || depth > 3 * DEEPEST_NESTING) return;
  if (node.type === 'for_statement') bindAll(collector, targetNames(node.childForFieldName('left')));
  for (const part of node.namedChildren) {
    if (part.type === 'as_pattern') bindAll(collector, targetNames(part.childForFieldName('alias')));
    else if (part.type === 'case_pattern') bindAll(collector, capturedNames(part).filter((name) => textOf(collector.source, name) !== '_'));
    else readStatement(collector, part, depth + 1);
  }
}

/** `public(now=clock.now)`: a function can bind its keywords in the calling module. */
function readLoneCall(collector: Collector, call: Node): void {
  if (call.childForFieldName('function')?.type !== 'identifier') return;
  for (const argument of call.childForFieldName('arguments')?.namedChildren ?? []) {
    const keyword = argument.type === 'keyword_argument' ? argument.childForFieldName('name') : null;
    if (keyword) collector.handedNames.add(textOf(collector.source, keyword));
  }
}

function bindAssignment(collector: Collector, assignment: Node): void {
  let current: Node | null = assignment;
  let left: Node | null = null;
  while (current?.type === 'assignment' || current?.type === 'augmented_assignment') {
    left = current.childForFieldName('left');
    bindAll(collector, targetNames(left));
    current = current.childForFieldName('right');
  }
  if (left?.type === 'identifier' && current && /^[A-Z][A-Z0-9_]*$/.test(textOf(collector.source, left))) listWords(collector, current);
}

/** Elements of a list or tuple, also of a sum of lists. */
function listWords(collector: Collector, value: Node): void {
  const waiting: (Node | null)[] = [value];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node?.type === 'binary_operator') waiting.push(node.childForFieldName('right'), node.childForFieldName('left'));
    if (node?.type !== 'list' && node?.type !== 'tuple' && node?.type !== 'expression_list') continue;
    for (const element of node.namedChildren) {
      const literal = literalOf(collector.source, element);
      if (!literal || !isModuleWord(literal.value)) continue;
      collector.listedWords.push({ text: literal.value, shape: 'module', span: collector.source.lines.span(literal.start, literal.end) });
    }
  }
}

function readClass(collector: Collector, definition: Node): void {
  bindField(collector, definition, 'class');
  for (const base of definition.childForFieldName('superclasses')?.namedChildren ?? []) {
    const named = base.type === 'subscript' ? base.childForFieldName('value') : base;
    const dotted = named && dottedOf(collector.source, named);
    if (dotted) collector.bases.add(dotted);
  }
}

function readDecorated(collector: Collector, statement: Node, depth: number): void {
  for (const part of statement.namedChildren) {
    if (part.type !== 'decorator') continue;
    const expression = part.namedChildren.find((child) => child.type !== 'comment');
    const named = expression?.type === 'call' ? expression.childForFieldName('function') : expression;
    const dotted = named && dottedOf(collector.source, named);
    if (dotted) collector.decorators.add(dotted);
  }
  const definition = statement.childForFieldName('definition');
  if (definition) readStatement(collector, definition, depth + 1);
}

function bindImport(collector: Collector, statement: Node): void {
  for (const part of statement.childrenForFieldName('name')) {
    const alias = part.type === 'aliased_import' ? part.childForFieldName('alias') : null;
    const name = part.type === 'aliased_import' ? part.childForFieldName('name') : part;
    bind(collector, alias ?? name?.namedChild(0) ?? null, 'import');
  }
}

function bindTypeAlias(collector: Collector, statement: Node): void {
  const type = statement.childForFieldName('left')?.namedChild(0) ?? null;
  bind(collector, type?.type === 'generic_type' ? type.namedChild(0) : type, 'variable');
}

function bindField(collector: Collector, definition: Node, kind: Definition['kind']): void {
  bind(collector, definition.childForFieldName('name'), kind);
}

function bindAll(collector: Collector, names: readonly Node[]): void {
  for (const name of names) bind(collector, name, 'variable');
}

function bind(collector: Collector, identifier: Node | null, kind: Definition['kind']): void {
  if (identifier?.type !== 'identifier') return;
  const name = textOf(collector.source, identifier);
  const key = `${kind} ${name}`;
  if (name === '' || collector.definitions.has(key)) return;
  collector.definitions.set(key, { name, kind, span: spanOf(collector.source, identifier) });
}

/** An unconditional `del` takes the names away again; under a condition it may not run. */
function unbind(collector: Collector, statement: Node): void {
  for (const target of statement.namedChildren.flatMap((part) => targetNames(part))) {
    const name = textOf(collector.source, target);
    for (const kind of ['function', 'class', 'variable', 'import']) collector.definitions.delete(`${kind} ${name}`);
  }
}

/** `:=` binds in the scope around it, through comprehensions. */
function bindWalrus(collector: Collector): void {
  for (const offset of offsetsOf(collector.source.text, /:=/g)) {
    const expression = leafAt(collector.source, offset)?.parent;
    if (expression?.type === 'named_expression' && isAtModuleLevel(expression)) bind(collector, expression.childForFieldName('name'), 'variable');
  }
}

function isAtModuleLevel(node: Node): boolean {
  let child = node;
  for (let parent = node.parent; parent; parent = parent.parent) {
    if (parent.type === 'lambda') return false;
    if (child.type === 'block' && (parent.type === 'function_definition' || parent.type === 'class_definition')) return false;
    child = parent;
  }
  return true;
}

/** A function that declares `global x` is taken to assign it. */
function bindGlobals(collector: Collector): void {
  for (const offset of offsetsOf(collector.source.text, /\bglobal\b/g)) {
    const statement = leafAt(collector.source, offset)?.parent;
    if (statement?.type === 'global_statement') bindAll(collector, statement.namedChildren);
  }
}

/** Whether any statement binds the name at module level. */
export function bindsName(scope: ModuleScope, name: string): boolean {
  return scope.definitions.some((definition) => definition.name === name);
}

function saysNothing(statement: Node): boolean {
  if (statement.type === 'comment' || statement.type === 'pass_statement') return true;
  if (statement.type !== 'expression_statement') return false;
  return statement.namedChildren.every(({ type }) => type === 'string' || type === 'concatenated_string' || type === 'ellipsis' || type === 'comment');
}

function byPlace(left: Definition, right: Definition): number {
  return left.span[0] - right.span[0] || left.span[1] - right.span[1];
}
