import { z } from 'zod';
import type { PythonLint } from '../../facts/lint/types.js';
import type { Fix, Message } from '../../findings/types.js';
import { isFixturePath } from '../../project/path-uses.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { importFor } from './undefined-name/import-for.js';
import { isSilenced } from './undefined-name/silenced.js';

type Data = NonNullable<PythonLint['undefinedNames']>[number];

export const undefinedName: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/undefined-name',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A name that nothing defines or imports.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.python !== undefined && facts.syntax === undefined && !isFixturePath(path),
  detect,
  message,
  suggest,
};

function detect({ facts, path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const names = facts.lint?.undefinedNames ?? [];
  if (facts.lintUnknown !== undefined) judgement.unknown(1, facts.lintUnknown);
  else if (names.length === 0) judgement.pass();
  for (const name of names) {
    const doubt = name.doubt ?? (facts.python?.dynamicNamespace === true ? 'the module makes names at run time' : undefined);
    if (isSilenced(model, path, name.name)) continue;
    if (doubt !== undefined) judgement.unknown(name.span[0], `\`${name.name}\` is defined nowhere, and ${doubt}`);
    else judgement.match({ span: name.span, symbol: '', subject: name.name, ...(name.quoted ? { severity: 'warning' as const } : {}), causes: [{ path, text: name.name }], related: [], data: name });
  }
  return judgement.done();
}

function message({ data }: Match<Data>): Message {
  return {
    what: `\`${data.name}\` is neither defined nor imported here (Ruff F821).`,
    why: data.quoted === true ? 'The annotation means nothing to type checkers, and whatever evaluates it raises NameError.' : 'Python raises NameError when it comes to this line.',
    todo: `Import or define \`${data.name}\`, or mend its spelling.`,
  };
}

function suggest({ data }: Match<Data>, subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  const found = importFor(model, subject, data.name);
  if (found === undefined) return null;
  const { text, line } = found;
  const place = { line, column: 1 };
  return { title: `Add \`${text}\``, safety: 'unsafe', edits: [{ kind: 'replace', path: subject.path, range: { start: place, end: place }, text: `${text}\n` }] };
}
