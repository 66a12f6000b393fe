/** What routes of FastAPI and Flask require of a request: an account, or patience. Pure. */
import type { FunctionNode } from '../../../facts/python/code/nodes.js';
import { someExpression } from '../../../facts/python/code/walk.js';
import { methodsOf } from '../../../project/python/calls/local-values.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { DeclaredRoute, Dependency, PywebRoute } from '../../../project/pyweb/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { looksAtWho } from '../credentials.js';
import { perModel } from '../per-model.js';

const IDENTITY = /auth|user|token|permission|login|logged|secur|api_?key|admin|role|session_?id|jwt|credential|require_|verif|check_|access|member|tenant|account|principal|oauth|signature|bearer|protect|guard|allow|identity|signed|owner|viewer|subject/i;
const LIMIT = /limit|throttl|slow_?(down|api)|cooldown|debounce/i;

/** The dependencies of a route that tell who asks, its name first; `unknown` where some can't be told. */
export function identityOf(model: ProjectModel, route: Pick<PywebRoute, 'dependencies' | 'openDependencies'>): { readonly kind: 'yes'; readonly name: string } | { readonly kind: 'no' } | { readonly kind: 'unknown'; readonly reason: string } {
  const told = route.dependencies.find((dependency) => asksWho(model, dependency));
  if (told !== undefined) return { kind: 'yes', name: told.name };
  if (route.openDependencies !== null) return { kind: 'unknown', reason: route.openDependencies };
  const doubt = model.pyweb.closure(route.dependencies).find((one) => one.kind === 'unknown');
  return doubt?.kind === 'unknown' ? { kind: 'unknown', reason: doubt.reason } : { kind: 'no' };
}

function asksWho(model: ProjectModel, dependency: Dependency): boolean {
  if (IDENTITY.test(dependency.name)) return true;
  return model.pyweb.closure([dependency]).some((one) => {
    if (one.kind === 'external') return one.dotted.startsWith('fastapi.security') || IDENTITY.test(one.dotted);
    if (one.kind === 'unknown') return false;
    if (IDENTITY.test(one.symbol)) return true;
    return one.kind === 'function' ? looksAtWho(one.node) : methodsOf(one.node).some((method) => looksAtWho(method));
  });
}

/** A function, or one that it calls, looks at credentials itself. */
export function looksItself(model: ProjectModel, symbol: FunctionSymbol): boolean {
  const speaks = (node: FunctionNode): boolean => looksAtWho(node) || node.parameters.some(({ name }) => /token|auth|key|secret|signature|cookie|session/i.test(name) && reads(node, name));
  return speaks(symbol.node) || model.django.calls.from(symbol).some(({ to }) => looksAtWho(to.node) || IDENTITY.test(to.node.name) || model.django.calls.from(to).some((next) => looksAtWho(next.to.node)));
}

/** The body of a function speaks of a name; what is taken and never read is no look at it. */
function reads(node: FunctionNode, name: string): boolean {
  return someExpression(node.body, (expression) => expression.kind === 'name' && expression.id === name);
}

/** The function that answers a route, as a symbol. */
export function handlerOf(model: ProjectModel, { handler }: DeclaredRoute): FunctionSymbol | undefined {
  return handler === undefined ? undefined : model.symbols.functions(handler.path).find(({ node }) => node === handler.node);
}

/** A middleware or `before_request` of an app that may ask who calls, whatever the route; undefined when there is none. */
export const gateOf = perModel((model): string | undefined => {
  const gate = model.pyweb.middleware.find(({ target, dotted }) => {
    if (target.kind === 'external') return /auth|login|session_?guard|jwt|keycloak|oidc/i.test(dotted) && !/CORS|TrustedHost/.test(dotted);
    if (target.kind === 'function') return speaksOfIdentity(target.symbol) || looksAtWho(target.node);
    if (target.kind === 'class') return methodsOf(target.node).some((method) => looksAtWho(method)) || speaksOfIdentity(target.symbol);
    return target.kind === 'unknown';
  });
  return gate === undefined ? undefined : gate.dotted || 'a middleware that can\'t be told';
});

/** Headers of security are told to browsers, and ask nobody who they are. */
function speaksOfIdentity(symbol: string): boolean {
  return IDENTITY.test(symbol.replace(/secur\w*?_?headers?/i, ''));
}

/** A dependency, decorator or include that limits how often a client may ask. */
export function limitOf(model: ProjectModel, route: Pick<PywebRoute, 'dependencies'>): Dependency | undefined {
  return route.dependencies.find((dependency) => speaksOfLimit(dependency.name) || model.pyweb.closure([dependency]).some((one) => speaksOfLimit(one.kind === 'external' ? one.dotted : one.kind === 'unknown' ? '' : one.symbol)));
}

/** Whether a name speaks of limits: `limiter.exempt` speaks of none. */
export function speaksOfLimit(name: string): boolean {
  return LIMIT.test(name) && !/(^|\.)exempt$/.test(name);
}
