import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { SettingsModule, Value } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { assignmentOf, decide, declares, entryOf, mayHoldSettings, overProduction, textsIn, type SettingAnswer } from '../shared/production-settings.js';
import type { Match, Rule } from '../types.js';

interface Data {
  readonly module: SettingsModule;
  /** The engine as written; null where Django's default holds. */
  readonly engine: Value | null;
  /** A shared cache is configured, and not only possible. */
  readonly cached: boolean;
}

const DATABASE = 'django.contrib.sessions.backends.db';
const MIDDLEWARE = 'django.contrib.sessions.middleware.SessionMiddleware';
const SHARED_CACHE = /redis|memcache/i;
const CLIENTS = ['redis', 'django-redis', 'pymemcache', 'pylibmc', 'python-memcached'];

export const databaseSessions: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/database-sessions',
    area: 'scalability',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'Production keeps sessions in the database though it has a shared cache.',
    options: z.strictObject({}),
  },
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
  suggest,
};

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const engine = module.get('SESSION_ENGINE');
  const middleware = module.get('MIDDLEWARE');
  const used = middleware?.kind === 'list' ? middleware.items.find((item) => item.kind === 'string' && item.value === MIDDLEWARE) : undefined;
  if (middleware === undefined || used === undefined) return [];
  const place = engine === undefined ? used.place : assignmentOf(model, module, 'SESSION_ENGINE', engine.place);
  if (engine === undefined && module.open !== null) return [{ kind: 'unknown', place, reason: module.open }];
  const answer = engine === undefined ? 'yes' : decide(engine, (value) => (value.kind === 'string' ? value.value === DATABASE : undefined));
  if (answer === 'unknown') return [{ kind: 'unknown', place, reason: 'where production keeps its sessions depends on the environment' }];
  const cached = decideCache(module) === 'yes';
  if (answer === 'no' || !(cached || (engine !== undefined && declares(model, module.path, CLIENTS)))) return [{ kind: 'pass', place }];
  return [{ kind: 'match', place, subject: 'SESSION_ENGINE', ...(engine === undefined ? { severity: 'info' as const } : {}), data: { module, engine: engine ?? null, cached } }];
}

function decideCache(module: SettingsModule): 'yes' | 'no' | 'unknown' {
  const backend = entryOf(entryOf(module.get('CACHES'), 'default'), 'BACKEND');
  if (backend === undefined) return 'no';
  return textsIn(backend).every((text) => SHARED_CACHE.test(text)) && textsIn(backend).length > 0 ? 'yes' : 'no';
}

function message({ data: { module, engine, cached } }: Match<Data>): Message {
  return {
    what: engine === null ? `\`${module.dotted}\` sets no \`SESSION_ENGINE\`, so production keeps sessions in the database.` : `Production (\`${module.dotted}\`) keeps sessions in the database.`,
    why: 'Each request of a logged-in user costs a query before the view begins, and the table grows until `clearsessions` runs.',
    todo: cached ? 'Use `django.contrib.sessions.backends.cached_db`: reads come from the shared cache, and nothing is lost with it.' : 'Configure the Redis or Memcached that the project has as `CACHES["default"]`, and set `SESSION_ENGINE` to `django.contrib.sessions.backends.cached_db`.',
  };
}

function suggest({ data: { engine, cached } }: Match<Data>): Fix | null {
  if (engine?.kind !== 'string' || !cached) return null;
  const edit = { kind: 'replace' as const, path: engine.place.path, range: rangeOf(engine.place.span), text: '"django.contrib.sessions.backends.cached_db"' };
  return { title: 'Read sessions from the cache', safety: 'unsafe', edits: [edit] };
}
