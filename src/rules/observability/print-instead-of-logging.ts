import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { detectInJavaScript, mayPrintInJavaScript, type Printing } from './print-instead-of-logging/javascript.js';
import { detectInPython, mayServe } from './print-instead-of-logging/python.js';

export const printInsteadOfLogging: Rule<Printing, unknown> = {
  meta: {
    id: 'observability/print-instead-of-logging',
    area: 'observability',
    severity: 'info',
    confidence: 'medium',
    status: 'stable',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'Code of the web application prints what it should log.',
    options: z.strictObject({}),
  },
  applies: (subject) => (subject.facts.javascript === undefined ? mayServe(subject.facts, subject.path) : mayPrintInJavaScript(subject)),
  detect,
  message,
};

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Printing> {
  return subject.facts.javascript === undefined ? detectInPython(subject, context) : detectInJavaScript(subject, context);
}

function message({ data, symbol }: Match<Printing>): Message {
  const who = symbol === '' ? 'A function here' : `\`${symbol}\``;
  const times = data.count === 1 ? '' : `, ${data.count} times`;
  if (data.callee !== 'print') {
    return {
      what: `${who} writes to the console instead of logging${times}.`,
      why: 'Such a line has no level, time or context that could be searched for, and can’t be turned down where it runs.',
      todo: 'Use the logger of the application, or one that writes JSON (`pino`, `winston`), and drop what was only for finding a mistake.',
    };
  }
  return {
    what: `${who} prints instead of logging${times}.`,
    why: 'A printed line has no level, time or logger, and reaches none of the handlers that the logging configuration sets up: in production it is usually lost.',
    todo: 'Use `logger = logging.getLogger(__name__)` and `logger.info(…)`, or `logger.exception(…)` in an except clause.',
  };
}
