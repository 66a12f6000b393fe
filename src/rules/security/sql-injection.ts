import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { detectInJavaScript } from './sql-injection/javascript.js';
import { detectInPython, type Injection } from './sql-injection/python.js';

const SILENT = /(^|\/)(management|migrations?|commands|seeds?|seeders)\//;

export const sqlInjection: Rule<Injection, unknown> = {
  meta: {
    id: 'security/sql-injection',
    area: 'security',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A value is put into the text of an SQL statement instead of being handed over as a parameter.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.python !== undefined || (facts.javascript?.uses !== undefined && facts.skip === undefined)) && isShippedPath(path) && !SILENT.test(path),
  detect,
  message,
};

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Injection> {
  return subject.facts.javascript === undefined ? detectInPython(subject, context) : detectInJavaScript(subject);
}

function message({ data }: Match<Injection>): Message {
  return {
    what: `\`${data.what}\` is put into the text of the SQL that ${data.sink} runs.`,
    why: data.request ? 'It comes from the request: whoever sends it can read, change or delete any row.' : 'Whoever can choose that value can read, change or delete any row; a quote in it breaks the statement.',
    todo: data.language === 'javascript' ? 'Write a placeholder (`?`, `$1`) in the SQL and hand the value over as a parameter; choose names of tables and columns from a fixed list.' : 'Write `%s` in the SQL and hand the value over as a parameter; choose names of tables and columns from a fixed list.',
  };
}
