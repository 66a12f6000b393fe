/** Reading the environment: os.environ and the libraries that settings read it with. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf } from '../../../facts/python/code/walk.js';
import type { Place, Value } from '../types.js';
import type { Frame, Held } from './frame.js';
import { lifted, literal, unknown, type Entry } from './values.js';

const TRUE = /^(true|on|ok|y|yes|1|t|enabled)$/i;
const FALSE = /^(false|off|n|no|0|f|disabled)?$/i;

/** By scheme of a database URL, as dj-database-url and django-environ read it. */
const ENGINES: Readonly<Record<string, string>> = {
  postgres: 'django.db.backends.postgresql',
  postgresql: 'django.db.backends.postgresql',
  pgsql: 'django.db.backends.postgresql',
  psql: 'django.db.backends.postgresql',
  postgis: 'django.contrib.gis.db.backends.postgis',
  mysql: 'django.db.backends.mysql',
  sqlite: 'django.db.backends.sqlite3',
  oracle: 'django.db.backends.oracle',
};

/** By scheme of a cache URL, as django-environ reads it. */
const CACHES: Readonly<Record<string, string>> = {
  dbcache: 'django.core.cache.backends.db.DatabaseCache',
  dummycache: 'django.core.cache.backends.dummy.DummyCache',
  filecache: 'django.core.cache.backends.filebased.FileBasedCache',
  locmemcache: 'django.core.cache.backends.locmem.LocMemCache',
  rediscache: 'django.core.cache.backends.redis.RedisCache',
  redis: 'django.core.cache.backends.redis.RedisCache',
  rediss: 'django.core.cache.backends.redis.RedisCache',
};

/** The value of a variable; `fallback` null: it must be set. */
export function readVariable(variable: Value, fallback: Value | null, place: Place): Value {
  if (variable.kind !== 'string') return unknown(place, 'it comes from a variable of the environment whose name is computed');
  return { kind: 'environment', variable: variable.value, fallback, place };
}

/** `os.environ.get(name, fallback)` and the like: without a fallback it is None. */
export function readFromSystem(frame: Frame, call: CallExpression): Value {
  const place = frame.place(call);
  const [first, second] = call.args;
  const name = first ?? keywordOf(call, 'key')?.value;
  const fallback = second ?? keywordOf(call, 'default')?.value;
  if (name === undefined || first?.kind === 'starred') return unknown(place, 'it comes from the environment');
  return lifted(place, [frame.value(name)], ([variable]) => readVariable(variable as Value, fallback === undefined ? literal(place, null) : frame.value(fallback), place));
}

/** `environ.Env(DEBUG=(bool, False))`: the defaults of its variables. */
export function newReader(frame: Frame, call: CallExpression, style: 'environ' | 'decouple'): Held {
  const defaults = new Map<string, Value>();
  for (const { name, value } of call.keywords) {
    const scheme = frame.value(value);
    const fallback = scheme.kind === 'list' ? scheme.items[1] : undefined;
    if (name !== null && fallback !== undefined) defaults.set(name, fallback);
  }
  return { kind: 'reader', style, defaults, prefix: '', place: frame.place(call) };
}

type Reader = Extract<Held, { kind: 'reader' }>;

/** `env("X", default=…)`, `env.bool("X", False)`, `config("X", default=…, cast=…)`. */
export function readWith(frame: Frame, reader: Reader, method: string, call: CallExpression): Value {
  const place = frame.place(call);
  const [first, second, third] = call.args;
  const isUrl = /^(dj_|cache_|db_)?(db|cache|url|cache_url|db_url|dj_db_url|dj_cache_url)$/.test(method) && method !== 'url';
  const name = first ?? keywordOf(call, 'var')?.value ?? keywordOf(call, 'name')?.value;
  const variable = name === undefined && isUrl ? literal(place, /cache/.test(method) ? 'CACHE_URL' : 'DATABASE_URL') : name === undefined ? undefined : frame.value(name);
  if (variable === undefined) return unknown(place, 'it comes from the environment');
  const isType = second !== undefined && /^(bool|int|float|str|list|tuple|dict)$/.test(dottedName(second) ?? '');
  const castBy = keywordOf(call, 'cast')?.value ?? (isType ? second : reader.style === 'decouple' ? third : undefined);
  const given = keywordOf(call, 'default')?.value ?? (isType ? third : second);
  const written = given === undefined ? (variable.kind === 'string' ? reader.defaults.get(variable.value) : undefined) : frame.value(given);
  if (isUrl) return fromUrl(frame, call, readVariable(variable, written ?? null, place), /cache/.test(method) ? 'cache' : 'database');
  const fallback = written === undefined ? null : converted(frame, written, castBy ?? null, method);
  return readVariable(variable, fallback, place);
}

function converted(frame: Frame, value: Value, castBy: Expression | null, method: string): Value {
  const { place } = value;
  const name = castBy === null ? method : castBy.kind === 'call' ? (dottedName(castBy.callee)?.split('.').at(-1) ?? '') : (dottedName(castBy)?.split('.').at(-1) ?? '');
  if (castBy?.kind === 'lambda') return castByFunction(frame, castBy, value);
  return lifted(place, [value], ([one]) => converts(name, one as Value, place));
}

function castByFunction(frame: Frame, castBy: Extract<Expression, { kind: 'lambda' }>, value: Value): Value {
  const [parameter] = castBy.parameters;
  if (parameter === undefined || value.kind === 'none') return value;
  const before = frame.names;
  frame.names = new Map(before).set(parameter.name, value);
  const result = frame.value(castBy.body);
  frame.names = before;
  return result;
}

/** A fallback as the cast gives it. Other types pass as they are: libraries cast texts alone. */
export function converts(cast: string, value: Value, place: Place): Value {
  if (value.kind === 'number' && /^(bool|boolean|strtobool)$/.test(cast)) return literal(place, value.value !== 0);
  if (value.kind !== 'string') return value;
  switch (cast) {
    case 'bool':
    case 'boolean':
    case 'strtobool':
      return TRUE.test(value.value) ? literal(place, true) : FALSE.test(value.value) ? literal(place, false) : unknown(place, 'it is no truth value');
    case 'int':
    case 'float':
      return /^-?[\d_]+(\.\d+)?$/.test(value.value.trim()) ? literal(place, Number(value.value.replaceAll('_', ''))) : unknown(place, 'it is no number');
    case 'list':
    case 'tuple':
    case 'Csv':
      return { kind: 'list', items: value.value === '' ? [] : value.value.split(',').map((item) => literal(place, item.trim())), open: false, place };
    default:
      return ['', 'str', 'url', 'path', 'str_tuple'].includes(cast) ? value : unknown(place, `\`${cast}\` computes it`);
  }
}

/** A database or cache from a URL: what the URL alone says is told where the URL is known. */
export function fromUrl(frame: Frame, call: CallExpression, url: Value, form: 'database' | 'cache'): Value {
  const place = frame.place(call);
  const entries: Entry[] = [];
  const add = (key: string, value: Value): void => void entries.push({ key, value, place: value.place });
  const part = (key: string, read: (text: string) => string | undefined): void => {
    const value = lifted(place, [url], ([known]) => {
      const text = known?.kind === 'string' ? read(known.value) : undefined;
      return text === undefined ? unknown(place, 'it comes from a URL') : literal(known?.place ?? place, text);
    });
    if (value.kind !== 'unknown' && !(value.kind === 'environment' && (value.fallback === null || value.fallback.kind === 'unknown'))) add(key, value);
  };
  if (form === 'cache') part('BACKEND', (text) => CACHES[schemeOf(text)]);
  if (form === 'database') {
    part('ENGINE', (text) => ENGINES[schemeOf(text)]);
    part('PASSWORD', (text) => /^[\w+.-]+:\/\/[^:@/]*:([^@/]*)@/.exec(text)?.[1]);
    for (const { name, value } of call.keywords) if (name !== null && /^(conn_max_age|conn_health_checks|engine)$/.test(name)) add(name.toUpperCase(), frame.value(value));
  }
  return { kind: 'dictionary', entries, open: true, place };
}

function schemeOf(url: string): string {
  return /^([\w.-]+?)(\+[\w.]+)?:/.exec(url)?.[1] ?? '';
}
