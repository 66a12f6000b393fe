import { z } from 'zod';
import type { Fix, Message } from '../../findings/types.js';
import { runsInService } from '../shared/effects/request-code.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { detectInJavaScript, type JavaScriptRequest } from './request-without-timeout/javascript.js';
import { mayRequest } from '../shared/javascript/requests.js';
import { detectInPython, SECONDS, type PythonRequest } from './request-without-timeout/python.js';

type Data = PythonRequest | JavaScriptRequest;

export const requestWithoutTimeout: Rule<Data, unknown> = {
  meta: {
    id: 'reliability/request-without-timeout',
    area: 'reliability',
    severity: 'warning',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'A request to another service that waits for ever when the service does not answer.',
    options: z.strictObject({}),
  },
  applies,
  detect,
  message,
  suggest,
};

function applies(subject: Subject): boolean {
  const { facts, path } = subject;
  if (facts.javascript !== undefined) return mayRequest(subject);
  return facts.code !== undefined && runsInService(path) && /requests|httpx/.test(facts.code);
}

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  return subject.facts.javascript === undefined ? detectInPython(subject, context) : detectInJavaScript(subject, context);
}

function message({ data }: Match<Data>): Message {
  if ('callee' in data) return javascriptMessage(data);
  return {
    what: data.form === 'none' ? `\`${data.name}\` is called with \`timeout=None\`.` : `\`${data.name}\` is called without a timeout.`,
    why: 'When the other side accepts the connection and says nothing, this call waits for ever and its worker is lost.',
    todo: `Pass \`timeout=\` with the seconds that the caller can wait, for example ${SECONDS}.`,
  };
}

function javascriptMessage({ callee }: JavaScriptRequest): Message {
  const isFetch = callee.endsWith('fetch');
  return {
    what: `The server calls \`${callee}\` without ${isFetch ? 'a signal that ends' : 'a timeout that ends'} the waiting.`,
    why: isFetch ? 'When the other side accepts the connection and says nothing, Node’s `fetch` waits for minutes: requests that need the answer pile up behind it.' : 'When the other side accepts the connection and says nothing, this call waits for ever, and so does who asked.',
    todo: isFetch ? `Pass \`signal: AbortSignal.timeout(${SECONDS}_000)\`, with the time that the caller can wait.` : `Pass \`timeout: ${SECONDS}_000\`, with the time that the caller can wait, or make a client of your own with it.`,
  };
}

function suggest({ data }: Match<Data>, subject: Subject): Fix | null {
  if ('callee' in data || data.edit === null) return null;
  return { title: `Give up after ${SECONDS} seconds`, safety: 'unsafe', edits: [{ kind: 'replace', path: subject.path, range: data.edit.range, text: data.edit.text }] };
}
