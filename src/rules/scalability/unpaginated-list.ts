import { z } from 'zod';
import type { CallExpression, Expression, FunctionNode } from '../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { Span } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import type { View } from '../../project/django/types.js';
import type { ClassSymbol, FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isShippedPath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { wholeTables } from './unpaginated-list/pyweb.js';

interface Data {
  readonly view: string;
  /** `none`: `pagination_class = None` is written; `inherited`: in a class above; `default`: nothing says how to paginate; `serializer`: all rows are put through a serializer; `route`: a handler of FastAPI gives all rows back. */
  readonly form: 'none' | 'inherited' | 'default' | 'serializer' | 'route';
}

const LISTS = /^rest_framework\.(mixins\.ListModelMixin|viewsets\.(ModelViewSet|ReadOnlyModelViewSet)|generics\.(ListAPIView|ListCreateAPIView))$/;
/** Methods of querysets that leave all rows in. */
const KEEPS_ALL = /^(all|order_by|select_related|prefetch_related|only|defer|annotate|distinct|reverse|using)$/;

export const unpaginatedList: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/unpaginated-list',
    area: 'scalability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A list endpoint answers with all rows of a table at once.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => isShippedPath(path) && (facts.python?.imports ?? []).some(({ module }) => /^(rest_framework|fastapi)/.test(module)),
  detect,
  message,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const { found, passed } = wholeTables(path, model);
  judgement.pass(passed);
  for (const { handler, span, table } of found) judgement.match({ span, symbol: handler.symbol, subject: `${handler.symbol} ${table}`, causes: [{ path, text: handler.node.name }, { path: '*', text: table }], related: [], data: { view: handler.symbol, form: 'route' } });
  for (const view of model.django.views.views) {
    if (view.path !== path || view.framework !== 'drf') continue;
    if (view.node.kind === 'class') judgeClass(view, { kind: 'class', path, symbol: view.symbol, node: view.node }, model, judgement);
    for (const handler of model.django.views.handlers(view)) if (handler.path === path && answersGet(handler, view)) judgeHandler(handler, model, judgement);
  }
  return judgement.done();
}

function judgeClass(view: View, symbol: ClassSymbol, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  if (!model.symbols.ancestry(symbol).external.some((dotted) => LISTS.test(dotted)) || !isListed(view, symbol, model)) return;
  const written = model.symbols.attribute(symbol, 'pagination_class');
  const own = written.kind === 'found' && written.owner.node === symbol.node && written.attribute.kind === 'constant' ? written.attribute : undefined;
  const span = own === undefined ? nameSpan(view, model) : assignmentSpan(view, own, model);
  const classes = model.django.views.classesOf(view, 'pagination_class', view.viewset ? 'list' : undefined);
  if (classes === null) return judgement.unknown(span[0], 'how this view paginates can\'t be told');
  const decided = written.kind === 'found';
  if (classes.length > 0 || (decided && listsRowsOfParent(symbol, model))) return judgement.pass();
  if (!decided && model.django.settings.forFile(view.path).every((module) => isTestPath(module.path))) return judgement.unknown(span[0], 'the settings of the site that uses this app may say how it paginates');
  judgement.match({ span, symbol: view.symbol, subject: view.symbol, causes: [{ path: view.path, text: 'pagination_class' }, { path: '*', text: 'DEFAULT_PAGINATION_CLASS' }, { path: view.path, text: symbol.node.name }], related: [], data: { view: view.symbol, form: own !== undefined ? 'none' : decided ? 'inherited' : 'default' } });
}

/** `get_queryset` reads the URL, the user or what the project put on the request: the rows are those of one parent, and somebody has decided that they are few. */
function listsRowsOfParent(symbol: ClassSymbol, model: ProjectModel): boolean {
  const own = model.symbols.attribute(symbol, 'get_queryset');
  if (own.kind !== 'found' || own.attribute.kind !== 'function') return false;
  let found = false;
  walkStatements(own.attribute.body, (statement) => {
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (inner) => void (found ||= /^self\.(kwargs|request\.(?!GET$|query_params$|method$|data$)\w+)$/.test(dottedName(inner) ?? '')));
  });
  return found;
}

/** Routed, answering GET, and with the framework's own `list`. */
function isListed(view: View, symbol: ClassSymbol, model: ProjectModel): boolean {
  const routes = model.django.routes.to(view.path, view.symbol);
  const lists = routes.some(({ action, methods }) => (action === undefined || action === 'list') && (methods === null || methods.includes('GET')));
  const own = model.symbols.attribute(symbol, 'list');
  const listing = own.kind === 'none' || (own.kind === 'found' && own.attribute.kind === 'function' && handsOn(own.attribute));
  return lists && listing && ['get', 'paginate_queryset', 'paginator', 'http_method_names'].every((name) => model.symbols.attribute(symbol, name).kind === 'none');
}

/** `return super().list(request)` and nothing else. */
function handsOn({ body }: FunctionNode): boolean {
  const [only, ...others] = body.filter((statement) => !(statement.kind === 'expression' && statement.value.kind === 'string'));
  const value = only?.kind === 'return' && others.length === 0 ? only.value : null;
  return value?.kind === 'call' && value.callee.kind === 'attribute' && value.callee.attribute === 'list' && value.callee.value.kind === 'call' && dottedName(value.callee.value.callee) === 'super';
}

function nameSpan({ path, node }: View, model: ProjectModel): Span {
  return model.symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length });
}

/** The whole line `pagination_class = None`. */
function assignmentSpan({ path, node }: View, value: Expression, model: ProjectModel): Span {
  const statement = node.body.find((one) => one.kind === 'assign' && one.value === value);
  return model.symbols.span(path, statement ?? value);
}

function answersGet({ node }: FunctionSymbol, view: View): boolean {
  if (view.node.kind === 'class') return node.name === 'get' || node.name === 'list';
  return view.node === node;
}

/** `OrderSerializer(Order.objects.all(), many=True)` */
function judgeHandler(handler: FunctionSymbol, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const calls = model.django.calls.calls(handler).map(({ call }) => call);
  const pages = calls.some(({ callee }) => /pagina/i.test(callee.kind === 'attribute' ? callee.attribute : callee.kind === 'name' ? callee.id : ''));
  for (const call of calls) {
    const many = keywordOf(call, 'many')?.value;
    const [rows] = call.args;
    if (rows === undefined || many?.kind !== 'constant' || many.value !== true) continue;
    const type = model.django.orm.typeOf(handler, rows);
    if (type.kind !== 'queryset' && type.kind !== 'manager') continue;
    if (pages || !holdsAll(handler, rows) || (type.kind === 'queryset' && type.sliced)) judgement.pass();
    else judgement.match({ span: model.symbols.span(handler.path, call.callee), symbol: handler.symbol, subject: `${handler.symbol} ${type.model.name}`, causes: [{ path: handler.path, text: 'many=True' }], related: [], data: { view: handler.symbol, form: 'serializer' } });
  }
}

/** All of a table: `Model.objects`, followed by nothing that narrows it. A variable counts with its one value. */
function holdsAll({ node }: FunctionSymbol, rows: Expression): boolean {
  const expression = rows.kind === 'name' ? onlyValue(node.body, rows.id) : rows;
  let current: Expression | undefined = expression;
  while (current?.kind === 'call' && current.callee.kind === 'attribute') {
    if (!KEEPS_ALL.test(current.callee.attribute)) return false;
    current = (current as CallExpression & { readonly callee: Extract<Expression, { kind: 'attribute' }> }).callee.value;
  }
  return current?.kind === 'attribute' && current.attribute === 'objects';
}

function onlyValue(body: FunctionSymbol['node']['body'], name: string): Expression | undefined {
  const values = body.flatMap((statement) => (statement.kind === 'assign' && statement.targets.some((target) => target.kind === 'name' && target.id === name) ? [statement.value] : []));
  const mentions = body.filter((statement) => statement.kind === 'augmented' || statement.kind === 'if' || statement.kind === 'for' || statement.kind === 'try');
  return values.length === 1 && mentions.length === 0 ? (values[0] ?? undefined) : undefined;
}

function message({ data: { view, form } }: Match<Data>): Message {
  const reason = { none: 'with `pagination_class = None`', inherited: 'with the `pagination_class = None` of a class above it', default: 'without a pagination class, its own or a default one', serializer: 'with the rows of a whole table', route: 'with the rows of a whole table' }[form];
  return {
    what: `\`${view}\` answers ${reason}.`,
    why: 'The answer grows with the table: after a year one request reads, serialises and sends every row.',
    todo: form === 'route' ? 'Take `limit` and `offset` (or a cursor) as parameters with an upper bound, and put them into the query.' : form === 'serializer' ? 'Use a generic list view with a pagination class, or limit the rows.' : 'Give it a `pagination_class`, or set `DEFAULT_PAGINATION_CLASS` and `PAGE_SIZE`; if the table can only ever be small, say so in a suppression.',
  };
}
