/** Names that declarations bind. */
import type { Node } from 'web-tree-sitter';
import type { Definition } from '../types.js';
import { childOf, named, spanOf } from './nodes.js';

const KINDS: Readonly<Record<string, Definition['kind']>> = {
  function_declaration: 'function',
  generator_function_declaration: 'function',
  function_signature: 'function',
  class_declaration: 'class',
  abstract_class_declaration: 'class',
  interface_declaration: 'class',
  enum_declaration: 'class',
  type_alias_declaration: 'variable',
  internal_module: 'variable',
  module: 'variable',
};

/** The names that an exported declaration binds. Overloads of a function give its name once each. */
export function declaredNames(declaration: Node): Definition[] {
  if (declaration.type === 'ambient_declaration') return named(declaration).flatMap(declaredNames);
  if (declaration.type === 'lexical_declaration' || declaration.type === 'variable_declaration') {
    return named(declaration).flatMap((declarator) => {
      const target = declarator.childForFieldName('name');
      return target ? bindingNames(target) : [];
    });
  }
  if (declaration.type === 'import_alias') return definition(childOf(declaration, 'identifier'), 'import');
  const kind = KINDS[declaration.type];
  if (kind === undefined) return [];
  const name = declaration.childForFieldName('name');
  const found = definition(name?.type === 'nested_identifier' ? name.namedChild(0) : name, kind);
  return /^(?:interface|type_alias)_declaration$/.test(declaration.type) ? found.map((one) => ({ ...one, isType: true })) : found;
}

/** The variables that a name or a destructuring pattern binds. */
export function bindingNames(target: Node): Definition[] {
  switch (target.type) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      return definition(target, 'variable');
    case 'pair_pattern':
      return within(target.childForFieldName('value'));
    case 'assignment_pattern':
    case 'object_assignment_pattern':
      return within(target.childForFieldName('left'));
    case 'object_pattern':
    case 'array_pattern':
    case 'rest_pattern':
      return named(target).flatMap(bindingNames);
    default:
      return [];
  }
}

/** What kind of thing each top-level name is, for `export { name }` and `export default name`. */
export function localKinds(statements: readonly Node[]): ReadonlyMap<string, Definition['kind']> {
  const kinds = new Map<string, Definition['kind']>();
  const wanted = statements.some((one) => one.type === 'export_statement');
  if (!wanted) return kinds;
  for (const statement of statements) {
    const declaration = statement.type === 'export_statement' ? statement.childForFieldName('declaration') : statement;
    const kind = declaration ? KINDS[declaration.type] : undefined;
    const name = kind && declaration?.childForFieldName('name')?.text;
    if (kind && name) kinds.set(name, kind);
  }
  return kinds;
}

function within(target: Node | null): Definition[] {
  return target ? bindingNames(target) : [];
}

function definition(name: Node | null | undefined, kind: Definition['kind']): Definition[] {
  return name && !name.isMissing ? [{ name: name.text, kind, span: spanOf(name) }] : [];
}
