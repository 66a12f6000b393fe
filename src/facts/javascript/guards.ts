/** Under which condition an expression runs, and what encloses it. */
import type { Node } from 'web-tree-sitter';
import type { Guard } from '../types.js';
import { argumentsOf, keyText } from './nodes.js';

const BRANCHES: ReadonlySet<string> = new Set(['if_statement', 'ternary_expression', 'switch_case', 'switch_default']);
const FUNCTION_LIKE: ReadonlySet<string> = new Set(['arrow_function', 'function_expression', 'generator_function', 'class']);
const NAMED: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
  'class_declaration',
  'abstract_class_declaration',
  'method_definition',
]);

/** Nodes that stand in a type only: an `import()` inside is a type. */
const TYPE_PLACES: ReadonlySet<string> = new Set([
  'type_annotation',
  'type_alias_declaration',
  'type_arguments',
  'type_query',
  'interface_declaration',
  'ambient_declaration',
]);

export interface Surroundings {
  readonly guard: Guard;
  /** Dotted names of the enclosing functions and classes, outermost first; '' at the top. */
  readonly symbol: string;
  /** Inside a type annotation or declaration. */
  readonly inType: boolean;
}

/** What stands around a node. The innermost `try` or branch decides the guard; a `try` outside a branch wins over it. */
export function surroundings(node: Node): Surroundings {
  let guard = hasRejectionHandler(node) ? ('optional' as Guard) : 'none';
  const symbols: string[] = [];
  let inType = false;
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    const found = guardBy(parent, child);
    if (found === 'optional' || found === 'fallback') guard = guard === 'optional' || guard === 'fallback' ? guard : found;
    else if (found === 'conditional' && guard === 'none') guard = found;
    const name = symbolOf(parent);
    if (name !== undefined) symbols.unshift(name);
    inType ||= TYPE_PLACES.has(parent.type) || (child.id === node.id && isTypeof(parent));
  }
  return { guard, symbol: symbols.join('.'), inType };
}

/** `typeof import('x')` is a type wherever it makes sense; the grammar takes it for an expression inside type arguments of a call. */
function isTypeof(parent: Node): boolean {
  return parent.type === 'unary_expression' && parent.child(0)?.type === 'typeof';
}

function guardBy(parent: Node, child: Node): Guard {
  if (parent.type === 'try_statement') {
    const caught = parent.childForFieldName('handler') !== null;
    return caught && parent.childForFieldName('body')?.id === child.id ? 'optional' : 'none';
  }
  if (parent.type === 'catch_clause') return 'fallback';
  if (BRANCHES.has(parent.type)) return isBranch(parent, child) ? 'conditional' : 'none';
  if (parent.type === 'binary_expression' && /^(?:&&|\|\||\?\?)$/.test(parent.childForFieldName('operator')?.text ?? '')) {
    return parent.childForFieldName('right')?.id === child.id ? 'conditional' : 'none';
  }
  return 'none';
}

/** The condition itself always runs; only what depends on it is guarded. */
function isBranch(parent: Node, child: Node): boolean {
  const condition = parent.childForFieldName('condition') ?? parent.childForFieldName('value');
  return condition?.id !== child.id;
}

/** `import(…).catch(…)`, `.then(…, onRejected)` anywhere in the chain of calls on the promise. */
function hasRejectionHandler(node: Node): boolean {
  let promise = node;
  for (;;) {
    const member: Node | null = promise.parent;
    const call: Node | null = member?.parent ?? null;
    if (member?.type !== 'member_expression' || call?.type !== 'call_expression') return false;
    if (member.childForFieldName('object')?.id !== promise.id) return false;
    const method = member.childForFieldName('property')?.text;
    if (method === 'catch') return true;
    if (method === 'then' && argumentsOf(call).length >= 2) return true;
    promise = call;
  }
}

function symbolOf(node: Node): string | undefined {
  if (NAMED.has(node.type)) return keyText(node.childForFieldName('name'));
  if (!FUNCTION_LIKE.has(node.type)) return undefined;
  const owner = node.parent;
  if (owner?.type === 'variable_declarator' || owner?.type === 'public_field_definition') {
    return keyText(owner.childForFieldName('name'));
  }
  return undefined;
}
