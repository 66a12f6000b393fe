/** CommonJS exports: what `exports` and `module.exports` are given. */
import type { Node } from 'web-tree-sitter';
import { argumentsOf, keyText, literalText, named } from './nodes.js';

/** Filled while reading; see `JavaScriptFacts.commonJs`. */
export interface CommonJsFacts {
  used: boolean;
  dynamic: boolean;
  readonly names: Set<string>;
}

/** Properties of `module` that say nothing of its exports. */
const HARMLESS: ReadonlySet<string> = new Set(['id', 'filename', 'loaded', 'parent', 'children', 'paths', 'path', 'require', 'hot', 'isPreloading']);

/** Reads one use of the identifier or property `exports`, or of a bare `module`. */
export function readExportsUse(hit: Node, facts: CommonJsFacts): void {
  const target = exportsObject(hit);
  if (!target) return;
  facts.used = true;
  const parent = target.parent;
  if (!parent) return;
  if (parent.type === 'assignment_expression' && parent.childForFieldName('left')?.id === target.id) {
    readWholeValue(parent.childForFieldName('right'), facts);
    return;
  }
  if (isObjectOf(parent, target)) {
    readMember(parent, facts);
    return;
  }
  if (parent.type === 'arguments') {
    readArgument(parent, target, facts);
    return;
  }
  // `exports = module.exports = …`: the inner assignment tells. Reading without passing on changes nothing.
  const harmless = parent.type === 'expression_statement' || parent.type === 'unary_expression';
  if (!harmless) facts.dynamic = true;
}

/** The expression that stands for the exports object: `exports` itself or `module.exports`; `module` when it is passed on whole. */
function exportsObject(hit: Node): Node | undefined {
  const parent = hit.parent;
  if (hit.type === 'property_identifier') {
    return parent?.type === 'member_expression' && parent.childForFieldName('object')?.text === 'module' ? parent : undefined;
  }
  if (hit.type !== 'identifier' || !parent) return undefined;
  if (parent.type === 'formal_parameters' || parent.type === 'required_parameter' || parent.type === 'arrow_function') return undefined;
  if (hit.text === 'exports') return hit;
  return parent.type === 'arguments' || parent.type === 'array' ? hit : undefined;
}

function isObjectOf(parent: Node, target: Node): boolean {
  return (parent.type === 'member_expression' || parent.type === 'subscript_expression') && parent.childForFieldName('object')?.id === target.id;
}

function readMember(member: Node, facts: CommonJsFacts): void {
  const property = member.childForFieldName('property');
  const name = property ? property.text : literalText(member.childForFieldName('index'));
  const assigned = member.parent?.type === 'assignment_expression' && member.parent.childForFieldName('left')?.id === member.id;
  if (name === undefined) {
    facts.dynamic = true;
  } else if (assigned) {
    facts.names.add(name);
    // `exports.default = …` may be transpiled; the whole object then stands for a module with a default export.
  } else if (!HARMLESS.has(name) && /^(?:augmented_assignment_expression|update_expression)$/.test(member.parent?.type ?? '')) {
    facts.names.add(name);
  }
}

function readWholeValue(value: Node | null, facts: CommonJsFacts): void {
  if (!value) return;
  if (value.type === 'assignment_expression') {
    const left = value.childForFieldName('left');
    if (left && /^(?:module\s*\.\s*)?exports$/.test(left.text)) return;
    readWholeValue(value.childForFieldName('right'), facts);
    return;
  }
  if (value.type !== 'object') {
    facts.dynamic = true;
    return;
  }
  for (const property of named(value)) readProperty(property, facts);
}

function readProperty(property: Node, facts: CommonJsFacts): void {
  const key = property.type === 'pair' ? property.childForFieldName('key') : property.childForFieldName('name');
  const name = property.type === 'shorthand_property_identifier' ? property.text : keyText(key);
  if (name === undefined) facts.dynamic = true;
  else facts.names.add(name);
}

/** `Object.defineProperty(exports, 'x', …)` names one; any other call may do anything with the object. */
function readArgument(list: Node, target: Node, facts: CommonJsFacts): void {
  const call = list.parent;
  const callee = call?.childForFieldName('function')?.text;
  const given = call ? argumentsOf(call) : [];
  const name = literalText(given[1]);
  if (callee === 'Object.defineProperty' && given[0]?.id === target.id && name !== undefined) {
    if (name !== '__esModule') facts.names.add(name);
    return;
  }
  facts.dynamic = true;
}
