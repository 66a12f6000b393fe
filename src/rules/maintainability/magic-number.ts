import { z } from 'zod';
import type { Named } from '../../facts/lint/types.js';
import type { Message } from '../../findings/types.js';
import { isShippedPython, judgeLint, ruffName } from '../shared/python-lint.js';
import type { Match, Rule } from '../types.js';

type Data = Named;

export const magicNumber: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/magic-number',
    area: 'maintainability',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A limit is written as a bare number where it is compared.',
    options: z.strictObject({}),
  },
  applies: isShippedPython,
  detect: judgeLint<Data>((lint) => lint.limits),
  message,
};

function message({ data }: Match<Data>): Message {
  return {
    what: `${data.name} is a limit without a name ${ruffName('PLR2004')}.`,
    why: 'A reader can’t tell what it stands for, and whoever changes it has to find all its places.',
    todo: 'Give it a name: a constant of the module, or a setting.',
  };
}
