/** What a viewset answers once a router has registered it. Pure. */
import { dottedName, keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { CallExpression, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, PythonSymbols } from '../../python/symbols-types.js';
import { literalNames, methodNames } from '../views/methods.js';
import { meaningOf } from '../views/view.js';

/** Standard actions and the methods that routers send to them. */
const STANDARD = { list: 'GET', create: 'POST', retrieve: 'GET', update: 'PUT', partial_update: 'PATCH', destroy: 'DELETE' } as const;
type Standard = keyof typeof STANDARD;
const ALL = Object.keys(STANDARD) as readonly Standard[];
const ON_LIST: readonly Standard[] = ['list', 'create'];

/** Bases of REST framework that bring actions (django-rest-framework.org, "ViewSets", "Generic views"). */
const BROUGHT: ReadonlyMap<string, readonly Standard[]> = new Map([
  ['ModelViewSet', ALL],
  ['ReadOnlyModelViewSet', ['list', 'retrieve']],
  ['ListModelMixin', ['list']],
  ['CreateModelMixin', ['create']],
  ['RetrieveModelMixin', ['retrieve']],
  ['UpdateModelMixin', ['update', 'partial_update']],
  ['DestroyModelMixin', ['destroy']],
]);
/** Bases of REST framework that bring none. */
const BARE = /^rest_framework\.(viewsets\.(GenericViewSet|ViewSet|ViewSetMixin)|generics\.GenericAPIView|views\.APIView)$/;
/** Mixins of packages bring filters, pagination, history; whole viewsets bring actions. */
const WHOLE = /View(Set)?$/;

/** An `@action` of a viewset. */
export interface ExtraAction {
  readonly name: string;
  readonly detail: boolean;
  /** As written: a regular expression below the prefix; null when it is computed. */
  readonly urlPath: string | null;
  readonly urlName: string | null;
  /** Sorted; null when they are computed. */
  readonly methods: readonly string[] | null;
}

export interface ViewsetShape {
  /** Methods of the collection and of one object; empty when there is no such route, null when they can't be told. */
  readonly list: readonly string[] | null;
  readonly detail: readonly string[] | null;
  readonly extra: readonly ExtraAction[];
  /** Why there may be other actions. */
  readonly open: string | null;
  /** Name of the parameter of one object, and the regular expression that it matches. */
  readonly parameter: string;
  readonly valueRegex: string;
  /** What the router calls it without a basename: the model's name in lower case. */
  readonly basename: string | null;
  /** The lookup field, for routers nested below. */
  readonly lookupField: string;
}

/** Reads a viewset of the repository. */
export function shapeOf(viewset: ClassSymbol, symbols: PythonSymbols): ViewsetShape {
  const line = symbols.ancestry(viewset);
  const whole = line.external.find((base) => !base.startsWith('rest_framework.') && WHOLE.test(base));
  const doubt = line.unknown[0] ?? (whole === undefined ? undefined : `${whole} is outside the repository`);
  const brought = new Set(line.external.flatMap((base) => (BARE.test(base) ? [] : (BROUGHT.get(base.split('.').at(-1) as string) ?? []))));
  const has = (action: Standard): boolean => brought.has(action) || symbols.attribute(viewset, action).kind === 'found';
  const allowed = methodNames(viewset, symbols);
  const methodsOf = (actions: readonly Standard[]): readonly string[] | null => {
    if (doubt !== undefined || allowed === null) return null;
    return actions.filter(has).map((action) => STANDARD[action] as string).filter((method) => allowed === undefined || allowed.includes(method)).sort();
  };
  const { extra, open } = extraActions(viewset, symbols);
  const lookupField = text(viewset, 'lookup_field', symbols) ?? 'pk';
  return {
    list: methodsOf(ON_LIST),
    detail: methodsOf(ALL.filter((action) => !ON_LIST.includes(action))),
    extra,
    open: doubt ?? open,
    parameter: text(viewset, 'lookup_url_kwarg', symbols) ?? lookupField,
    valueRegex: text(viewset, 'lookup_value_regex', symbols) ?? '[^/.]+',
    basename: modelName(viewset, symbols),
    lookupField,
  };
}

function text(viewset: ClassSymbol, name: string, symbols: PythonSymbols): string | undefined {
  const answer = symbols.attribute(viewset, name);
  return answer.kind === 'found' && answer.attribute.kind === 'string' ? answer.attribute.value : undefined;
}

function modelName(viewset: ClassSymbol, symbols: PythonSymbols): string | null {
  const answer = symbols.attribute(viewset, 'queryset');
  if (answer.kind !== 'found' || answer.attribute.kind === 'function' || answer.attribute.kind === 'class') return null;
  let expression: Expression = answer.attribute;
  while (expression.kind === 'call' || (expression.kind === 'attribute' && dottedName(expression) === undefined)) expression = expression.kind === 'call' ? expression.callee : expression.value;
  const dotted = dottedName(expression);
  const at = dotted?.split('.').findIndex((part) => /^(_default_manager|[a-z_]*objects?)$/.test(part)) ?? -1;
  if (dotted === undefined || at < 1) return null;
  const model = symbols.resolve(answer.owner.path, dotted.split('.').slice(0, at).join('.'));
  if (model.kind === 'class') return model.node.name.toLowerCase();
  return model.kind === 'external' ? (model.dotted.split('.').at(-1)?.toLowerCase() ?? null) : null;
}

function extraActions(viewset: ClassSymbol, symbols: PythonSymbols): { readonly extra: readonly ExtraAction[]; readonly open: string | null } {
  const extra: ExtraAction[] = [];
  const seen = new Set<string>();
  let open: string | null = null;
  for (const owner of symbols.ancestry(viewset).classes) {
    const methods = owner.node.body.filter((statement): statement is FunctionNode => statement.kind === 'function');
    for (const method of methods) {
      if (seen.has(method.name)) continue;
      const found = actionOf(method, owner.path, methods, symbols);
      if (typeof found === 'string') open = found;
      else if (found !== undefined) extra.push(found);
    }
    for (const method of methods) seen.add(method.name);
  }
  return { extra, open };
}

/** The action, undefined for other methods; a text says why it can't be told. */
function actionOf(method: FunctionNode, path: string, siblings: readonly FunctionNode[], symbols: PythonSymbols): ExtraAction | string | undefined {
  for (const decorator of method.decorators) {
    const call = decorator.kind === 'call' ? decorator : undefined;
    const dotted = meaningOf(path, call?.callee ?? decorator, symbols);
    const form = /^rest_framework\.decorators\.(action|list_route|detail_route)$/.exec(dotted)?.[1];
    if (form !== undefined) return readAction(method, form, call, siblings);
    if (call !== undefined && !dotted.startsWith('rest_framework.') && (keywordOf(call, 'detail') ?? keywordOf(call, 'url_path')) !== undefined) return `\`@${dottedName(call.callee) ?? 'a decorator'}\` may make an action`;
  }
  return undefined;
}

function readAction(method: FunctionNode, form: string, call: CallExpression | undefined, siblings: readonly FunctionNode[]): ExtraAction {
  const value = (name: string): Expression | undefined => (call === undefined ? undefined : keywordOf(call, name)?.value);
  const written = (name: string, otherwise: string): string | null => {
    const given = value(name);
    return given === undefined || isNone(given) ? otherwise : (literalString(given) ?? null);
  };
  const detail = form === 'action' ? (value('detail') ?? call?.args[1]) : undefined;
  const own = methodsIn(value('methods') ?? call?.args[0]);
  const mapped = siblings.flatMap((sibling) => sibling.decorators.flatMap((decorator) => mappedMethod(decorator, method.name)));
  const urlPath = written('url_path', method.name);
  return {
    name: method.name,
    detail: form === 'detail_route' || (detail?.kind === 'constant' && detail.value === true),
    urlPath,
    urlName: written('url_name', form === 'action' ? method.name.replaceAll('_', '-') : (urlPath ?? method.name).replaceAll('_', '-')),
    methods: own === null ? null : [...new Set([...own, ...mapped])].sort(),
  };
}

function methodsIn(value: Expression | undefined): readonly string[] | null {
  if (value === undefined || isNone(value)) return ['GET'];
  return value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set' ? literalNames(value.items) : null;
}

/** `@archive.mapping.delete` sends another method to the action `archive`. */
function mappedMethod(decorator: Expression, action: string): readonly string[] {
  const dotted = dottedName(decorator)?.split('.') ?? [];
  return dotted.length === 3 && dotted[0] === action && dotted[1] === 'mapping' ? [(dotted[2] as string).toUpperCase()] : [];
}

function isNone(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value === null;
}
