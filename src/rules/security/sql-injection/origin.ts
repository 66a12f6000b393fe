/** Where the text of an SQL statement comes from. */
import type { CallExpression, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import { localsOf, visible, type Given } from '../../../project/django/orm/locals.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';

/** What a piece of text can hold. `value`: something that is not written in the code; `what` as the source names it. */
export type Origin =
  | { readonly kind: 'constant' }
  | { readonly kind: 'value'; readonly what: string; readonly node: Expression; readonly request: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface At {
  readonly model: ProjectModel;
  readonly path: string;
  readonly fn: FunctionSymbol | null;
  readonly depth: number;
  /** Expressions looked at already: once is enough, and loops of names end here. */
  readonly seen: Set<Expression>;
}

const CONSTANT: Origin = { kind: 'constant' };
const DEEPEST = 12;
/** Calls whose result holds no SQL, whatever they are given. */
const HARMLESS_CALL = /(^|\.)(int|float|len|bool|abs|round|ord|hash|Decimal|UUID|uuid4|quote_name|quote_ident|quote_identifier|now|today|utcnow|date|datetime|timedelta|isoformat|count|Identifier|Literal|Placeholder|SQL|Composed|get_table_name|db_table|_quote|quote|escape_identifier|time|monotonic|randint)$/;
/** Calls whose result holds what they are given. */
const PASSES = /^(str|list|tuple|set|sorted|reversed|dict|repr|enumerate|zip|filter|map|format|textwrap\.dedent|dedent|strip_tags|cast|typing\.cast)$/;
const TEXT_METHODS = new Set(['strip', 'lstrip', 'rstrip', 'lower', 'upper', 'title', 'replace', 'split', 'splitlines', 'keys', 'values', 'items', 'copy', 'removeprefix', 'removesuffix', 'encode', 'decode', 'as_string', 'get']);
const REQUEST = /^(self\.)?request\.(GET|POST|data|query_params|FILES|META|headers|COOKIES|body|args|form|json|values)\b|^(self\.)?kwargs\b/;
/** Attributes that hold names of the schema, or numbers. */
const SCHEMA = /(^|\.)_meta(\.|$)|(^|\.)(id|pk|db_table|column|db_column|vendor|table_name|attname|alias|qn)$|_id$/;
const NUMBER_TYPE = /^(int|float|bool|Decimal|UUID|uuid\.UUID|date|datetime|datetime\.\w+|timedelta)$|^(int|float|UUID)( \| None)?$/;

/** The first piece of the text that is not constant; constant when all of it is. Text without interpolation is its own origin. */
export function originOf(at: At, expression: Expression): Origin {
  if (at.depth > DEEPEST) return { kind: 'unknown', reason: 'the text is built in too many steps' };
  if (at.seen.has(expression)) return CONSTANT;
  at.seen.add(expression);
  const next = { ...at, depth: at.depth + 1 };
  switch (expression.kind) {
    case 'string':
    case 'number':
    case 'constant':
    case 'comparison':
      return CONSTANT;
    case 'formatted':
      return worst(expression.parts.flatMap((part) => (typeof part === 'string' ? [] : [originOf(next, part)])));
    case 'binary':
      return worst([originOf(next, expression.left), originOf(next, expression.right)]);
    case 'boolean':
      return worst([originOf(next, expression.left), originOf(next, expression.right)]);
    case 'conditional':
      return worst([originOf(next, expression.body), originOf(next, expression.orElse)]);
    case 'unary':
      return expression.operator === 'not' ? CONSTANT : originOf(next, expression.operand);
    case 'list':
    case 'tuple':
    case 'set':
      return worst(expression.items.map((item) => originOf(next, item)));
    case 'dictionary':
      return worst(expression.entries.flatMap(({ key, value }) => [...(key === null ? [] : [originOf(next, key)]), originOf(next, value)]));
    case 'comprehension':
      return originOf(next, expression.element);
    case 'starred':
    case 'await':
    case 'named':
      return originOf(next, expression.value);
    case 'subscript':
      return ofSubscript(next, expression, expression.value);
    case 'name':
      return ofName(next, expression, expression.id);
    case 'attribute':
      return ofAttribute(next, expression);
    case 'call':
      return ofCall(next, expression);
    default:
      return { kind: 'unknown', reason: 'the text is computed' };
  }
}

function worst(origins: readonly Origin[]): Origin {
  return origins.find(({ kind }) => kind === 'value') ?? origins.find(({ kind }) => kind === 'unknown') ?? CONSTANT;
}

function fromRequest(dotted: string | undefined): boolean {
  return dotted !== undefined && REQUEST.test(dotted);
}

function ofSubscript(at: At, whole: Expression, value: Expression): Origin {
  const dotted = dottedName(value);
  if (fromRequest(dotted)) return { kind: 'value', what: dotted as string, node: whole, request: true };
  return originOf(at, value);
}

function ofName(at: At, node: Expression, id: string): Origin {
  const { fn } = at;
  if (fn !== null) {
    if (isChecked(fn.node, id, node.start)) return CONSTANT;
    const { bindings, certain } = visible(localsOf(fn.node), id, node.start);
    const pieces = [...bindings.filter(({ from }) => from <= node.start || bindings.length === 1).map(({ given }) => ofGiven(at, given, id, node)), ...additions(fn.node, id).map((value) => originOf(at, value))];
    const parameter = fn.node.parameters.find((one) => one.name === id);
    if (parameter !== undefined && !certain) pieces.push(ofParameter(at, fn, id, node));
    if (pieces.length > 0) return worst(pieces);
  }
  if (/^_?[A-Z][A-Z0-9_]*$/.test(id)) return CONSTANT;
  const resolved = at.model.symbols.resolve(at.path, id, fn?.node);
  if (resolved.kind === 'value') return originOf({ ...at, path: resolved.path, fn: null }, resolved.value);
  return { kind: 'unknown', reason: `what \`${id}\` holds can not be told` };
}

function ofGiven(at: At, given: Given, id: string, node: Expression): Origin {
  if (given.kind === 'value' || given.kind === 'first') return originOf(at, given.value);
  if (given.kind === 'element') return originOf(at, given.iterable);
  return at.fn?.node.parameters.some((one) => one.name === id) === true ? ofParameter(at, at.fn, id, node) : { kind: 'unknown', reason: `what \`${id}\` holds can not be told` };
}

/** `sql += "…" + value`, `parts.append(value)` */
function additions(node: FunctionNode, id: string): readonly Expression[] {
  const found: Expression[] = [];
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'augmented' && statement.target.kind === 'name' && statement.target.id === id) found.push(statement.value);
    if (statement.kind !== 'expression' || statement.value.kind !== 'call') return;
    const { callee, args } = statement.value;
    if (callee.kind === 'attribute' && callee.value.kind === 'name' && callee.value.id === id && ['append', 'extend', 'add', 'insert'].includes(callee.attribute)) found.push(...args);
  });
  return found;
}

/** `if column not in ALLOWED: …` before the use: somebody has thought of what may come. */
function isChecked(node: FunctionNode, id: string, offset: number): boolean {
  let checked = false;
  walkStatements(node.body, (statement) => {
    if (statement.start > offset) return;
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.kind === 'comparison' && one.operators.some((operator) => operator.endsWith('in')) && one.operands[0]?.kind === 'name' && one.operands[0].id === id) checked = true;
        if (one.kind === 'call' && /(^|[._])(validate|check|is_valid|fullmatch|match|isidentifier|isalnum|isdigit|sanitize)\w*$/.test(dottedName(one.callee) ?? '') && walksTo(one, id)) checked = true;
      });
    }
  });
  return checked;
}

function walksTo(call: CallExpression, id: string): boolean {
  let found = false;
  walkExpressions(call, (one) => void (found ||= one.kind === 'name' && one.id === id));
  return found;
}

/** A parameter is what the callers hand in; where none is seen it is whatever may come. */
function ofParameter(at: At, fn: FunctionSymbol, id: string, node: Expression): Origin {
  const index = fn.node.parameters.findIndex((one) => one.name === id);
  const parameter = fn.node.parameters[index];
  if (parameter === undefined || (index === 0 && (id === 'self' || id === 'cls'))) return { kind: 'unknown', reason: `what \`${id}\` holds can not be told` };
  const annotation = parameter.annotation === undefined ? undefined : (literalString(parameter.annotation) ?? dottedName(parameter.annotation));
  if (annotation !== undefined && NUMBER_TYPE.test(annotation)) return CONSTANT;
  if (/(^|_)(model|cursor|connection|conn|schema_editor|compiler|field|queryset|qs|params)$/.test(id)) return { kind: 'unknown', reason: `\`${id}\` is no plain text` };
  const given = argumentsFor(at, fn, id, index);
  if (given.length === 0) return { kind: 'value', what: id, node, request: id === 'kwargs' };
  const others = worst(given);
  return others.kind === 'value' ? { kind: 'value', what: id, node, request: others.request } : others;
}

function argumentsFor(at: At, fn: FunctionSymbol, id: string, index: number): readonly Origin[] {
  const method = fn.symbol.includes('.') && !fn.node.decorators.some((one) => dottedName(one) === 'staticmethod');
  const position = method ? index - 1 : index;
  return callsOf(at.model, fn.node.name).flatMap(({ call, path, inside }) => {
    const value = call.keywords.find(({ name }) => name === id)?.value ?? call.args[position];
    if (value === undefined || call.args.some((one) => one.kind === 'starred')) return [];
    return [originOf({ model: at.model, path, fn: inside, depth: at.depth + 3, seen: at.seen }, value)];
  });
}

function callsOf(model: ProjectModel, name: string): readonly { readonly call: CallExpression; readonly path: string; readonly inside: FunctionSymbol | null }[] {
  return model.symbols.mentions(name).flatMap((path) =>
    model.symbols.functions(path).flatMap((inside) => {
      const found: { call: CallExpression; path: string; inside: FunctionSymbol }[] = [];
      walkStatements(inside.node.body, (statement) => {
        if (statement.kind === 'function' || statement.kind === 'class') return false;
        for (const expression of expressionsOf(statement)) walkExpressions(expression, (call) => void (call.kind === 'call' && dottedName(call.callee)?.split('.').at(-1) === name && found.push({ call, path, inside })));
        return true;
      });
      return found;
    }),
  );
}

function ofAttribute(at: At, expression: Extract<Expression, { kind: 'attribute' }>): Origin {
  const dotted = dottedName(expression);
  if (SCHEMA.test(dotted ?? expression.attribute) || /^_?[A-Z][A-Z0-9_]*$/.test(expression.attribute)) return CONSTANT;
  if (fromRequest(dotted)) return { kind: 'value', what: dotted as string, node: expression, request: true };
  const resolved = dotted === undefined || dotted.startsWith('self.') ? undefined : at.model.symbols.resolve(at.path, dotted, at.fn?.node);
  if (resolved?.kind === 'value') return originOf({ ...at, path: resolved.path, fn: null }, resolved.value);
  return { kind: 'unknown', reason: `what \`${dotted ?? expression.attribute}\` holds can not be told` };
}

function ofCall(at: At, call: CallExpression): Origin {
  const { callee } = call;
  const dotted = dottedName(callee);
  if (callee.kind === 'attribute') {
    const receiver = dottedName(callee.value);
    if (fromRequest(receiver)) return { kind: 'value', what: receiver as string, node: call, request: true };
    if (callee.attribute === 'join') return worst(call.args.map((argument) => originOf(at, argument)));
    if (callee.attribute === 'format') return isComposable(callee.value) ? CONSTANT : worst([originOf(at, callee.value), ...call.args.map((one) => originOf(at, one)), ...call.keywords.map(({ value }) => originOf(at, value))]);
    if (HARMLESS_CALL.test(callee.attribute)) return CONSTANT;
    if (TEXT_METHODS.has(callee.attribute)) return originOf(at, callee.value);
  }
  if (dotted === 'input') return { kind: 'value', what: 'input()', node: call, request: false };
  if (dotted === undefined) return { kind: 'unknown', reason: 'the text is computed' };
  if (HARMLESS_CALL.test(dotted)) return CONSTANT;
  if (PASSES.test(dotted)) return worst(call.args.map((argument) => originOf(at, argument)));
  return { kind: 'unknown', reason: `what \`${dotted}()\` returns can not be told` };
}

/** `sql.SQL("…").format(…)` of psycopg quotes what it is given. */
function isComposable(expression: Expression): boolean {
  return expression.kind === 'call' && /(^|\.)(SQL|Composed)$/.test(dottedName(expression.callee) ?? '');
}
