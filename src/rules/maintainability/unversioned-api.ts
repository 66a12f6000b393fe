import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { Place, Route } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isFixturePath, isShippedPath } from '../../project/path-uses.js';
import { perModel } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly prefix: string;
  /** Routes below the prefix, the first ones. */
  readonly routes: readonly string[];
  readonly count: number;
}

interface Group {
  readonly prefix: string;
  readonly place: Place;
  readonly routes: readonly Route[];
  /** Why it can't be judged; null when it can. */
  readonly doubt: string | null;
  readonly versioned: boolean;
}

/** `v1`, `v2.0`, `2024-05-01`, `api-v1`, `{version}`. */
const VERSION = /^(.*[-_.])?v(er(sion)?)?[-_.]?\d+([._]\d+)*$|^apiv\d+$|^\d{4}-\d{2}-\d{2}$|^\d+\.\d+$|version/i;
/** A single endpoint is no API that others build on. */
const FEWEST = 2;

export const unversionedApi: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/unversioned-api',
    area: 'maintainability',
    severity: 'info',
    confidence: 'medium',
    status: 'stable',
    languages: ['python'],
    fix: 'none',
    summary: 'An API has no version in its paths, and no other versioning.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && /urlpatterns|register/.test(facts.code) && isShippedPath(path) && !isFixturePath(path),
  detect,
  message,
};

const groupsOf = perModel((model: ProjectModel): readonly Group[] => {
  const found = new Map<string, Route[]>();
  const { routes: all, roots } = model.django.routes;
  for (const route of all) {
    if (!roots.includes(route.root) || route.target.kind !== 'view' || route.target.view.framework !== 'drf' || !isShippedPath(route.place.path)) continue;
    const key = `${route.root} ${prefixOf(route.pattern)}`;
    found.set(key, [...(found.get(key) ?? []), route]);
  }
  return [...found.values()].flatMap((routes) => {
    const [first] = routes;
    if (first === undefined || new Set(routes.map(({ pattern }) => pattern)).size < FEWEST) return [];
    const prefix = prefixOf(first.pattern);
    // Beside an API of its own, what stands at the top serves the project's pages.
    if (prefix === '/' && [...found.values()].some(([other]) => other !== undefined && other.root === first.root && prefixOf(other.pattern) !== '/')) return [];
    const place = sharedInclude(routes) ?? first.place;
    return [{ prefix, place, routes, versioned: routes.some(({ pattern }) => pattern.split(/[/{}]/).some((segment) => VERSION.test(segment))), doubt: routes.some(({ open }) => open !== null) ? 'a part of its paths is computed' : doubtOf(first, model) }];
  });
});

/** `/api/` of `/api/orders/`; `/` where no first segment says that an API stands there. */
function prefixOf(pattern: string): string {
  return /^\/(?:[^/]*\bapi\b[^/]*|rest)\//i.exec(pattern)?.[0] ?? '/';
}

/** The route that includes all of them. */
function sharedInclude(routes: readonly Route[]): Place | undefined {
  const [outermost] = routes[0]?.through ?? [];
  const key = outermost === undefined ? '' : `${outermost.path} ${outermost.span.join()}`;
  return routes.every(({ through: [own] }) => own !== undefined && `${own.path} ${own.span.join()}` === key) ? outermost : undefined;
}

/** REST framework can take the version from a header, a host name or the query: then paths need none. */
function doubtOf({ root }: Route, model: ProjectModel): string | null {
  if (model.symbols.mentions('versioning_class').length > 0 || model.symbols.mentions('DEFAULT_VERSIONING_CLASS').length > 0) return 'REST framework is told how to version';
  return model.django.settings.forFile(root).some((module) => module.get('REST_FRAMEWORK')?.kind === 'unknown') ? 'the settings of REST framework can\'t be read' : null;
}

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (!model.django.present) return judgement.done();
  for (const { prefix, place, routes, versioned, doubt } of groupsOf(model)) {
    if (place.path !== path) continue;
    if (versioned || doubt === 'REST framework is told how to version') judgement.pass();
    else if (doubt !== null) judgement.unknown(place.span[0], `\`${prefix}\`: ${doubt}`);
    else {
      const patterns = [...new Set(routes.map(({ pattern }) => pattern))];
      judgement.match({ span: place.span, symbol: '', subject: prefix, causes: [], related: [], data: { prefix, routes: patterns.slice(0, 2), count: patterns.length } });
    }
  }
  return judgement.done();
}

function message({ data: { prefix, routes, count } }: Match<Data>): Message {
  const example = `${prefix}v1/`;
  return {
    what: `The ${count} routes of the API below \`${prefix}\` (${routes.map((route) => `\`${route}\``).join(', ')}${count > routes.length ? ', …' : ''}) have no version.`,
    why: 'A change that breaks clients can only be made for all of them at once.',
    todo: `Serve the API below \`${example}\`, or set \`DEFAULT_VERSIONING_CLASS\` of REST framework.`,
  };
}
