/** Requests of Node servers that may wait for ever. Pure. */
import type { CallUse, JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import { serverRequests, symbolAround } from '../../shared/javascript/requests.js';
import { judging } from '../../shared/judgement.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';

export interface JavaScriptRequest {
  readonly callee: string;
}

/** An option that ends the waiting, of any of the clients. */
const ENDS = /^(signal|timeout|cancelToken|dispatcher|agent|timeoutMs)$/;

/** Judges the requests that a server's file makes. */
export function detectInJavaScript(subject: Subject, { model }: RuleContext<unknown>): Judgement<JavaScriptRequest> {
  const judgement = judging<JavaScriptRequest>();
  const { path } = subject;
  for (const { uses, call } of serverRequests(subject, model)) {
    const answer = waits(uses, call);
    if (answer === 'no') judgement.pass();
    else if (answer === 'unknown') judgement.unknown(call.span[0], `\`${call.callee}\`: what its options hold can't be told`);
    else judgement.match({ span: call.span, symbol: symbolAround(uses, call), subject: call.callee, causes: [{ path, text: 'timeout' }, { path }], related: [], data: { callee: call.callee } });
  }
  return judgement.done();
}

/** Whether nothing ends the waiting of the call. */
function waits(uses: JavaScriptUses, call: CallUse): 'yes' | 'no' | 'unknown' {
  const client = call.callee.split('.')[0] ?? '';
  // ky gives up after ten seconds by itself.
  if (client === 'ky') return 'no';
  if (uses.calls.some(({ callee }) => callee.includes('interceptors.request')) || setsDefaults(uses)) return 'no';
  const made = uses.values.find(({ name, value }) => name === client && value.kind === 'call');
  const given = made?.value.kind === 'call' ? answerOf(uses, made.value.args.at(-1), made.value.args.length === 0) : 'yes';
  if (given !== 'yes') return given;
  const spread = call.args.findIndex(({ kind }) => kind === 'other');
  const at = positionOfOptions(call);
  if (spread !== -1 && spread <= at) return 'unknown';
  return answerOf(uses, call.args[at], call.args.length <= at);
}

/** Where the call takes its options. */
function positionOfOptions({ callee, args }: CallUse): number {
  const method = callee.slice(callee.lastIndexOf('.') + 1);
  if (/^(post|put|patch)$/.test(method) && !callee.startsWith('got.')) return 2;
  return /^axios$/.test(callee) && args.length === 1 && args[0]?.kind !== 'string' && args[0]?.kind !== 'template' ? 0 : method === 'request' ? 0 : 1;
}

/** `axios.defaults.timeout = …` */
function setsDefaults(uses: JavaScriptUses): boolean {
  return uses.values.some(({ name }) => /defaults/.test(name));
}

function answerOf(uses: JavaScriptUses, options: Value | undefined, none: boolean): 'yes' | 'no' | 'unknown' {
  if (options === undefined) return none ? 'yes' : 'unknown';
  const value = options.kind === 'name' ? uses.values.find(({ name }) => name === options.name)?.value : options;
  if (value?.kind === 'string' || value?.kind === 'template' || value?.kind === 'concat' || value?.kind === 'literal') return 'yes';
  if (value?.kind !== 'object') return 'unknown';
  if (value.entries.some(({ key }) => ENDS.test(key))) return 'no';
  return value.open ? 'unknown' : 'yes';
}
