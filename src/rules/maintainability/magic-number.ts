import { z } from 'zod';
import type { Limit } from '../../facts/lint/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Edit, Fix, Message } from '../../findings/types.js';
import { isShippedPython, judgeLint, ruffName } from '../shared/python-lint.js';
import type { Match, Rule, Subject } from '../types.js';

type Data = Limit;

export const magicNumber: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/magic-number',
    area: 'maintainability',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A limit is written as a bare number where it is compared.',
    options: z.strictObject({}),
  },
  applies: isShippedPython,
  detect: judgeLint<Data>((lint) => lint.limits),
  message,
  suggest,
};

function message({ data }: Match<Data>): Message {
  return {
    what: `${data.name} is a limit without a name ${ruffName('PLR2004')}.`,
    why: 'A reader can’t tell what it stands for, and whoever changes it has to find all its places.',
    todo: 'Give it a name: a constant of the module, or a setting.',
  };
}

function suggest({ data: { name, span, constant } }: Match<Data>, { path }: Subject): Fix | null {
  if (constant === undefined) return null;
  const use: Edit = { kind: 'replace', path, range: rangeOf(span), text: constant.name };
  const { declare } = constant;
  const declaration: readonly Edit[] = declare === undefined ? [] : [{ kind: 'replace', path, range: rangeOf([declare.line, 1, declare.line, 1]), text: declare.text }];
  return { title: `Call ${name} \`${constant.name}\``, safety: 'unsafe', edits: [...declaration, use] };
}
