import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { Place } from '../../project/django/types.js';
import { either, judging } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { perModel } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { answerOf, type SettingReference } from './unresolved-setting-reference/answers.js';
import { environmentReferences, settingReferences } from './unresolved-setting-reference/references.js';

interface Data {
  readonly reference: SettingReference;
  /** The module that exists and lacks the rest of the name; null where the module itself is missing. */
  readonly module: string | null;
  readonly missing: string;
  readonly nearest: readonly string[];
}

export const unresolvedSettingReference: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unresolved-setting-reference',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A Django setting names a module, class or model of the repository that does not exist.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python !== undefined && path.endsWith('.py') && !isTestPath(path) && !isFixturePath(path),
  detect,
  message,
  suggest,
};

/** Every reference by the file that writes it; several settings modules share those of their base. */
const references = perModel((model) => {
  const found = new Map<string, Map<string, SettingReference>>();
  if (!model.django.present) return found;
  for (const reference of model.django.settings.modules.flatMap(settingReferences)) {
    const own = found.get(reference.place.path) ?? new Map<string, SettingReference>();
    found.set(reference.place.path, own.set(`${reference.place.span.join()} ${reference.text}`, reference));
  }
  return found;
});

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const own = [...(references(model).get(path)?.values() ?? []), ...environmentReferences(model, path, facts)];
  for (const reference of own) {
    const { place, text, setting } = reference;
    const answer = answerOf(model, reference);
    if (answer.kind === 'yes') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(place.span[0], `\`${text}\` of \`${setting}\`: ${answer.reason}`);
    else {
      const causes = [...(answer.module === null ? answer.tried : [answer.module]).map((file) => ({ path: file, text: answer.missing.split('.').at(-1) as string })), { path, text }];
      judgement.match({ span: place.span, symbol: '', subject: `${setting} ${text}`, causes, related: [], data: { reference, module: answer.module, missing: answer.missing, nearest: answer.nearest } });
    }
  }
  return judgement.done();
}

function message({ data: { reference, module, missing, nearest } }: Match<Data>): Message {
  const { setting, text, use } = reference;
  return {
    what: module === null ? `\`${setting}\` names \`${text}\`, but there is no \`${missing}\`.` : `\`${setting}\` names \`${text}\`, but \`${module}\` has no \`${missing}\`.`,
    why: use === 'start' ? 'Django does not start: loading the settings raises an error.' : 'The first request or command that needs it raises ImportError.',
    todo: nearest.length > 0 ? `Did you mean ${either(nearest)}?` : 'Correct the name, or take it out of the settings.',
  };
}

/** The text inside its quotes, where it is written plainly. */
function suggest({ data: { reference, nearest } }: Match<Data>): Fix | null {
  const [only, ...others] = nearest;
  if (only === undefined || others.length > 0 || !isPlain(reference.place, reference.text)) return null;
  const [line, column, endLine, endColumn] = reference.place.span;
  return { title: `Name \`${only}\` instead`, safety: 'unsafe', edits: [{ kind: 'replace', path: reference.place.path, range: rangeOf([line, column + 1, endLine, endColumn - 1]), text: only }] };
}

/** One pair of quotes around the text and nothing else. */
function isPlain({ span }: Place, text: string): boolean {
  return span[0] === span[2] && span[3] - span[1] === text.length + 2;
}
