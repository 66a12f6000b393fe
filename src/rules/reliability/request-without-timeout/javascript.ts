/** Requests of Node servers that may wait for ever. Pure. */
import type { CallUse, JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import { isTestPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { functionAround, serverRequests, symbolAround } from '../../shared/javascript/requests.js';
import { perModelScan } from '../../shared/per-model.js';
import { judging } from '../../shared/judgement.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';

export interface JavaScriptRequest {
  readonly callee: string;
}

/** An option that ends the waiting, of any of the clients. */
const ENDS = /^(signal|timeout|cancelToken|dispatcher|agent|timeoutMs)$/;
/** What calls a function back and waits as long as it takes: promises, arrays, events, timers and routes. */
const PATIENT = /(^|\.)(then|catch|finally|map|flatMap|forEach|on|once|addListener|listen|set(Timeout|Interval|Immediate)|nextTick|queueMicrotask|schedule|get|post|put|patch|delete|all|use)$/;

/** Judges the requests that a server's file makes. */
export function detectInJavaScript(subject: Subject, { model }: RuleContext<unknown>): Judgement<JavaScriptRequest> {
  const judgement = judging<JavaScriptRequest>();
  const { path } = subject;
  for (const { uses, call } of serverRequests(subject, model)) {
    const answer = waits(uses, call);
    const limiting = answer === 'yes' ? limitedElsewhere(uses, call, model) : undefined;
    if (answer === 'no') judgement.pass();
    else if (answer === 'unknown') judgement.unknown(call.span[0], `\`${call.callee}\`: what its options hold can't be told`);
    else if (limiting !== undefined) judgement.unknown(call.span[0], `\`${call.callee}\`: ${limiting}`);
    else judgement.match({ span: call.span, symbol: symbolAround(uses, call), subject: call.callee, causes: [{ path, text: 'timeout' }, { path }], related: [], data: { callee: call.callee } });
  }
  return judgement.done();
}

/** Whether nothing ends the waiting of the call. */
function waits(uses: JavaScriptUses, call: CallUse): 'yes' | 'no' | 'unknown' {
  const client = call.callee.split('.')[0] ?? '';
  // ky gives up after ten seconds by itself; superagent and needle have ways of their own to say when.
  if (/^(ky|superagent|needle)$/.test(client)) return 'no';
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

/** Why something else may end the waiting: what the promise or its function is handed to, or what is set for all requests of a client. */
function limitedElsewhere(uses: JavaScriptUses, call: CallUse, model: ProjectModel): string | undefined {
  const { callee, fate } = call;
  if (fate === 'passed') return 'it is handed on, and what it is handed to may give up waiting';
  const runner = runnerOf(uses, call);
  if (runner !== undefined) return `\`${runner}\` runs it, and may give up waiting`;
  const [setter] = /^(window\.)?fetch$/.test(callee) ? [] : setters(model);
  return setter === undefined ? undefined : `${setter.path} sets defaults for requests, or changes them on the way`;
}

/** What is given the work to run, a function without parameters around the call: `withTimeout(async () => …)`, `Effect.gen(function* () …)`. */
function runnerOf(uses: JavaScriptUses, call: CallUse): string | undefined {
  for (let at = functionAround(uses, call); at !== undefined; at = uses.functions[at.parent]) {
    if (at.held === 'argument' && at.params.length === 0 && !PATIENT.test(at.name)) return at.name;
  }
  return undefined;
}

/** Files that set the defaults of clients, or look at their requests on the way. */
const setters = perModelScan(({ javascript }, path) => !isTestPath(path) && javascript?.uses?.setsRequestDefaults === true);

function answerOf(uses: JavaScriptUses, options: Value | undefined, none: boolean): 'yes' | 'no' | 'unknown' {
  if (options === undefined) return none ? 'yes' : 'unknown';
  const value = options.kind === 'name' ? uses.values.find(({ name }) => name === options.name)?.value : options;
  if (value?.kind === 'string' || value?.kind === 'template' || value?.kind === 'concat' || value?.kind === 'literal') return 'yes';
  if (value?.kind !== 'object') return 'unknown';
  if (value.entries.some(({ key }) => ENDS.test(key))) return 'no';
  return value.open ? 'unknown' : 'yes';
}
