/** Routes of JavaScript servers that no test reaches. Pure. */
import type { Value } from '../../../facts/javascript/uses/types.js';
import { mayBeSame, segmentsOf } from '../../../project/http/paths.js';
import type { PathSegment } from '../../../project/http/types.js';
import type { NodeRoute } from '../../../project/node/types.js';
import { isShippedPath, isTestPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel, perModelAnd, perModelScan, perModelTally } from '../../shared/per-model.js';
import { checkedPaths } from './evidence.js';

/** How many JavaScript tests import each name. */
const testsImporting = perModelTally(
  perModelScan(({ javascript }, path) => isTestPath(path) && javascript?.imports.flatMap(({ names }) => (names ?? []).map(({ name }) => name))),
  (names) => names,
);

/** The URLs that JavaScript tests ask for. */
const urls = perModel((model): readonly (readonly PathSegment[])[] => {
  const asked = new Set(askingTests(model).flatMap(({ told }) => told));
  return [...asked].map((url) => segmentsOf(url.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/s, '')));
});

const askingTests = perModelScan(({ javascript, references }, path): readonly string[] | false => {
  if (!isTestPath(path) || javascript === undefined) return false;
  const values = [...(javascript.uses?.calls ?? []).flatMap(({ args }) => args.slice(0, 2)), ...(javascript.uses?.values ?? []).map(({ value }) => value)];
  const all = [...references.map(({ text }) => text).filter((text) => text.startsWith('/')), ...values.flatMap(urlsIn)];
  return all.length > 0 && [...new Set(all)];
});

/** Modules that JavaScript tests import. */
const testedModules = perModel((model): ReadonlySet<string> => new Set(importingTests(model).flatMap(({ path }) => modulesOf(model, path))));

const importingTests = perModelScan(({ javascript }, path) => isTestPath(path) && javascript !== undefined && javascript.imports.length > 0);

const modulesOf = perModelAnd((model, path: string): readonly string[] => (model.facts(path)?.javascript?.imports ?? []).flatMap(({ specifier }) => model.bindings.module(path, specifier) ?? []));

/** Paths in a text, a template or the `url` of options. */
function urlsIn(value: Value): string[] {
  if (value.kind === 'object') return value.entries.flatMap(({ key, value: inner }) => (/^(url|path)$/.test(key) ? urlsIn(inner) : []));
  const text = value.kind === 'string' ? value.text : value.kind === 'template' || value.kind === 'concat' ? value.parts.map((part) => (typeof part === 'string' ? part : part.kind === 'string' ? part.text : '{x}')).join('') : '';
  return /^(\{x\})?\/|^https?:\/\//.test(text) ? [text.replace(/^\{x\}(?=\/)/, '')] : [];
}

const reached = perModel((model: ProjectModel): ReadonlySet<NodeRoute> => {
  const [asked, modules] = [urls(model), testedModules(model)];
  return new Set(
    model.node.routes.filter(({ segments, declared: { handler, place }, framework }) => {
      const symbol = handler?.symbol.split('.').at(-1) ?? '';
      if (framework === 'next' && modules.has(place.path)) return true;
      // Tests of its handler's own module, which declares no routes.
      if (handler !== undefined && handler.path !== place.path && modules.has(handler.path)) return true;
      return (symbol !== '' && testsImporting(model, symbol) > 0) || asked.some((url) => leadsTo(url, segments));
    }),
  );
});

/** The URL is the route's, or its end where the test's client knows the beginning. */
function leadsTo(url: readonly PathSegment[], route: readonly PathSegment[]): boolean {
  if (url.length === 0) return route.length === 0;
  const isTold = (asked: readonly PathSegment[], own: readonly PathSegment[]): boolean => own.every(({ kind }) => kind !== 'text') || asked.some((segment, index) => segment.kind === 'text' && own[index]?.kind === 'text');
  if (mayBeSame(url, route) && isTold(url, route)) return true;
  const tail = route.slice(route.length - url.length);
  return url.length < route.length && mayBeSame(url, tail) && isTold(url, tail) && tail.some(({ kind }) => kind === 'text');
}

export interface NodeAnswer {
  readonly route: NodeRoute;
  /** Tested, not tested, or why it can't be told. */
  readonly tested: boolean | string;
}

/** What the routes that a file declares are. */
export function judgedNodeRoutes(path: string, model: ProjectModel): readonly NodeAnswer[] {
  const routes = model.node.at(path).filter(({ conditional, declared, app }) => !conditional && declared.handler !== undefined && isShippedPath(path) && isShippedPath(app.path) && declared.methods !== 'any');
  if (routes.length === 0) return [];
  const doubt = [...reached(model)].some(({ framework, segments }) => framework !== 'next' && segments.length > 0) ? undefined : 'no test of the repository is seen to call a route by its path';
  const checked = checkedPaths(model).map((url) => segmentsOf(url));
  const answers = new Map<unknown, NodeAnswer>();
  for (const route of routes) {
    const tested = reached(model).has(route) || checked.some((url) => leadsTo(url, route.segments)) ? true : (doubt ?? route.unknown ?? false);
    const known = answers.get(route.declared.place);
    if (known === undefined || known.tested !== true) answers.set(route.declared.place, { route, tested });
  }
  return [...answers.values()];
}
