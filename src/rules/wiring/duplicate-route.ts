import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import type { Route } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { hiddenNodeRoutes } from './duplicate-route/node.js';
import { hiddenPywebRoutes } from './duplicate-route/pyweb.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { perModel, perModelAnd } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface OfDjango {
  readonly route: Route;
  readonly earlier: Route;
}

interface OfPyweb {
  /** `PUT /reports/{id}` */
  readonly hidden: string;
  readonly handler: string;
  readonly answering: { readonly pattern: string; readonly handler: string; readonly at: string; readonly same: boolean };
}

type Data = OfDjango | OfPyweb;

export const duplicateRoute: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/duplicate-route',
    area: 'wiring',
    severity: 'warning',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A route can never answer, since an earlier one takes all its requests.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => !isTestPath(path) && !isFixturePath(path) && (facts.javascript?.uses !== undefined || (facts.code !== undefined && /urlpatterns|register|fastapi|starlette|flask/i.test(facts.code))),
  detect,
  message,
};

/** Each route that an earlier one hides -> the earlier one. */
const hiddenRoutes = perModel((model: ProjectModel): ReadonlyMap<Route, Route> => {
  const { routes, match } = model.django.routes;
  const hidden = new Map<Route, Route>();
  const first = new Map<string, Route>();
  for (const route of routes) {
    if (!isFirm(route)) continue;
    const key = `${route.root} ${route.source}`;
    const same = first.get(key);
    if (same === undefined) first.set(key, route);
    const earlier = same ?? shadowOf(route, match);
    if (earlier !== undefined && differ(earlier, route)) hidden.set(route, earlier);
  }
  return hidden;
});

/** The route that hides another one. */
const earlierThan = perModelAnd((model, route: Route) => hiddenRoutes(model).get(route));

function isFirm({ open, conditional, target }: Route): boolean {
  // The list of a router's routes is there whether or not someone wants it.
  if (open !== null || conditional || (target.kind === 'external' && target.dotted.endsWith('.APIRootView'))) return false;
  return target.kind === 'view' || target.kind === 'external';
}

/** The wider route before a plain one that answers in its place. */
function shadowOf(route: Route, match: (url: string) => readonly Route[]): Route | undefined {
  if (route.pattern.includes('{')) return undefined;
  const [answering] = match(route.pattern).filter((one) => one.root === route.root);
  return answering !== undefined && answering !== route && isFirm(answering) && answering.pattern.includes('{') ? answering : undefined;
}

/** Two routes to one view serve a second name; two methods of one viewset don't. */
function differ(earlier: Route, route: Route): boolean {
  const [a, b] = [viewName(earlier), viewName(route)];
  if (a !== b) return true;
  return earlier.action === undefined && earlier.methods !== null && route.methods !== null && route.methods.length > 0 && !route.methods.some((method) => earlier.methods?.includes(method));
}

function viewName({ target }: Route): string {
  return target.kind === 'view' ? `${target.view.path}:${target.view.symbol}` : target.kind === 'external' ? target.dotted : '';
}

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (facts.javascript !== undefined) {
    judgeNode(path, model, judgement);
    return judgement.done();
  }
  judgePyweb(path, model, judgement);
  if (!model.django.present) return judgement.done();
  const seen = new Set<string>();
  for (const route of model.django.routes.at(path).routes) {
    const earlier = earlierThan(model, route);
    if (earlier === undefined || seen.has(route.place.span.join())) {
      judgement.pass();
      continue;
    }
    seen.add(route.place.span.join());
    const related = [{ path: earlier.place.path, range: rangeOf(earlier.place.span), label: `answers \`${route.pattern}\` first` }];
    const causes = earlier.place.path === path ? [] : [{ path: earlier.place.path }];
    judgement.match({ span: route.place.span, symbol: '', subject: `${route.pattern} ${viewName(route).split(':').at(-1) ?? ''}`, causes, related, data: { route, earlier } });
  }
  return judgement.done();
}

/** Routes of FastAPI, Starlette and Flask. */
function judgePyweb(path: string, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const seen = new Set<unknown>();
  for (const route of model.pyweb.present ? model.pyweb.at(path).routes : []) {
    const { declared, pattern } = route;
    if (seen.has(declared)) continue;
    seen.add(declared);
    const earlier = hiddenPywebRoutes(model).get(route);
    if (earlier === undefined) {
      judgement.pass();
      continue;
    }
    const { place, handler } = earlier.declared;
    const hidden = `${declared.methods === 'any' ? '' : `${declared.methods.join(' ')} `}${pattern}`;
    judgement.match({
      span: declared.place.span,
      symbol: declared.handler?.symbol ?? '',
      subject: hidden,
      causes: [{ path, text: pattern }, { path: place.path }],
      related: [{ path: place.path, range: rangeOf(place.span), label: `answers \`${pattern}\` first` }],
      data: { hidden, handler: declared.handler?.symbol ?? '', answering: { pattern: earlier.pattern, handler: handler?.symbol ?? '', at: `${place.path}:${place.span[0]}`, same: earlier.pattern === pattern } },
    });
  }
}

/** Routes of JavaScript servers. */
function judgeNode(path: string, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  for (const route of model.node.at(path)) {
    const earlier = hiddenNodeRoutes(model).get(route);
    if (earlier === undefined) {
      judgement.pass();
      continue;
    }
    const { declared, pattern } = route;
    const { place, handler } = earlier.declared;
    const hidden = `${declared.methods === 'any' ? '' : `${declared.methods.join(' ')} `}${pattern}`;
    judgement.match({
      span: declared.place.span,
      symbol: declared.symbol,
      subject: `${hidden} ${declared.handler?.symbol ?? ''}`,
      causes: [{ path, text: pattern }, { path: place.path }],
      related: [{ path: place.path, range: rangeOf(place.span), label: `answers \`${pattern}\` first` }],
      data: { hidden, handler: declared.handler?.symbol ?? '', answering: { pattern: earlier.pattern, handler: handler?.symbol ?? '', at: `${place.path}:${place.span[0]}`, same: earlier.pattern === pattern } },
    });
  }
}

function message({ data }: Match<Data>): Message {
  if ('hidden' in data) {
    const { hidden, answering } = data;
    return {
      what: `No request reaches \`${hidden}\`${quoted(data.handler)}: ${answering.same ? 'the same path' : `\`${answering.pattern}\``} at ${answering.at}${quoted(answering.handler)} comes first.`,
      why: 'The first route that fits the path and the method answers, and no other is tried.',
      todo: answering.same ? 'Remove one of the two, or give it another path.' : 'Move this route above the other.',
    };
  }
  const { route, earlier } = data;
  const at = `${earlier.place.path}:${earlier.place.span[0]}`;
  const wider = earlier.pattern === route.pattern ? 'the same path' : `\`${earlier.pattern}\``;
  return {
    what: `No request reaches \`${route.pattern}\`: ${wider} at ${at} comes first.`,
    why: 'Django takes the first pattern that matches and never tries another, whatever the HTTP method.',
    todo: earlier.pattern === route.pattern ? 'Remove one of the two, give it another path, or let one view answer both.' : 'Move this line above the other, or narrow the other one.',
  };
}

/** A handler's name in brackets; nothing for functions written in place. */
function quoted(handler: string): string {
  return handler === '' ? '' : ` (\`${handler}\`)`;
}
