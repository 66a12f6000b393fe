/** Which settings of Django hold secrets, and whether what stands there is one. Pure. */
import type { SettingsModule, Value } from '../../../project/django/types.js';

export interface SecretValue {
  /** `DATABASES["default"]["PASSWORD"]` */
  readonly name: string;
  /** The variable that a fix would read. */
  readonly variable: string;
  /** The value as the settings hold it: never shown. */
  readonly value: Value;
  /** A key that signs sessions or tokens; else a password. */
  readonly form: 'key' | 'password';
}

const KEYS = ['SECRET_KEY', 'JWT_SECRET', 'JWT_SECRET_KEY', 'JWT_SIGNING_KEY'];
const KEY_ENTRIES: readonly (readonly [string, string])[] = [['SIMPLE_JWT', 'SIGNING_KEY'], ['JWT_AUTH', 'JWT_SECRET_KEY'], ['GRAPHQL_JWT', 'JWT_SECRET_KEY']];
/** Words that stand where a value is to be put, and values that images of databases come with. */
const PLACEHOLDER = /change[\s_-]?(me|this|it)|^(<.*>|\{.*\}|\$.*|x+|\*+|-+|\.+|_+)$|placeholder|replace|your[\s_-]|example|dummy|fake|^(secret|secret[_-]?key|not[_-]?secret|insecure|test(ing)?|dev|development|local|none|null|todo|foo|bar|default|sample|temp|unsafe)$|\b(test|dev|local|build|ci)[_-](only|key|secret|password)|(key|secret|password)[_-]?(for[_-])?(tests?|dev|development|local|build)|not[\s_-]?(so[\s_-]?)?(a[\s_-]?)?(real|secret|secure)|insecure[\s_-](secret|dev|key|default|test)|^(postgres(ql)?|password|passwd|pass|root|admin|guest|user|redis|mysql|mariadb|django|rabbitmq|rabbit|docker|db|database|demo|app|web|1234\d*|minio(admin)?)$/i;
/** Shorter keys and passwords are stand-ins. */
const SHORTEST = { key: 16, password: 5 };

/** Every setting of the module that should hold a secret, with what it comes to. */
export function secretsOf(module: SettingsModule): readonly SecretValue[] {
  const found: SecretValue[] = [];
  const add = (name: string, variable: string, value: Value | undefined, form: SecretValue['form']): void => {
    if (value !== undefined) found.push({ name, variable, value, form });
  };
  for (const name of KEYS) add(name, name === 'SECRET_KEY' ? 'DJANGO_SECRET_KEY' : name, module.get(name), 'key');
  for (const [name, key] of KEY_ENTRIES) add(`${name}["${key}"]`, key, entry(module.get(name), key), 'key');
  add('EMAIL_HOST_PASSWORD', 'EMAIL_HOST_PASSWORD', module.get('EMAIL_HOST_PASSWORD'), 'password');
  for (const [alias, database] of entries(module.get('DATABASES'))) add(`DATABASES["${alias}"]["PASSWORD"]`, alias === 'default' ? 'DATABASE_PASSWORD' : `${alias.toUpperCase().replace(/\W/g, '_')}_DATABASE_PASSWORD`, entry(database, 'PASSWORD'), 'password');
  for (const [alias, cache] of entries(module.get('CACHES'))) add(`CACHES["${alias}"]["OPTIONS"]["PASSWORD"]`, 'CACHE_PASSWORD', entry(entry(cache, 'OPTIONS'), 'PASSWORD'), 'password');
  return found;
}

function entry(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === 'dictionary' ? value.entries.findLast((one) => one.key === key)?.value : undefined;
}

function entries(value: Value | undefined): readonly (readonly [string, Value])[] {
  return value?.kind === 'dictionary' ? value.entries.map(({ key, value: one }) => [key, one]) : [];
}

/** Whether a text is a secret and not a stand-in for one. */
export function isSecret(text: string, form: SecretValue['form']): boolean {
  if (text.length < SHORTEST[form] || /\s.*\s/.test(text) || PLACEHOLDER.test(text.replace(/^django-insecure-/, ''))) return false;
  return form === 'password' || new Set(text).size >= 8;
}
