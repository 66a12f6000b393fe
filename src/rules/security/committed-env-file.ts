import { z } from 'zod';
import type { FilledVariable } from '../../facts/lint/types.js';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, Subject } from '../types.js';

/** Names alone: no value is known here. */
interface Data {
  readonly names: readonly string[];
}

export const committedEnvFile: Rule<Data, unknown> = {
  meta: {
    id: 'security/committed-env-file',
    area: 'security',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['any'],
    fix: 'none',
    conceals: true,
    summary: 'An environment file with secrets is part of the repository.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.variables !== undefined && !isTestPath(path) && !isFixturePath(`${path}/`.replace(/\.env[^/]*\/$/, '')),
  detect,
  message,
};

function detect({ facts }: Subject): Judgement<Data> {
  const judgement = judging<Data>();
  const variables: readonly FilledVariable[] = facts.variables ?? [];
  const [first] = variables;
  if (first === undefined) judgement.pass();
  else judgement.match({ span: first.span, symbol: '', subject: 'secrets', causes: [], related: [], data: { names: variables.map(({ name }) => name) } });
  return judgement.done();
}

function message({ data: { names } }: Match<Data>, { path }: Subject): Message {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return {
    what: `\`${path}\` is committed with values for ${shown}${more}.`,
    why: 'Whoever reads the repository, now or in its history, has these secrets.',
    todo: `Take the file out of git (\`git rm --cached ${path}\`), name it in \`.gitignore\`, replace the secrets, and commit an example without values instead.`,
  };
}
