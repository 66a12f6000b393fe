/** What functions put into their own variables, for the names that recorded expressions use. */
import type { Node } from 'web-tree-sitter';
import { named } from '../nodes.js';
import type { FunctionTable } from './functions.js';
import type { LocalUse, Value } from './types.js';
import { dotted, isFunction, unwrap, valueOf } from './values.js';

/** Functions around a use that are looked through. */
const DEEPEST = 4;
const MOST_VALUES = 8;

/** A place where a value is used. */
export interface PlacedValue {
  readonly node: Node;
  readonly value: Value;
}

/** The variables and parameters that the values name, each once for each function that has it. */
export function readLocals(source: string, uses: readonly PlacedValue[], table: FunctionTable): LocalUse[] {
  const found = new Map<string, LocalUse>();
  for (const { node, value } of uses) follow(source, node, value, table, found, 0);
  return [...found.values()];
}

function follow(source: string, node: Node, value: Value, table: FunctionTable, found: Map<string, LocalUse>, depth: number): void {
  for (const name of rootsOf(value)) {
    const owner = ownerOf(source, node, name);
    if (owner === undefined) continue;
    const within = table.around(firstInside(owner) ?? node);
    const key = `${within}:${name}`;
    if (found.has(key)) continue;
    const local = describe(source, owner, name, within);
    found.set(key, local);
    if (depth < 2) for (const one of local.values) follow(source, node, one, table, found, depth + 1);
  }
}

/** The first names of the chains in a value: `row` of `row.html`. */
function rootsOf(value: Value): readonly string[] {
  switch (value.kind) {
    case 'name':
      return [value.name.split('.')[0] ?? ''].filter((name) => /^[\w$]+$/.test(name) && name !== 'this');
    case 'template':
    case 'concat':
      return value.parts.flatMap((part) => (typeof part === 'string' ? [] : rootsOf(part)));
    case 'either':
      return value.options.flatMap(rootsOf);
    case 'call':
      return [...value.args.flatMap(rootsOf), ...rootsOf(value.on ?? { kind: 'name', name: value.callee.includes('.') ? value.callee : '' })];
    case 'object':
      return value.entries.flatMap((entry) => rootsOf(entry.value));
    default:
      return [];
  }
}

/** The innermost function around the node that declares the name. */
function ownerOf(source: string, node: Node, name: string): Node | undefined {
  const declared = new RegExp(`(?:\\b(?:const|let|var)\\s+|[{,]\\s*(?:[\\w$]+\\s*:\\s*)?)${escaped(name)}\\b`);
  let depth = 0;
  for (let at = node.parent; at !== null && depth < DEEPEST; at = at.parent) {
    if (!isFunction(at)) continue;
    depth += 1;
    if (parameterOf(at, name) !== undefined || declared.test(source.slice(at.startIndex, at.endIndex))) {
      if (parameterOf(at, name) !== undefined || declarations(source, at, name).length > 0) return at;
    }
  }
  return undefined;
}

function firstInside(owner: Node): Node | null {
  return owner.childForFieldName('body');
}

function describe(source: string, owner: Node, name: string, within: number): LocalUse {
  const parameter = parameterOf(owner, name);
  const values = [...declarations(source, owner, name), ...assignments(source, owner, name)].slice(0, MOST_VALUES);
  return { name, within, values, ...(parameter === undefined ? {} : { parameter }) };
}

/** The type of a parameter as written, '' without one; undefined where the function has none of this name. */
function parameterOf(owner: Node, name: string): string | undefined {
  if (owner.childForFieldName('parameter')?.text === name) return '';
  for (const one of named(owner.childForFieldName('parameters') ?? owner).filter(({ type }) => /parameter|^identifier$|pattern/.test(type))) {
    const pattern = one.childForFieldName('pattern') ?? one.childForFieldName('left') ?? one;
    const type = one.childForFieldName('type')?.text.replace(/^:\s*/, '').slice(0, 200) ?? '';
    if (pattern.type === 'identifier' && pattern.text === name) return type;
    if (pattern.type === 'object_pattern' && new RegExp(`[{,:]\\s*${escaped(name)}\\s*[,}=]`).test(pattern.text)) return new RegExp(`\\b${escaped(name)}\\??\\s*:\\s*(\\w+(?:\\[\\])?)`).exec(type)?.[1] ?? '';
  }
  return undefined;
}

function declarations(source: string, owner: Node, name: string): Value[] {
  const found: Value[] = [];
  const pattern = new RegExp(`(?<![\\w$.])${escaped(name)}(?![\\w$])`, 'g');
  for (const hit of hitsOf(source, owner, pattern)) {
    const declarator = declaratorOf(hit);
    const given = declarator?.childForFieldName('value');
    if (declarator === undefined || !given || !declares(declarator, hit, owner)) continue;
    const whole = declarator.childForFieldName('name');
    found.push(whole?.id === hit.id ? valueOf(unwrap(given)) : memberOf(given, hit));
  }
  return found;
}

/** The declarator whose name, or whose pattern, the hit stands in. */
function declaratorOf(hit: Node): Node | undefined {
  let at: Node | null = hit;
  for (let depth = 0; at !== null && depth < 8; depth += 1, at = at.parent) {
    if (at.type === 'variable_declarator') return at;
    if (!/^(identifier|shorthand_property_identifier_pattern|object_pattern|array_pattern|pair_pattern|object_assignment_pattern|assignment_pattern)$/.test(at.type)) return undefined;
  }
  return undefined;
}

function declares(declarator: Node, hit: Node, owner: Node): boolean {
  const name = declarator.childForFieldName('name');
  if (name === null || hit.startIndex < name.startIndex || hit.endIndex > name.endIndex) return false;
  if (hit.parent?.type === 'pair_pattern' && hit.parent.childForFieldName('key')?.id === hit.id) return false;
  let at = declarator.parent;
  while (at !== null && !isFunction(at)) at = at.parent;
  return at?.id === owner.id;
}

/** `{ id } = req.body` gives `req.body.id`. */
function memberOf(given: Node, hit: Node): Value {
  const object = dotted(unwrap(given));
  const key = hit.parent?.type === 'pair_pattern' ? hit.parent.childForFieldName('key')?.text : hit.text;
  const pattern = hit.parent?.type === 'object_pattern' ? hit.parent : hit.parent?.parent;
  const isFlat = pattern?.type === 'object_pattern' && pattern.parent?.type === 'variable_declarator';
  return isFlat && !object.includes('?') ? { kind: 'name', name: `${object}.${key ?? '?'}` } : { kind: 'other' };
}

function assignments(source: string, owner: Node, name: string): Value[] {
  const found: Value[] = [];
  for (const hit of hitsOf(source, owner, new RegExp(`(?<![\\w$.])${escaped(name)}(?=\\s*(?:[+|?]{0,2}=)(?![=>]))`, 'g'))) {
    const parent = hit.parent;
    if (!/^(augmented_)?assignment_expression$/.test(parent?.type ?? '') || parent?.childForFieldName('left')?.id !== hit.id) continue;
    found.push(valueOf(parent.childForFieldName('right')));
  }
  // `claims.exp = …`: an object that has more than it was made with.
  const added = new RegExp(`(?<![\\w$.])${escaped(name)}\\s*(?:\\.\\s*[\\w$]+|\\[[^\\]\\n]+\\])\\s*=(?![=>])|\\bObject\\s*\\.\\s*assign\\s*\\(\\s*${escaped(name)}\\b`);
  if (added.test(source.slice(owner.startIndex, owner.endIndex))) found.push({ kind: 'object', entries: [], open: true });
  return found;
}

function hitsOf(source: string, owner: Node, pattern: RegExp): Node[] {
  const from = owner.startIndex;
  const hits: Node[] = [];
  for (const match of source.slice(from, owner.endIndex).matchAll(pattern)) {
    if (hits.length >= 40) break;
    const hit = owner.descendantForIndex(from + match.index);
    if (hit?.type === 'identifier' || hit?.type === 'shorthand_property_identifier_pattern') hits.push(hit);
  }
  return hits;
}

function escaped(name: string): string {
  return name.replace(/\$/g, '\\$');
}
