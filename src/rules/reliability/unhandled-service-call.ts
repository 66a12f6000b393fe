import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { isServerPath } from '../shared/effects/request-code.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { detectInJavaScript } from './unhandled-service-call/javascript.js';
import { mayRequest } from '../shared/javascript/requests.js';
import { detectInPython, type ServiceCall } from './unhandled-service-call/python.js';

export const unhandledServiceCall: Rule<ServiceCall, unknown> = {
  meta: {
    id: 'reliability/unhandled-service-call',
    area: 'reliability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A call to another service whose failure nobody handles, from the call out to the view.',
    options: z.strictObject({}),
  },
  applies,
  detect,
  message,
};

function applies(subject: Subject): boolean {
  const { facts, path } = subject;
  return facts.javascript === undefined ? facts.code !== undefined && isServerPath(path) && /requests|httpx|urllib/.test(facts.code) : mayRequest(subject);
}

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<ServiceCall> {
  return subject.facts.javascript === undefined ? detectInPython(subject, context) : detectInJavaScript(subject, context);
}

function message({ data }: Match<ServiceCall>): Message {
  const [own, ...callers] = data.way;
  const who = callers.length === 0 ? `\`${own}\`` : `\`${own}\` nor ${callers.map((one) => `\`${one}\``).join(' nor ')}`;
  return {
    what: callers.length === 0 ? `${who} does not handle a failure of \`${data.name}\`.` : `A failure of \`${data.name}\` is handled neither by ${who}.`,
    why: 'When the other service is down or slow to connect, the request ends in a server error instead of an answer.',
    todo: data.language === 'python' ? 'Catch the client’s exception (`requests.RequestException`, `httpx.HTTPError`) where an answer without the service can be given.' : 'Catch it where an answer without the service can be given, or hand it to `next`.',
  };
}
