/** What stands below `include()`: a module, a list, a router or something outside the repository. Pure. */
import { dottedName, keywordOf } from '../../../facts/python/code/walk.js';
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import type { Resolved } from '../../python/symbols-types.js';
import { moduleSpot, type Spot } from './finder.js';
import type { UrlconfReader } from './reader.js';
import type { Below, Namespace, Reading } from './reading.js';
import { thirdPartyNames } from './third-party.js';

const INCLUDE = /^django\.(urls|urls\.conf|conf\.urls)\.include$/;
const ADMIN_SITE = /^django\.contrib\.(gis\.)?admin\.(site|sites\.site)\.urls$/;
const ADMIN_CLASS = /^django\.contrib\.(gis\.)?admin\.(AdminSite|sites\.AdminSite)$/;

/** Reads a route's second argument when it includes others below the route; false when it is a view. */
export function readInclude(reader: UrlconfReader, spot: Spot, view: Expression, below: Below, reading: Reading): boolean {
  if (view.kind === 'tuple') {
    readTuple(reader, spot, view.items, undefined, below, reading);
    return true;
  }
  if (view.kind === 'attribute' && view.attribute === 'urls') return readUrlsAttribute(reader, spot, view, below, reading);
  if (view.kind !== 'call') return false;
  const callee = reader.input.symbols.resolveExpression(spot.path, view.callee, spot.scope);
  const name = dottedName(view.callee)?.split('.').at(-1) ?? '';
  if (callee.kind === 'external' && INCLUDE.test(callee.dotted)) {
    readIncluded(reader, spot, view, below, reading);
    return true;
  }
  // Includes of packages and of the project's own: `decorator_include(login_required, 'x.urls')`.
  if (!/(^|_)include(_|$)/.test(name)) return false;
  reader.leaveOpen({ reason: `\`${name}()\` includes routes`, place: reader.placeOf(spot, view) }, below, reading);
  return true;
}

function readIncluded(reader: UrlconfReader, spot: Spot, call: CallExpression, below: Below, reading: Reading): void {
  const included = call.args[0] ?? keywordOf(call, 'arg')?.value;
  const given = keywordOf(call, 'namespace')?.value ?? call.args[1];
  const instance = given === undefined || (given.kind === 'constant' && given.value === null) ? undefined : (reader.finder.text(spot, given) ?? null);
  if (included === undefined) return reader.leaveOpen({ reason: 'what is included is computed', place: reader.placeOf(spot, call) }, below, reading);
  if (included.kind === 'tuple') return readTuple(reader, spot, included.items, instance, below, reading);
  const text = reader.finder.text(spot, included);
  if (text !== undefined) return readModuleNamed(reader, { spot, expression: included, dotted: text }, instance, below, reading);
  readObject(reader, spot, included, instance, below, reading);
}

/** `(patterns, app)` or `(patterns, app, namespace)`. */
function readTuple(reader: UrlconfReader, spot: Spot, items: readonly Expression[], instance: string | null | undefined, below: Below, reading: Reading): void {
  const [list, app, own] = items;
  if (list === undefined) return;
  const appName = textOf(reader, spot, app);
  const named = withNamespace(below, instance ?? textOf(reader, spot, own) ?? appName, appName ?? undefined);
  const text = reader.finder.text(spot, list);
  if (text !== undefined) return readModuleNamed(reader, { spot, expression: list, dotted: text }, undefined, named, reading);
  readObject(reader, spot, list, undefined, named, reading);
}

function textOf(reader: UrlconfReader, spot: Spot, expression: Expression | undefined): string | null | undefined {
  if (expression === undefined || (expression.kind === 'constant' && expression.value === null)) return undefined;
  return reader.finder.text(spot, expression) ?? null;
}

interface Named {
  readonly spot: Spot;
  readonly expression: Expression;
  readonly dotted: string;
}

function readModuleNamed(reader: UrlconfReader, { spot, expression, dotted }: Named, instance: string | null | undefined, below: Below, reading: Reading): void {
  const found = reader.input.symbols.importString(spot.path, dotted);
  const place = reader.placeOf(spot, expression);
  if (found.kind !== 'missing' || expression.kind !== 'string') return readResolved(reader, { spot, expression, dotted }, found, instance, below, reading);
  const nearest = reader.input.python.nearestModules(spot.path, dotted);
  const missing = { kind: 'missing', name: dotted, place, path: found.path, nearest } as const;
  reader.leaveOpen({ reason: `\`${dotted}\` is missing`, place, missing }, withNamespace(below, instance, undefined), reading);
}

function readObject(reader: UrlconfReader, spot: Spot, expression: Expression, instance: string | null | undefined, below: Below, reading: Reading): void {
  const dotted = dottedName(expression);
  if (dotted !== undefined) {
    const found = reader.finder.find(spot, expression);
    if (found.kind === 'other') return readResolved(reader, { spot, expression, dotted }, found.resolved, instance, below, reading);
    const { value } = found.made.version;
    if (value.kind === 'tuple' && isNamedTuple(value.items)) return readTuple(reader, moduleSpot(found.made.path), value.items, instance, below, reading);
    if (value.kind === 'string') return readModuleNamed(reader, { spot, expression, dotted: value.value }, instance, below, reading);
  }
  if (expression.kind === 'attribute' && expression.attribute === 'urls' && readUrlsAttribute(reader, spot, expression, below, reading)) return;
  reader.readList(spot, expression, withNamespace(below, instance, undefined), reading);
}

/** A list of patterns and names, not a tuple of routes. */
function isNamedTuple(items: readonly Expression[]): boolean {
  return items.length >= 2 && items.length <= 3 && items.slice(1).every((item) => item.kind !== 'call');
}

function readResolved(reader: UrlconfReader, { spot, expression, dotted }: Named, found: Resolved, instance: string | null | undefined, below: Below, reading: Reading): void {
  const place = reader.placeOf(spot, expression);
  if (found.kind === 'module') {
    const made = reader.finder.findIn(found.path, 'app_name');
    const app = made === undefined ? undefined : textOf(reader, moduleSpot(made.path), made.version.value);
    return reader.readModule(found.path, withNamespace(below, instance ?? app, app ?? undefined), reading);
  }
  if (found.kind === 'external') {
    const names = thirdPartyNames(found.dotted);
    return reader.leaveOpen({ reason: `${found.dotted} is outside the repository`, place, names: instance === undefined ? (names ?? 'any') : 'any' }, withNamespace(below, instance, undefined), reading);
  }
  if (found.kind === 'value' && dottedName(expression) !== undefined) return reader.readList(moduleSpot(found.path), found.value, withNamespace(below, instance, undefined), reading);
  if (expression.kind === 'attribute' && expression.attribute === 'urls' && readUrlsAttribute(reader, spot, expression, below, reading)) return;
  reader.leaveOpen({ reason: `\`${dotted}\` can't be read`, place }, withNamespace(below, instance, undefined), reading);
}

/** `admin.site.urls`, `site.urls`, `api.urls`, `router.urls`. */
function readUrlsAttribute(reader: UrlconfReader, spot: Spot, view: Extract<Expression, { kind: 'attribute' }>, below: Below, reading: Reading): boolean {
  const { symbols } = reader.input;
  if (reader.routers.at(spot, view.value) !== undefined) {
    reader.readList(spot, view, below, reading);
    return true;
  }
  const place = reader.placeOf(spot, view);
  const resolved = symbols.resolveExpression(spot.path, view, spot.scope);
  if (resolved.kind === 'external' && ADMIN_SITE.test(resolved.dotted)) {
    reader.leaveOpen({ reason: 'the admin makes its own routes', place }, withNamespace(below, 'admin', 'admin'), reading);
    return true;
  }
  const site = adminSiteName(reader, spot, view.value);
  const reason = `\`${dottedName(view) ?? 'an object'}\` makes its own routes`;
  reader.leaveOpen({ reason, place }, site === undefined ? below : withNamespace(below, site, 'admin'), reading);
  return true;
}

/** The name of an AdminSite of the repository's own: null when it is computed, undefined when it is something else. */
function adminSiteName(reader: UrlconfReader, spot: Spot, expression: Expression): string | null | undefined {
  const found = reader.finder.find(spot, expression);
  const { symbols } = reader.input;
  if (found.kind !== 'made' || found.made.version.value.kind !== 'call') return undefined;
  const call = found.made.version.value;
  const made = symbols.resolveExpression(found.made.path, call.callee);
  const isSite = made.kind === 'external' ? ADMIN_CLASS.test(made.dotted) : made.kind === 'class' && symbols.inherits(made, (base) => ADMIN_CLASS.test(base)) === 'yes';
  if (!isSite) return undefined;
  const name = keywordOf(call, 'name')?.value ?? call.args[0];
  if (name === undefined) return made.kind === 'class' ? null : 'admin';
  return textOf(reader, moduleSpot(found.made.path), name) ?? null;
}

/** Below one more namespace; null for one that can't be told, none for undefined. */
function withNamespace(below: Below, instance: string | null | undefined, app: string | undefined): Below {
  if (instance === undefined) return below;
  const namespace: Namespace | null = instance === null ? null : { instance, app: app ?? instance };
  return { ...below, namespaces: [...below.namespaces, namespace] };
}
