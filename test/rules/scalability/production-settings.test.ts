/** The edges of what the rules about production settings find; their pages hold the plain cases. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { hitsOfSide } from '../../../src/rules/explain.js';
import { testGrammars } from '../../support/grammars.js';
import { auditOf, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PROJECT: Files = {
  'manage.py': 'import os\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  'shop/__init__.py': '',
};

function found(ruleId: string, files: Files): string[] {
  const model = modelOf({ ...PROJECT, ...files }, grammars);
  return hitsOfSide({ files: [] }, { model, audit: auditOf(model) }, 'head').filter((hit) => hit.ruleId === ruleId).map((hit) => `${hit.path}:${hit.match.span[0]}`).sort();
}

test.each([
  ['a branch on DEBUG is off', 'scalability/local-memory-cache', 'import os\nDEBUG = False\nif DEBUG:\n    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}\nelse:\n    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}\n', []],
  ['another cache than the default', 'scalability/local-memory-cache', 'CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}, "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}\n', []],
  ['a dummy cache', 'scalability/local-memory-cache', 'CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}\n', ['shop/settings.py:1']],
  ['a default that a file outside the repository may replace', 'scalability/local-memory-cache', 'CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n', []],
  ['a backend of the environment', 'scalability/local-memory-cache', 'import os\nCACHES = {"default": {"BACKEND": os.environ.get("CACHE", "django.core.cache.backends.locmem.LocMemCache")}}\n', []],
  ['sessions in a cache that is not there', 'scalability/local-memory-cache', 'SESSION_ENGINE = "django.contrib.sessions.backends.cache"\n', ['shop/settings.py:1']],
  ['connections kept for ever', 'scalability/no-connection-reuse', 'DATABASES = {"default": {"ENGINE": "django.db.backends.mysql", "CONN_MAX_AGE": None}}\n', []],
  ['closed at once on purpose', 'scalability/no-connection-reuse', 'DATABASES = {"default": {"ENGINE": "django.db.backends.mysql", "CONN_MAX_AGE": 0}}\n', ['shop/settings.py:1']],
  ['a pooler that needs no cursors', 'scalability/no-connection-reuse', 'DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "DISABLE_SERVER_SIDE_CURSORS": True}}\n', []],
  ['an engine that the environment names', 'scalability/no-connection-reuse', 'import os\nDATABASES = {"default": {"ENGINE": os.environ["ENGINE"]}}\n', []],
  ['another backend', 'scalability/no-connection-reuse', 'DATABASES = {"default": {"ENGINE": "dj_db_conn_pool.backends.postgresql"}}\n', []],
  ['logging that is turned over', 'observability/no-logging-config', 'LOGGING_CONFIG = None\n', []],
  ['settings that can\'t be seen', 'observability/no-logging-config', 'from elsewhere import *\n', []],
])('%s (%s)', (_what, ruleId, text, lines) => {
  expect(found(ruleId, { 'shop/settings.py': `${text}ROOT_URLCONF = "shop.urls"\nINSTALLED_APPS = ["django.contrib.sessions"]\nfrom django.conf import global_settings\n` })).toEqual(lines);
});

describe('production', () => {
  test('is judged once where two modules share a base', () => {
    const files = {
      'shop/settings/__init__.py': '',
      'shop/settings/base.py': 'ROOT_URLCONF = "shop.urls"\nINSTALLED_APPS = []\nCHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}\nfrom django.conf import global_settings\n',
      'shop/settings/production.py': 'from .base import *\nDEBUG = False\n',
      'shop/settings/staging.py': 'from .base import *\nDEBUG = False\n',
    };
    expect(found('scalability/in-memory-channel-layer', files)).toEqual(['shop/settings/base.py:3']);
  });

  test.each([
    ['declares it', { 'requirements.txt': 'Django\nchannels\n' }, ['shop/settings.py:3']],
    ['imports it', { 'requirements.txt': 'Django\n', 'shop/asgi.py': 'from channels.routing import ProtocolTypeRouter\n' }, ['shop/settings.py:3']],
    ['does neither', { 'requirements.txt': 'Django\n', 'shop/asgi.py': 'from django.core.asgi import get_asgi_application\n' }, []],
  ])('has a channel layer where the repository knows Channels: it %s', (_what, more: Files, lines) => {
    const text = 'ROOT_URLCONF = "shop.urls"\nINSTALLED_APPS = []\nCHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}\nfrom django.conf import global_settings\n';
    expect(found('scalability/in-memory-channel-layer', { 'shop/settings.py': text, ...more })).toEqual(lines);
  });

  test('is not what developers run', () => {
    const files = {
      'shop/settings/__init__.py': '',
      'shop/settings/base.py': 'ROOT_URLCONF = "shop.urls"\nINSTALLED_APPS = []\nfrom django.conf import global_settings\n',
      'shop/settings/production.py': 'from .base import *\n',
      'shop/settings/local.py': 'from .base import *\nCHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}\n',
    };
    expect(found('scalability/in-memory-channel-layer', files)).toEqual([]);
  });
});
