import { z } from 'zod';
import type { Named } from '../../facts/lint/types.js';
import type { Message } from '../../findings/types.js';
import { isShippedPython, judgeLint, ruffName } from '../shared/python-lint.js';
import type { Match, Rule } from '../types.js';

type Data = Named;

export const missingDocstring: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/missing-docstring',
    area: 'maintainability',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A public function without a docstring, in a file that otherwise has them.',
    options: z.strictObject({}),
  },
  applies: isShippedPython,
  detect: judgeLint<Data>((lint) => lint.undocumented),
  message,
};

function message({ data }: Match<Data>): Message {
  return {
    what: `\`${data.name}\` has no docstring ${ruffName('D103')}.`,
    why: 'The rest of the file has them; what this one is for must be guessed from its body.',
    todo: 'Say in a sentence what it does, and what goes in and out.',
  };
}
