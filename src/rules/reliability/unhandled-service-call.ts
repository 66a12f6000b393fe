import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import type { OwnCall } from '../../project/python/calls/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import { effectOf } from '../shared/effects/effects.js';
import { isServerPath } from '../shared/effects/request-code.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { unhandledWay, type Caught } from './unhandled-service-call/ways.js';

interface Data {
  readonly name: string;
  /** Functions from the one that makes the call out to the one that answers the request. */
  readonly way: readonly string[];
}

type Context = RuleContext<unknown>;

export const unhandledServiceCall: Rule<Data, unknown> = {
  meta: {
    id: 'reliability/unhandled-service-call',
    area: 'reliability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A call to another service whose failure nobody handles, from the call out to the view.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && isServerPath(path) && /requests|httpx|urllib/.test(facts.code),
  wide: true,
  detect,
  message,
};

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  for (const symbol of context.model.symbols.functions(subject.path)) judgeFunction(symbol, context, judgement);
  return judgement.done();
}

function judgeFunction(symbol: FunctionSymbol, { model }: Context, judgement: JudgementBuilder<Data>): void {
  const outbound = model.django.calls.calls(symbol).filter(({ call }) => effectOf(model, symbol, call)?.kind === 'http');
  if (outbound.length === 0) return;
  const ways = outbound.map((own) => ({ own, caught: unhandledWay(model, symbol, own) }));
  const open = ways.filter((one): one is { own: OwnCall; caught: Extract<Caught, { kind: 'nowhere' }> } => one.caught.kind === 'nowhere');
  const [first, ...others] = open;
  if (first === undefined) {
    const doubt = ways.find(({ caught }) => caught.kind === 'unknown');
    if (doubt === undefined) return judgement.pass();
    return judgement.unknown(model.symbols.span(symbol.path, doubt.own.call)[0], `\`${symbol.symbol}\`: no view that calls it was found, so who handles its errors can't be told`);
  }
  const name = effectOf(model, symbol, first.own.call)?.name ?? '';
  judgement.match({
    span: model.symbols.span(symbol.path, first.own.call.callee),
    symbol: symbol.symbol,
    subject: name,
    causes: [{ path: symbol.path }, ...first.caught.way.slice(1).map(({ path }) => ({ path }))],
    related: [
      ...first.caught.calls.map(({ path, span, label }) => ({ path, range: rangeOf(span), label })),
      ...others.slice(0, 2).map(({ own }) => ({ path: symbol.path, range: rangeOf(model.symbols.span(symbol.path, own.call.callee)), label: 'nor here' })),
    ],
    data: { name, way: first.caught.way.map((one) => one.symbol) },
  });
}

function message({ data }: Match<Data>): Message {
  const [own, ...callers] = data.way;
  const who = callers.length === 0 ? `\`${own}\`` : `\`${own}\` nor ${callers.map((one) => `\`${one}\``).join(' nor ')}`;
  return {
    what: callers.length === 0 ? `${who} does not handle a failure of \`${data.name}\`.` : `A failure of \`${data.name}\` is handled neither by ${who}.`,
    why: 'When the other service is down or slow to connect, the request ends in a server error instead of an answer.',
    todo: 'Catch the client’s exception (`requests.RequestException`, `httpx.HTTPError`) where an answer without the service can be given.',
  };
}
