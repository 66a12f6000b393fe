import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Message, RelatedLocation } from '../../findings/types.js';
import type { Place, Route } from '../../project/django/types.js';
import { nearest } from '../../project/nearest.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isShippedPath } from '../../project/path-uses.js';
import { perModel, perModelAnd } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { judgedNodeRoutes } from './untested-endpoint/node.js';
import { judgedRoutes } from './untested-endpoint/pyweb.js';
import { checkedPaths, evidenceOf, type TestedUrl, type TestEvidence } from './untested-endpoint/evidence.js';

interface Data {
  readonly route: Pick<Route, 'pattern'>;
  /** As a person names it: `OrderView`; null where it can't be told. */
  readonly view: { readonly path: string; readonly symbol: string } | null;
  /** The test that comes nearest, as people would look for it. */
  readonly near: { readonly label: string; readonly place: Place } | null;
}

export const untestedEndpoint: Rule<Data, unknown> = {
  meta: {
    id: 'testing/untested-endpoint',
    area: 'testing',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'No test reaches a route by its path, its name or its view.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => isShippedPath(path) && !isFixturePath(path) && (facts.javascript?.uses !== undefined || (facts.code !== undefined && /urlpatterns|register|fastapi|starlette|flask/i.test(facts.code))),
  detect,
  message,
};

/** Routes that some URL of the tests or of a health check leads to. */
const reachedRoutes = perModel((model: ProjectModel): ReadonlySet<Route> => {
  const { routes, match } = model.django.routes;
  const reached = new Set<Route>();
  const tails = routes.filter(({ open }) => open === null);
  for (const url of new Set([...evidenceOf(model).urls.map((tested) => tested.url), ...checkedPaths(model)])) {
    const direct = url.startsWith('{*}') ? [] : match(url);
    const found = direct.length > 0 || url.endsWith('/') ? direct : match(`${url.replace(/[?#].*$/s, '')}/`);
    const exact = url.includes('{') ? found : found.slice(0, 1);
    for (const route of exact) reached.add(route);
    // `base + '/orders/'`: what stands before is not known.
    if (url.startsWith('{*}')) for (const route of tails) if (endsAlike(route.pattern, url.slice(3))) reached.add(route);
  }
  return reached;
});

const isReached = perModelAnd((model, route: Route) => reachedRoutes(model).has(route));

function endsAlike(pattern: string, end: string): boolean {
  const asked = end.replace(/[?#].*$/s, '').split('/').filter(Boolean);
  const own = pattern.split('/').filter(Boolean).slice(-asked.length);
  return asked.length > 0 && own.length === asked.length && own.every((segment, index) => segment.includes('{') || asked[index]?.includes('{') === true || segment === asked[index]) && own.some((segment, index) => segment === asked[index]);
}

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (facts.javascript !== undefined) {
    judgeNode(path, model, judgement);
    return judgement.done();
  }
  judgePyweb(path, model, judgement);
  if (!model.django.present) return judgement.done();
  for (const routes of endpointsOf(model.django.routes.at(path).routes)) {
    const [first] = routes;
    if (first === undefined) continue;
    const line = first.place.span[0];
    const evidence = evidenceOf(model);
    if (evidence.tests.size === 0) {
      judgement.unknown(line, 'the repository has no Python tests');
      continue;
    }
    if (routes.some((route) => isTested(route, evidence, model))) judgement.pass();
    else if (routes.some(({ open }) => open !== null)) judgement.unknown(line, `\`${first.pattern}\`: ${first.open ?? 'a part of it is computed'}`);
    // Below a prefix that can't be seen, no path tells what a test reaches.
    else if (!model.django.routes.roots.includes(first.root)) judgement.unknown(line, `\`${first.pattern}\`: no root urlconf that can be read includes it`);
    else judgement.match(matchOf(first, evidence));
  }
  return judgement.done();
}

/** Routes of the project's own views: those of one registration are one endpoint, each of its actions another; a urlconf that is included twice counts once. */
function endpointsOf(routes: readonly Route[]): readonly (readonly Route[])[] {
  const found = new Map<string, Route[]>();
  for (const route of routes) {
    if (route.target.kind !== 'view' || !isShippedPath(route.target.view.path) || route.conditional) continue;
    const standard = route.action === undefined || route.action === 'list' || route.action === 'detail';
    const key = `${route.place.span.join()} ${standard ? '' : (route.action ?? '')}`;
    found.set(key, [...(found.get(key) ?? []), route]);
  }
  return [...found.values()];
}

function isTested(route: Route, { literals, names, words, tests }: TestEvidence, model: ProjectModel): boolean {
  if (isReached(model, route) || route.name === undefined) return true;
  const all = route.name === null ? [] : [route.name, ...route.aliases, route.name.slice(route.name.lastIndexOf(':') + 1)];
  if (all.some((name) => literals.has(name) || names.some((pattern) => pattern.test(name)))) return true;
  if (route.target.kind !== 'view') return true;
  const symbol = route.target.view.symbol.split('.').at(-1) as string;
  if (words.has(symbol) || literals.has(symbol)) return true;
  const snake = symbol.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase().replace(/_(view|view_set|viewset|api_view)$/, '');
  const wanted = route.action === undefined || route.action === 'list' || route.action === 'detail' ? snake : route.action.toLowerCase();
  return wanted.includes('_') && [...tests.keys()].some((test) => `${test.toLowerCase()}_`.includes(`_${wanted}_`));
}

/** Routes of FastAPI, Starlette and Flask. */
function judgePyweb(path: string, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  for (const { route, tested } of judgedRoutes(path, model)) {
    const { declared, pattern } = route;
    const evidence = evidenceOf(model);
    const line = declared.place.span[0];
    const view = declared.handler ?? null;
    if (evidence.tests.size === 0) judgement.unknown(line, 'the repository has no Python tests');
    else if (tested === true) judgement.pass();
    else if (tested !== false) judgement.unknown(line, `\`${pattern}\`: ${tested}`);
    else {
      const method = declared.protocol === 'websocket' || declared.methods === 'any' ? '' : `${declared.methods.join(' ')} `;
      const near = nearestTest(pattern, view?.symbol ?? '', evidence);
      const related: RelatedLocation[] = near === null ? [] : [{ path: near.place.path, range: rangeOf(near.place.span), label: 'the test that comes nearest' }];
      judgement.match({ span: declared.place.span, symbol: view?.symbol ?? '', subject: `${method}${pattern}`, causes: [{ path: '*', text: pattern }], related, data: { route: { pattern: `${method}${pattern}` }, view, near } });
    }
  }
}

/** Routes of JavaScript servers. */
function judgeNode(path: string, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  for (const { route, tested } of judgedNodeRoutes(path, model)) {
    const { declared, pattern } = route;
    const { handler, methods, place } = declared;
    if (tested === true) judgement.pass();
    else if (tested !== false) judgement.unknown(place.span[0], `\`${pattern}\`: ${tested}`);
    else {
      const named = `${methods === 'any' ? '' : `${methods.join(' ')} `}${pattern}`;
      const view = handler === undefined || handler.symbol === '' ? null : { path: handler.path, symbol: handler.symbol };
      judgement.match({ span: place.span, symbol: declared.symbol, subject: named, causes: [{ path: '*', text: declared.pattern ?? pattern }], related: [], data: { route: { pattern: named }, view, near: null } });
    }
  }
}

function matchOf(route: Route, evidence: TestEvidence): Match<Data> {
  const view = route.target.kind === 'view' ? route.target.view : null;
  const near = nearestTest(route.pattern, view?.symbol ?? '', evidence);
  const related: RelatedLocation[] = near === null ? [] : [{ path: near.place.path, range: rangeOf(near.place.span), label: 'the test that comes nearest' }];
  return { span: route.place.span, symbol: '', subject: route.name ?? route.pattern, causes: [{ path: '*', text: route.name ?? route.pattern }], related, data: { route, view, near } };
}

/** The test whose URL begins most like the route, else the one whose name is most like the view's. */
function nearestTest(pattern: string, symbol: string, { urls, tests }: TestEvidence): Data['near'] {
  let best: { readonly tested: TestedUrl; readonly shared: number } | undefined;
  for (const tested of urls) {
    const shared = sharedSegments(pattern, tested.url);
    if (shared > (best?.shared ?? 0)) best = { tested, shared };
  }
  const depth = pattern.split('/').filter((segment) => segment !== '' && !segment.includes('{')).length;
  if (best !== undefined && best.shared >= Math.max(1, depth - 1)) return { label: `\`${best.tested.url}\``, place: best.tested.place };
  const [name] = nearest(`test_${symbol}`, tests.keys(), { max: 1 });
  const place = name === undefined ? undefined : tests.get(name);
  return name === undefined || place === undefined ? null : { label: `\`${name}\``, place };
}

function sharedSegments(pattern: string, url: string): number {
  const [left, right] = [pattern, url].map((text) => text.split('/').filter(Boolean)) as [string[], string[]];
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared] && left[shared]?.includes('{') === false) shared += 1;
  return shared;
}

function message({ data: { route, view, near } }: Match<Data>): Message {
  return {
    what: `No test reaches \`${route.pattern}\`${view === null ? '' : ` (\`${view.symbol}\` in ${view.path})`}.`,
    why: 'A change that breaks the endpoint is first seen by its users.',
    todo: near === null ? 'Test it by its path, its URL name or its view.' : `Test it next to ${near.label} (${near.place.path}:${near.place.span[0]}), which comes nearest.`,
  };
}
