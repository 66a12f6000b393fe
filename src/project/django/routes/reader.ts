/** Reads urlconfs from a root: lists of routes, includes and routers, each below its prefix and namespaces. Pure. */
import { dottedName, keywordOf } from '../../../facts/python/code/walk.js';
import type { CallExpression, Expression, FunctionNode, Located } from '../../../facts/python/code/nodes.js';
import type { DjangoInput } from '../input.js';
import type { OpenRoutes, Place, ViewTarget } from '../types.js';
import { methodsOfSymbol } from '../views/methods.js';
import { viewOf } from '../views/view.js';
import { moduleSpot, type Finder, type Made, type Spot } from './finder.js';
import { readInclude } from './includes.js';
import { EMPTY_PATTERN, joinPatterns, languagePattern, openPattern, readPathPattern, readRegexPattern, type Pattern } from './patterns.js';
import { conditionally, type Below, type Draft, type Namespace, type Reading } from './reading.js';
import { readRouter } from './router-routes.js';
import { RouterIndex, type Router } from './routers.js';
import { readBody, type Version } from './script.js';
import { TargetResolver } from './targets.js';

/** Includes of includes, and routes of one repository: more are no urlconfs that people wrote. */
const DEEPEST = 16;
const MOST_ROUTES = 20_000;

const ROUTE_CALLS: ReadonlyMap<string, 'path' | 'regex'> = new Map([
  ['django.urls.path', 'path'],
  ['django.urls.conf.path', 'path'],
  ['django.urls.re_path', 'regex'],
  ['django.urls.conf.re_path', 'regex'],
  ['django.conf.urls.url', 'regex'],
  ['django.conf.urls.re_path', 'regex'],
]);
const TRANSLATED = /^django\.utils\.translation\.u?(gettext|pgettext)(_lazy|_noop)?$/;
/** Calls that answer the list they are given, or its last argument. */
const SAME_LIST = /^(rest_framework\.urlpatterns\.format_suffix_patterns|builtins\.(list|tuple|sorted)|django\.conf\.urls\.patterns)$/;
const FILES = /^django\.(conf\.urls\.static\.static|contrib\.staticfiles\.urls\.staticfiles_urlpatterns)$/;

/** Reads urlconfs of one tree. */
export class UrlconfReader {
  readonly targets: TargetResolver;
  readonly routers: RouterIndex;

  constructor(
    readonly input: DjangoInput,
    readonly finder: Finder,
  ) {
    this.targets = new TargetResolver(input);
    this.routers = new RouterIndex(input, finder);
  }

  /** Everything below a root urlconf. */
  read(root: string): Reading {
    const reading: Reading = { routes: [], open: [], nameless: [], handlers: [], modules: new Set() };
    this.readModule(root, { prefix: EMPTY_PATTERN, namespaces: [], conditional: false, chain: [], root, through: [] }, reading);
    for (const name of ['handler400', 'handler403', 'handler404', 'handler500']) this.readHandler(root, name, reading);
    return reading;
  }

  /** The `urlpatterns` of a module. */
  readModule(path: string, below: Below, reading: Reading): void {
    const place = { path, span: [1, 1, 1, 1] as const };
    if (below.chain.length > DEEPEST || below.chain.includes(path)) return this.leaveOpen({ reason: 'urlconfs include each other', place }, below, reading);
    reading.modules.add(path);
    const made = this.finder.findIn(path, 'urlpatterns');
    if (made === undefined) return this.leaveOpen({ reason: `${path} has no urlpatterns that can be read`, place }, below, reading);
    reading.modules.add(made.path);
    this.readMade(made, { ...below, chain: [...below.chain, path] }, reading);
  }

  /** A name's list, all its versions. */
  readMade({ path, name, version }: Made, below: Below, reading: Reading): void {
    this.readVersion({ name, version }, moduleSpot(path), below, reading);
  }

  /** An expression whose value is a list of routes. */
  readList(spot: Spot, expression: Expression, below: Below, reading: Reading): void {
    switch (expression.kind) {
      case 'list':
      case 'tuple':
        for (const item of expression.items) this.readItem(spot, item, below, reading);
        return;
      case 'starred':
        return this.readList(spot, expression.value, below, reading);
      case 'binary':
        this.readList(spot, expression.left, below, reading);
        return this.readList(spot, expression.right, below, reading);
      case 'conditional':
        this.readList(spot, expression.body, conditionally(below), reading);
        return this.readList(spot, expression.orElse, conditionally(below), reading);
      case 'call':
        return this.readListCall(spot, expression, below, reading);
      case 'name':
      case 'attribute':
        return this.readNamedList(spot, expression, below, reading);
      default:
        return this.leaveOpen({ reason: 'routes are computed', place: this.placeOf(spot, expression) }, below, reading);
    }
  }

  /** Writes down routes that can't be seen. */
  leaveOpen(found: Unseen, below: Below, reading: Reading): void {
    reading.open.push(openAt(found, below));
  }

  /** Writes down a route. */
  emit(draft: Draft, below: Below, reading: Reading): void {
    if (reading.routes.length >= MOST_ROUTES) return;
    const { pattern, name, open, ...rest } = draft;
    const whole = joinPatterns(below.prefix, pattern);
    if (name === undefined) reading.nameless.push(openAt({ reason: 'the name of a route is computed', place: draft.place }, below));
    const [full = null, ...aliases] = typeof name === 'string' && !below.namespaces.includes(null) ? spellings(below.namespaces).map((namespace) => (namespace === '' ? name : `${namespace}:${name}`)) : [];
    reading.routes.push({
      ...rest,
      pattern: `/${whole.text}`,
      name: typeof name === 'string' && below.namespaces.includes(null) ? undefined : (full ?? (name === undefined ? undefined : null)),
      aliases,
      parameters: whole.parameters,
      open: whole.open ?? open ?? null,
      conditional: below.conditional,
      root: below.root,
      through: below.through,
      source: whole.source,
    });
  }

  placeOf({ path }: Spot, node: Located): Place {
    return { path, span: this.input.symbols.span(path, node) };
  }

  /** The pattern of a route's first argument. */
  patternOf(spot: Spot, expression: Expression, form: 'path' | 'regex', endpoint: boolean): Pattern {
    const plain = this.untranslated(spot, expression);
    const pieces = this.finder.pieces(spot, plain);
    if (pieces.includes(null)) {
      const text = pieces.map((piece) => piece ?? '{*}').join('').replace(/^\^|\$$/g, '');
      return { ...openPattern('its pattern is computed'), text: form === 'path' ? readPathPattern(text).text : text };
    }
    const text = pieces.join('');
    const read = form === 'path' ? readPathPattern(text) : readRegexPattern(text, endpoint);
    return plain === expression ? read : { ...read, source: '.*', open: 'its pattern is translated' };
  }

  private untranslated({ path, scope }: Spot, expression: Expression): Expression {
    if (expression.kind !== 'call') return expression;
    const callee = this.input.symbols.resolveExpression(path, expression.callee, scope);
    return callee.kind === 'external' && TRANSLATED.test(callee.dotted) ? (expression.args[0] ?? expression) : expression;
  }

  private readVersion({ name, version }: { readonly name: string; readonly version: Version }, spot: Spot, below: Below, reading: Reading): void {
    const { previous, mode, value, guard } = version;
    if (mode !== 'set') {
      const imported = previous === undefined ? this.finder.find({ ...spot, names: new Map([[name, undefined]]) }, { kind: 'name', id: name, start: value.start, end: value.start }) : undefined;
      if (previous !== undefined) this.readVersion({ name, version: previous }, spot, below, reading);
      else if (imported?.kind === 'made') this.readMade(imported.made, below, reading);
    }
    const own: Spot = { ...spot, names: new Map([...spot.names, [name, previous]]) };
    const guarded = guard === 'none' ? below : conditionally(below);
    if (guard === 'loop') return this.leaveOpen({ reason: 'routes are made in a loop', place: this.placeOf(spot, value) }, below, reading);
    if (mode === 'append') this.readItem(own, value, guarded, reading);
    else this.readList(own, value, guarded, reading);
  }

  private readNamedList(spot: Spot, expression: Expression, below: Below, reading: Reading): void {
    if (expression.kind === 'attribute' && (expression.attribute === 'urls' || expression.attribute === 'urlpatterns')) {
      const router = this.routers.at(spot, expression.value);
      if (router !== undefined) return this.readRouter(router, below, reading);
    }
    const found = this.finder.find(spot, expression);
    if (found.kind === 'made') {
      const { name, version, path } = found.made;
      if (name === 'urlpatterns') reading.modules.add(path);
      const nested = { ...below, chain: [...below.chain, `${path} ${name} ${version.value.start}`] };
      if (nested.chain.length > DEEPEST * 2) return this.leaveOpen({ reason: 'lists of routes name each other', place: this.placeOf(spot, expression) }, below, reading);
      return this.readVersion({ name, version }, path === spot.path ? spot : moduleSpot(path), nested, reading);
    }
    const reason = found.resolved.kind === 'external' ? `${found.resolved.dotted} is outside the repository` : `\`${dottedName(expression) ?? 'the list'}\` can't be read`;
    this.leaveOpen({ reason, place: this.placeOf(spot, expression) }, below, reading);
  }

  private readRouter(router: Router, below: Below, reading: Reading): void {
    readRouter(this, router, below, reading);
  }

  private readListCall(spot: Spot, call: CallExpression, below: Below, reading: Reading): void {
    const { symbols } = this.input;
    const place = this.placeOf(spot, call);
    const callee = symbols.resolveExpression(spot.path, call.callee, spot.scope);
    const [first] = call.args;
    if (callee.kind === 'external') {
      if (callee.dotted === 'django.conf.urls.i18n.i18n_patterns') return this.readItems(spot, call.args, this.belowLanguage(call, below), reading);
      if (callee.dotted === 'django.conf.urls.patterns') return this.readItems(spot, call.args.slice(1), below, reading);
      if (SAME_LIST.test(callee.dotted) && first !== undefined) return this.readList(spot, first, below, reading);
      if (FILES.test(callee.dotted)) return this.leaveFiles(spot, call, below, reading);
    }
    if (call.callee.kind === 'attribute' && call.callee.attribute === 'get_urls') {
      const router = this.routers.at(spot, call.callee.value);
      if (router !== undefined) return this.readRouter(router, below, reading);
    }
    const returned = callee.kind === 'function' ? this.returnedBy(callee.path, callee.node) : undefined;
    if (returned !== undefined && below.chain.length <= DEEPEST) return this.readList(returned.spot, returned.value, { ...below, chain: [...below.chain, callee.kind] }, reading);
    // `decorated(urlpatterns)` most likely keeps the routes it is given.
    for (const argument of call.args) if (argument.kind === 'list' || (argument.kind === 'name' && spot.names.has(argument.id))) this.readList(spot, argument, below, reading);
    this.leaveOpen({ reason: `\`${dottedName(call.callee) ?? 'a call'}()\` makes routes`, place }, below, reading);
  }

  /** What a function without parameters returns, where it has one `return`. */
  private returnedBy(path: string, node: FunctionNode): { readonly spot: Spot; readonly value: Expression } | undefined {
    const last = node.body.at(-1);
    if (node.parameters.length > 0 || last?.kind !== 'return' || last.value === null || node.body.some((statement) => statement.kind === 'if' || statement.kind === 'try')) return undefined;
    const { names, calls } = readBody(node.body);
    return calls.length > 0 ? undefined : { spot: { path, scope: node, names }, value: last.value };
  }

  private belowLanguage(call: CallExpression, below: Below): Below {
    const given = keywordOf(call, 'prefix_default_language')?.value;
    const always = given === undefined || (given.kind === 'constant' && given.value === true);
    return { ...below, prefix: joinPatterns(below.prefix, languagePattern(always)) };
  }

  private leaveFiles(spot: Spot, call: CallExpression, below: Below, reading: Reading): void {
    const [first] = call.args;
    const folder = first === undefined ? '/static/' : (this.finder.text(spot, first) ?? (/STATIC/.test(dottedName(first) ?? '') ? '/static/' : '/media/'));
    const prefix = { ...below.prefix, text: below.prefix.text + folder.replace(/^\//, '') };
    this.leaveOpen({ reason: 'files are served there', place: this.placeOf(spot, call), names: 'none' }, { ...below, prefix }, reading);
  }

  private readItems(spot: Spot, items: readonly Expression[], below: Below, reading: Reading): void {
    for (const item of items) this.readItem(spot, item, below, reading);
  }

  /** One entry of a list of routes. */
  private readItem(spot: Spot, item: Expression, below: Below, reading: Reading): void {
    if (item.kind === 'starred') return this.readList(spot, item.value, below, reading);
    if (item.kind === 'conditional') return this.readItems(spot, [item.body, item.orElse], conditionally(below), reading);
    if (item.kind === 'name' || item.kind === 'attribute') {
      const found = this.finder.find(spot, item);
      if (found.kind === 'made' && found.made.version.mode === 'set' && found.made.version.value.kind === 'call') return this.readItem(moduleSpot(found.made.path), found.made.version.value, below, reading);
    }
    if (item.kind !== 'call') return this.leaveOpen({ reason: 'a route is computed', place: this.placeOf(spot, item) }, below, reading);
    const callee = this.input.symbols.resolveExpression(spot.path, item.callee, spot.scope);
    const form = callee.kind === 'external' ? ROUTE_CALLS.get(callee.dotted) : undefined;
    if (form === undefined) return this.readForeignRoute(spot, item, below, reading);
    this.readRoute(spot, item, form, below, reading);
  }

  private readRoute(spot: Spot, call: CallExpression, form: 'path' | 'regex', below: Below, reading: Reading): void {
    const route = call.args[0] ?? keywordOf(call, form === 'path' ? 'route' : 'regex')?.value ?? keywordOf(call, 'route')?.value;
    const view = call.args[1] ?? keywordOf(call, 'view')?.value;
    if (route === undefined || view === undefined || route.kind === 'starred') return this.leaveOpen({ reason: 'the arguments of a route are computed', place: this.placeOf(spot, call) }, below, reading);
    const included: Below = { ...below, prefix: joinPatterns(below.prefix, this.patternOf(spot, route, form, false)), through: [...below.through, this.placeOf(spot, call)] };
    if (readInclude(this, spot, view, included, reading)) return;
    const { target, methods, symbol } = this.targets.resolve(spot, view);
    const pattern = this.patternOf(spot, route, form, true);
    const answered = methods ?? (symbol === undefined ? null : methodsOfSymbol(symbol, this.input.symbols));
    this.emit({ pattern, name: this.nameOf(spot, call), methods: answered, target: call.keywords.some(({ name }) => name === null) && target.kind === 'missing' ? { kind: 'unknown', reason: 'the arguments of a route are computed' } : target, place: this.placeOf(spot, call) }, below, reading);
  }

  private nameOf(spot: Spot, call: CallExpression): string | null | undefined {
    const given = keywordOf(call, 'name')?.value ?? call.args[3];
    if (given === undefined) return call.keywords.some(({ name }) => name === null) ? undefined : null;
    return given.kind === 'constant' && given.value === null ? null : this.finder.text(spot, given);
  }

  /** A function of the project's own that makes a route: what its arguments say is all that is known. */
  private readForeignRoute(spot: Spot, call: CallExpression, below: Below, reading: Reading): void {
    const [route, view] = call.args;
    const text = route === undefined ? undefined : this.finder.text(spot, route);
    const reason = `\`${dottedName(call.callee) ?? 'a call'}()\` makes the route`;
    if (text === undefined || view === undefined) return this.leaveOpen({ reason, place: this.placeOf(spot, call) }, below, reading);
    const { target } = this.targets.resolve(spot, view);
    const read = /[<(^$\\]/.test(text) && !/<\w+(:\w+)?>/.test(text) ? readRegexPattern(text, true) : readPathPattern(text);
    const name = this.nameOf(spot, call);
    this.emit({ pattern: { ...read, source: '.*' }, name: name ?? undefined, methods: null, target: target.kind === 'missing' ? { kind: 'unknown', reason } : target, place: this.placeOf(spot, call), open: reason }, below, reading);
  }

  private readHandler(path: string, name: string, reading: Reading): void {
    const made = this.finder.findIn(path, name);
    if (made === undefined || made.version.mode !== 'set') return;
    const { value } = made.version;
    const place = this.placeOf({ path: made.path, names: new Map() }, value);
    const target = value.kind === 'string' ? this.importedView(made.path, value.value, place) : this.targets.resolve(moduleSpot(made.path), value).target;
    reading.handlers.push({ name, place, target });
  }

  private importedView(path: string, dotted: string, place: Place): ViewTarget {
    const found = this.input.symbols.importString(path, dotted);
    if (found.kind === 'external') return { kind: 'external', dotted };
    if (found.kind === 'class' || found.kind === 'function') return { kind: 'view', view: viewOf(found, this.input.symbols) };
    if (found.kind !== 'missing' || found.path === '') return { kind: 'unknown', reason: 'the handler is named by a string' };
    const answer = this.input.python.exportsName(found.path, found.name);
    return answer.kind === 'no' ? { kind: 'missing', name: found.name, place, path: found.path, nearest: answer.nearest } : { kind: 'unknown', reason: 'the handler is named by a string' };
  }
}

/** Why routes can't be seen, and where. */
interface Unseen extends Partial<Pick<OpenRoutes, 'names' | 'missing'>> {
  readonly reason: string;
  readonly place: Place;
}

function openAt(found: Unseen, below: Below): OpenRoutes {
  const unknown = below.namespaces.indexOf(null);
  const [namespace = '', ...aliases] = spellings(unknown < 0 ? below.namespaces : below.namespaces.slice(0, unknown));
  const names = found.names ?? 'any';
  return { ...found, prefix: `/${below.prefix.text}`, namespace, aliases, names: unknown < 0 || names === 'none' ? names : 'any' };
}

/** A path of namespaces as `reverse()` may be given it: instance names first, then with app names in their place. */
function spellings(namespaces: readonly (Namespace | null)[]): readonly string[] {
  let known: string[][] = [[]];
  for (const namespace of namespaces) {
    if (namespace === null) continue;
    const both = [...new Set([namespace.instance, namespace.app])];
    known = known.flatMap((before) => both.map((one) => [...before, one]));
  }
  return known.slice(0, 16).map((parts) => parts.join(':'));
}
