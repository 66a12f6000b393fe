import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { SettingsModule, Value } from '../../project/django/types.js';
import { decide, mayHoldSettings, overProduction, type SettingAnswer } from '../shared/production-settings.js';
import type { Match, Rule } from '../types.js';

interface Data {
  readonly module: SettingsModule;
  /** The variable that can narrow it; null when nothing can. */
  readonly variable: string | null;
}

export const wildcardHosts: Rule<Data, unknown> = {
  meta: {
    id: 'security/wildcard-hosts',
    area: 'security',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'The settings that production runs with accept any Host header.',
    options: z.strictObject({}),
  },
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
};

function judge(module: SettingsModule): readonly SettingAnswer<Data>[] {
  const value = module.get('ALLOWED_HOSTS');
  if (value === undefined) return [];
  const { place } = value;
  const variable = value.kind === 'environment' ? value.variable : null;
  const deciding = value.kind === 'environment' ? value.fallback : value;
  const answer = deciding === null ? 'no' : decide(deciding, acceptsAll);
  if (answer === 'no') return [{ kind: 'pass', place }];
  if (answer === 'unknown' || module.open !== null) return [{ kind: 'unknown', place, reason: module.open ?? 'which hosts production accepts depends on what can’t be seen' }];
  const narrowed = value.kind === 'list' ? value.items.find((item) => item.kind === 'string' && item.value === '*') : undefined;
  return [{ kind: 'match', place: narrowed?.place ?? place, subject: 'ALLOWED_HOSTS', ...(variable === null ? {} : { severity: 'warning', confidence: 'medium' }), data: { module, variable } }];
}

function acceptsAll(value: Value): boolean | undefined {
  if (value.kind !== 'list') return undefined;
  if (value.items.some((item) => item.kind === 'string' && item.value === '*')) return true;
  return value.open || value.items.some((item) => item.kind === 'unknown') ? undefined : false;
}

function message({ data: { module, variable } }: Match<Data>): Message {
  return {
    what: variable === null ? `\`ALLOWED_HOSTS\` of \`${module.dotted}\`, which production runs with, holds \`"*"\`.` : `\`ALLOWED_HOSTS\` of \`${module.dotted}\` is \`["*"]\` unless the environment sets \`${variable}\`.`,
    why: 'Whoever sends a request then chooses the host in password reset links, redirects and cached pages.',
    todo: variable === null ? 'List the names under which the site is served, or read them from the environment.' : `Let the list be empty when \`${variable}\` is not set, so that a server without it fails at once.`,
  };
}
