import { z } from 'zod';
import type { Span } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import type { Route, View } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { looksAtWho } from '../shared/credentials.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isShippedPath } from '../../project/path-uses.js';
import { perModel } from '../shared/per-model.js';
import { judgeNodeRoutes } from './unauthenticated-endpoint/node.js';
import { judgeRoutes, type OpenEndpoint } from './unauthenticated-endpoint/pyweb.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

const CHANGES = ['POST', 'PUT', 'PATCH', 'DELETE'];
const OPEN = /\.AllowAny$/;
/** Permissions that ask for a user whatever the method. */
const CLOSED = /\.(IsAuthenticated|IsAdminUser|DjangoModelPermissions|DjangoObjectPermissions)$/;
/** Endpoints that visitors are meant to reach. */
const PUBLIC =
  /log_?in|log_?out|sign_?in|sign_?up|sign_?out|regist|password|token|jwt|auth|oauth|sso|saml|oidc|social|session|webhook|hook|callback|health|ping|public|invit|accept|activat|confirm|verif|otp|mfa|captcha|guest|anon|contact|feedback|subscri|newsletter|csp|metric|track|event|ingest|capture|status|stripe|paypal|payment|slack|github|gitlab|twilio|sendgrid|mailgun|bounce|export|search|graphql|embed|share|setup|install|onboard|instance|survey|form|quote|estimate|calculat|preview|validate|check|cart|basket|checkout|order|upload|presign|space|demo/i;

export const unauthenticatedEndpoint: Rule<OpenEndpoint, unknown> = {
  meta: {
    id: 'security/unauthenticated-endpoint',
    area: 'security',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'An API endpoint that changes data is open to all while those beside it require a login.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => isShippedPath(path) && ((facts.javascript !== undefined && facts.skip === undefined) || (facts.python?.imports ?? []).some(({ module }) => /^(rest_framework|fastapi)/.test(module))),
  detect,
  message,
};

const byPath = perModel((model): ReadonlyMap<string, readonly View[]> => {
  const found = new Map<string, View[]>();
  for (const view of model.django.views.views) if (view.framework === 'drf') found.set(view.path, [...(found.get(view.path) ?? []), view]);
  return found;
});

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<OpenEndpoint> {
  const judgement = judging<OpenEndpoint>();
  if (facts.javascript !== undefined) {
    judgeNodeRoutes(path, model, PUBLIC, judgement);
    return judgement.done();
  }
  judgeRoutes(path, model, PUBLIC, judgement);
  const views = model.django.present ? (byPath(model).get(path) ?? []) : [];
  if (views.length < 2) return judgement.done();
  for (const view of views) judge(view, views, model, judgement);
  return judgement.done();
}

function judge(view: View, siblings: readonly View[], model: ProjectModel, judgement: JudgementBuilder<OpenEndpoint>): void {
  const routes = model.django.routes.to(view.path, view.symbol).filter(({ methods }) => methods?.some((method) => CHANGES.includes(method)));
  if (routes.length === 0) return;
  const span = anchorOf(view, model);
  const open = routes.filter((route) => isOpen(view, route, model));
  if (open.length === 0) return judgement.pass();
  if (PUBLIC.test(view.symbol) || open.every(({ pattern, name }) => PUBLIC.test(pattern) || PUBLIC.test(name ?? ''))) return judgement.pass();
  const sibling = siblings.find((other) => other !== view && permissionsOf(other, undefined, model)?.some((dotted) => CLOSED.test(dotted)));
  if (sibling === undefined) return judgement.pass();
  if (authenticatesItself(view, model)) return judgement.unknown(span[0], 'the view may ask who calls in a way of its own');
  const methods = [...new Set(open.flatMap((route) => route.methods ?? []))].filter((method) => CHANGES.includes(method)).sort();
  const place = nameSpan(sibling, model);
  const permission = (permissionsOf(sibling, undefined, model)?.find((dotted) => CLOSED.test(dotted)) ?? '').split('.').at(-1) as string;
  judgement.match({
    span,
    symbol: view.symbol,
    subject: view.symbol,
    causes: [{ path: view.path, text: 'permission_classes' }, { path: '*', text: 'DEFAULT_PERMISSION_CLASSES' }, { path: view.path, text: view.node.name }],
    related: [{ path: sibling.path, range: rangeOf(place), label: `\`${sibling.symbol}\` requires \`${permission}\`` }],
    data: { view: view.symbol, methods, sibling: { symbol: sibling.symbol, path: sibling.path, line: place[0], permission } },
  });
}

function isOpen(view: View, route: Route, model: ProjectModel): boolean {
  const permissions = permissionsOf(view, route.action, model);
  return permissions !== null && permissions.every((dotted) => OPEN.test(dotted));
}

function permissionsOf(view: View, action: string | undefined, model: ProjectModel): readonly string[] | null {
  return model.django.views.classesOf(view, 'permission_classes', action)?.map(({ dotted }) => dotted) ?? null;
}

/** Authentication classes that are not the framework's, a decorator, a mixin of the repository, or a look at credentials in a handler. */
function authenticatesItself(view: View, model: ProjectModel): boolean {
  const own = model.django.views.classesOf(view, 'authentication_classes');
  if (own === null || own.some(({ dotted }) => !dotted.startsWith('rest_framework'))) return true;
  const { handlers } = model.django.views;
  if (view.node.kind === 'class' && ['dispatch', 'initial', 'check_permissions', 'get_permissions', 'get_authenticators'].some((name) => model.symbols.attribute({ kind: 'class', path: view.path, symbol: view.symbol, node: view.node as never }, name).kind === 'found')) return true;
  return handlers(view).some((handler) => looksAtWho(handler.node) || model.django.calls.from(handler).some(({ to }) => looksAtWho(to.node)));
}

function anchorOf(view: View, model: ProjectModel): Span {
  const statement = view.node.kind === 'class' ? view.node.body.find((one) => one.kind === 'assign' && one.targets.some((target) => target.kind === 'name' && target.id === 'permission_classes')) : undefined;
  return statement === undefined ? nameSpan(view, model) : model.symbols.span(view.path, statement);
}

function nameSpan({ path, node }: View, model: ProjectModel): Span {
  return model.symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length });
}

function message({ data: { view, methods, sibling, isRoute } }: Match<OpenEndpoint>): Message {
  return {
    what: `\`${view}\` lets anyone call ${isRoute === true ? 'it' : methods.join(', ')}, while \`${sibling.symbol}\` (${sibling.path}:${sibling.line}) requires \`${sibling.permission}\`.`,
    why: 'Whoever finds the address can change data without an account.',
    todo: isRoute === true ? `Put \`${sibling.permission}\` before it too, or say in a suppression why it is open.` : 'Give it the permission classes of its neighbours, or say in a suppression why it is open.',
  };
}
