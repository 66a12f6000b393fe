import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { SettingsModule, Value } from '../../project/django/types.js';
import { isTestPath } from '../../project/path-uses.js';
import type { ProjectModel } from '../../project/types.js';
import { decide, declares, entryOf, mayHoldSettings, overProduction, type Dictionary, type SettingAnswer } from '../shared/production-settings.js';
import { perModelScan } from '../shared/per-model.js';
import { redisUrl } from '../shared/redis-url.js';
import type { Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly module: SettingsModule;
  readonly layer: Dictionary;
  readonly backend: Value;
}

export const inMemoryChannelLayer: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/in-memory-channel-layer',
    area: 'scalability',
    severity: 'warning',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'Production passes channel messages through the memory of one process.',
    options: z.strictObject({}),
  },
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
  suggest,
};

const importing = perModelScan(({ python }, path) => !isTestPath(path) && python?.imports.some((statement) => /^channels(\.|$)/.test(statement.module)));

/** Channels alone reads the setting: without it a layer passes nothing. */
function isRead(module: SettingsModule, model: ProjectModel): boolean {
  return importing(model).length > 0 || model.django.apps.external.names.includes('channels') || model.dependencies.declaration(module.path, 'python', 'channels').kind !== 'undeclared';
}

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const layers = module.get('CHANNEL_LAYERS');
  if (layers === undefined) return [];
  const layer = entryOf(layers, 'default');
  const backend = entryOf(layer, 'BACKEND');
  if (layer?.kind !== 'dictionary' || backend === undefined) return [{ kind: 'unknown', place: layers.place, reason: layers.kind === 'unknown' ? layers.reason : 'the channel layer can\'t be told' }];
  const answer = decide(backend, (value) => (value.kind === 'string' ? value.value.endsWith('.InMemoryChannelLayer') : undefined));
  if (answer === 'no') return [{ kind: 'pass', place: backend.place }];
  if (answer === 'unknown') return [{ kind: 'unknown', place: backend.place, reason: 'the channel layer depends on the environment' }];
  if (!isRead(module, model)) return [{ kind: 'unknown', place: backend.place, reason: 'nothing declares, installs or imports Channels, which alone reads the layer' }];
  return [{ kind: 'match', place: backend.place, subject: 'InMemoryChannelLayer', data: { module, layer, backend } }];
}

function message({ data: { module } }: Match<Data>): Message {
  return {
    what: `Production (\`${module.dotted}\`) uses \`InMemoryChannelLayer\`.`,
    why: 'A message that one process sends to a group never reaches the connections of the others, nor what a task sends: users miss updates as soon as there are two processes.',
    todo: 'Use `channels_redis.core.RedisChannelLayer` with the hosts of a Redis server.',
  };
}

function suggest({ data: { module, layer, backend } }: Match<Data>, subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (backend.kind !== 'string' || backend.place.path !== layer.place.path || layer.entries.length !== 1 || !declares(model, subject.path, ['channels-redis'])) return null;
  const url = redisUrl(model, module, backend.place);
  const [entry] = layer.entries;
  if (url === null || entry === undefined || entry.place.span[0] !== backend.place.span[0] || entry.place.path !== backend.place.path) return null;
  const separator = entry.place.span[0] === layer.place.span[0] ? ' ' : `\n${' '.repeat(entry.place.span[1] - 1)}`;
  const text = `"channels_redis.core.RedisChannelLayer",${separator}"CONFIG": {"hosts": [${url}]}`;
  return { title: 'Pass messages through Redis', safety: 'unsafe', edits: [{ kind: 'replace', path: backend.place.path, range: rangeOf(backend.place.span), text }] };
}
