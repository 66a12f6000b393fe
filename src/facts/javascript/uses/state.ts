/** Module-level variables, collections and what is done to them, and the names a module exports them by. */
import type { Node } from 'web-tree-sitter';
import { childOf, keyText, named, spanOf } from '../nodes.js';
import type { FunctionTable } from './functions.js';
import type { PlacedValue } from './locals.js';
import type { ContainerUse, JavaScriptUses, Value } from './types.js';
import { isFunction, unwrap, valueOf } from './values.js';

type NamedValue = JavaScriptUses['values'][number];

interface ModuleState {
  readonly values: NamedValue[];
  readonly containers: { name: string; form: ContainerUse['form']; node: Node }[];
  readonly exportedAs: Record<string, string>;
}

/** Reads a module's own statements. */
export function readModule(root: Node): ModuleState {
  const state: ModuleState = { values: [], containers: [], exportedAs: {} };
  for (const statement of root.namedChildren) {
    if (statement.type === 'export_statement') readExport(statement, state);
    else if (statement.type === 'expression_statement') readAssignment(named(statement)[0], state);
    else readDeclaration(statement, state);
  }
  return state;
}

function readDeclaration(statement: Node, state: ModuleState): void {
  if (statement.type !== 'lexical_declaration' && statement.type !== 'variable_declaration') return;
  for (const declarator of named(statement)) {
    const name = declarator.childForFieldName('name');
    const given = declarator.childForFieldName('value');
    if (name?.type !== 'identifier' || given === null) continue;
    const inner = unwrap(given);
    const form = formOf(inner);
    if (form !== undefined) state.containers.push({ name: name.text, form, node: name });
    const value = isFunction(inner) ? undefined : valueOf(inner);
    if (value !== undefined && value.kind !== 'other') state.values.push({ name: name.text, value });
  }
}

function formOf(node: Node): ContainerUse['form'] | undefined {
  if (node.type === 'object') return 'object';
  if (node.type === 'array') return 'array';
  const constructed = node.type === 'new_expression' ? node.childForFieldName('constructor')?.text : undefined;
  return constructed === 'Map' || constructed === 'Set' ? constructed : undefined;
}

function readExport(statement: Node, state: ModuleState): void {
  const declaration = statement.childForFieldName('declaration');
  const isDefault = statement.children.some((child) => child.type === 'default');
  if (declaration !== null) {
    readDeclaration(declaration, state);
    const name = declaration.childForFieldName('name')?.text;
    if (isDefault && name !== undefined) state.exportedAs['default'] = name;
    return;
  }
  if (isDefault) readWhole(statement.childForFieldName('value'), state);
  const clause = statement.childForFieldName('source') === null ? childOf(statement, 'export_clause') : undefined;
  for (const one of clause === undefined ? [] : named(clause)) {
    const own = keyText(one.childForFieldName('name'));
    const shown = keyText(one.childForFieldName('alias'));
    if (own !== undefined && shown !== undefined) state.exportedAs[shown] = own;
  }
}

/** What stands for the whole module: a name, or a value of its own. */
function readWhole(given: Node | null, state: ModuleState): void {
  if (given === null) return;
  const node = unwrap(given);
  if (node.type === 'identifier') {
    state.exportedAs['default'] = node.text;
    return;
  }
  const value = valueOf(node);
  if (value.kind !== 'other' && value.kind !== 'function') state.values.push({ name: 'default', value });
}

/** `module.exports = …`, `exports.x = y`. */
function readAssignment(expression: Node | undefined, state: ModuleState): void {
  if (expression?.type !== 'assignment_expression') return;
  const target = expression.childForFieldName('left')?.text.replace(/\s/g, '') ?? '';
  const given = expression.childForFieldName('right');
  if (given === null) return;
  if (target === 'module.exports') {
    readWhole(given, state);
    const value = valueOf(given);
    if (value.kind === 'object') for (const { key, value: own } of value.entries) if (own.kind === 'name' && own.name !== key) state.exportedAs[key] = own.name;
    return;
  }
  const shown = /^(?:module\.)?exports\.([\w$]+)$/.exec(target)?.[1];
  if (shown === undefined) return;
  const inner = unwrap(given);
  if (inner.type === 'identifier') {
    if (inner.text !== shown) state.exportedAs[shown] = inner.text;
    return;
  }
  const value = valueOf(inner);
  if (value.kind !== 'other' && value.kind !== 'function') state.values.push({ name: shown, value });
}

/** What functions do to the module's collections; `keys` are those that they write under. */
export function readContainers(source: string, root: Node, state: ModuleState, table: FunctionTable): { readonly containers: ContainerUse[]; readonly keys: PlacedValue[] } {
  const keys: PlacedValue[] = [];
  const containers = state.containers.flatMap(({ name, form, node }) => {
    const changes = changesOf(source, root, name, node, table, keys);
    return changes.length === 0 ? [] : [{ name, form, span: spanOf(node), changes, ...(isMeasured(source, name) ? { measured: true as const } : {}) }];
  });
  return { containers, keys };
}

function isMeasured(source: string, name: string): boolean {
  const own = name.replace(/\$/g, '\\$');
  return new RegExp(`(?<![\\w$.])${own}\\s*\\.\\s*(?:size|length)\\b|Object\\s*\\.\\s*(?:keys|values|entries)\\s*\\(\\s*${own}\\s*\\)\\s*\\.\\s*length`).test(source);
}

function changesOf(source: string, root: Node, name: string, own: Node, table: FunctionTable, keys: PlacedValue[]): ContainerUse['changes'] {
  const pattern = new RegExp(
    `(?<![\\w$.])${name.replace(/\$/g, '\\$')}\\s*(?:\\.\\s*(?:set|add|push|unshift|pop|shift|splice|delete|clear|length\\s*=)\\b|\\[[^\\]\\n]+\\]\\s*(?:=(?!=)|\\+\\+|--|[+-]=|\\|\\|=|\\?\\?=|\\.push\\b)|\\[[^\\]\\n]+\\]\\s*(?:[;}]|$)|=(?![=>]))`,
    'gm',
  );
  const changes: ContainerUse['changes'][number][] = [];
  for (const match of source.matchAll(pattern)) {
    const hit = root.descendantForIndex(match.index);
    if (hit?.type !== 'identifier' || hit.id === own.id || changes.length >= 20) continue;
    const within = table.around(hit);
    const change = within === -1 ? undefined : changeAt(hit);
    if (change === undefined) continue;
    changes.push({ ...change, within, span: spanOf(hit) });
    keys.push({ node: hit, value: change.key });
  }
  return changes;
}

function changeAt(hit: Node): { method: string; key: Value } | undefined {
  const parent = hit.parent;
  if (parent?.type === 'assignment_expression' && parent.childForFieldName('left')?.id === hit.id) return { method: '=', key: valueOf(parent.childForFieldName('right')) };
  if (parent?.type === 'subscript_expression') {
    const key = valueOf(parent.childForFieldName('index'));
    const user = parent.parent;
    if (user?.type === 'unary_expression') return user.child(0)?.type === 'delete' ? { method: 'delete', key } : undefined;
    if (user?.type === 'member_expression') return { method: '[]push', key };
    return user !== null && /^(assignment_expression|augmented_assignment_expression|update_expression)$/.test(user.type) && (user.childForFieldName('left') ?? user.childForFieldName('argument'))?.id === parent.id ? { method: '[]=', key } : undefined;
  }
  if (parent?.type !== 'member_expression') return undefined;
  const method = parent.childForFieldName('property')?.text ?? '?';
  const call = parent.parent;
  if (call?.type !== 'call_expression') return { method: `${method}=`, key: { kind: 'other' } };
  const list = call.childForFieldName('arguments');
  return { method, key: list === null ? { kind: 'other' } : valueOf(named(list)[0]) };
}
