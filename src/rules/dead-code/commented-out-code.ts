import { z } from 'zod';
import type { Named } from '../../facts/lint/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import { isShippedPython, judgeLint, ruffName } from '../shared/python-lint.js';
import type { Match, Rule, Subject } from '../types.js';

type Data = Named;

export const commentedOutCode: Rule<Data, unknown> = {
  meta: {
    id: 'dead-code/commented-out-code',
    area: 'dead-code',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'Code that stands in a comment.',
    options: z.strictObject({}),
  },
  applies: (subject) => isShippedPython(subject) && !/(^|\/)(settings|config|conf)(\/|[^/]*\.py$)/.test(subject.path),
  detect: judgeLint<Data>((lint) => lint.commentedOut),
  message,
  suggest,
};

function message({ data }: Match<Data>): Message {
  return {
    what: `Commented-out code: \`${data.name.replaceAll('`', "'")}\` ${ruffName('ERA001')}.`,
    why: 'Nothing checks it, so it is soon wrong; git keeps what was there.',
    todo: 'Remove it, or say in words what is to be done.',
  };
}

function suggest({ data: { span } }: Match<Data>, { path }: Subject): Fix {
  return { title: 'Remove it', safety: 'unsafe', edits: [{ kind: 'replace', path, range: rangeOf(span), text: '' }] };
}
