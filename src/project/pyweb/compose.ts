/** The routes that applications answer, from declared routes and includes. Pure. */
import { keywordOf } from '../../facts/python/code/walk.js';
import { groupedBy } from '../grouped.js';
import { segmentsOf } from '../http/paths.js';
import { required, requiredByKeyword, type Required } from './dependencies.js';
import type { PywebInput } from './input.js';
import { textOf, UNTOLD } from './texts.js';
import type { DeclaredRoute, Dependency, Holder, Include, PywebRoute } from './types.js';

interface Way {
  readonly app: Holder;
  readonly prefix: string;
  readonly needs: Required;
  readonly conditional: boolean;
  readonly through: PywebRoute['through'];
  readonly seen: readonly Holder[];
}

export interface ComposeInput {
  readonly input: PywebInput;
  readonly apps: readonly Holder[];
  readonly declared: readonly DeclaredRoute[];
  readonly includes: readonly Include[];
  /** `before_request` functions by the holder they stand on. */
  readonly before: ReadonlyMap<Holder, readonly Dependency[]>;
}

/** More routes than this are not spread out: an app that includes the same routers over and over. */
const MOST_ROUTES = 20_000;

/** Every route of every app, in the order of declaration below each holder. */
export function compose(whole: ComposeInput): readonly PywebRoute[] {
  const ids = new Map<Holder, string>();
  const idOf = (holder: Holder): string => {
    const known = ids.get(holder) ?? String(ids.size);
    ids.set(holder, known);
    return known;
  };
  const declared = groupedBy(whole.declared, ({ holder }) => idOf(holder));
  const includes = groupedBy(whole.includes, ({ parent }) => idOf(parent));
  const routes: PywebRoute[] = [];
  const visit = (holder: Holder, way: Way): void => {
    if (routes.length > MOST_ROUTES || way.seen.includes(holder)) return;
    for (const route of declared.get(idOf(holder)) ?? []) routes.push(toRoute(route, way));
    for (const include of includes.get(idOf(holder)) ?? []) {
      const { child } = include;
      if (child !== undefined) visit(child, below(whole, way, include, child));
    }
  };
  for (const app of whole.apps) visit(app, { app, prefix: '', needs: needsOf(whole, app), conditional: false, through: [], seen: [] });
  return routes;
}

function below(whole: ComposeInput, way: Way, include: Include, child: Holder): Way {
  const mounted = child.form === 'app';
  return {
    app: way.app,
    prefix: way.prefix + prefixBelow(whole.input, include, child),
    needs: required([way.needs, { dependencies: include.dependencies, open: include.openDependencies }, mounted ? required([]) : needsOf(whole, child)]),
    conditional: way.conditional || include.conditional,
    through: [...way.through, include.place],
    seen: [...way.seen, include.parent],
  };
}

function needsOf({ input, before }: ComposeInput, holder: Holder): Required {
  const own = holder.framework === 'flask' ? { dependencies: [], open: null } : requiredByKeyword(input.symbols, holder.path, holder.call, holder.inside?.node);
  return required([own, { dependencies: before.get(holder) ?? [], open: null }]);
}

/** FastAPI joins the prefixes of include and router; Flask's registration replaces the blueprint's own. */
function prefixBelow(input: PywebInput, include: Include, child: Holder): string {
  const own = ownPrefix(input, child);
  if (child.framework === 'flask' && !child.dotted.endsWith('.Api')) return trimmed(include.prefix ?? own);
  return trimmed(include.prefix ?? '') + trimmed(own);
}

function trimmed(prefix: string): string {
  const text = prefix.replace(/\/+$/, '');
  return text === '' || text.startsWith('/') ? text : `/${text}`;
}

function ownPrefix(input: PywebInput, { call, path, inside, framework, dotted }: Holder): string {
  const namespace = dotted === 'flask_restx.Namespace';
  const value = keywordOf(call, framework === 'flask' && dotted.endsWith('Blueprint') ? 'url_prefix' : namespace ? 'path' : 'prefix')?.value ?? (namespace ? call.args[0] : undefined);
  const spread = call.keywords.some(({ name }) => name === null);
  if (value === undefined) return spread ? `/${UNTOLD}` : '';
  if (value.kind === 'constant') return '';
  const text = textOf(input, path, value, inside === null ? [] : [inside.node]);
  return text.startsWith('/') ? text : `/${text}`;
}

function toRoute(declared: DeclaredRoute, way: Way): PywebRoute {
  const own = declared.pattern ?? `/${UNTOLD}`;
  const pattern = way.prefix + (own === '' || own.startsWith('/') ? own : `/${own}`) || '/';
  const needs = required([way.needs, { dependencies: declared.dependencies, open: declared.openDependencies }]);
  return {
    declared,
    framework: declared.holder.framework,
    app: way.app,
    pattern,
    segments: segmentsOf(pattern),
    unknown: pattern.includes(UNTOLD) ? 'a part of its path is computed' : null,
    conditional: way.conditional || declared.conditional,
    through: way.through,
    dependencies: needs.dependencies,
    openDependencies: needs.open,
  };
}
