/** The routes that a router of REST framework makes (django-rest-framework.org, "Routers"). Pure. */
import type { ViewTarget } from '../types.js';
import { moduleSpot, type Made } from './finder.js';
import { joinPatterns, openPattern, readRegexPattern, type Pattern } from './patterns.js';
import type { UrlconfReader } from './reader.js';
import { guardedBelow, type Below, type Reading } from './reading.js';
import type { Registration, Router } from './routers.js';
import type { Target } from './targets.js';
import { shapeOf, type ExtraAction, type ViewsetShape } from './viewsets.js';

/** What `shapeOf` would say of a viewset that can't be read. */
const UNREAD: ViewsetShape = { list: null, detail: null, extra: [], open: 'the viewset can\'t be read', parameter: 'pk', valueRegex: '[^/.]+', basename: null, lookupField: 'pk' };
/** Routers nested in routers. */
const DEEPEST = 6;

/** Reads all routes of a router. */
export function readRouter(reader: UrlconfReader, router: Router, below: Below, reading: Reading): void {
  const parent = parentPattern(reader, router, 0);
  const inside: Below = { ...below, prefix: joinPatterns(below.prefix, parent) };
  if (router.open !== null) reader.leaveOpen({ reason: router.open, place: router.place }, inside, reading);
  for (const registration of router.registrations) new RouterEntry(reader, router, registration, guardedBelow(inside, registration.guard), reading).read();
  if (router.root) {
    const target: ViewTarget = { kind: 'external', dotted: 'rest_framework.routers.APIRootView' };
    reader.emit({ pattern: readRegexPattern('^$', true), name: 'api-root', methods: ['GET'], target, place: router.place }, inside, reading);
  }
}

/** `orders/{order_pk}/` of a router nested below the one that serves orders. */
function parentPattern(reader: UrlconfReader, { parent }: Router, depth: number): Pattern {
  if (parent === null) return { text: '', source: '', parameters: [], open: null };
  if (parent.prefix === null || parent.lookup === null || depth > DEEPEST) return openPattern('the router is nested in a way that can\'t be read');
  const above = reader.routers.of(parent.router);
  const entry = above?.registrations.find(({ prefix }) => prefix === parent.prefix);
  if (above === undefined || entry === undefined) return openPattern('the router is nested in one that can\'t be read');
  const { symbol } = targetOf(reader, parent.router, entry);
  const shape = symbol?.kind === 'class' ? shapeOf(symbol, reader.input.symbols) : UNREAD;
  const own = readRegexPattern(`^${parent.prefix}${parent.prefix === '' ? '' : '/'}(?P<${parent.lookup}_${shape.lookupField}>${shape.valueRegex})/`, false);
  return joinPatterns(parentPattern(reader, above, depth + 1), own);
}

function targetOf(reader: UrlconfReader, made: Made, { viewset, spot }: Registration): Target {
  if (viewset === undefined) return { target: { kind: 'unknown', reason: 'the viewset is computed' }, methods: null };
  return reader.targets.named(spot ?? moduleSpot(made.path), viewset);
}

/** One registered viewset. */
class RouterEntry {
  private readonly target: Target;
  private readonly shape: ViewsetShape;

  constructor(
    private readonly reader: UrlconfReader,
    private readonly router: Router,
    private readonly registration: Registration,
    private readonly below: Below,
    private readonly reading: Reading,
  ) {
    const found = targetOf(reader, router.made, registration);
    this.target = found;
    this.shape = found.symbol?.kind === 'class' ? shapeOf(found.symbol, reader.input.symbols) : UNREAD;
  }

  read(): void {
    const { list, detail, extra, open } = this.shape;
    const { place } = this.registration;
    if (list === null || list.length > 0) this.emit('', 'list', 'list', list);
    for (const action of extra.filter((one) => !one.detail)) this.emitExtra(action);
    if (detail === null || detail.length > 0) this.emit(this.lookup(), 'detail', 'detail', detail);
    for (const action of extra.filter((one) => one.detail)) this.emitExtra(action);
    if (open !== null && this.target.target.kind !== 'missing') this.reader.leaveOpen({ reason: `\`${this.registration.prefix ?? 'a viewset'}\`: ${open}`, place, names: this.names() }, this.withPrefix(), this.reading);
  }

  private emitExtra(action: ExtraAction): void {
    const path = action.urlPath === null ? undefined : action.urlPath;
    this.emit(`${action.detail ? this.lookup() : ''}/${path ?? '.*'}`, action.name, action.urlName, action.methods, path === undefined ? 'the path of the action is computed' : undefined);
  }

  private lookup(): string {
    return `/(?P<${this.shape.parameter}>${this.shape.valueRegex})`;
  }

  private emit(rest: string, action: string, suffix: string | null, methods: readonly string[] | null, open?: string): void {
    const { prefix, place } = this.registration;
    const { slash, root } = this.router;
    const ending = `${slash ?? '/?'}$`;
    // Without a prefix REST framework drops the slash that would come first (`SimpleRouter.get_urls`), also the one that ends the list.
    const written = prefix === '' ? `${rest}${ending}`.replace(/^\/(?!\?)/, '') : `${prefix ?? ''}${rest}${ending}`;
    const pattern = prefix === null ? openPattern('the prefix is computed') : readRegexPattern(`^${written}`, true);
    const basename = this.basename();
    const name = typeof basename === 'string' && suffix !== null ? `${basename}-${suffix}` : undefined;
    const { target } = this.target;
    this.reader.emit({ pattern: root ? suffixed(pattern) : pattern, name, methods, target, place, action, ...(open === undefined ? {} : { open }) }, this.below, this.reading);
  }

  private basename(): string | null {
    const { basename } = this.registration;
    return basename === undefined ? this.shape.basename : basename;
  }

  /** Names that unseen actions would have. */
  private names(): RegExp | 'any' {
    const basename = this.basename();
    return basename === null ? 'any' : new RegExp(`^${basename.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}-`);
  }

  private withPrefix(): Below {
    const { prefix } = this.registration;
    const own = prefix === null ? openPattern('the prefix is computed') : readRegexPattern(`^${prefix}${prefix === '' ? '' : '/'}`, false);
    return { ...this.below, prefix: joinPatterns(this.below.prefix, own) };
  }
}

/** DefaultRouter answers `orders.json` too. */
function suffixed(pattern: Pattern): Pattern {
  return pattern.source.endsWith('/') ? { ...pattern, source: `${pattern.source.slice(0, -1)}(?:\\/|\\.[a-z0-9]+\\/?)` } : pattern;
}
