/** Expressions to small plain data. */
import type { Node } from 'web-tree-sitter';
import { argumentsOf, keyText, literalText, named } from '../nodes.js';
import type { Value } from './types.js';

const DEEPEST = 5;
const MOST_ENTRIES = 40;
const LONGEST_TEXT = 1_000;
const OTHER: Value = { kind: 'other' };
const WRAPPERS: ReadonlySet<string> = new Set(['parenthesized_expression', 'as_expression', 'satisfies_expression', 'non_null_expression', 'await_expression', 'type_assertion']);
const LITERALS: ReadonlySet<string> = new Set(['number', 'true', 'false', 'null', 'undefined', 'regex']);
const FUNCTIONS: ReadonlySet<string> = new Set(['arrow_function', 'function_expression', 'function_declaration', 'generator_function', 'generator_function_declaration', 'method_definition']);

/** A function with a body, of any form. */
export function isFunction(node: Node): boolean {
  return FUNCTIONS.has(node.type);
}

/** The expression inside parentheses, casts and `await`. */
export function unwrap(node: Node): Node {
  let at = node;
  while (WRAPPERS.has(at.type)) {
    const inner = at.type === 'type_assertion' ? named(at).at(-1) : named(at)[0];
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

/** A dotted name for a callee or a chain of members; `()` for calls in it, `?` for what has no name. At most 200 characters. */
export function dotted(node: Node, depth = 0): string {
  const at = unwrap(node);
  if (depth > 12) return '?';
  switch (at.type) {
    case 'identifier':
    case 'this':
    case 'super':
    case 'import':
    case 'property_identifier':
      return at.text.slice(0, 200);
    case 'meta_property':
      return at.text.replace(/\s/g, '').slice(0, 200);
    case 'member_expression':
      return `${partOf(at, 'object', depth)}.${at.childForFieldName('property')?.text ?? '?'}`.slice(-200);
    case 'subscript_expression':
      return `${partOf(at, 'object', depth)}.${literalText(at.childForFieldName('index')) ?? '?'}`.slice(-200);
    case 'call_expression':
      return `${partOf(at, 'function', depth)}()`.slice(-200);
    default:
      return '?';
  }
}

function partOf(node: Node, field: string, depth: number): string {
  const part = node.childForFieldName(field);
  return part === null ? '?' : dotted(part, depth + 1);
}

/** The expression as data. */
export function valueOf(given: Node | null | undefined, depth = 0): Value {
  if (!given || depth > DEEPEST) return OTHER;
  const node = unwrap(given);
  if (LITERALS.has(node.type)) return { kind: 'literal', text: node.text.slice(0, 80) };
  if (isFunction(node)) return functionValue(node, depth);
  switch (node.type) {
    case 'string':
    case 'template_string':
      return textValue(node, depth);
    case 'identifier':
      return { kind: 'name', name: node.text.slice(0, 200) };
    case 'member_expression':
    case 'subscript_expression':
      return memberValue(node);
    case 'call_expression':
    case 'new_expression':
      return callValue(node, depth);
    case 'object':
      return objectValue(node, depth);
    case 'array':
      return { kind: 'array', items: named(node).slice(0, MOST_ENTRIES).map((item) => valueOf(item, depth + 1)) };
    case 'binary_expression':
      return binaryValue(node, depth);
    case 'ternary_expression':
      return { kind: 'either', options: ['consequence', 'alternative'].map((field) => valueOf(node.childForFieldName(field), depth + 1)) };
    default:
      return OTHER;
  }
}

function textValue(node: Node, depth: number): Value {
  const text = literalText(node);
  if (text !== undefined) return { kind: 'string', text: text.slice(0, LONGEST_TEXT) };
  if (node.type !== 'template_string') return OTHER;
  const parts = node.namedChildren.map((piece) => (piece.type === 'template_substitution' ? valueOf(named(piece)[0], depth + 1) : piece.text.slice(0, LONGEST_TEXT)));
  return { kind: 'template', parts };
}

function memberValue(node: Node): Value {
  const name = dotted(node);
  return name.includes('?') ? OTHER : { kind: 'name', name };
}

function callValue(node: Node, depth: number): Value {
  const callee = node.childForFieldName('function') ?? node.childForFieldName('constructor');
  if (!callee) return OTHER;
  const object = callee.type === 'member_expression' ? callee.childForFieldName('object') : callee.type === 'call_expression' ? callee : null;
  const name = dotted(callee);
  return {
    kind: 'call',
    callee: name,
    ...(object !== null && name.includes('()') ? { on: valueOf(object, depth + 1) } : {}),
    args: argumentsOf(node).slice(0, MOST_ENTRIES).map((one) => valueOf(one, depth + 1)),
    ...(node.type === 'new_expression' ? { isNew: true as const } : {}),
  };
}

function objectValue(node: Node, depth: number): Value {
  const properties = named(node);
  let open = properties.length > MOST_ENTRIES;
  const entries: { key: string; value: Value }[] = [];
  for (const property of properties.slice(0, MOST_ENTRIES)) {
    const entry = entryOf(property, depth);
    if (entry === undefined) open = true;
    else entries.push(entry);
  }
  return { kind: 'object', entries, open };
}

function entryOf(property: Node, depth: number): { key: string; value: Value } | undefined {
  if (property.type === 'shorthand_property_identifier') return { key: property.text, value: { kind: 'name', name: property.text } };
  const key = keyText(property.type === 'pair' ? property.childForFieldName('key') : property.childForFieldName('name'));
  if (key === undefined) return undefined;
  if (property.type === 'pair') return { key, value: valueOf(property.childForFieldName('value'), depth + 1) };
  return property.type === 'method_definition' ? { key, value: functionValue(property, depth + 1) } : undefined;
}

function binaryValue(node: Node, depth: number): Value {
  const operator = node.childForFieldName('operator')?.text;
  const sides = [node.childForFieldName('left'), node.childForFieldName('right')];
  if (operator === '||' || operator === '??') return { kind: 'either', options: sides.map((side) => valueOf(side, depth + 1)) };
  if (operator === '&&') return { kind: 'either', options: [valueOf(sides[1], depth + 1)] };
  if (operator !== '+') return OTHER;
  // A sum leans left and may be long: it is one level.
  const parts: Value[] = [];
  let at: Node | null = node;
  while (at?.type === 'binary_expression' && at.childForFieldName('operator')?.text === '+' && parts.length < MOST_ENTRIES) {
    parts.unshift(valueOf(at.childForFieldName('right'), depth + 1));
    at = at.childForFieldName('left');
  }
  return { kind: 'concat', parts: [valueOf(at, depth + 1), ...parts] };
}

function functionValue(node: Node, depth: number): Value {
  const body = node.childForFieldName('body');
  const result = body === null || body.type === 'statement_block' ? undefined : valueOf(body, depth + 1);
  return { kind: 'function', params: paramsOf(node), isAsync: isAsync(node), ...(result === undefined || result.kind === 'other' ? {} : { result }) };
}

/** Whether the function is `async`. */
export function isAsync(node: Node): boolean {
  return node.children.some((child) => child.type === 'async');
}

/** Names of a function's parameters; a destructured one as `{a,b}`. */
export function paramsOf(node: Node): string[] {
  const single = node.childForFieldName('parameter');
  if (single !== null) return [single.text];
  const list = node.childForFieldName('parameters');
  return list === null ? [] : named(list).map((one) => paramName(one));
}

function paramName(param: Node): string {
  const pattern = param.childForFieldName('pattern') ?? param.childForFieldName('left') ?? param;
  if (pattern.type === 'object_pattern') {
    const names = named(pattern).map((one) => (one.childForFieldName('key') ?? one.childForFieldName('left') ?? one).text);
    return `{${names.join(',')}}`.slice(0, 200);
  }
  return pattern.type === 'identifier' ? pattern.text : pattern.text.slice(0, 60);
}
