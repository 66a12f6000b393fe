import { z } from 'zod';
import type { CallUse, JavaScriptUses } from '../../facts/javascript/uses/types.js';
import type { Message } from '../../findings/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import { functionAround, symbolAround } from '../shared/javascript/requests.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, Subject } from '../types.js';

interface Data {
  readonly lack: 'close' | 'cleanup';
}

export const websocketWithoutReconnect: Rule<Data, unknown> = {
  meta: {
    id: 'reliability/websocket-without-reconnect',
    area: 'reliability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['javascript'],
    fix: 'none',
    summary: 'A client socket is opened and nothing is done when it closes, or an effect never closes it.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.javascript?.uses?.sockets !== undefined && facts.skip === undefined && isShippedPath(path),
  detect,
  message,
};

function detect({ facts, path }: Subject): Judgement<Data> {
  const judgement = judging<Data>();
  const { javascript } = facts;
  // A library may give its own class this name, and look after reconnecting.
  const isOwn = javascript?.imports.some(({ names, specifier }) => specifier !== 'ws' && (names ?? []).some((one) => (one.alias ?? one.name) === 'WebSocket')) ?? true;
  const { uses } = javascript ?? {};
  if (uses === undefined || isOwn) return judgement.done();
  for (const call of uses.calls) {
    if (call.isNew !== true || !/^(window\.|globalThis\.)?WebSocket$/.test(call.callee)) continue;
    const lack = lackOf(uses, call);
    if (lack === undefined) judgement.pass();
    else judgement.match({ span: call.span, symbol: symbolAround(uses, call), subject: `WebSocket ${lack}`, causes: [{ path, text: 'WebSocket' }], related: [], data: { lack } });
  }
  return judgement.done();
}

function lackOf(uses: JavaScriptUses, call: CallUse): Data['lack'] | undefined {
  const { sockets } = uses;
  // What is handed on, or made for others, may be looked after where it goes.
  if (call.fate !== 'bound' || call.bound === undefined || /(^|\.)(create|make|build|get|new)\w*$/i.test(functionAround(uses, call)?.name ?? '')) return undefined;
  const around = functionAround(uses, call);
  if (around?.held === 'argument' && /^(React\.)?use(Layout)?Effect$/.test(around.name) && !around.returns && /^[\w$]+$/.test(call.bound)) return 'cleanup';
  return sockets?.close === true || sockets?.reconnect === true ? undefined : 'close';
}

function message({ data }: Match<Data>): Message {
  if (data.lack === 'cleanup') {
    return {
      what: 'This effect opens a WebSocket and returns nothing that closes it.',
      why: 'Each time the effect runs again another socket stays open: messages are handled several times, and the server keeps connections that nobody reads.',
      todo: 'Return a function from the effect that closes the socket.',
    };
  }
  return {
    what: 'Nothing here notices when this WebSocket closes.',
    why: 'Sockets close whenever a server is deployed, a phone changes its network or a proxy times out. The page then looks alive and gets no news until it is loaded again.',
    todo: 'Handle `close` and connect again, each time a little later, or use a socket that does so (`reconnecting-websocket`, `partysocket`).',
  };
}
