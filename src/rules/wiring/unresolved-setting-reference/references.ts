/** What settings name: modules, classes and models, with the places of their names. Pure. */
import type { FileFacts } from '../../../facts/types.js';
import { namedIn } from '../../../project/django/settings/candidates.js';
import { possibilities } from '../../../project/django/settings/values.js';
import type { SettingsModule, Value } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';
import type { SettingReference } from './answers.js';

/** Settings whose own text or texts are names of code. */
const PLAIN =
  /^(INSTALLED_APPS|MIDDLEWARE|MIDDLEWARE_CLASSES|ROOT_URLCONF|WSGI_APPLICATION|ASGI_APPLICATION|AUTHENTICATION_BACKENDS|PASSWORD_HASHERS|EMAIL_BACKEND|DEFAULT_FILE_STORAGE|STATICFILES_STORAGE|STATICFILES_FINDERS|SESSION_ENGINE|SESSION_SERIALIZER|TEST_RUNNER|CSRF_FAILURE_VIEW|MESSAGE_STORAGE|DATABASE_ROUTERS|FILE_UPLOAD_HANDLERS|DEFAULT_EXCEPTION_REPORTER|DEFAULT_EXCEPTION_REPORTER_FILTER|FORM_RENDERER|SIGNING_BACKEND|DEFAULT_AUTO_FIELD|LOGGING_CONFIG)$/;
/** Settings with entries that name code, and under which keys: DEFAULT_…_CLASSES, EXCEPTION_HANDLER, BACKEND. */
const NESTED: Readonly<Record<string, RegExp>> = {
  REST_FRAMEWORK: /(_CLASS|_CLASSES|_HANDLER|_ENCODER|_FUNCTION|_BACKENDS)$/,
  SIMPLE_JWT: /(_CLASS|_CLASSES|_SERIALIZER|_RULE)$/,
  TEMPLATES: /^(BACKEND|context_processors|loaders|builtins|libraries|environment|extensions)$/,
  CACHES: /^(BACKEND|KEY_FUNCTION|CLIENT_CLASS|PARSER_CLASS|SERIALIZER)$/,
  DATABASES: /^ENGINE$/,
  STORAGES: /^BACKEND$/,
  CHANNEL_LAYERS: /^BACKEND$/,
  AUTH_PASSWORD_VALIDATORS: /^NAME$/,
  LOGGING: /^(class|\(\))$/,
  SPECTACULAR_SETTINGS: /(_CLASS|_CLASSES|_HOOKS)$/,
};
/** Loaded before the first request. */
const AT_START = /^(INSTALLED_APPS|LOGGING|AUTH_USER_MODEL|DATABASES|DJANGO_SETTINGS_MODULE|DEFAULT_AUTO_FIELD|LOGGING_CONFIG)$/;
const DOTTED = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/;
const DEEPEST = 8;

/** Every name in the settings of a module and what it star-imports. */
export function settingReferences(module: SettingsModule): readonly SettingReference[] {
  const found: SettingReference[] = [];
  const add = (setting: string, value: Value): void => {
    if (value.kind === 'string' && isName(setting, value.value)) found.push({ setting, text: value.value, place: value.place, use: AT_START.test(setting) ? 'start' : 'request', form: setting === 'AUTH_USER_MODEL' ? 'model' : 'code' });
  };
  for (const setting of module.names) {
    const value = PLAIN.test(setting) || setting === 'AUTH_USER_MODEL' || NESTED[setting] !== undefined ? module.get(setting) : undefined;
    if (value === undefined) continue;
    const keys = NESTED[setting];
    if (keys === undefined) walk(value, 0, (one) => add(setting, one));
    else walkEntries(value, keys, 0, (one) => add(setting, one));
  }
  return found;
}

/** One word alone is an app or a urlconf, elsewhere a short name of something built in. */
function isName(setting: string, text: string): boolean {
  return DOTTED.test(text) || (/^(INSTALLED_APPS|ROOT_URLCONF|DATABASE_ROUTERS)$/.test(setting) && /^[A-Za-z_]\w*$/.test(text));
}

function walk(value: Value, depth: number, visit: (value: Value) => void): void {
  if (depth > DEEPEST) return;
  for (const one of possibilities(value)) {
    visit(one);
    if (one.kind === 'list') for (const item of one.items) walk(item, depth + 1, visit);
    if (one.kind === 'dictionary') for (const entry of one.entries) walk(entry.value, depth + 1, visit);
  }
}

/** Visits what stands below a key that names code. */
function walkEntries(value: Value, keys: RegExp, depth: number, visit: (value: Value) => void): void {
  if (depth > DEEPEST) return;
  for (const one of possibilities(value)) {
    if (one.kind === 'list') for (const item of one.items) walkEntries(item, keys, depth + 1, visit);
    if (one.kind !== 'dictionary') continue;
    for (const { key, value: inner } of one.entries) {
      if (keys.test(key)) walk(inner, depth + 1, visit);
      else walkEntries(inner, keys, depth + 1, visit);
    }
  }
}

/** Settings modules that a file names for Django to start with. */
export function environmentReferences(model: ProjectModel, path: string, facts: FileFacts): readonly SettingReference[] {
  if (facts.code?.includes('DJANGO_SETTINGS_MODULE') !== true) return [];
  return namedIn(model, path).map(({ dotted, place }) => ({ setting: 'DJANGO_SETTINGS_MODULE', text: dotted, place, use: 'start', form: 'code' }));
}
