import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { SettingsModule, Value } from '../../project/django/types.js';
import { decide, mayHoldSettings, overProduction, textsIn, type SettingAnswer } from '../shared/production-settings.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { corsOfNode } from './wildcard-cors/node.js';
import { corsIn } from './wildcard-cors/pyweb.js';

type Data = OfDjango | { readonly written: string; readonly credentials: boolean };

interface OfDjango {
  readonly module: SettingsModule;
  readonly setting: string;
  /** Cookies are sent along. */
  readonly credentials: boolean;
}

/** Names of django-cors-headers, the old one too. */
const ALL_ORIGINS = ['CORS_ALLOW_ALL_ORIGINS', 'CORS_ORIGIN_ALLOW_ALL'];
const PATTERNS = ['CORS_ALLOWED_ORIGIN_REGEXES', 'CORS_ORIGIN_REGEX_WHITELIST'];
/** Patterns that any origin fits. */
const ANYTHING = /^\^?(\(?(https?|\w*)\??:\/\/\)?)?\(?\.[*+]\)?\$?$/;

export const wildcardCors: Rule<Data, unknown> = {
  meta: {
    id: 'security/wildcard-cors',
    area: 'security',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'Pages of any site may read responses.',
    options: z.strictObject({}),
  },
  applies: (subject) => (subject.facts.javascript === undefined ? mayHoldSettings(subject) : subject.facts.skip === undefined),
  detect,
  message,
};

const NOTHING: Judgement<OfDjango> = { matches: [], passed: 0, unknowns: [] };
const overSettings = overProduction(judge);

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const isNode = subject.facts.javascript !== undefined;
  const settings = isNode ? NOTHING : overSettings(subject, context);
  const judgement = judging<Data>();
  for (const { kind, span, written, credentials } of isNode ? corsOfNode(context.model, subject.path) : corsIn(context.model, subject.path)) {
    if (kind === 'pass') judgement.pass();
    else if (kind === 'unknown') judgement.unknown(span[0], 'which origins it lets in can\'t be told');
    else judgement.match({ span, symbol: '', subject: written, ...(credentials ? { severity: 'error' as const } : {}), causes: [{ path: subject.path, text: 'CORS' }], related: [], data: { written, credentials } });
  }
  const own = judgement.done();
  return { matches: [...settings.matches, ...own.matches], passed: settings.passed + own.passed, unknowns: [...settings.unknowns, ...own.unknowns] };
}

function judge(module: SettingsModule): readonly SettingAnswer<OfDjango>[] {
  if (!isUsed(module)) return [];
  const credentials = sends(module);
  return [...ALL_ORIGINS.map((name) => answer(module, name, isTrue, credentials)), ...PATTERNS.map((name) => answer(module, name, fitsAnything, credentials))].flatMap((one) => one ?? []);
}

/** Without its middleware the settings of django-cors-headers do nothing. */
function isUsed(module: SettingsModule): boolean {
  return textsIn(module.get('MIDDLEWARE')).some((text) => text.startsWith('corsheaders.'));
}

function sends(module: SettingsModule): boolean {
  const value = module.get('CORS_ALLOW_CREDENTIALS');
  return value !== undefined && decide(value, isTrue) === 'yes';
}

function isTrue(value: Value): boolean | undefined {
  return value.kind === 'boolean' ? value.value : undefined;
}

function fitsAnything(value: Value): boolean | undefined {
  return value.kind === 'list' ? value.items.some((item) => item.kind === 'string' && ANYTHING.test(item.value)) : undefined;
}

function answer(module: SettingsModule, setting: string, test: (value: Value) => boolean | undefined, credentials: boolean): SettingAnswer<OfDjango> | undefined {
  const value = module.get(setting);
  if (value === undefined) return undefined;
  const { place } = value;
  const decided = decide(value, test);
  if (decided === 'no') return { kind: 'pass', place };
  if (decided === 'unknown' || module.open !== null) return { kind: 'unknown', place, reason: module.open ?? `\`${setting}\` depends on the environment` };
  return { kind: 'match', place, subject: setting, ...(credentials ? { severity: 'error' as const } : {}), data: { module, setting, credentials } };
}

function message({ data }: Match<Data>): Message {
  const { credentials } = data;
  const why = credentials ? 'Any page that a logged-in visitor opens can read and change what the visitor may.' : 'Any page that a visitor opens can call the server and read its answers, also where only the visitor’s own network reaches it.';
  if (!('module' in data)) {
    return {
      what: `\`${data.written}\` lets pages of any site call the server${credentials ? ', with the visitor’s cookies' : ''}.`,
      why,
      todo: 'List the origins of your own pages, or read them from the environment.',
    };
  }
  const { module, setting } = data;
  return {
    what: `\`${setting}\` of \`${module.dotted}\`, which production runs with, lets pages of any site call it${credentials ? ', and `CORS_ALLOW_CREDENTIALS` sends the visitor’s cookies along' : ''}.`,
    why,
    todo: 'List the origins of your own pages in `CORS_ALLOWED_ORIGINS`, or read them from the environment.',
  };
}
