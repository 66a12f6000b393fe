/** Whether a piece of HTML in Python code holds text that a visitor wrote. */
import type { CallExpression, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { dottedName, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { writerOf } from './user-text.js';

/** `what` as the source names it; `how` it got there. */
export type Origin = { readonly kind: 'fine' } | { readonly kind: 'written'; readonly what: string; readonly how: string } | { readonly kind: 'unknown'; readonly reason: string };

const FINE: Origin = { kind: 'fine' };
const DEEPEST = 8;
const REQUEST = /^(self\.)?request\.(GET|POST|data|query_params|COOKIES|META|headers|body)\b/;
/** Calls whose result holds no markup of a visitor's. */
const CLEANING = /(^|\.)(escape|conditional_escape|html_escape|clean|linkify|format_html|format_html_join|json_script|render_to_string|int|float|len|round|bool|reverse|static|gettext|gettext_lazy|ngettext|pgettext|_|escapejs|urlencode|quote|quote_plus|linebreaks|urlize|sanitize\w*|strip_tags|as_p|as_table|as_ul|as_div|as_widget|render|dumps|date_format|intcomma|slugify|now)$/;
/** Methods of text whose result holds the text, and what they are given. */
const TEXT_METHODS = new Set(['strip', 'lstrip', 'rstrip', 'lower', 'upper', 'title', 'replace', 'format', 'join', 'get', 'removeprefix', 'removesuffix', 'capitalize', 'splitlines', 'split']);

interface At {
  readonly model: ProjectModel;
  readonly path: string;
  readonly inside: FunctionSymbol | undefined;
}

/** Where the text of an expression comes from. */
export function originOf(at: At, expression: Expression, depth = 0): Origin {
  if (depth > DEEPEST) return { kind: 'unknown', reason: 'it is built in too many steps' };
  const all = (parts: readonly Expression[]): Origin => worst(parts.map((part) => originOf(at, part, depth + 1)));
  switch (expression.kind) {
    case 'string':
    case 'number':
    case 'constant':
    case 'comparison':
      return FINE;
    case 'formatted':
      return all(expression.parts.filter((part) => typeof part !== 'string'));
    case 'binary':
    case 'boolean':
      return all([expression.left, expression.right]);
    case 'conditional':
      return all([expression.body, expression.orElse]);
    case 'list':
    case 'tuple':
      return all(expression.items);
    case 'subscript':
      return requestValue(expression.value) ?? originOf(at, expression.value, depth + 1);
    case 'call':
      return ofCall(at, expression, depth);
    case 'attribute':
      return ofAttribute(at, expression);
    case 'name':
      return ofName(at, expression.id, depth);
    default:
      return { kind: 'unknown', reason: 'where it comes from can not be told' };
  }
}

function worst(origins: readonly Origin[]): Origin {
  return origins.find(({ kind }) => kind === 'written') ?? origins.find(({ kind }) => kind === 'unknown') ?? FINE;
}

function requestValue(expression: Expression): Origin | undefined {
  const dotted = dottedName(expression);
  return dotted !== undefined && REQUEST.test(dotted) ? { kind: 'written', what: dotted, how: 'it comes straight from the request' } : undefined;
}

function ofCall(at: At, call: CallExpression, depth: number): Origin {
  const { callee } = call;
  const dotted = dottedName(callee) ?? (callee.kind === 'attribute' ? `.${callee.attribute}` : '');
  if (CLEANING.test(dotted)) return FINE;
  const given = [...call.args, ...call.keywords.map(({ value }) => value)];
  if (callee.kind === 'attribute' && TEXT_METHODS.has(callee.attribute)) {
    const request = requestValue(callee.value);
    return request ?? worst([callee.value, ...given].map((part) => originOf(at, part, depth + 1)));
  }
  if (dotted === 'str') return worst(given.map((part) => originOf(at, part, depth + 1)));
  return { kind: 'unknown', reason: `what \`${dotted}\` returns can't be told` };
}

function ofAttribute({ model, inside }: At, expression: Extract<Expression, { kind: 'attribute' }>): Origin {
  const request = requestValue(expression);
  if (request !== undefined) return request;
  const type = inside === undefined ? undefined : model.django.orm.typeOf(inside, expression.value);
  const written = type?.kind === 'instance' ? writerOf(type.model, expression.attribute, model) : undefined;
  const what = dottedName(expression) ?? expression.attribute;
  if (type?.kind === 'instance' && written !== undefined) return { kind: 'written', what, how: `visitors write it through \`${written.by.symbol}\` (${written.by.path})` };
  return { kind: 'unknown', reason: `who writes \`${what}\` can't be told` };
}

/** A name that the function binds once, by an assignment. */
function ofName(at: At, id: string, depth: number): Origin {
  const bound = at.inside === undefined ? [] : boundValues(at.inside.node, id);
  if (bound.length === 0) {
    const target = at.model.symbols.resolve(at.path, id, at.inside?.node);
    return target.kind === 'value' && target.path === at.path ? originOf({ ...at, inside: undefined }, target.value, depth + 1) : { kind: 'unknown', reason: `where \`${id}\` comes from can't be told` };
  }
  const values = bound.filter((value) => value !== null);
  if (values.length < bound.length) return { kind: 'unknown', reason: `where \`${id}\` comes from can't be told` };
  if (values.some((value) => speaksOf(value, id)) || isChecked(at.inside?.node, id)) return { kind: 'unknown', reason: `\`${id}\` may have been cleaned or checked` };
  return worst(values.map((value) => originOf(at, value, depth + 1)));
}

/** What assignments give a name; null where it is bound in another way. */
function boundValues({ body, parameters }: FunctionNode, id: string): readonly (Expression | null)[] {
  const values: (Expression | null)[] = parameters.some(({ name }) => name === id) ? [null] : [];
  walkStatements(body, (statement) => {
    if (statement.kind === 'assign') for (const target of statement.targets) if (target.kind === 'name' && target.id === id) values.push(statement.value);
    if (statement.kind === 'augmented' && statement.target.kind === 'name' && statement.target.id === id) values.push(statement.value);
    if (statement.kind === 'for' && statement.target.kind === 'name' && statement.target.id === id) values.push(null);
    return statement.kind !== 'function' && statement.kind !== 'class';
  });
  return values;
}

/** `text = clean(text)`: whoever makes a value out of itself may have cleaned it. */
function speaksOf(value: Expression, id: string): boolean {
  let found = false;
  walkExpressions(value, (one) => {
    if (one.kind === 'name' && one.id === id) found = true;
  });
  return found;
}

/** `if text not in ALLOWED`, `if is_valid(text)` */
function isChecked(node: FunctionNode | undefined, id: string): boolean {
  let found = false;
  walkStatements(node?.body ?? [], (statement) => {
    if (statement.kind !== 'if' && statement.kind !== 'assert') return;
    walkExpressions(statement.test, (one) => {
      const compares = one.kind === 'comparison' && one.operators.some((operator) => operator !== 'is' && operator !== 'is not');
      if ((compares || one.kind === 'call') && speaksOf(one, id)) found = true;
    });
  });
  return found;
}
