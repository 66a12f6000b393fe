/** Whether a URL name exists. Pure. */
import { nearest } from '../../nearest.js';
import type { OpenRoutes, Route, RouteGraph } from '../types.js';
import type { Readings } from './roots.js';

/** Builds `named` over all readings. */
export function createNames({ readings, roots, orphans }: Readings): RouteGraph['named'] {
  const known = new Map<string, Route[]>();
  for (const route of readings.flatMap((reading) => reading.routes)) {
    for (const name of typeof route.name === 'string' ? [route.name, ...route.aliases] : []) {
      const held = known.get(name);
      if (held === undefined) known.set(name, [route]);
      else held.push(route);
    }
  }
  const open = readings.flatMap((reading) => [...reading.open, ...reading.nameless]);
  const unrooted = new Set(readings.filter((reading) => [...reading.modules].some((module) => orphans.includes(module))).flatMap((reading) => reading.routes.flatMap(({ name }) => (typeof name === 'string' ? [lastPart(name)] : []))));
  return (name) => {
    const routes = known.get(name);
    if (routes !== undefined) return { kind: 'yes', routes };
    if (roots.length === 0) return { kind: 'unknown', reason: 'no settings of the repository name a root urlconf that can be found' };
    if (/[./]/.test(name) || name === '') return { kind: 'unknown', reason: `\`${name}\` may be a path` };
    const unseen = open.find((one) => mayName(one, name));
    if (unseen !== undefined) return { kind: 'unknown', reason: `${unseen.place.path}:${unseen.place.span[0]} leaves names open: ${unseen.reason}` };
    if (unrooted.has(lastPart(name))) return { kind: 'unknown', reason: `a urlconf that nothing includes names \`${lastPart(name)}\`` };
    return { kind: 'no', nearest: nearest(name, known.keys()) };
  };
}

function mayName({ namespace, aliases, names }: OpenRoutes, name: string): boolean {
  if (names === 'none') return false;
  return [namespace, ...aliases].some((before) => {
    if (before !== '' && !name.startsWith(`${before}:`)) return false;
    return names === 'any' || names.test(before === '' ? name : name.slice(before.length + 1));
  });
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
