/** Calls of other services in handlers of Node servers whose failure nobody handles. Pure. */
import type { CallUse, FunctionUse, JavaScriptUses } from '../../../facts/javascript/uses/types.js';
import type { JavaScriptFacts } from '../../../facts/types.js';
import { rangeOf } from '../../../findings/locate.js';
import { isHandler, ROUTE } from '../../shared/javascript/handlers.js';
import { functionAround, serverRequests } from '../../shared/javascript/requests.js';
import { judging } from '../../shared/judgement.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';
import type { ServiceCall } from './python.js';

/** Judges the calls of other services in a server's file. */
export function detectInJavaScript(subject: Subject, { model }: RuleContext<unknown>): Judgement<ServiceCall> {
  const judgement = judging<ServiceCall>();
  const { path } = subject;
  for (const { javascript, uses, call } of serverRequests(subject, model)) {
    const way = openWay(javascript, uses, call, path);
    if (way === 'handled') judgement.pass();
    else if (way === 'unknown') judgement.unknown(call.span[0], `\`${call.callee}\`: no handler that calls it was found, so who handles its errors can't be told`);
    else {
      judgement.match({
        span: call.span,
        symbol: way.functions[0]?.symbol ?? '',
        subject: call.callee,
        causes: [{ path }],
        related: way.calls.map((one) => ({ path, range: rangeOf(one.span), label: `calls \`${one.callee}\` here` })),
        data: { name: call.callee, way: way.functions.map(nameOf), language: 'javascript' },
      });
    }
  }
  return judgement.done();
}

function nameOf({ symbol, held, name }: FunctionUse): string {
  return symbol === '' ? (held === 'argument' ? `the handler given to ${name}` : 'the handler') : symbol;
}

interface Way {
  readonly functions: readonly FunctionUse[];
  readonly calls: readonly CallUse[];
}

/** From the function that makes the call to the handler, where nothing in between deals with a failure. */
function openWay(facts: JavaScriptFacts, uses: JavaScriptUses, call: CallUse, path: string): Way | 'handled' | 'unknown' {
  if (call.handled === true || call.tried === true || handlesRejections(facts)) return 'handled';
  const around = functionAround(uses, call);
  if (around === undefined || (call.fate !== 'awaited' && call.fate !== 'returned')) return 'unknown';
  if (isWrapped(around)) return 'handled';
  if (isHandler(around, path)) return { functions: [around], calls: [] };
  if (around.held !== 'name' || around.name.includes('.') || isExported(facts, around.name)) return 'unknown';
  const callers = uses.calls.filter(({ callee }) => callee === around.name);
  if (callers.some(({ handled, tried }) => handled === true || tried === true)) return 'handled';
  for (const caller of callers) {
    const outer = functionAround(uses, caller);
    if (outer !== undefined && !isWrapped(outer) && isHandler(outer, path) && (caller.fate === 'awaited' || caller.fate === 'returned')) return { functions: [around, outer], calls: [caller] };
  }
  return 'unknown';
}

/** A function around the handler may catch what it rejects with. */
function isWrapped({ held, name }: FunctionUse): boolean {
  return held === 'argument' && !ROUTE.test(name);
}

/** A package that hands rejections of handlers to the application's own handler of errors. */
function handlesRejections({ imports }: JavaScriptFacts): boolean {
  return imports.some(({ specifier }) => /^express-(async-errors|promise-router|async-handler)/.test(specifier));
}

function isExported({ exports, commonJs }: JavaScriptFacts, name: string): boolean {
  return exports.some((one) => one.name === name || one.name === 'default') || commonJs.names.includes(name) || commonJs.dynamic;
}
