import { z } from 'zod';
import type { Named } from '../../facts/lint/types.js';
import type { Message } from '../../findings/types.js';
import { isShippedPython, judgeLint, ruffName } from '../shared/python-lint.js';
import type { Match, Rule } from '../types.js';

type Data = Named;

export const missingTypeHints: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/missing-type-hints',
    area: 'maintainability',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A public function without a return type, in a file that otherwise has them.',
    options: z.strictObject({}),
  },
  applies: isShippedPython,
  detect: judgeLint<Data>((lint) => lint.untyped),
  message,
};

function message({ data }: Match<Data>): Message {
  return {
    what: `\`${data.name}\` has no return type ${ruffName('ANN201')}.`,
    why: 'The rest of the file has them; here neither a reader nor a type checker is told what comes back.',
    todo: 'Write the types of its parameters and of what it returns.',
  };
}
