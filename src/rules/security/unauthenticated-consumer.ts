import { z } from 'zod';
import type { FunctionNode } from '../../facts/python/code/nodes.js';
import { dottedName } from '../../facts/python/code/walk.js';
import type { Span } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import type { ClassSymbol, FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { openSockets } from './unauthenticated-consumer/sockets.js';
import { looksAtWho } from '../shared/credentials.js';

type Data = OfConsumer | { readonly route: string; readonly handler: string };

interface OfConsumer {
  readonly name: string;
  /** The consumer has no `connect` of its own, and Channels' accepts everybody. */
  readonly inherited: boolean;
  readonly takesMessages: boolean;
}

const WEBSOCKET = /^channels\.generic\.websocket\./;
const ENTRIES = ['connect', 'websocket_connect', '__call__'];
const RECEIVERS = ['receive', 'receive_json', 'websocket_receive'];
/** Decorators that refuse nobody. */
const PLAIN = /(^|\.)(database_sync_to_async|sync_to_async|async_to_sync|atomic|staticmethod|classmethod|property|cached_property|lru_cache|cache|override|wraps)$/;
/** Helpers of helpers of `connect`. */
const DEEP = 4;

export const unauthenticatedConsumer: Rule<Data, unknown> = {
  meta: {
    id: 'security/unauthenticated-consumer',
    area: 'security',
    severity: 'error',
    confidence: 'medium',
    status: 'stable',
    languages: ['python'],
    fix: 'none',
    summary: 'A WebSocket consumer or route accepts connections without a look at who connects.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python !== undefined && isShippedPath(path) && (facts.python.bases.some((base) => base.endsWith('Consumer')) || /websocket/i.test(facts.code ?? '')),
  detect,
  message,
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  openSockets(subject.path, model, judgement);
  for (const consumer of model.django.channels.consumers) if (consumer.path === subject.path) judge(consumer, model, judgement);
  return judgement.done();
}

function judge(consumer: ClassSymbol, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const { symbols, django } = model;
  if (!symbols.ancestry(consumer).external.some((dotted) => WEBSOCKET.test(dotted)) || isBase(consumer, model)) return;
  const entries = ENTRIES.flatMap((name) => methodOf(consumer, name, model) ?? []);
  const [connect] = entries;
  const { node, path, symbol } = consumer;
  const { span, inside } = anchorOf(consumer, connect, model);
  if (entries.some((entry) => looksOnTheWay(consumer, entry, model)) || (connect !== undefined && !mayAccept(consumer, connect, model))) return judgement.pass();
  if (symbols.ancestry(consumer).unknown.length > 0) return judgement.unknown(span[0], symbols.ancestry(consumer).unknown[0] as string);
  const receivers = RECEIVERS.flatMap((name) => methodOf(consumer, name, model) ?? []);
  if (receivers.some((receiver) => looksOnTheWay(consumer, receiver, model))) return judgement.unknown(span[0], 'it may ask for credentials once the connection stands');
  const guard = django.channels.stacks.flatMap(({ wrappers }) => wrappers).find((wrapper) => mayRefuse(wrapper, model));
  if (guard !== undefined) return judgement.unknown(span[0], `\`${guard}\` may refuse connections`);
  judgement.match({
    span,
    symbol: inside,
    subject: symbol,
    confidence: receivers.length > 0 ? 'high' : 'medium',
    causes: [{ path, text: 'user' }, { path, text: node.name }, { path: '*', text: node.name }],
    related: [],
    data: { name: node.name, inherited: connect === undefined, takesMessages: receivers.length > 0 },
  });
}

/** Where the consumer itself accepts, else its `connect`, else its name. */
function anchorOf(consumer: ClassSymbol, connect: FunctionSymbol | undefined, model: ProjectModel): { readonly span: Span; readonly inside: string } {
  const { path, symbol, node } = consumer;
  const own = (one: FunctionSymbol): boolean => one.path === path && one.symbol.startsWith(`${symbol}.`);
  for (const one of connect === undefined ? [] : wayFrom(consumer, connect, model).filter(own)) {
    const accept = model.django.calls.calls(one).find(({ call: { callee } }) => callee.kind === 'attribute' && callee.attribute === 'accept');
    if (accept !== undefined) return { span: model.symbols.span(path, accept.call), inside: one.symbol };
  }
  const place = connect !== undefined && own(connect) ? connect.node : node;
  return { span: model.symbols.span(path, { start: place.nameStart, end: place.nameStart + place.name.length }), inside: place === node ? symbol : `${symbol}.${place.name}` };
}

/** Others inherit from it, and nothing routes it itself. */
function isBase({ node }: ClassSymbol, model: ProjectModel): boolean {
  const { consumers, routes } = model.django.channels;
  if (routes.some(({ target }) => 'kind' in target && target.node === node)) return false;
  return /^_|^(Base|Abstract)|(Base|Mixin)$/.test(node.name) || consumers.some((other) => other.node !== node && model.symbols.ancestry(other).classes.some((one) => one.node === node));
}

function methodOf(consumer: ClassSymbol, name: string, model: ProjectModel): FunctionSymbol | undefined {
  const answer = model.symbols.attribute(consumer, name);
  if (answer.kind !== 'found' || answer.attribute.kind !== 'function') return undefined;
  return { kind: 'function', path: answer.owner.path, symbol: `${answer.owner.symbol}.${name}`, node: answer.attribute };
}

function looksOnTheWay(consumer: ClassSymbol, entry: FunctionSymbol, model: ProjectModel): boolean {
  return wayFrom(consumer, entry, model).some(({ node }) => looksAtWho(node) || node.decorators.some((decorator) => !PLAIN.test(dottedName(decorator.kind === 'call' ? decorator.callee : decorator) ?? '')));
}

/** The function and what it calls in the repository; `self.x` leads to the consumer's own method, also from a base. */
function wayFrom(consumer: ClassSymbol, entry: FunctionSymbol, model: ProjectModel): readonly FunctionSymbol[] {
  const seen = new Map<FunctionNode, FunctionSymbol>([[entry.node, entry]]);
  let edge = [entry];
  for (let depth = 0; depth < DEEP && edge.length > 0; depth += 1) {
    const next = edge.flatMap((one) => [...model.django.calls.from(one).map(({ to }) => to), ...ownMethods(consumer, one, model)]).filter(({ node }) => !seen.has(node));
    for (const one of next) seen.set(one.node, one);
    edge = next;
  }
  return [...seen.values()];
}

function ownMethods(consumer: ClassSymbol, from: FunctionSymbol, model: ProjectModel): readonly FunctionSymbol[] {
  return model.django.calls.calls(from).flatMap(({ call: { callee } }) => {
    if (callee.kind !== 'attribute' || callee.value.kind !== 'name' || callee.value.id !== 'self') return [];
    return methodOf(consumer, callee.attribute, model) ?? [];
  });
}

/** Somewhere on the way the connection is accepted, or handed to Channels' own method, which accepts it. */
function mayAccept(consumer: ClassSymbol, connect: FunctionSymbol, model: ProjectModel): boolean {
  return wayFrom(consumer, connect, model).some((one) => model.django.calls.calls(one).some(({ call: { callee } }) => callee.kind === 'attribute' && /^(accept|connect|websocket_connect|__call__)$/.test(callee.attribute)));
}

/** A wrapper of the repository that can close a connection or that asks who connects. */
function mayRefuse(wrapper: string, model: ProjectModel): boolean {
  const [path = '', symbol = ''] = wrapper.split(':');
  if (symbol === '') return !wrapper.startsWith('channels.');
  return ['close', 'websocket.close', 'DenyConnection', 'WebsocketDenier', 'deny'].some((word) => model.symbols.mentions(word.split('.').at(-1) as string).includes(path));
}

function message({ data }: Match<Data>): Message {
  if ('route' in data) {
    return {
      what: `\`${data.handler}\` (\`${data.route}\`) accepts every WebSocket connection: neither its dependencies nor its code look at a user, a token or a session.`,
      why: 'Anyone who knows the address can connect, from any page that a visitor opens too: browsers apply no same-origin rule to WebSockets.',
      todo: 'Ask for a token or the session in a dependency, and close the connection (code 1008) before `accept()` when it is not valid.',
    };
  }
  const { name, inherited, takesMessages } = data;
  return {
    what: inherited ? `\`${name}\` has no \`connect\` of its own, so it accepts every connection.` : `\`${name}\` accepts every connection: nothing on the way from \`connect\` looks at \`self.scope["user"]\`, a token or a permission.`,
    why: `Anyone who knows the address can listen${takesMessages ? ' and send messages' : ''}; \`AuthMiddlewareStack\` alone refuses nobody.`,
    todo: 'Close the connection unless the user is authenticated and may see what the path names, then accept.',
  };
}
