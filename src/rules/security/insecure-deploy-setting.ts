import { z } from 'zod';
import type { Fix, Message } from '../../findings/types.js';
import type { SettingsModule } from '../../project/django/types.js';
import { mayHoldSettings, overProduction, textsIn, topOf, type SettingAnswer } from '../shared/production-settings.js';
import type { Match, Rule, RuleContext, Subject } from '../types.js';
import { appendSettings } from './insecure-deploy-setting/block.js';
import { gapsOf, type Gap } from './insecure-deploy-setting/checks.js';

interface Data {
  readonly module: SettingsModule;
  readonly gaps: readonly Gap[];
}

const PROXY = 'SECURE_PROXY_SSL_HEADER';
/** Settings that only harm a site which is not served over TLS, and not one that is known to be. */
const HARMLESS_OVER_TLS = new Set(['SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE']);

export const insecureDeploySetting: Rule<Data, unknown> = {
  meta: {
    id: 'security/insecure-deploy-setting',
    area: 'security',
    severity: 'warning',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'both',
    summary: 'The settings that production runs with lack what Django’s deployment check asks for.',
    options: z.strictObject({}),
  },
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
  suggest,
};

function judge(module: SettingsModule): readonly SettingAnswer<Data>[] {
  const place = topOf(module.path);
  if (module.get('MIDDLEWARE') === undefined) return module.open === null ? [] : [{ kind: 'unknown', place, reason: module.open }];
  const gaps = gapsOf(module);
  if (!gaps.some(({ telling }) => telling)) return [module.open === null ? { kind: 'pass', place } : { kind: 'unknown', place, reason: module.open }];
  const causes = module.chain.flatMap((path) => gaps.map(({ setting }) => ({ path, text: setting })));
  return [{ kind: 'match', place, subject: 'check --deploy', causes: [...causes, { path: module.path }], data: { module, gaps } }];
}

function message({ data: { module, gaps } }: Match<Data>): Message {
  const missing = gaps.map(({ setting, unset }) => `\`${setting}\`${unset || setting.includes(' ') ? '' : ' (set, but not safely)'}`);
  const redirects = gaps.some(({ setting }) => setting === 'SECURE_SSL_REDIRECT') && !knows(module, PROXY);
  return {
    what: `\`${module.dotted}\`, which production runs with, lacks ${missing.join(', ')}.`,
    why: 'Without them, logins and session cookies can travel over plain HTTP, where others on the network read them.',
    todo: `Set them for production: \`manage.py check --deploy\` asks for them.${redirects ? ` Behind a proxy that ends TLS, \`${PROXY}\` must name its header first, or the redirect never ends.` : ''}`,
  };
}

function knows(module: SettingsModule, setting: string): boolean {
  return module.get(setting) !== undefined;
}

/** Settings that are written down with another value stay as someone decided. */
function suggest({ data: { module, gaps } }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  const wanted = gaps.flatMap(({ setting, wanted: text, unset }) => (unset && text !== null ? [{ setting, wanted: text }] : []));
  if (wanted.length === 0) return null;
  const edit = appendSettings(model, module, wanted);
  if (edit === null) return null;
  const safe = isServedOverTls(module) && wanted.every(({ setting }) => HARMLESS_OVER_TLS.has(setting));
  return { title: `Set ${wanted.length === 1 ? `\`${wanted[0]?.setting}\`` : `${wanted.length} settings`} for production`, safety: safe ? 'safe' : 'unsafe', edits: [edit] };
}

/** The settings themselves say so: the proxy's header, the redirect, or origins with https. */
function isServedOverTls(module: SettingsModule): boolean {
  if (module.get(PROXY)?.kind === 'list') return true;
  const redirect = module.get('SECURE_SSL_REDIRECT');
  return (redirect?.kind === 'boolean' && redirect.value) || textsIn(module.get('CSRF_TRUSTED_ORIGINS')).some((origin) => origin.startsWith('https://'));
}
