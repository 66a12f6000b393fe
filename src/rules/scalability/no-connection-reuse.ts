import { z } from 'zod';
import type { CallExpression } from '../../facts/python/code/nodes.js';
import { expressionsOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { Fix, Message } from '../../findings/types.js';
import type { Place, SettingsModule, Value } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import { assignmentOf, declares, entryOf, insertEntries, mayHoldSettings, overProduction, textsIn, type Dictionary, type SettingAnswer } from '../shared/production-settings.js';
import type { Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly module: SettingsModule;
  readonly alias: string;
  readonly database: Dictionary;
  /** Written as 0, and not only absent. */
  readonly zero: boolean;
  readonly asgi: boolean;
}

const SERVER = /^django\.(contrib\.gis\.)?db\.backends\.(postgresql|postgresql_psycopg2|postgis|mysql|oracle)$|^django_prometheus\.db\.backends\.(postgresql|postgis|mysql)$/;
const DRIVERS = ['psycopg', 'psycopg2', 'psycopg2-binary', 'psycopg-binary', 'mysqlclient', 'pymysql', 'oracledb', 'cx-oracle'];
const POOLERS = ['pgbouncer', 'PGBOUNCER', 'pgcat', 'odyssey'];

export const noConnectionReuse: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/no-connection-reuse',
    area: 'scalability',
    severity: 'warning',
    confidence: 'medium',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'Production opens a new database connection for each request.',
    options: z.strictObject({}),
  },
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
  suggest,
};

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const databases = module.get('DATABASES');
  if (databases === undefined) return [];
  const place = assignmentOf(model, module, 'DATABASES', databases.place);
  const database = entryOf(databases, 'default');
  if (databases.kind !== 'dictionary' || database?.kind !== 'dictionary') return [{ kind: 'unknown', place, reason: 'the database that production uses can\'t be told' }];
  return [judgeDatabase(module, model, place, database)];
}

function judgeDatabase(module: SettingsModule, model: ProjectModel, place: Place, database: Dictionary): SettingAnswer<Data> {
  const server = isServer(model, module, database);
  if (server === 'no' || reuses(database) || hasPooler(model, module, database)) return { kind: 'pass', place };
  if (server === 'unknown') return { kind: 'unknown', place, reason: 'which database production uses depends on the environment' };
  const age = entryOf(database, 'CONN_MAX_AGE');
  if (age !== undefined && age.kind !== 'number') return { kind: 'unknown', place, reason: 'the environment tells how long connections are kept' };
  if (age === undefined && database.open && urlCall(model, database) === undefined) return { kind: 'unknown', place, reason: 'the database has options that can\'t be seen' };
  const asgi = module.get('ASGI_APPLICATION') !== undefined && declares(model, module.path, ['daphne', 'uvicorn', 'hypercorn', 'channels']);
  return { kind: 'match', place, subject: 'DATABASES.default', causes: [{ path: place.path, text: 'CONN_MAX_AGE' }, { path: place.path, text: 'DATABASES' }], data: { module, alias: 'default', database, zero: age !== undefined, asgi } };
}

/** A database behind a network; of a URL from the environment the declared driver tells. */
function isServer(model: ProjectModel, module: SettingsModule, database: Dictionary): 'yes' | 'no' | 'unknown' {
  const engine = entryOf(database, 'ENGINE');
  const texts = textsIn(engine);
  if (engine?.kind === 'string') return SERVER.test(engine.value) ? 'yes' : 'no';
  if (engine?.kind === 'either' && texts.length === engine.values.length) return texts.every((text) => SERVER.test(text)) ? 'yes' : texts.some((text) => SERVER.test(text)) ? 'unknown' : 'no';
  return urlCall(model, database) !== undefined && declares(model, module.path, DRIVERS) ? 'yes' : 'unknown';
}

/** Connections are kept, or the environment can say that they are. */
function reuses(database: Dictionary): boolean {
  const age = entryOf(database, 'CONN_MAX_AGE');
  if (age?.kind === 'number' ? age.value !== 0 : age?.kind === 'none') return true;
  return entryOf(entryOf(database, 'OPTIONS'), 'pool') !== undefined;
}

function hasPooler(model: ProjectModel, module: SettingsModule, database: Dictionary): boolean {
  if (textsIn(entryOf(database, 'HOST')).some((text) => /bouncer|pool/i.test(text))) return true;
  const cursors = entryOf(database, 'DISABLE_SERVER_SIDE_CURSORS');
  if (cursors !== undefined && !(cursors.kind === 'boolean' && !cursors.value)) return true;
  if (POOLERS.some((word) => model.symbols.mentions(word).some(isShippedPath))) return true;
  return model.paths.some((path) => /(^|\/)(pgbouncer|pgcat|odyssey)[^/]*(\/|$)/i.test(path)) || module.names.some((name) => name.includes('PGBOUNCER'));
}

/** The call that reads the database from a URL (`env.db("DATABASE_URL")`, `dj_database_url.config()`), where the value is one. */
function urlCall(model: ProjectModel, database: Value): CallExpression | undefined {
  const { path, span } = database.place;
  const code = model.symbols.code(path);
  let found: CallExpression | undefined;
  if (code === undefined) return undefined;
  walkStatements(code.body, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (inner) => {
        if (inner.kind !== 'call' || inner.callee.kind !== 'attribute' || !/^(db|db_url|dj_db_url|config|parse)$/.test(inner.callee.attribute)) return;
        const own = model.symbols.span(path, inner);
        if (own.every((part, index) => part === span[index])) found = inner;
      });
    }
  });
  return found;
}

function message({ data: { module, zero, asgi } }: Match<Data>): Message {
  const reason = zero ? 'with `CONN_MAX_AGE` 0' : 'without `CONN_MAX_AGE`';
  return {
    what: `Production (\`${module.dotted}\`) connects to its database server ${reason} and without a pool.`,
    why: 'Django opens a connection for each request and closes it again: under load that costs time in each answer and exhausts the server\'s connections.',
    todo: asgi
      ? 'Let connections be reused: the `pool` option (Django 5.1 and psycopg 3), PgBouncer in front of the server, or `CONN_MAX_AGE` with `CONN_HEALTH_CHECKS`, which under ASGI keeps one connection for each thread.'
      : 'Set `CONN_MAX_AGE` (60 seconds, say) and `CONN_HEALTH_CHECKS`, or the `pool` option (Django 5.1 and psycopg 3), or put PgBouncer in front of the server.',
  };
}

function suggest({ data: { database, zero } }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (zero || database.open) return null;
  const entries = ['"CONN_MAX_AGE": 60', ...(entryOf(database, 'CONN_HEALTH_CHECKS') === undefined ? ['"CONN_HEALTH_CHECKS": True'] : [])];
  const edit = insertEntries(model, database, entries);
  return edit === null ? null : { title: 'Keep connections for a minute', safety: 'unsafe', edits: [edit] };
}
