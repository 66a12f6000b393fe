/** Routes of Express, Koa, Fastify and Hono that change data, beside others that ask who calls. Pure. */
import { rangeOf } from '../../../findings/locate.js';
import type { JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import type { NodeHandler, NodeMiddleware, NodeRoute } from '../../../project/node/types.js';
import type { ProjectModel } from '../../../project/types.js';
import type { JudgementBuilder } from '../../shared/judgement.js';
import { holdsWordOf, packageOf, servedRoutesAt } from '../../shared/node/servers.js';
import type { OpenEndpoint } from './pyweb.js';

const CHANGES = ['POST', 'PUT', 'PATCH', 'DELETE'];
const IDENTITY = /auth|user|token|permission|login|logged|secur|api_?key|admin|role|session|jwt|credential|require|verif|check|access|member|tenant|account|principal|signature|bearer|protect|guard|allow|identity|signed|owner|passport|acl|policy|can[A-Z]|ensure|only/i;

/** Words of code that asks who calls. */
const WORDS = ['UNAUTHORIZED', 'FORBIDDEN', 'Unauthorized', 'Forbidden', 'authorization', 'Authorization', 'user', 'userId', 'session', 'token', 'cookies', 'passport', 'apiKey', 'isAuthenticated'];

const mayAskIn = holdsWordOf(WORDS);

/** Judges the routes that a file declares. `open`: paths and names that visitors are meant to reach. */
export function judgeNodeRoutes(path: string, model: ProjectModel, open: RegExp, judgement: JudgementBuilder<OpenEndpoint>): void {
  if (!model.node.present) return;
  const routes = servedRoutesAt(model, path).filter(({ declared }) => changes(declared.methods));
  const sibling = siblingOf(routes);
  if (sibling === undefined) return;
  const seen = new Set<unknown>();
  for (const route of routes) {
    if (seen.has(route.declared)) continue;
    seen.add(route.declared);
    judge(route, sibling, model, open, judgement);
  }
}

function judge(route: NodeRoute, sibling: OpenEndpoint['sibling'], model: ProjectModel, open: RegExp, judgement: JudgementBuilder<OpenEndpoint>): void {
  const { declared, pattern } = route;
  const { path, span } = declared.place;
  const name = declared.handler?.symbol ?? '';
  if (route.middleware.some(asksWho) || open.test(pattern) || open.test(name)) return judgement.pass();
  const doubt = route.middleware.find((one) => mayAsk(model, one));
  if (doubt !== undefined || looksItself(model, declared.handler)) return judgement.unknown(span[0], 'the handler or what runs before it may ask who calls in a way of its own');
  const methods = declared.methods === 'any' ? [] : declared.methods;
  judgement.match({
    span,
    symbol: declared.symbol,
    subject: `${methods.join(' ')} ${pattern}`,
    causes: [{ path, text: pattern }],
    related: [{ path: sibling.path, range: rangeOf([sibling.line, 1, sibling.line, 1]), label: `\`${sibling.symbol}\` requires \`${sibling.permission}\`` }],
    data: { view: `${methods.join(', ')} ${pattern}`, methods, sibling, isRoute: true },
  });
}

function changes(methods: NodeRoute['declared']['methods']): boolean {
  return methods !== 'any' && methods.some((method) => CHANGES.includes(method));
}

function asksWho(one: NodeMiddleware): boolean {
  const { origin } = one;
  return IDENTITY.test(one.name) || IDENTITY.test(packageOf(one)) || (origin.kind === 'local' && IDENTITY.test(`${origin.name} ${origin.members}`)) || namesIn(one.value).some((name) => IDENTITY.test(name));
}

/** A middleware of the repository may ask whatever its name says: its file tells, where it can be told. */
function mayAsk(model: ProjectModel, { name, origin, level, prefix }: NodeMiddleware): boolean {
  if (name === '' || prefix === undefined) return true;
  if (origin.kind === 'package') return false;
  return origin.kind === 'local' ? mayAskIn(model, origin.path) : level !== 'holder';
}

/** Names among the arguments of a middleware that is made by a call: `validate(auth)`. */
function namesIn(value: Value): readonly string[] {
  if (value.kind === 'name') return [value.name];
  if (value.kind === 'call') return [value.callee, ...value.args.flatMap(namesIn)];
  return value.kind === 'array' ? value.items.flatMap(namesIn) : [];
}

/** A route of the same file that changes data and asks by what stands on the route itself. */
function siblingOf(routes: readonly NodeRoute[]): OpenEndpoint['sibling'] | undefined {
  for (const { declared, pattern } of routes) {
    const guard = declared.middleware.find((one) => one.name !== '' && asksWho(one) && /auth|login|token|jwt|session|passport|user|admin/i.test(one.name));
    if (guard !== undefined) return { symbol: `${declared.methods === 'any' ? '' : declared.methods.join(', ')} ${pattern}`, path: declared.place.path, line: declared.place.span[0], permission: guard.name };
  }
  return undefined;
}

/** The handler answers 401 or 403 somewhere, or can't be found. */
function looksItself(model: ProjectModel, handler: NodeHandler | undefined): boolean {
  const uses = handler === undefined ? undefined : model.facts(handler.path)?.javascript?.uses;
  if (handler === undefined || uses === undefined) return true;
  return IDENTITY.test(handler.symbol) || refuses(uses, handler);
}

function refuses(uses: JavaScriptUses, { symbol }: NodeHandler): boolean {
  return uses.calls.some((call) => {
    const around = uses.functions[call.within];
    const isOwn = symbol === '' || around === undefined || around.symbol === symbol || around.symbol.endsWith(`.${symbol}`) || around.symbol.startsWith(`${symbol}.`);
    return isOwn && [call.on, ...call.args].some((value) => value !== undefined && saysNo(value));
  });
}

function saysNo(value: Value): boolean {
  if (value.kind === 'call') return value.args.some(saysNo) || (value.on !== undefined && saysNo(value.on));
  if (value.kind === 'object') return value.entries.some((entry) => saysNo(entry.value));
  return (value.kind === 'literal' && /^40[13]$/.test(value.text)) || (value.kind === 'name' && /UNAUTHORIZED|FORBIDDEN|Unauthorized|Forbidden/.test(value.name));
}
