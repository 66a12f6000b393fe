import { z } from 'zod';
import type { Named } from '../../facts/lint/types.js';
import type { Message } from '../../findings/types.js';
import { isShippedPython, judgeLint, ruffName } from '../shared/python-lint.js';
import type { Match, Rule } from '../types.js';

type Data = Named & { readonly ways: number };

export const excessiveComplexity: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/excessive-complexity',
    area: 'maintainability',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A function with more than 15 ways through it.',
    options: z.strictObject({}),
  },
  applies: isShippedPython,
  detect: judgeLint<Data>((lint) => lint.complex),
  message,
};

function message({ data }: Match<Data>): Message {
  return {
    what: `\`${data.name}\` has ${data.ways} ways through it ${ruffName('C901')}.`,
    why: 'Each needs a test of its own, and nobody holds more than a few in mind.',
    todo: 'Take steps out into functions of their own, or put the cases into a table.',
  };
}
