/** Calls of interest: found by their words in the text, looked up in the tree. */
import type { Node } from 'web-tree-sitter';
import { argumentsOf, named, spanOf } from '../nodes.js';
import type { Span } from '../../types.js';
import type { FunctionTable } from './functions.js';
import type { PlacedValue } from './locals.js';
import type { CallUse, Value } from './types.js';
import { dotted, isFunction, valueOf } from './values.js';

const TYPE_ARGUMENTS = '(?:<[^()]{0,200}?>)?\\s*';
/** Where a call of interest may stand: the last word of a match is its callee's. No lookbehind: this runs at every character. */
const CALLS = new RegExp(
  [
    `\\b(?:fetch|sendBeacon|ofetch|ky|got|superagent|needle|axios|useEffect|useLayoutEffect|express|Router|io|createRoot|hydrateRoot|fastify|Fastify|multer)\\s*${TYPE_ARGUMENTS}\\(`,
    '\\bnew\\s+(?:[\\w$]+\\.)?(?:WebSocket|EventSource|XMLHttpRequest|Router|KoaRouter|Koa|Hono)\\b',
    `\\.\\s*(?:get|post|put|patch|delete|del|head|options|all)\\s*${TYPE_ARGUMENTS}\\(\\s*(?=["'\`])`,
    `\\.\\s*(?:request|query|raw|execute|unsafe|\\$queryRawUnsafe|\\$executeRawUnsafe)\\s*${TYPE_ARGUMENTS}\\(\\s*(?=[^)\\s])`,
    `(?:[aA]pi|API|[cC]lient|[sS]ervice|[hH]ttp|[aA]xios|[iI]nstance|\\bky|\\bgot)\\.[\\w$]+\\s*${TYPE_ARGUMENTS}\\(`,
    '\\.\\s*then\\s*\\(',
    '\\bconsole\\.(?:log|info|debug|warn|error|trace)\\s*\\(',
    '\\b(?:jwt|JWT|jsonwebtoken|jose)\\.(?:sign|verify|decode)\\s*\\(',
    '\\b(?:res|response|reply)\\s*(?:\\.\\s*status\\s*\\([^()\\n]*\\)\\s*)?\\.\\s*(?:json|send|end)\\s*\\(\\s*(?=[^)\\s])',
    '\\b(?:Next)?Response\\.json\\s*\\(\\s*(?=[^)\\s])',
    '\\bReactDOM\\.(?:render|hydrate)\\s*\\(',
  ].join('|'),
  'g',
);
/** Only where the file speaks of a server's framework: what is put on an application or a router, and who is handed one. */
const SERVER_CALLS = new RegExp(
  [
    '\\.\\s*(?:use|route|register|listen|setErrorHandler|prefix)\\s*\\(',
    `\\b(?:[\\w$]*[aA]pp|[\\w$]*[rR]outer?|[\\w$]*[rR]outes|server|fastify)\\s*\\.\\s*(?:get|post|put|patch|delete|del|all|head|options)\\s*${TYPE_ARGUMENTS}\\(\\s*(?=[^"'\`)\\s])`,
    '\\b(?:app|[rR]outer|server|fastify)(?=\\s*\\[[^\\]\\n]{1,60}\\]\\s*\\()',
    '\\b[\\w$]+\\s*\\((?=\\s*(?:this\\.)?(?:app|router|server|fastify)\\s*[,)])',
  ].join('|'),
  'g',
);
/** Some word of a server's framework stands in the text. */
export const SPEAKS_OF_SERVER = /\b(?:[eE]xpress|[rR]outer|[fF]astify|[kK]oa|[hH]ono|app)\b/;
/** Further routes of a chain `app.route('/x').get(f).post(g)`. */
const ROUTE_CHAIN = /\)\s*\.\s*(?:get|post|put|patch|delete|all)\s*\(/g;
/** Calls whose first argument may be an address. */
const ADDRESSED = /(^|\.)(fetch|\$fetch|ky|got|axios|WebSocket|EventSource|sendBeacon|get|post|put|patch|delete|del|head|options|request)$/;
/** Calls that run statements of databases, sign or check tokens, or answer. */
const FOLLOWED = /(^|\.)(query|raw|execute|unsafe|\$queryRawUnsafe|\$executeRawUnsafe|sign|verify|json|send)$/;
/** Calls that a condition on the environment may be around. */
const CONDITIONAL = /^console\.|(^|\.)(json|send|end)$/;
const TO_CONSOLE = /^console\./;
const OF_DEVELOPMENT = /NODE_ENV|\bDEV\b|PROD\b|[dD]evelopment|[pP]roduction|DEBUG|[dD]ebug|[vV]erbose|__DEV__|\bisDev|\bdev\b|[lL]ocal|LOG/;
const CALLEE_WORD = /[\w$]+\s*(?:<[^()]*>)?\s*(?:\(\s*)?$/;

/** Names whose calls are wanted besides. */
export type WantedNames = ReadonlySet<string>;

/** Reads the calls; `add` may be asked again for further names. */
export interface CallReader {
  readonly calls: CallUse[];
  /** Arguments whose names are followed: statements for databases, tokens. */
  readonly followed: PlacedValue[];
  byWords(): void;
  byNames(names: WantedNames): void;
}

export function callReader(source: string, root: Node, table: FunctionTable): CallReader {
  const calls: CallUse[] = [];
  const followed: PlacedValue[] = [];
  const seen = new Set<number>();
  const addAt = (index: number): void => {
    const hit = root.descendantForIndex(index);
    const call = hit === null ? undefined : promiseOf(callOf(hit));
    if (call === undefined || seen.has(call.id)) return;
    seen.add(call.id);
    const use = readUse(call, table);
    if (use === undefined) return;
    calls.push(use);
    if (FOLLOWED.test(use.callee)) followed.push(...use.args.slice(0, 3).map((value) => ({ node: call, value })));
  };
  const addAll = (pattern: RegExp): void => {
    for (const match of source.matchAll(pattern)) addAt(match.index + match[0].search(CALLEE_WORD));
  };
  return {
    calls,
    followed,
    byWords() {
      addAll(CALLS);
      if (SPEAKS_OF_SERVER.test(source)) {
        addAll(SERVER_CALLS);
        if (/\.\s*route\s*\(/.test(source)) addAll(ROUTE_CHAIN);
      }
    },
    byNames(names) {
      if (names.size > 0) addAll(new RegExp(`(?<![\\w$])(?:${[...names].map((name) => name.replace(/\$/g, '\\$')).join('|')})\\s*${TYPE_ARGUMENTS}\\(`, 'g'));
    },
  };
}

/** The call whose callee the hit stands in. */
function callOf(hit: Node): Node | undefined {
  if (hit.type !== 'identifier' && hit.type !== 'property_identifier') return undefined;
  let callee = hit;
  if (isIndexed(callee)) callee = callee.parent as Node;
  while (callee.parent?.type === 'member_expression' && (callee.parent.childForFieldName('property')?.id === callee.id || isConstructed(callee.parent))) callee = callee.parent;
  const call = callee.parent;
  if (call?.type === 'call_expression') return call.childForFieldName('function')?.id === callee.id ? call : undefined;
  return call?.type === 'new_expression' && call.childForFieldName('constructor')?.id === callee.id ? call : undefined;
}

/** `app` of `app[method]`. */
function isIndexed(node: Node): boolean {
  return node.parent?.type === 'subscript_expression' && node.parent.childForFieldName('object')?.id === node.id;
}

function isConstructed(member: Node): boolean {
  return member.parent?.type === 'new_expression';
}

/** `x.get()` of `x.get().then(f).catch(g)`: the call that makes the promise. */
function promiseOf(call: Node | undefined): Node | undefined {
  let at = call;
  for (;;) {
    const callee = at?.childForFieldName('function');
    if (callee?.type !== 'member_expression' || callee.childForFieldName('property')?.text !== 'then') return at;
    const object = callee.childForFieldName('object');
    const inner = object?.type === 'parenthesized_expression' ? named(object)[0] : object;
    if (inner?.type !== 'call_expression') return undefined;
    at = inner;
  }
}

function readUse(call: Node, table: FunctionTable): CallUse | undefined {
  const callee = call.childForFieldName('function') ?? call.childForFieldName('constructor');
  if (!callee || callee.type === 'import') return undefined;
  const name = dotted(callee);
  const { last, chain, handled } = chainOf(call);
  const object = callee.type === 'member_expression' && name.includes('()') ? callee.childForFieldName('object') : null;
  const given = argumentsOf(call).slice(0, 12);
  return {
    callee: name,
    ...(call.type === 'new_expression' ? { isNew: true as const } : {}),
    ...(object === null ? {} : { on: valueOf(object) }),
    args: given.map((one, index) => (index === 0 && ADDRESSED.test(name) ? addressOf(one) : valueOf(one))),
    ...(given[0] !== undefined && ADDRESSED.test(name) && /^(string|template_string|binary_expression)$/.test(given[0].type) ? { address: spanOf(given[0]) } : {}),
    span: spanBetween(call, callee),
    within: table.around(call),
    ...fateOf(last),
    ...(chain.length > 0 ? { chain } : {}),
    ...(handled ? { handled: true as const } : {}),
    ...(isTried(last) ? { tried: true as const } : {}),
    ...(isConditional(call) ? { conditional: true as const } : {}),
    ...(CONDITIONAL.test(name) ? conditionAround(last, !TO_CONSOLE.test(name)) : {}),
  };
}

/** An address as it is given; a `const` of the blocks around, made of texts, stands for what it holds. */
function addressOf(node: Node): Value {
  const given = valueOf(node);
  if (given.kind !== 'name' || node.type !== 'identifier') return given;
  for (let at = node.parent; at !== null && at.type !== 'program'; at = at.parent) {
    if (at.type !== 'statement_block') continue;
    for (const statement of at.namedChildren) {
      if (statement.type !== 'lexical_declaration' || statement.startIndex > node.startIndex || statement.child(0)?.type !== 'const') continue;
      const declared = named(statement).find((one) => one.childForFieldName('name')?.text === node.text);
      if (declared === undefined) continue;
      const held = valueOf(declared.childForFieldName('value'));
      return held.kind === 'string' || held.kind === 'template' || held.kind === 'concat' ? held : given;
    }
  }
  return given;
}

function spanBetween(call: Node, callee: Node): Span {
  const [startLine, startColumn] = spanOf(call);
  const [, , endLine, endColumn] = spanOf(callee);
  return [startLine, startColumn, endLine, endColumn];
}

/** The calls on a call's result, and the last of them. */
function chainOf(call: Node): { last: Node; chain: string[]; handled: boolean } {
  const chain: string[] = [];
  let last = call;
  let handled = false;
  for (;;) {
    const member: Node | null = last.parent;
    const next: Node | null = member?.parent ?? null;
    if (member?.type !== 'member_expression' || next?.type !== 'call_expression' || chain.length > 20) return { last, chain, handled };
    if (member.childForFieldName('object')?.id !== last.id) return { last, chain, handled };
    const method = member.childForFieldName('property')?.text ?? '?';
    handled ||= method === 'catch' || (method === 'then' && argumentsOf(next).length >= 2);
    chain.push(method);
    last = next;
  }
}

function fateOf(node: Node): Pick<CallUse, 'fate' | 'bound'> {
  let child = node;
  let parent = node.parent;
  while (parent !== null && /^(parenthesized_expression|as_expression|satisfies_expression|non_null_expression)$/.test(parent.type)) [child, parent] = [parent, parent.parent];
  switch (parent?.type) {
    case 'await_expression': {
      const { bound } = fateOf(parent);
      return { fate: 'awaited', ...(bound === undefined ? {} : { bound }) };
    }
    case 'return_statement':
    case 'yield_expression':
      return { fate: 'returned' };
    case 'arrow_function':
      return { fate: 'returned' };
    case 'expression_statement':
      return { fate: 'alone' };
    case 'unary_expression':
      return { fate: parent.child(0)?.type === 'void' ? 'void' : 'passed' };
    case 'variable_declarator': {
      const name = parent.childForFieldName('name');
      return name?.type === 'identifier' ? { fate: 'bound', bound: name.text } : { fate: 'bound' };
    }
    case 'assignment_expression': {
      const left = parent.childForFieldName('left');
      return left?.id === child.id || left === null ? { fate: 'passed' } : { fate: 'bound', bound: dotted(left) };
    }
    case 'public_field_definition':
      return { fate: 'bound', bound: `this.${parent.childForFieldName('name')?.text ?? '?'}` };
    default:
      return { fate: 'passed' };
  }
}

/** In the body of a `try` with a handler, below the innermost function. */
function isTried(node: Node): boolean {
  let child = node;
  for (let at = node.parent; at !== null && !isFunction(at); child = at, at = at.parent) {
    if (at.type === 'try_statement' && at.childForFieldName('handler') !== null && at.childForFieldName('body')?.id === child.id) return true;
  }
  return false;
}

/** Below a branch or a loop of the innermost function; the callback of a `forEach` counts as part of what is around it. */
function isConditional(node: Node): boolean {
  let child = node;
  for (let at = node.parent; at !== null; child = at, at = at.parent) {
    if (isFunction(at) && !isIteration(at)) return false;
    if (/^(else_clause|switch_case|switch_default|for_statement|for_in_statement|while_statement)$/.test(at.type)) return true;
    if ((at.type === 'if_statement' || at.type === 'ternary_expression') && at.childForFieldName('condition')?.id !== child.id) return true;
    if (at.type === 'binary_expression' && /^(&&|\|\||\?\?)$/.test(at.childForFieldName('operator')?.text ?? '') && at.childForFieldName('right')?.id === child.id) return true;
  }
  return false;
}

function isIteration(node: Node): boolean {
  const call = node.parent?.type === 'arguments' ? node.parent.parent : null;
  return /\.\s*forEach$/.test(call?.childForFieldName('function')?.text.slice(-20) ?? '');
}

/** The innermost condition around a node that speaks of the environment; around an answer, else the innermost of its function. */
function conditionAround(node: Node, isAnswer: boolean): Pick<CallUse, 'condition'> {
  let own: string | undefined;
  let isInside = isAnswer;
  for (let at = node.parent; at !== null; at = at.parent) {
    if (isFunction(at)) isInside = false;
    if (!/^(if_statement|ternary_expression|binary_expression|switch_statement)$/.test(at.type)) continue;
    const text = ((at.childForFieldName('condition') ?? at.childForFieldName('left') ?? at.childForFieldName('value'))?.text ?? '').slice(0, 400);
    if (OF_DEVELOPMENT.test(text)) return { condition: text.slice(0, 120) };
    if (isInside) own ??= text.slice(0, 120);
  }
  return own === undefined ? {} : { condition: own };
}
