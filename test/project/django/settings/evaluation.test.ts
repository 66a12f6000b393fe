/** What the settings of a project come to. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { Value } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "pages.settings")\nfrom django.core.management import execute_from_command_line\n';

/** The value as short text: what a reader of the settings would say. */
function told(value: Value | undefined): unknown {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'none':
      return null;
    case 'list':
      return [...value.items.map(told), ...(value.open ? ['…'] : [])];
    case 'dictionary':
      return { ...Object.fromEntries(value.entries.map((entry) => [entry.key, told(entry.value)])), ...(value.open ? { '…': true } : {}) };
    case 'environment':
      return value.fallback === null ? `$${value.variable}` : { [`$${value.variable}`]: told(value.fallback) };
    case 'either':
      return { either: value.values.map(told) };
    case 'object':
      return `<${value.dotted}>`;
    case 'path':
      return `/${value.path}`;
    case 'unknown':
      return '?';
  }
}

function settings(body: string, others: Files = {}): (name: string) => unknown {
  const head = 'INSTALLED_APPS = ["django.contrib.admin"]\nROOT_URLCONF = "pages.urls"\n';
  const model = modelOf({ 'manage.py': MANAGE, 'pages/__init__.py': '', 'pages/settings.py': head + body, ...others }, grammars);
  const [module] = model.django.settings.production;
  return (name) => told(module?.get(name));
}

describe('values', () => {
  test.each([
    ['literals', 'X = ["a", 1, True, None, -2]', ['a', 1, true, null, -2]],
    ['a number with underscores', 'X = 31_536_000', 31536000],
    ['arithmetic', 'X = 60 * 60 * 24', 86400],
    ['lists and tuples joined', 'X = ["a"] + list(("b",))', ['a', 'b']],
    ['a starred list', 'Y = ["b"]\nX = ["a", *Y]', ['a', 'b']],
    ['a list with an unknown part is open', 'X = ["a"] + plugins()', ['a', '…']],
    ['augmented', 'X = ["a"]\nX += ["b"]', ['a', 'b']],
    ['append, insert, extend, remove', 'X = ["a", "b"]\nX.append("c")\nX.insert(0, "z")\nX.extend(["d"])\nX.remove("b")', ['z', 'a', 'c', 'd']],
    ['an entry of an entry', 'X = {"default": {"A": 1}}\nX["default"]["B"] = 2', { default: { A: 1, B: 2 } }],
    ['an item of a list', 'X = [{"A": {}}]\nX[0]["A"]["B"] = 2', [{ A: { B: 2 } }]],
    ['update', 'X = {"a": 1}\nX.update({"b": 2})', { a: 1, b: 2 }],
    ['spread dictionaries', 'Y = {"a": 1}\nX = {**Y, "b": 2}', { a: 1, b: 2 }],
    ['dict()', 'X = dict(a=1)', { a: 1 }],
    ['f-strings of known parts', 'H = "cache"\nX = f"redis://{H}:{6379}/0"', 'redis://cache:6379/0'],
    ['paths', 'from pathlib import Path\nBASE = Path(__file__).resolve().parent.parent\nX = BASE / "templates"', '/templates'],
    ['os.path', 'import os\nBASE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\nX = os.path.join(BASE, "pages", "static")', '/pages/static'],
    ['a path outside the repository', 'from pathlib import Path\nX = Path(__file__).parents[4]', '?'],
    ['lazy translations', 'from django.utils.translation import gettext_lazy as _\nX = [("en", _("English"))]', [['en', 'English']]],
    ['an object', 'from shop import brand\nX = brand.NAME', '<shop.brand.NAME>'],
    ['a comprehension', 'X = [f"https://{h}" for h in ["a", "b"] if h]', ['https://a', 'https://b']],
    ['a spread list that is not known', 'X = ["a", *found()]', ['a', '…']],
    ['what an unknown function is handed comes back', 'X = ["a"]\nY = ["b"]\nX, Y = extended(X, Y)', ['a', '…']],
    ['a loop', 'X = []\nfor name in ("a", "b"):\n    X.append(name)', ['a', 'b']],
    ['a loop over something unknown', 'X = ["a"]\nfor name in found():\n    X.append(name)', ['a', '…']],
  ])('%s', (_name, body, expected) => {
    expect(settings(body)('X')).toEqual(expected);
  });
});

describe('the environment', () => {
  test.each([
    ['required', 'import os\nX = os.environ["A"]', '$A'],
    ['get', 'from os import environ\nX = environ.get("A", "b")', { $A: 'b' }],
    ['get without a fallback', 'import os\nX = os.getenv("A")', { $A: null }],
    ['compared', 'import os\nX = os.environ.get("A", "false").lower() == "true"', { $A: false }],
    ['in a list of words', 'import os\nX = os.getenv("A", "yes") in ("1", "yes")', { $A: true }],
    ['negated', 'import os\nX = not bool(os.getenv("A"))', { $A: true }],
    ['or', 'import os\nX = os.getenv("A") or "b"', { $A: 'b' }],
    ['split', 'import os\nX = os.environ.get("A", "a,b").split(",")', { $A: ['a', 'b'] }],
    ['in os.environ', 'import os\nX = "A" in os.environ', { $A: false }],
    ['int', 'import os\nX = int(os.getenv("A", "5"))', { $A: 5 }],
    ['django-environ', 'import environ\nenv = environ.Env(B=(bool, True))\nX = [env.bool("A", default=False), env("B"), env("C"), env.list("D", default=["x"]), env.int("E", 3)]', [{ $A: false }, { $B: true }, '$C', { $D: ['x'] }, { $E: 3 }]],
    ['a database', 'import environ\nenv = environ.Env()\nX = env.db("DB", default="postgres://u:pw@h/n")', { ENGINE: { $DB: 'django.db.backends.postgresql' }, PASSWORD: { $DB: 'pw' }, '…': true }],
    ['dj-database-url', 'import dj_database_url\nX = dj_database_url.config(conn_max_age=600)', { CONN_MAX_AGE: 600, '…': true }],
    ['decouple', 'from decouple import config, Csv\nX = [config("A", default="True", cast=bool), config("B", cast=Csv(), default="a, b"), config("C")]', [{ $A: true }, { $B: ['a', 'b'] }, '$C']],
    ['decouple with a lambda', 'from decouple import config\nX = config("A", default="a,b", cast=lambda v: [s.strip() for s in v.split(",")])', { $A: ['a', 'b'] }],
    ['a function of the file', 'import os\ndef flag(name, default="False"):\n    v = os.getenv(name, default)\n    if v not in ("True", "False"):\n        raise ValueError(v)\n    return v == "True"\nX = flag("A")', { $A: false }],
    ['two variables in a text', 'import os\nX = f"{os.getenv(\'A\', \'a\')}-{os.environ[\'B\']}"', '$A'],
  ])('%s', (_name, body, expected) => {
    expect(settings(body)('X')).toEqual(expected);
  });
});

describe('branches', () => {
  test.each([
    ['DEBUG is False in production', 'import os\nDEBUG = os.getenv("DEBUG", "1") == "1"\nif DEBUG:\n    X = 1\nelse:\n    X = 2', 2],
    ['unless it can only be True', 'DEBUG = True\nif DEBUG:\n    X = 1\nelse:\n    X = 2', 1],
    ['the environment called production', 'import os\nENV = os.getenv("ENV", "dev")\nX = 1\nif ENV == "production":\n    X = 2\nelif ENV == "test":\n    X = 3', 2],
    ['tests do not run', 'import sys\nX = 1\nif "test" in sys.argv:\n    X = 2', 1],
    ['any other test leaves both', 'import os\nX = "a"\nif os.getenv("FANCY"):\n    X = "b"', { either: ['b', 'a'] }],
    ['a setting of one branch alone', 'import os\nif os.getenv("FANCY"):\n    X = "b"', { either: ['b', '?'] }],
    ['a branch that raises', 'import os\nX = 1\nif os.getenv("FANCY"):\n    X = 2\n    raise ValueError()', 1],
    ['a conditional expression', 'import os\nX = "a" if os.getenv("FANCY") else "b"', { either: ['a', 'b'] }],
    ['try', 'try:\n    import fancy\n    X = 1\nexcept ImportError:\n    X = 2', { either: [1, 2] }],
  ])('%s', (_name, body, expected) => {
    expect(settings(body)('X')).toEqual(expected);
  });

  test('lists of many conditions are told as one open list', () => {
    const branches = 'bcdef'.split('').map((letter) => `if has("${letter}"):\n    X.append("${letter}")\n`);
    const all = settings(`X = ["a"]\n${branches.join('')}`)('X') as { either: string[][] };
    expect(all.either.map((value) => value.toSorted())).toEqual([['a', 'b', 'c', 'd', 'e', 'f', '…'], ['a', 'b', 'c', 'd', 'e', '…']]);
  });
});

describe('modules', () => {
  const BASE = 'INSTALLED_APPS = ["django.contrib.admin", "shop"]\nMIDDLEWARE = []\nDEBUG = True\n';
  const files = (production: string, others: Files = {}): Files => ({
    'manage.py': MANAGE.replace('pages.settings', 'pages.settings.dev'),
    'pages/__init__.py': '',
    'pages/settings/__init__.py': '',
    'pages/settings/base.py': BASE,
    'pages/settings/dev.py': 'from .base import *\nINSTALLED_APPS += ["debug_toolbar"]\n',
    'pages/settings/production.py': production,
    ...others,
  });
  const index = (all: Files) => modelOf(all, grammars).django.settings;

  test('roles and chains', () => {
    const { modules } = index(files('from .base import *\nDEBUG = False\n'));
    expect(modules.map(({ dotted, role, chain }) => ({ dotted, role, chain }))).toEqual([
      { dotted: 'pages.settings.base', role: 'base', chain: ['pages/settings/base.py'] },
      { dotted: 'pages.settings.dev', role: 'development', chain: ['pages/settings/base.py', 'pages/settings/dev.py'] },
      { dotted: 'pages.settings.production', role: 'production', chain: ['pages/settings/base.py', 'pages/settings/production.py'] },
    ]);
  });

  test('values of the chain, the last one counts', () => {
    const [module] = index(files('from .base import *\nDEBUG = False\nINSTALLED_APPS = INSTALLED_APPS + ["storages"]\n')).production;
    expect(told(module?.get('DEBUG'))).toBe(false);
    expect(told(module?.get('INSTALLED_APPS'))).toEqual(['django.contrib.admin', 'shop', 'storages']);
    expect(module?.open).toBeNull();
  });

  test('names from other modules of the repository', () => {
    const [module] = index(files('from .base import *\nfrom .apps import EXTRA as more\nfrom . import urls\nINSTALLED_APPS += more\nX = urls.HOST\n', { 'pages/settings/apps.py': 'EXTRA = ["storages"]\n', 'pages/settings/urls.py': 'HOST = "h"\n' })).production;
    expect(told(module?.get('INSTALLED_APPS'))).toEqual(['django.contrib.admin', 'shop', 'storages']);
    expect(told(module?.get('X'))).toBe('h');
  });

  test.each([
    ['a local file that is not there', 'from .base import *\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n', '`from .local import *` may set anything'],
    ['settings of a package', 'from .base import *\nfrom company.settings import *\n', '`from company.settings import *` may set anything'],
    ['globals', 'from .base import *\nglobals().update({})\n', 'it sets names that it computes'],
    ['a function that gets locals()', 'from .base import *\nimport django_heroku\ndjango_heroku.settings(locals())\n', '`django_heroku.settings()` sets names'],
  ])('%s makes them open', (_name, production, reason) => {
    expect(index(files(production)).production[0]?.open).toBe(reason);
  });

  test('the environment decides which is loaded', () => {
    const all = files('from .base import *\nDEBUG = False\nX = 1\n', { 'pages/settings/__init__.py': 'import os\nif os.environ.get("ENV") == "production":\n    from .production import *\nelse:\n    from .dev import *\n', 'manage.py': MANAGE });
    const module = index(all).at('pages/settings/production.py');
    expect(told(module?.get('X'))).toBe(1);
  });

  test.each([
    ['a Dockerfile', { Dockerfile: 'ENV DJANGO_SETTINGS_MODULE=pages.settings.cloud\n' }, 'production'],
    ['wsgi', { 'pages/wsgi.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "pages.settings.cloud")\n' }, 'production'],
    ['pytest', { 'pytest.ini': '[pytest]\nDJANGO_SETTINGS_MODULE = pages.settings.cloud\n' }, 'test'],
  ])('%s says what a module is for', (_name, namer: Files, role) => {
    const all = { ...files('', { ...namer, 'pages/settings/cloud.py': 'from .base import *\n' }) } as Record<string, string>;
    delete all['pages/settings/production.py'];
    expect(index(all).at('pages/settings/cloud.py')?.role).toBe(role);
  });

  test.each([
    ['devproject', 'development'],
    ['demo_site', 'development'],
    ['testsite', 'test'],
    ['developers', 'production'],
    ['testament', 'production'],
  ])('the folder %s says what its settings are for, whoever runs them', (folder, role) => {
    const all = { 'manage.py': MANAGE.replace('pages.settings', `${folder}.settings`), [`${folder}/__init__.py`]: '', [`${folder}/settings.py`]: BASE, [`${folder}/wsgi.py`]: `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${folder}.settings")\n` };
    expect(index(all).at(`${folder}/settings.py`)?.role).toBe(role);
  });

  test('the settings of a file are those of its project', () => {
    const { forFile } = index({
      'one/manage.py': MANAGE,
      'one/pages/__init__.py': '',
      'one/pages/settings.py': BASE,
      'two/manage.py': MANAGE,
      'two/pages/__init__.py': '',
      'two/pages/settings.py': BASE,
    });
    expect(forFile('two/shop/views.py').map(({ path }) => path)).toEqual(['two/pages/settings.py']);
  });

  test('templates of projects and files of other kinds are no settings', () => {
    const { modules } = index({ 'manage.py': MANAGE, 'a/project_name/settings.py': BASE, 'a/apps.py': 'INSTALLED_APPS = []\n' });
    expect(modules).toEqual([]);
  });
});
