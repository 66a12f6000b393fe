import { z } from 'zod';
import type { CallUse, JavaScriptUses } from '../../facts/javascript/uses/types.js';
import type { Message } from '../../findings/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import { functionAround, requestsOf, symbolAround } from '../shared/javascript/requests.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, Subject } from '../types.js';

interface Data {
  readonly callee: string;
  /** The call is of a function of this file, which makes this request. */
  readonly request: string | null;
}

export const unhandledRejection: Rule<Data, unknown> = {
  meta: {
    id: 'reliability/unhandled-rejection',
    area: 'reliability',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['javascript'],
    fix: 'none',
    summary: 'A request is sent and nothing handles its failure.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.javascript?.uses?.calls.length ?? 0) > 0 && facts.skip === undefined && isShippedPath(path),
  detect,
  message,
};

function detect({ facts, path }: Subject): Judgement<Data> {
  const judgement = judging<Data>();
  const { javascript } = facts;
  if (javascript?.uses === undefined) return judgement.done();
  const { uses } = javascript;
  const isRequest = requestsOf(javascript);
  const rejecting = rejectingFunctions(uses, isRequest);
  for (const call of uses.calls) {
    const request = isRequest(call) ? null : rejecting.get(call.callee);
    if (request === undefined) continue;
    if (call.fate !== 'alone' || call.handled === true || call.within === -1 || isBeacon(call)) {
      judgement.pass();
      continue;
    }
    judgement.match({
      span: call.span,
      symbol: symbolAround(uses, call),
      subject: call.callee,
      causes: [{ path, text: call.callee }],
      related: [],
      data: { callee: call.callee, request },
    });
  }
  return judgement.done();
}

/** Functions of the file that pass the rejection of a request on, with the request; a name that two functions have is left out. */
function rejectingFunctions(uses: JavaScriptUses, isRequest: (call: CallUse) => boolean): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const call of uses.calls) {
    const around = functionAround(uses, call);
    if (around?.held !== 'name' || around.name.includes('.') || call.handled === true || call.tried === true) continue;
    const passesOn = call.fate === 'returned' || (call.fate === 'awaited' && around.isAsync);
    if (passesOn && isRequest(call) && uses.functions.filter(({ held, name }) => held === 'name' && name === around.name).length === 1) found.set(around.name, call.callee);
  }
  return found;
}

/** Sent while the page goes away: nobody is left to handle anything. */
function isBeacon({ args }: CallUse): boolean {
  return args.some((arg) => arg.kind === 'object' && arg.entries.some(({ key }) => key === 'keepalive'));
}

function message({ data }: Match<Data>): Message {
  return {
    what: data.request === null ? `Nothing handles the failure of this \`${data.callee}\` call.` : `Nothing handles a failure of \`${data.callee}\`, which passes on what \`${data.request}\` throws.`,
    why: 'When the network or the server fails, the promise is rejected and nobody is told: the user waits for something that never comes, and a Node process may end.',
    todo: 'Add `.catch(…)`, or `await` it inside `try`, and show or log the failure.',
  };
}
