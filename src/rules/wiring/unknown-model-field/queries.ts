/** Fields that query calls name. */
import type { CallExpression, ClassNode, Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, nestedBodies, walkExpressions } from '../../../facts/python/code/walk.js';
import type { FileFacts } from '../../../facts/types.js';
import type { ModelClass, OrmType } from '../../../project/django/types.js';
import { codeOf, functionsIn } from '../../../project/python/code.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { namedByKeyword, namedByString, stringsIn, type Form, type Named, type Setting } from './named.js';

const LOOKUP_KEYWORDS = new Set(['filter', 'exclude', 'get', 'aget', 'get_or_create', 'aget_or_create', 'update_or_create', 'aupdate_or_create']);
const CREATE = new Set(['create', 'acreate']);
/** Methods whose string arguments are names. */
const STRINGS: Readonly<Record<string, Form>> = {
  order_by: 'lookup', values: 'lookup', values_list: 'lookup', distinct: 'lookup', earliest: 'lookup', latest: 'lookup',
  only: 'path', defer: 'path', select_related: 'path', prefetch_related: 'path',
};
const EXPRESSIONS = new Set(['annotate', 'alias', 'aggregate', 'values', 'values_list', 'order_by', 'filter', 'exclude', 'get', 'update']);
const METHODS = new Set([...LOOKUP_KEYWORDS, ...CREATE, ...Object.keys(STRINGS), ...EXPRESSIONS, 'save', 'refresh_from_db', 'bulk_update']);
/** Keywords that methods take themselves. */
const OWN_KEYWORDS = new Set(['defaults', 'create_defaults', 'flat', 'named', 'using']);

/** Methods after which Django has no use for select_related. */
const DROPS_RELATED = new Set(['values', 'values_list', 'count', 'acount', 'exists', 'aexists', 'aggregate', 'aaggregate', 'delete', 'adelete']);

/** Expressions of Django whose first argument, or every one, names a field. */
const FIRST = /^(F|Count|Sum|Avg|Min|Max|StdDev|Variance|Lower|Upper|Length|Trim|LTrim|RTrim|Substr|Cast|Round|Abs|Extract\w*|Trunc\w*|ArrayAgg|JSONBAgg|StringAgg|BoolAnd|BoolOr)$/;
const EVERY = /^(Coalesce|Concat|Greatest|Least)$/;
const HOLDS = /^(Q|When|Case|ExpressionWrapper)$/;

interface Place {
  readonly model: ProjectModel;
  readonly path: string;
  readonly fn: FunctionSymbol | null;
  readonly symbol: string;
}

/** A call that may name fields, by its look alone, with the function and the symbol it stands in. */
interface Candidate {
  readonly call: CallExpression;
  readonly fn: FunctionNode | null;
  readonly symbol: string;
}

/** What stands in functions that stand in no other one, by their bodies. */
const inBodies = new WeakMap<readonly Statement[], readonly Candidate[]>();

function candidatesOf(facts: FileFacts): readonly Candidate[] {
  const symbols = new Map<FunctionNode | ClassNode, string>(functionsIn(facts).map(({ node, symbol }) => [node, symbol]));
  return candidatesIn(codeOf(facts)?.body ?? [], { fn: null, inside: '', symbols });
}

interface Around {
  readonly fn: FunctionNode | null;
  readonly inside: string;
  readonly symbols: ReadonlyMap<FunctionNode | ClassNode, string>;
}

function candidatesIn(body: readonly Statement[], around: Around): readonly Candidate[] {
  return body.flatMap((statement) => [...expressionsOf(statement).flatMap((expression) => candidatesAmong(expression, around)), ...candidatesBelow(statement, around)]);
}

function candidatesBelow(statement: Statement, around: Around): readonly Candidate[] {
  const { fn, inside, symbols } = around;
  if (statement.kind === 'class') return candidatesIn(statement.body, { fn: null, inside: [inside, statement.name].filter(Boolean).join('.'), symbols });
  if (statement.kind !== 'function') return nestedBodies(statement).flatMap((nested) => candidatesIn(nested, around));
  const own = { fn: statement, inside: symbols.get(statement) ?? inside, symbols };
  const { body } = statement;
  if (fn !== null || body.length === 0) return candidatesIn(body, own);
  const known = inBodies.get(body) ?? candidatesIn(body, own);
  inBodies.set(body, known);
  return known;
}

function candidatesAmong(expression: Expression, { fn, inside }: Around): readonly Candidate[] {
  const found: Candidate[] = [];
  const dropped = new Set<Expression>();
  walkExpressions(expression, (call) => {
    if (call.kind !== 'call') return;
    for (const related of relatedDropped(call)) dropped.add(related);
    if (!dropped.has(call) && mayName(call)) found.push({ call, fn, symbol: inside });
  });
  return found;
}

function mayName({ callee, keywords }: CallExpression): boolean {
  if (callee.kind === 'attribute' && METHODS.has(callee.attribute)) return true;
  const name = keywords.length === 0 ? undefined : dottedName(callee)?.split('.').at(-1);
  return name !== undefined && (/^[A-Z]/.test(name) || name === 'get_object_or_404' || name === 'get_list_or_404');
}

/** Every field that a query, a constructor or a save in the file names. */
export function namesInQueries(model: ProjectModel, path: string): readonly Named[] {
  const facts = model.facts(path);
  const candidates = facts === undefined || model.symbols.code(path) === undefined ? [] : candidatesOf(facts);
  if (candidates.length === 0) return [];
  const byNode = new Map<FunctionNode, FunctionSymbol>(model.symbols.functions(path).map((fn) => [fn.node, fn]));
  return candidates.flatMap(({ call, fn, symbol }) => namesInCall({ model, path, fn: fn === null ? null : (byNode.get(fn) ?? null), symbol }, call));
}

/** Calls of select_related further up the chain that the query forgets at this call, so that what they name is never looked up. */
function relatedDropped({ callee }: CallExpression): readonly Expression[] {
  if (callee.kind !== 'attribute' || !DROPS_RELATED.has(callee.attribute)) return [];
  const found: Expression[] = [];
  for (let one = callee.value; one.kind === 'call' && one.callee.kind === 'attribute'; one = one.callee.value) {
    if (one.callee.attribute === 'select_related') found.push(one);
  }
  return found;
}

function typeOf(place: Place, expression: Expression): OrmType {
  const { orm } = place.model.django;
  return place.fn === null ? orm.typeAt(place.path, expression) : orm.typeOf(place.fn, expression);
}

function namesInCall(place: Place, call: CallExpression): readonly Named[] {
  const { callee } = call;
  if (callee.kind === 'attribute' && METHODS.has(callee.attribute)) {
    const type = typeOf(place, callee.value);
    if (type.kind === 'instance') return ofInstance(place, call, callee.attribute, type.model);
    if (type.kind === 'manager' || type.kind === 'queryset') return ofQuery(place, call, callee.attribute, type);
    return [];
  }
  if (call.keywords.length === 0) return [];
  const name = dottedName(callee)?.split('.').at(-1);
  if (name === 'get_object_or_404' || name === 'get_list_or_404') return ofShortcut(place, call, name);
  if (name === undefined || !/^[A-Z]/.test(name)) return [];
  const model = modelAt(place, callee);
  return model === undefined ? [] : ofConstructor(place, call, model, `${model.name}()`);
}

function modelAt(place: Place, expression: Expression): ModelClass | undefined {
  const resolved = place.model.symbols.resolveExpression(place.path, expression, place.fn?.node);
  return resolved.kind === 'class' ? place.model.django.models.of(resolved) : undefined;
}

function setting(place: Place, model: ModelClass, form: Form, method: string): Setting {
  return { model, form, symbol: place.symbol, place: method, aliases: [], added: null, open: null };
}

function ofInstance(place: Place, call: CallExpression, method: string, model: ModelClass): readonly Named[] {
  const names = method === 'save' ? keywordOf(call, 'update_fields') : method === 'refresh_from_db' ? keywordOf(call, 'fields') : undefined;
  return stringsIn(names?.value).map((node) => namedByString(setting(place, model, 'field', `${method}()`), node));
}

function ofShortcut(place: Place, call: CallExpression, name: string): readonly Named[] {
  const [first] = call.args;
  if (first === undefined) return [];
  const model = modelAt(place, first);
  if (model !== undefined) return call.keywords.flatMap((keyword) => namedByKeyword(setting(place, model, 'lookup', `${name}()`), keyword));
  const type = typeOf(place, first);
  return type.kind === 'manager' || type.kind === 'queryset' ? call.keywords.flatMap((keyword) => namedByKeyword(ofType(place, type, 'lookup', `${name}()`), keyword)) : [];
}

/** A class with a constructor of its own takes what it likes. */
function ofConstructor(place: Place, call: CallExpression, model: ModelClass, name: string): readonly Named[] {
  const { symbols } = place.model;
  if (symbols.attribute(model, '__init__').kind === 'found') return [];
  return call.keywords.flatMap((keyword) => namedByKeyword(setting(place, model, 'attribute', name), keyword));
}

type Query = Extract<OrmType, { kind: 'manager' | 'queryset' }>;

function ofType(place: Place, type: Query, form: Form, method: string): Setting {
  const aliases = type.kind === 'queryset' ? type.aliases : type.added.names;
  return { ...setting(place, type.model, form, method), aliases, added: type.added, open: type.added.open };
}

function ofQuery(place: Place, call: CallExpression, method: string, type: Query): readonly Named[] {
  const { symbols } = place.model;
  if (type.added.classes.some((one) => symbols.attribute(one, method).kind === 'found')) return [];
  const own = call.keywords.flatMap(({ name }) => (name === null ? [] : [name]));
  const name = `${method}()`;
  const base = (form: Form): Setting => {
    const known = ofType(place, type, form, name);
    return ['annotate', 'alias', 'aggregate', 'values', 'values_list'].includes(method) ? { ...known, aliases: [...known.aliases, ...own] } : known;
  };
  const found: Named[] = [];
  if (CREATE.has(method)) return ofConstructor(place, call, type.model, name);
  if (LOOKUP_KEYWORDS.has(method)) found.push(...call.keywords.filter((one) => !OWN_KEYWORDS.has(one.name ?? '')).flatMap((keyword) => namedByKeyword(base('lookup'), keyword)));
  if (method === 'update') found.push(...call.keywords.flatMap((keyword) => namedByKeyword({ ...base('field'), aliases: [] }, keyword)));
  if (method === 'bulk_update') found.push(...stringsIn(call.args[1] ?? keywordOf(call, 'fields')?.value).map((node) => namedByString(base('field'), node)));
  found.push(...defaults(place, call, type.model, name));
  const form = STRINGS[method];
  if (form !== undefined) found.push(...call.args.flatMap((argument) => ofArgument(base(form), argument, method)));
  if (EXPRESSIONS.has(method)) {
    for (const argument of [...call.args, ...call.keywords.map(({ value }) => value)]) found.push(...namesInExpression(place, base('lookup'), argument));
  }
  return found;
}

function ofArgument(known: Setting, argument: Expression, method: string): readonly Named[] {
  if (argument.kind === 'call' && method === 'prefetch_related' && dottedName(argument.callee)?.endsWith('Prefetch') === true) return stringsIn(argument.args[0]).map((node) => namedByString(known, node));
  if (argument.kind !== 'string' || argument.value === '?') return [];
  return [namedByString(known, argument, method === 'order_by' ? /^-/ : /^-?/)];
}

function defaults(place: Place, call: CallExpression, model: ModelClass, name: string): readonly Named[] {
  const given = keywordOf(call, 'defaults')?.value;
  if (given?.kind !== 'dictionary' || !/(get|update)_or_create/.test(name)) return [];
  return given.entries.flatMap(({ key }) => stringsIn(key).map((node) => namedByString(setting(place, model, 'attribute', `defaults of ${name}`), node)));
}

/** Fields named by Q, F, aggregates and functions of Django inside an expression; other queries in it are judged for themselves. */
export function namesInExpression(place: Pick<Place, 'model' | 'path' | 'fn'>, known: Setting, expression: Expression): readonly Named[] {
  if (expression.kind === 'unary') return namesInExpression(place, known, expression.operand);
  if (expression.kind === 'binary') return [...namesInExpression(place, known, expression.left), ...namesInExpression(place, known, expression.right)];
  if (expression.kind !== 'call') return [];
  if (expression.callee.kind === 'attribute' && ['asc', 'desc'].includes(expression.callee.attribute)) return namesInExpression(place, known, expression.callee.value);
  const resolved = place.model.symbols.resolveExpression(place.path, expression.callee, place.fn?.node);
  if (resolved.kind !== 'external' || !/^django\.(db\.models|contrib\.postgres)\b/.test(resolved.dotted)) return [];
  const name = resolved.dotted.split('.').at(-1) ?? '';
  const inner = { ...known, place: `${name}()` };
  const first = FIRST.test(name) ? expression.args.slice(0, 1) : EVERY.test(name) ? expression.args : [];
  if (first.length === 0 && !HOLDS.test(name)) return [];
  const strings = first.flatMap((argument) => (argument.kind === 'string' && argument.value !== '*' ? [namedByString(inner, argument)] : []));
  const conditions = name === 'Q' || name === 'When' ? expression.keywords.filter((keyword) => !(name === 'Q' ? ['_connector', '_negated'] : ['then', 'condition']).includes(keyword.name ?? '')) : [];
  const nested = [...expression.args, ...expression.keywords.map(({ value }) => value)].flatMap((argument) => namesInExpression(place, known, argument));
  return [...strings, ...conditions.flatMap((keyword) => namedByKeyword(inner, keyword)), ...nested];
}
