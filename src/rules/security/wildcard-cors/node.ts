/** CORS of Express, Koa, Fastify and Hono. Pure. */
import type { Value } from '../../../facts/javascript/uses/types.js';
import type { NodeMiddleware } from '../../../project/node/types.js';
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { entryOf, followed } from '../../shared/javascript/named-values.js';
import { isForDevelopment } from '../../shared/javascript/server-code.js';
import { packageOf, servedRoutes } from '../../shared/node/servers.js';
import { perModel } from '../../shared/per-model.js';
import type { OpenCors } from './pyweb.js';

const CORS = /^(cors|@koa\/cors|koa2?-cors|@fastify\/cors|fastify-cors|hono\/cors)$/;

/** Each use of a CORS package before routes, by its place. */
const uses = perModel((model): readonly NodeMiddleware[] => {
  const found = new Map<string, NodeMiddleware>();
  const add = (one: NodeMiddleware): void => {
    if (CORS.test(packageOf(one))) found.set(`${one.place.path}:${one.place.span.join(':')}`, one);
  };
  for (const app of [...model.node.apps, ...model.node.routers]) model.node.middlewareOf(app).forEach(add);
  for (const route of servedRoutes(model)) route.middleware.forEach(add);
  return [...found.values()];
});

/** What each CORS middleware that a file puts somewhere says of its origins. */
export function corsOfNode(model: ProjectModel, path: string): readonly OpenCors[] {
  if (!model.node.present || !isShippedPath(path) || isFixturePath(path) || isForDevelopment(path)) return [];
  return uses(model).flatMap((one): OpenCors[] => (one.place.path === path && !one.conditional ? [judge(model, one)] : []));
}

function judge(model: ProjectModel, { value, name, place }: NodeMiddleware): OpenCors {
  const own = model.facts(place.path)?.javascript?.uses;
  const unknown: OpenCors = { kind: 'unknown', span: place.span, written: '', credentials: false };
  if (own === undefined) return unknown;
  const [given] = value.kind === 'call' ? value.args : [];
  // Without options every origin is let in: https://github.com/expressjs/cors#configuration-options
  if (given === undefined) return value.kind === 'call' ? { kind: 'match', span: place.span, written: `${name}()`, credentials: false } : unknown;
  const options = followed(own, given, -1);
  const origin = entryOf(options, 'origin');
  if (options?.kind !== 'object' || origin === 'open') return unknown;
  const credentials = isTrue(entryOf(options, 'credentials'));
  const written = origin === undefined ? `${name}({ … })` : isTrue(origin) ? 'origin: true' : "origin: '*'";
  if (origin === undefined || isStar(origin) || isTrue(origin)) return { kind: 'match', span: place.span, written, credentials };
  return { ...unknown, kind: origin.kind === 'name' || origin.kind === 'call' || origin.kind === 'either' ? 'unknown' : 'pass' };
}

function isStar(value: Value): boolean {
  return value.kind === 'array' ? value.items.some(isStar) : value.kind === 'string' && value.text === '*';
}

function isTrue(value: Value | undefined | 'open'): boolean {
  return value !== 'open' && value?.kind === 'literal' && value.text === 'true';
}
