/** The views of a Django repository: what its routes lead to, and what has a view's shape. Pure. */
import type { ClassNode, FunctionNode } from '../../../facts/python/code/nodes.js';
import type { FileFacts } from '../../../facts/types.js';
import type { ClassSymbol, FunctionSymbol } from '../../python/symbols-types.js';
import { perFacts } from '../../per-facts.js';
import { early, earlyPerKey } from '../../tracked.js';
import { sameData } from '../../same-data.js';
import type { DjangoInput } from '../input.js';
import type { View, ViewIndex } from '../types.js';
import { createOptions } from './options.js';
import { HANDLERS, methodsOfSymbol } from './methods.js';
import { decorators, isViewClass, viewOf } from './view.js';

/** Modules that hold views by their name. */
const VIEW_MODULE = /(^|\/)(views?|api|apis|endpoints|handlers|viewsets?)(\.py$|\/)|(^|\/)\w*_(views?|api|viewsets?)\.py$/;
/** Methods of viewsets that answer a request. */
const ACTIONS = ['list', 'create', 'retrieve', 'update', 'partial_update', 'destroy'];
/** Hooks of generic views outside the repository, which call these with the request at hand. */
const HOOKS = ['dispatch', 'get_queryset', 'get_object', 'get_context_data', 'form_valid', 'form_invalid', 'perform_create', 'perform_update', 'perform_destroy', 'get_serializer_class', 'get_serializer', 'filter_queryset'];

const EMPTY: ViewIndex = { views: [], at: () => undefined, classesOf: () => null, methods: () => null, handlers: () => [] };

/** Builds the view index of one tree. */
export function createViewIndex(input: DjangoInput): ViewIndex {
  if (!input.django.present) return EMPTY;
  const { symbols } = input;
  const routed = early(() => routedViews(input));
  const routedPaths = early(() => new Set(routed().map(({ path }) => path)), sameData);
  const shapedIn = earlyPerKey((path: string) => shaped(path, routedPaths().has(path), input), sameData);
  const views = early(() => gather(routed(), input.symbols.paths.flatMap(shapedIn)), sameData);
  const classesOf = createOptions(input);
  return {
    get views() {
      return views().list;
    },
    at: (path, symbol) => views().byName.get(`${path} ${symbol}`),
    classesOf,
    methods(view) {
      const symbol = symbolOf(view);
      if (!view.viewset || symbol === undefined) return symbol === undefined ? null : methodsOfSymbol(symbol, symbols);
      const routed = input.django.routes.to(view.path, view.symbol).map((route) => route.methods);
      return routed.length === 0 || routed.includes(null) ? null : [...new Set(routed.flatMap((methods) => methods ?? []))].sort();
    },
    handlers: (view) => handlersOf(view, input),
  };
}

/** The symbol that a view is. */
export function symbolOf({ path, symbol, node }: View): ClassSymbol | FunctionSymbol {
  return node.kind === 'class' ? { kind: 'class', path, symbol, node } : { kind: 'function', path, symbol, node };
}

function routedViews({ django }: DjangoInput): readonly View[] {
  const { routes, handlers } = django.routes;
  return [...routes, ...handlers].flatMap(({ target }) => (target.kind === 'view' ? [target.view] : []));
}

function gather(routed: readonly View[], withShape: readonly View[]): { readonly list: readonly View[]; readonly byName: ReadonlyMap<string, View> } {
  const byName = new Map<string, View>();
  for (const view of [...routed, ...withShape]) {
    const key = `${view.path} ${view.symbol}`;
    if (!byName.has(key)) byName.set(key, view);
  }
  const list = [...byName.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.node.start - b.node.start));
  return { list, byName };
}

interface Outline {
  readonly hasBases: boolean;
  /** Some function is decorated as only views are. */
  readonly restricts: boolean;
}

const outlineOf = perFacts(({ python }: FileFacts): Outline | false => {
  if (python === undefined || (python.bases.length === 0 && python.decorators.length === 0)) return false;
  return { hasBases: python.bases.length > 0, restricts: python.decorators.some((decorator) => /(^|\.)(api_view|require_\w+)$/.test(decorator)) };
});

/** Functions and classes of a file that have a view's shape. */
function shaped(path: string, holdsRouted: boolean, input: DjangoInput): readonly View[] {
  const facts = input.facts(path);
  const outline = facts === undefined ? false : outlineOf(facts);
  if (outline === false && !holdsRouted && !VIEW_MODULE.test(path)) return [];
  const { symbols } = input;
  const classes = outline === false || !outline.hasBases ? [] : symbols.classes(path).filter((symbol) => mayBeView(symbol.node) && isViewClass(symbol, symbols) === 'yes');
  const asksFunctions = holdsRouted || VIEW_MODULE.test(path) || (outline !== false && outline.restricts);
  const functions = asksFunctions ? symbols.functions(path).filter((symbol) => isViewFunction(symbol, holdsRouted || VIEW_MODULE.test(path), input)) : [];
  return [...classes, ...functions].map((symbol) => viewOf(symbol, symbols));
}

/** A class without bases inherits from nothing that answers. */
function mayBeView(node: ClassNode): boolean {
  return node.bases.length > 0 && !node.name.endsWith('Mixin');
}

function isViewFunction(symbol: FunctionSymbol, inViewModule: boolean, { symbols }: DjangoInput): boolean {
  if (symbol.symbol.includes('.')) return false;
  const [first] = symbol.node.parameters;
  if (inViewModule && first?.name === 'request' && first.form === 'positional' && !symbol.node.name.startsWith('_')) return true;
  return decorators(symbol, symbols).some(({ dotted }) => dotted === 'rest_framework.decorators.api_view' || dotted.startsWith('django.views.decorators.http.require_'));
}

function handlersOf(view: View, { symbols }: DjangoInput): readonly FunctionSymbol[] {
  const symbol = symbolOf(view);
  if (symbol.kind === 'function') return [symbol];
  const found = new Map<string, FunctionSymbol>();
  for (const owner of symbols.ancestry(symbol).classes) {
    for (const statement of owner.node.body) {
      if (statement.kind !== 'function' || found.has(statement.name) || !answers(statement, view)) continue;
      found.set(statement.name, { kind: 'function', path: owner.path, symbol: `${owner.symbol}.${statement.name}`, node: statement });
    }
  }
  return [...found.values()];
}

function answers(node: FunctionNode, { viewset }: View): boolean {
  if ((HANDLERS as readonly string[]).includes(node.name) || HOOKS.includes(node.name)) return true;
  if (!viewset) return false;
  return ACTIONS.includes(node.name) || node.decorators.some((decorator) => /^(action|list_route|detail_route)$|\.(action|mapping)$|\bmapping\b/.test(nameOf(decorator)));
}

function nameOf(decorator: FunctionNode['decorators'][number]): string {
  const expression = decorator.kind === 'call' ? decorator.callee : decorator;
  if (expression.kind === 'name') return expression.id;
  return expression.kind === 'attribute' ? (expression.value.kind === 'attribute' ? expression.value.attribute : `.${expression.attribute}`) : '';
}
