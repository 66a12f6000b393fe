/** SQL of JavaScript code with values in its text. Pure. */
import type { CallUse, JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import { named } from '../../shared/javascript/named-values.js';
import { symbolAround } from '../../shared/javascript/requests.js';
import { judging } from '../../shared/judgement.js';
import type { Judgement, Subject } from '../../types.js';
import type { Injection } from './python.js';

const SINK = /(^|\.)(query|raw|execute|unsafe|\$queryRawUnsafe|\$executeRawUnsafe)$/;
const SQL = /^\s*(?:\/\*[\s\S]*?\*\/\s*|--[^\n]*\n\s*|\(\s*)*(?:select|insert\s+into|update|delete\s+from|with|replace\s+into|merge|alter|drop|create|truncate|call|exec|explain|copy)\b|\bwhere\b[\s\S]*=|\border\s+by\b/i;
/** Functions whose result holds no SQL, whatever they are given. */
const HARMLESS = /(^|\.)(Number|parseInt|parseFloat|Boolean|BigInt|escape\w*|quote\w*|format\w*|toISOString|toFixed|getTime|now|join|identifier|literal|valueOf|unix|padStart|length|randomUUID|uuid\w*|validate\w*|sanitiz\w*|sanitis\w*|map|abs|floor|round|ceil|min|max)$/i;
/** Calls whose result holds the text that they are given or called on. */
const TEXT_CALL = /^String$|\.(trim|trimStart|trimEnd|toLowerCase|toUpperCase|replace|replaceAll|toString|slice|substring)$/;
const CONSTANT_NAME = /(^|\.)[A-Z][A-Z0-9_]*$|\.length$/;
const REQUEST = /^(req|request|ctx|ctx\.request|c\.req|event)\.(body|query|params|headers|cookies|queryStringParameters|pathParameters|searchParams|param)\b/;
/** Text before a value: it stands where a literal would. */
const COMPARED = /(=|<|>|\blike|\blimit|\boffset)\s*$/i;
/** What is no value but a piece of SQL or a placeholder. */
const FRAGMENT = /placeholder|sql|clause|where|filter|cond|param|query|index|idx|fragment|list|order|column|table|schema|field|path|interval|position|offset/i;
const NUMBER = /^(number|bigint|boolean|Date)\b/;

type Origin = { readonly kind: 'constant' } | { readonly kind: 'unknown'; readonly reason: string } | { readonly kind: 'value'; readonly what: string; readonly request: boolean };

const CONSTANT: Origin = { kind: 'constant' };

/** Judges the SQL that a JavaScript file runs. */
export function detectInJavaScript({ facts, path }: Subject): Judgement<Injection> {
  const judgement = judging<Injection>();
  const uses = facts.javascript?.uses;
  for (const call of uses?.calls ?? []) {
    const [sql] = call.args;
    if (uses === undefined || sql === undefined || !SINK.test(call.callee)) continue;
    const origin = statementOrigin({ uses, typed: /\.[cm]?tsx?$/.test(path) }, sql, call.within, 0);
    const name = `\`${call.callee.slice(call.callee.lastIndexOf('.') + 1)}()\``;
    if (origin === undefined) continue;
    if (origin.kind === 'constant') judgement.pass();
    else if (origin.kind === 'unknown') judgement.unknown(call.span[0], `${name}: ${origin.reason}`);
    else judgement.match(matchOf(uses, call, origin, name));
  }
  return judgement.done();
}

function matchOf(uses: JavaScriptUses, call: CallUse, { what, request }: Extract<Origin, { kind: 'value' }>, sink: string): Judgement<Injection>['matches'][number] {
  return {
    span: call.span,
    symbol: symbolAround(uses, call),
    subject: `${sink} ${what}`,
    ...(request ? {} : { confidence: 'medium' as const }),
    causes: [],
    related: [],
    data: { sink, what, request, language: 'javascript' },
  };
}

interface At {
  readonly uses: JavaScriptUses;
  readonly typed: boolean;
}

/** What is put into a statement; undefined where the text is no SQL that this file writes. */
function statementOrigin(at: At, sql: Value, within: number, depth: number): Origin | undefined {
  if (sql.kind === 'string') return SQL.test(sql.text) ? CONSTANT : undefined;
  if (sql.kind === 'template' || sql.kind === 'concat') {
    const parts = sql.parts.map((part) => (typeof part === 'string' ? part : part.kind === 'string' ? part.text : part));
    if (!SQL.test(parts.map((part) => (typeof part === 'string' ? part : 'x')).join(''))) return undefined;
    return worst(parts.map((part, index) => (typeof part === 'string' ? CONSTANT : placed(at, part, within, textAt(parts, index - 1), textAt(parts, index + 1)))));
  }
  if (sql.kind === 'either') return combined(sql.options.map((option) => statementOrigin(at, option, within, depth + 1)));
  if (sql.kind !== 'name' || sql.name.includes('.') || depth > 3) return undefined;
  const found = named(at.uses, sql.name, within);
  if (found.kind === 'variable' || found.kind === 'parameter') return combined(found.values.map((value) => statementOrigin(at, value, within, depth + 1)));
  return found.kind === 'module' ? statementOrigin(at, found.value, -1, depth + 1) : undefined;
}

function textAt(parts: readonly (string | Value)[], index: number): string {
  const part = parts[index];
  return typeof part === 'string' ? part : '';
}

function combined(origins: readonly (Origin | undefined)[]): Origin | undefined {
  const known = origins.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : worst(known);
}

function worst(origins: readonly Origin[]): Origin {
  return origins.find((one) => one.kind === 'value') ?? origins.find((one) => one.kind === 'unknown') ?? CONSTANT;
}

/** A value between two pieces of text. */
function placed(at: At, value: Value, within: number, before: string, after: string): Origin {
  const origin = valueOrigin(at, value, within, 0);
  if (origin.kind !== 'value' || origin.request) return origin;
  if (/'%?$/.test(before) && /^%?'/.test(after)) return origin;
  const bare = COMPARED.test(before) && !FRAGMENT.test(origin.what);
  return bare ? origin : { kind: 'unknown', reason: `whether \`${origin.what}\` is a name or a value can't be told` };
}

function valueOrigin(at: At, value: Value, within: number, depth: number): Origin {
  switch (value.kind) {
    case 'string':
    case 'literal':
      return CONSTANT;
    case 'template':
    case 'concat':
      return worst(value.parts.map((part) => (typeof part === 'string' ? CONSTANT : valueOrigin(at, part, within, depth + 1))));
    case 'either':
      return worst(value.options.map((option) => valueOrigin(at, option, within, depth + 1)));
    case 'call':
      return callOrigin(at, value, within, depth);
    case 'name':
      return nameOrigin(at, value.name, within, depth);
    default:
      return { kind: 'unknown', reason: 'a value is computed' };
  }
}

function callOrigin(at: At, call: Extract<Value, { kind: 'call' }>, within: number, depth: number): Origin {
  if (HARMLESS.test(call.callee)) return CONSTANT;
  if (!TEXT_CALL.test(call.callee)) return { kind: 'unknown', reason: `what \`${call.callee}()\` returns can't be told` };
  const dot = call.callee.lastIndexOf('.');
  const receiver: readonly Value[] = call.on !== undefined ? [call.on] : dot === -1 ? call.args : [{ kind: 'name', name: call.callee.slice(0, dot) }];
  return worst(receiver.map((value) => valueOrigin(at, value, within, depth + 1)));
}

function nameOrigin(at: At, name: string, within: number, depth: number): Origin {
  if (CONSTANT_NAME.test(name)) return CONSTANT;
  if (REQUEST.test(name)) return { kind: 'value', what: name, request: true };
  const [root = '', ...members] = name.split('.');
  const found = depth > 6 ? { kind: 'unknown' as const } : named(at.uses, root, within);
  if (found.kind === 'module' && members.length === 0) return valueOrigin(at, found.value, -1, depth + 1);
  if (found.kind === 'variable') {
    const inner = members.length === 0 ? worst(found.values.map((value) => valueOrigin(at, value, found.within, depth + 1))) : memberOrigin(name, found.values, members);
    return inner.kind === 'value' ? { ...inner, what: name } : inner;
  }
  if (found.kind === 'parameter') {
    if (NUMBER.test(found.type) && members.length === 0) return CONSTANT;
    const isText = members.length === 0 && (found.type === '' ? !at.typed : /\bstring\b|\bany\b/.test(found.type));
    if (isText) return { kind: 'value', what: name, request: false };
  }
  return { kind: 'unknown', reason: `what \`${name}\` holds can't be told` };
}

/** `body.name` where `body` is `req.body`. */
function memberOrigin(name: string, values: readonly Value[], members: readonly string[]): Origin {
  const fromRequest = values.some((value) => value.kind === 'name' && REQUEST.test(`${value.name}.${members.join('.')}`));
  return fromRequest ? { kind: 'value', what: name, request: true } : { kind: 'unknown', reason: `what \`${name}\` holds can't be told` };
}
