/** Calls of other services in Python code whose failure nobody handles. Pure. */
import { rangeOf } from '../../../findings/locate.js';
import type { OwnCall } from '../../../project/python/calls/types.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import { effectOf } from '../../shared/effects/effects.js';
import { judging, type JudgementBuilder } from '../../shared/judgement.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';
import { unhandledWay, type Caught } from './ways.js';

export interface ServiceCall {
  readonly name: string;
  /** Functions from the one that makes the call out to the one that answers the request. */
  readonly way: readonly string[];
  readonly language: 'python' | 'javascript';
}

type Context = RuleContext<unknown>;

/** Judges the calls of other services that a Python file makes. */
export function detectInPython(subject: Subject, context: Context): Judgement<ServiceCall> {
  const judgement = judging<ServiceCall>();
  for (const symbol of context.model.symbols.functions(subject.path)) judgeFunction(symbol, context, judgement);
  return judgement.done();
}

function judgeFunction(symbol: FunctionSymbol, { model }: Context, judgement: JudgementBuilder<ServiceCall>): void {
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
    data: { name, way: first.caught.way.map((one) => one.symbol), language: 'python' },
  });
}

