import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { runsInService } from '../shared/effects/request-code.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import type { Swallowed } from './swallowed-exception/cleanup.js';
import { detectInJavaScript, mayCatchInJavaScript } from './swallowed-exception/javascript.js';
import { detectInPython } from './swallowed-exception/python.js';

export const swallowedException: Rule<Swallowed, unknown> = {
  meta: {
    id: 'reliability/swallowed-exception',
    area: 'reliability',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A clause catches every exception and does nothing with it.',
    options: z.strictObject({}),
  },
  applies,
  detect,
  message,
};

function applies(subject: Subject): boolean {
  const { facts, path } = subject;
  return facts.javascript === undefined ? facts.code !== undefined && runsInService(path) && !/(^|\/)[^/]*migrations\//.test(path) : mayCatchInJavaScript(subject);
}

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Swallowed> {
  return subject.facts.javascript === undefined ? detectInPython(subject, context) : detectInJavaScript(subject);
}

function message({ data }: Match<Swallowed>): Message {
  const isPython = data.language === 'python';
  return {
    what: `\`${data.written}\` drops every ${isPython ? 'exception' : 'error'} without a word.`,
    why: 'A typing error or a lost connection looks like success here, and nobody can find out later what happened.',
    todo: isPython ? 'Catch what is expected to fail, or log it with `logger.exception(…)`.' : 'Handle the failure that is expected and pass the others on, or log it; where it may be dropped, say why in a comment.',
  };
}
