import { z } from 'zod';
import type { Fix, Message } from '../../findings/types.js';
import type { SettingsModule, Value } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { rangeOf } from '../../findings/locate.js';
import { isShippedPath } from '../../project/path-uses.js';
import { perModel } from '../shared/per-model.js';
import { decide, declares, entryOf, mayHoldSettings, overProduction, textsIn, topOf, type Dictionary, type SettingAnswer } from '../shared/production-settings.js';
import { redisUrl } from '../shared/redis-url.js';
import type { Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly module: SettingsModule;
  /** `LocMemCache` or `DummyCache`; null where no cache is configured. */
  readonly backend: string | null;
  readonly cache: Dictionary | null;
  readonly value: Value | null;
  /** What makes the cache matter. */
  readonly use: string | null;
}

const PRIVATE = /\.(LocMemCache|DummyCache)$/;
const SHARED_SESSIONS = /\.backends\.(cache|cached_db)$/;
const CACHE_MIDDLEWARE = /^django\.middleware\.cache\./;

/** The first shipped file that uses Django's cache, or undefined. */
const cacheUser = perModel((model): string | undefined => model.paths.find((path) => path.endsWith('.py') && isShippedPath(path) && !/(^|\/)management\//.test(path) && usesCache(model, path)));

function usesCache(model: ProjectModel, path: string): boolean {
  return (model.facts(path)?.python?.imports ?? []).some(({ module, level, names }) => level === 0 && (module === 'django.core.cache' || (module === 'django.views.decorators.cache' && (names ?? []).some(({ name }) => name === 'cache_page'))));
}

export const localMemoryCache: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/local-memory-cache',
    area: 'scalability',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'Production caches in the memory of each process, or not at all.',
    options: z.strictObject({}),
  },
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
  suggest,
};

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const caches = module.get('CACHES');
  if (caches === undefined) return withoutCaches(module, model);
  const cache = entryOf(caches, 'default');
  const backend = entryOf(cache, 'BACKEND');
  if (cache?.kind !== 'dictionary' || backend === undefined) return [{ kind: 'unknown', place: caches.place, reason: caches.kind === 'unknown' ? caches.reason : 'the cache that production uses can\'t be told' }];
  const answer = decide(backend, (value) => (value.kind === 'string' ? PRIVATE.test(value.value) : undefined));
  if (answer === 'no') return [{ kind: 'pass', place: backend.place }];
  if (answer === 'unknown') return [{ kind: 'unknown', place: backend.place, reason: 'the cache that production uses depends on the environment' }];
  if (module.open !== null) return [{ kind: 'unknown', place: backend.place, reason: module.open }];
  const name = textsIn(backend)[0]?.split('.').at(-1) ?? 'LocMemCache';
  return [{ kind: 'match', place: backend.place, subject: name, data: { module, backend: name, cache, value: backend, use: useOf(module, model) } }];
}

/** Django's default is the memory of the process: that matters where something uses the cache. */
function withoutCaches(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const top = topOf(module.path);
  if (module.open !== null) return [{ kind: 'unknown', place: top, reason: module.open }];
  const use = useOf(module, model);
  if (use === null) return [{ kind: 'pass', place: top }];
  return [{ kind: 'match', place: top, subject: 'CACHES', causes: [{ path: module.path, text: 'CACHES' }, { path: '*', text: 'cache' }], data: { module, backend: null, cache: null, value: null, use } }];
}

function useOf(module: SettingsModule, model: ProjectModel): string | null {
  const sessions = module.get('SESSION_ENGINE');
  if (sessions?.kind === 'string' && SHARED_SESSIONS.test(sessions.value)) return 'sessions are kept in it';
  if (textsIn(module.get('MIDDLEWARE')).some((text) => CACHE_MIDDLEWARE.test(text))) return 'the cache middleware keeps pages in it';
  const user = cacheUser(model);
  return user === undefined ? null : `${user} uses it`;
}

function message({ data: { module, backend, use } }: Match<Data>): Message {
  const what = backend === null ? `\`${module.dotted}\` configures no cache, so production uses Django's default, which lives in the memory of each process` : `Production (\`${module.dotted}\`) caches with \`${backend}\``;
  return {
    what: `${what}${use === null ? '' : `; ${use}`}.`,
    why: backend === 'DummyCache' ? 'Nothing is ever cached: each request does all the work again.' : 'Each worker process has a cache of its own: they disagree with each other, counters and locks do not hold, and a restart empties it.',
    todo: 'Use a cache that all processes share: `django.core.cache.backends.redis.RedisCache` with its `LOCATION`.',
  };
}

function suggest({ data: { module, cache, value } }: Match<Data>, subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (cache === null || value?.kind !== 'string' || value.place.path !== cache.place.path || cache.entries.some(({ key }) => key === 'LOCATION')) return null;
  if (!declares(model, subject.path, ['redis', 'django-redis'])) return null;
  const location = redisUrl(model, module, value.place);
  const entry = cache.entries.find(({ key }) => key === 'BACKEND');
  if (location === null || entry === undefined || entry.place.span[0] !== value.place.span[0] || entry.place.path !== value.place.path) return null;
  const indent = ' '.repeat(entry.place.span[1] - 1);
  const separator = entry.place.span[0] === cache.place.span[0] ? ' ' : `\n${indent}`;
  return {
    title: 'Cache in Redis',
    safety: 'unsafe',
    edits: [{ kind: 'replace', path: value.place.path, range: rangeOf(value.place.span), text: `"django.core.cache.backends.redis.RedisCache",${separator}"LOCATION": ${location}` }],
  };
}
