/** What a request of the repository's code leads to. Pure. */
import type { HttpCall } from '../../../project/http/calls/types.js';
import { mayBeSame, segmentsOf } from '../../../project/http/paths.js';
import type { HttpMatch, HttpRoute } from '../../../project/http/types.js';
import { ancestorsOf, folderOf } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { isShippedPath } from '../../../project/path-uses.js';
import { perModel } from '../../shared/per-model.js';
import { proxyFor } from './proxies.js';

export type Answer =
  | { readonly kind: 'found'; readonly routes: readonly HttpRoute[] }
  /** Not this repository's, as far as can be told: no opportunity. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The path is served, for the methods of `routes`. */
  | { readonly kind: 'method'; readonly routes: readonly HttpRoute[] }
  | { readonly kind: 'none' };

/** A part of a file's name, which a folder of static files may hold. */
const STATIC = /\.(json|txt|xml|csv|svg|png|jpe?g|gif|ico|webp|js|mjs|css|html?|wasm|woff2?|map|md|ya?ml|pdf|geojson|mp[34]|webmanifest)$/i;

/** Where a call leads, before it is asked whether its front end speaks to this repository at all. */
export function answerOf(call: HttpCall, model: ProjectModel): Answer {
  const answers = call.paths.map((path) => matchOf(call, path, model));
  const found = answers.find(({ kind }) => kind === 'found');
  if (found?.kind === 'found') return found;
  if (call.unknown !== null) return { kind: 'foreign' };
  const [path] = call.paths;
  if (path === undefined || call.paths.some((one) => STATIC.test(one))) return { kind: 'foreign' };
  if (!call.paths.some((one) => isServedPrefix(one, call, model))) return { kind: 'foreign' };
  const doubtful = answers.find(({ kind }) => kind === 'unknown');
  if (doubtful?.kind === 'unknown') return doubtful;
  const doubt = call.paths.includes('{*}') ? 'its path can\'t be told' : doubtOf(call, path, model);
  if (doubt !== undefined) return { kind: 'unknown', reason: doubt };
  const method = answers.find(({ kind }) => kind === 'method');
  return method?.kind === 'method' ? { kind: 'method', routes: method.routes } : { kind: 'none' };
}

function matchOf({ method, protocol }: HttpCall, path: string, { http }: ProjectModel): HttpMatch {
  const answer = http.match(protocol === 'websocket' ? 'any' : method, path);
  if (answer.kind !== 'found' && answer.kind !== 'method') return answer;
  const alike = answer.routes.filter((route) => route.protocol === protocol);
  const first = answer.kind === 'found' ? firstOfDjango(path, method, http) : undefined;
  if (first !== undefined) return { kind: 'method', routes: first };
  return alike.length > 0 ? { ...answer, routes: alike } : { kind: 'unknown', reason: 'what answers there speaks another protocol' };
}

/**
 * Django takes the first pattern that fits and tries no other, whatever the method: the routes of that pattern, where none of them answers
 * the method. undefined where another decides, or where the path may fit another pattern first.
 */
function firstOfDjango(path: string, method: string, http: ProjectModel['http']): readonly HttpRoute[] | undefined {
  const fitting = http.match('any', path);
  const [first] = fitting.kind === 'found' ? fitting.routes : [];
  if (fitting.kind !== 'found' || first === undefined || method === 'any' || fitting.routes.some(({ framework, server }) => framework !== 'django' || server !== first.server)) return undefined;
  const asked = segmentsOf(path);
  const isCertain = first.segments.every((segment, at) => segment.kind === 'parameter' || (segment.kind === 'text' && asked[at]?.kind === 'text')) && first.unknown === null && !first.conditional;
  const same = fitting.routes.filter(({ pattern }) => pattern === first.pattern);
  return isCertain && same.every(({ methods }) => methods !== 'any' && !methods.includes(method)) ? same : undefined;
}

/** Some certain route begins with the same word. */
function isServedPrefix(path: string, { protocol }: HttpCall, model: ProjectModel): boolean {
  const [first] = segmentsOf(path);
  return first?.kind === 'text' && servedHeads(model).has(`${protocol} ${first.text}`);
}

const servedHeads = perModel((model: ProjectModel): ReadonlySet<string> => {
  const certain = model.http.routes.filter(({ unknown, place }) => unknown === null && isShippedPath(place.path));
  return new Set(certain.flatMap(({ protocol, segments: [first] }) => (first?.kind === 'text' ? [`${protocol} ${first.text}`] : [])));
});

/** Why the path may be served though no route is seen to be it. */
function doubtOf(call: HttpCall, path: string, model: ProjectModel): string | undefined {
  if (path.includes('{*}')) return 'its path can\'t be told';
  if (call.protocol === 'websocket' && model.django.channels.consumers.length > 0) return 'routes of Channels are not compared';
  const proxy = proxyFor(model, call.place.path, path);
  if (proxy?.leads === 'outside') return `${proxy.place} hands it on to another server`;
  if (proxy?.leads === 'changed') return `${proxy.place} may hand it on by another path`;
  const segments = segmentsOf(path);
  const shorter = [segments.slice(1), segments.slice(2)].find((rest) => rest.length > 0 && model.http.routes.some((route) => mayBeSame(route.segments, rest)));
  if (shorter !== undefined) return 'a proxy may take its beginning off';
  const longer = model.http.routes.find((route) => mayBeSame(route.segments, [{ kind: 'rest' }, ...segments]));
  return longer === undefined || longer.segments.length <= segments.length ? undefined : `\`${longer.pattern}\` ends alike, and a proxy may put the rest before it`;
}

/** How the calls of a package fare. */
interface Tally {
  found: number;
  absent: number;
}

/** Folder of a package -> its calls that lead to a route and those that don't, each path and method once. */
const tallies = perModel((model: ProjectModel): ReadonlyMap<string, Tally> => {
  const found = new Map<string, Tally>();
  const seen = new Set<string>();
  for (const call of model.httpCalls.all) {
    const home = homeOf(call.place.path, model);
    const key = `${home} ${call.method} ${call.shown}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const tally = found.get(home) ?? { found: 0, absent: 0 };
    found.set(home, tally);
    const answer = answerOf(call, model);
    if (answer.kind === 'found' || answer.kind === 'method') tally.found += 1;
    else if (answer.kind === 'none') tally.absent += 1;
  }
  return found;
});

/** Why the front end of a file may speak to another server; undefined where some of its calls lead to routes of this repository, and few don't. */
export function foreignness(file: string, model: ProjectModel): string | undefined {
  const tally = tallies(model).get(homeOf(file, model));
  if (tally === undefined || tally.found === 0) return 'no other call of this package leads to a route of the repository, so it may speak to another server';
  return tally.absent > Math.max(2, tally.found) ? 'most calls of this package lead to no route of the repository, so it may speak to another server' : undefined;
}

function homeOf(file: string, { hasFile }: ProjectModel): string {
  return ancestorsOf(folderOf(file)).find((folder) => hasFile(folder === '' ? 'package.json' : `${folder}/package.json`)) ?? '';
}
