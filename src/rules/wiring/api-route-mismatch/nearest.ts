/** The routes that a call most probably means. Pure. */
import { distance } from 'fastest-levenshtein';
import { segmentsOf } from '../../../project/http/paths.js';
import type { HttpRoute, PathSegment } from '../../../project/http/types.js';
import type { ProjectModel } from '../../../project/types.js';

/** Beyond this many segments' worth of difference a route is no likely meaning. */
const FURTHEST = 1.7;

/** Certain routes near to a path, nearest first, at most two; both only where they are equally near. */
export function nearestRoutes({ http }: ProjectModel, path: string, method: string, protocol: HttpRoute['protocol']): readonly HttpRoute[] {
  const asked = segmentsOf(path);
  const ranked = http.routes
    .filter((route) => route.unknown === null && route.protocol === protocol)
    .map((route) => ({ route, apart: apart(route.segments, asked) + (answers(route, method) ? 0 : 0.4) }))
    .filter(({ apart: far }) => far <= FURTHEST)
    .sort((a, b) => a.apart - b.apart);
  const [first] = ranked;
  const equal = ranked.filter(({ apart: far, route }, index) => index === 0 || (far === first?.apart && route.pattern !== first.route.pattern));
  return equal.slice(0, 2).map(({ route }) => route);
}

function answers({ methods }: HttpRoute, method: string): boolean {
  return method === 'any' || methods === 'any' || methods.includes(method);
}

/** How far two paths are apart, in segments. */
function apart(route: readonly PathSegment[], asked: readonly PathSegment[]): number {
  if (route[0]?.kind !== 'text' || asked[0]?.kind !== 'text') return Infinity;
  const length = Math.max(route.length, asked.length);
  let sum = 0;
  for (let at = 0; at < length; at += 1) sum += between(route[at], asked[at]);
  return sum;
}

function between(left: PathSegment | undefined, right: PathSegment | undefined): number {
  if (left === undefined || right === undefined) return 1;
  if (left.kind === 'rest' || right.kind === 'rest') return 0.8;
  if (left.kind === 'parameter' || right.kind === 'parameter') return left.kind === right.kind ? 0 : 0.7;
  return left.text === right.text ? 0 : Math.max(0.1, distance(left.text.toLowerCase(), right.text.toLowerCase()) / Math.max(left.text.length, right.text.length));
}

/** The one piece in which a path differs from a route, where all others are alike; undefined otherwise. */
export function differingPiece(route: HttpRoute, path: string): { readonly written: string; readonly meant: string } | undefined {
  const asked = segmentsOf(path);
  if (asked.length !== route.segments.length) return undefined;
  const differing = route.segments.flatMap((segment, at) => (between(segment, asked[at]) === 0 ? [] : [{ segment, other: asked[at] }]));
  const [only, ...others] = differing;
  return only?.segment.kind === 'text' && only.other?.kind === 'text' && others.length === 0 ? { written: only.other.text, meant: only.segment.text } : undefined;
}
