/** The functions around what is recorded. */
import type { Node } from 'web-tree-sitter';
import { keyText, named, spanOf } from '../nodes.js';
import type { FunctionUse } from './types.js';
import { dotted, isAsync, isFunction, paramsOf } from './values.js';

/** Functions in functions; what stands deeper counts as standing at the top. */
const DEEPEST = 60;

/** A table of functions that grows while reading. */
export interface FunctionTable {
  readonly functions: FunctionUse[];
  /** The innermost function around the node: its index, -1 for none. */
  around(node: Node): number;
}

export function functionTable(): FunctionTable {
  const functions: FunctionUse[] = [];
  const known = new Map<number, number>();
  const around = (node: Node, depth = 0): number => {
    if (depth > DEEPEST) return -1;
    for (let at = node.parent; at; at = at.parent) {
      if (!isFunction(at)) continue;
      const held = known.get(at.id);
      if (held !== undefined) return held;
      const parent = around(at, depth + 1);
      const own = describe(at, classNames(at));
      const above = functions[parent]?.symbol ?? '';
      const name = own.held === 'name' ? own.name : '';
      functions.push({ ...own, parent, symbol: [above, name].filter((part) => part !== '').join('.') });
      known.set(at.id, functions.length - 1);
      return functions.length - 1;
    }
    return -1;
  };
  return { functions, around };
}

/** Classes between a method and the function around its class, outermost first. */
function classNames(node: Node): string[] {
  const body = node.parent?.type === 'public_field_definition' ? node.parent.parent : node.parent;
  const owner = body?.type === 'class_body' ? body.parent : null;
  const name = owner?.childForFieldName('name')?.text;
  return name === undefined ? [] : [name];
}

function describe(node: Node, classes: readonly string[]): Omit<FunctionUse, 'parent' | 'symbol'> {
  const shared = { params: paramsOf(node), isAsync: isAsync(node), returns: returnsValue(node), span: headOf(node) };
  const own = keyText(node.childForFieldName('name'));
  if (node.type === 'method_definition') return { ...shared, held: classes.length === 0 ? 'property' : 'name', name: [...classes, own ?? '?'].join('.') };
  if (node.type === 'function_declaration' || node.type === 'generator_function_declaration') return { ...shared, held: 'name', name: own ?? '' };
  return { ...shared, ...holder(node, classes) };
}

function holder(node: Node, classes: readonly string[]): Pick<FunctionUse, 'held' | 'name' | 'index'> {
  const parent = wrapperOf(node);
  switch (parent?.type) {
    case 'variable_declarator':
      return { held: 'name', name: parent.childForFieldName('name')?.text.slice(0, 100) ?? '' };
    case 'public_field_definition':
      return { held: 'name', name: [...classes, keyText(parent.childForFieldName('name')) ?? '?'].join('.') };
    case 'assignment_expression': {
      const left = parent.childForFieldName('left');
      return { held: 'name', name: left === null ? '' : dotted(left) };
    }
    case 'pair':
      return { held: 'property', name: keyText(parent.childForFieldName('key')) ?? '?' };
    case 'jsx_expression':
      return parent.parent?.type === 'jsx_attribute' ? { held: 'attribute', name: parent.parent.namedChild(0)?.text ?? '?' } : { held: 'other', name: '' };
    case 'arguments':
      return argumentHolder(node, parent);
    default:
      return { held: 'other', name: '' };
  }
}

function argumentHolder(node: Node, list: Node): Pick<FunctionUse, 'held' | 'name' | 'index'> {
  const call = list.parent;
  const callee = call?.childForFieldName('function') ?? call?.childForFieldName('constructor');
  const name = callee ? dotted(callee) : '?';
  // `const load = useCallback(async () => …)` is held by its variable.
  if (/^(React\.)?(useCallback|useEvent|useMemoizedFn|debounce|throttle|_\.debounce|asyncHandler|catchAsync)$/.test(name) && call?.parent?.type === 'variable_declarator' && !/^(asyncHandler|catchAsync)$/.test(name)) {
    return { held: 'name', name: call.parent.childForFieldName('name')?.text ?? name };
  }
  const index = named(list).findIndex((one) => one.startIndex <= node.startIndex && one.endIndex >= node.endIndex);
  return { held: 'argument', name, index };
}

function wrapperOf(node: Node): Node | null {
  let at = node.parent;
  while (at !== null && /^(parenthesized_expression|as_expression|satisfies_expression)$/.test(at.type)) at = at.parent;
  return at;
}

/** The function's first line up to its body. */
function headOf(node: Node): FunctionUse['span'] {
  const [startLine, startColumn] = spanOf(node);
  const body = node.childForFieldName('body');
  const [endLine, endColumn] = spanOf(body ?? node);
  return [startLine, startColumn, endLine, endColumn];
}

function returnsValue(node: Node): boolean {
  const body = node.childForFieldName('body');
  if (body === null) return false;
  if (body.type !== 'statement_block') return true;
  return returnsWithin(body, 0);
}

function returnsWithin(node: Node, depth: number): boolean {
  if (depth > 8) return true;
  return named(node).some((child) => {
    if (child.type === 'return_statement') return named(child).length > 0;
    return /^(if_statement|else_clause|statement_block|try_statement|catch_clause|finally_clause|switch_statement|switch_body|switch_case|switch_default|for_statement|for_in_statement|while_statement|do_statement)$/.test(child.type) && returnsWithin(child, depth + 1);
  });
}
