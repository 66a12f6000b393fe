/** Routes of JavaScript servers that no test reaches. Pure. */
import type { Value } from '../../../facts/javascript/uses/types.js';
import { mayBeSame, segmentsOf } from '../../../project/http/paths.js';
import type { PathSegment } from '../../../project/http/types.js';
import type { NodeRoute } from '../../../project/node/types.js';
import { isShippedPath, isTestPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';
import { checkedPaths } from './evidence.js';

/** What the JavaScript tests of a repository ask for. */
interface Evidence {
  readonly urls: readonly (readonly PathSegment[])[];
  /** Modules that tests import. */
  readonly modules: ReadonlySet<string>;
  /** Names that tests import, and their compound words. */
  readonly words: ReadonlySet<string>;
}

const evidenceOf = perModel((model: ProjectModel): Evidence => {
  const urls = new Set<string>();
  const modules = new Set<string>();
  const words = new Set<string>();
  for (const path of model.paths) {
    const facts = isTestPath(path) ? model.facts(path) : undefined;
    if (facts?.javascript === undefined) continue;
    for (const { specifier, names } of facts.javascript.imports) {
      const module = model.bindings.module(path, specifier);
      for (const { name } of names ?? []) words.add(name);
      if (module !== undefined) modules.add(module);
    }
    for (const word of (facts.words ?? '').split(/\W+/)) words.add(word);
    for (const { text } of facts.references) if (text.startsWith('/')) urls.add(text);
    for (const { args } of facts.javascript.uses?.calls ?? []) for (const arg of args.slice(0, 2)) for (const url of urlsIn(arg)) urls.add(url);
    for (const { value } of facts.javascript.uses?.values ?? []) for (const url of urlsIn(value)) urls.add(url);
  }
  return { urls: [...urls].map((url) => segmentsOf(url.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/s, ''))), modules, words };
});

/** Paths in a text, a template or the `url` of options. */
function urlsIn(value: Value): string[] {
  if (value.kind === 'object') return value.entries.flatMap(({ key, value: inner }) => (/^(url|path)$/.test(key) ? urlsIn(inner) : []));
  const text = value.kind === 'string' ? value.text : value.kind === 'template' || value.kind === 'concat' ? value.parts.map((part) => (typeof part === 'string' ? part : part.kind === 'string' ? part.text : '{x}')).join('') : '';
  return /^(\{x\})?\/|^https?:\/\//.test(text) ? [text.replace(/^\{x\}(?=\/)/, '')] : [];
}

const reached = perModel((model: ProjectModel): ReadonlySet<NodeRoute> => {
  const { urls, modules, words } = evidenceOf(model);
  return new Set(
    model.node.routes.filter(({ segments, declared: { handler, place }, framework }) => {
      const symbol = handler?.symbol.split('.').at(-1) ?? '';
      if (framework === 'next' && modules.has(place.path)) return true;
      // Tests of its handler's own module, which declares no routes.
      if (handler !== undefined && handler.path !== place.path && modules.has(handler.path)) return true;
      return (symbol !== '' && words.has(symbol)) || urls.some((url) => leadsTo(url, segments));
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
