/** The rules about what settings name, where the documentation's examples say too little. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { findRule } from '../../../src/rules/registry.js';
import type { Rule } from '../../../src/rules/types.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const FILES: Files = {
  'manage.py': 'from django.core.management import execute_from_command_line\nexecute_from_command_line()\n',
  'pages/__init__.py': '',
  'pages/urls.py': 'urlpatterns = []\n',
  'shop/__init__.py': '',
  'shop/errors.py': 'def handle_error(exc, context):\n    return None\n',
};

function judge(id: string, path: string, files: Files) {
  const model = modelOf({ ...FILES, ...files }, grammars);
  const rule = findRule(id) as Rule;
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  const facts = model.facts(path);
  if (facts === undefined) throw new Error(`${path} was not read`);
  return rule.detect({ path, facts }, context).matches.map((match) => ({ line: match.span[0], ...rule.message(match, { path, facts }, context), fix: rule.suggest?.(match, { path, facts }, context)?.edits ?? null }));
}

const settings = (body: string): Files => ({ 'pages/settings.py': `ROOT_URLCONF = "pages.urls"\nINSTALLED_APPS = ["django.contrib.auth", "shop"]\n${body}` });

describe('wiring/unresolved-setting-reference', () => {
  const judged = (body: string, more: Files = {}) => judge('wiring/unresolved-setting-reference', 'pages/settings.py', { ...settings(body), ...more });

  test('a name that the module lacks, with the one that is near', () => {
    expect(judged('REST_FRAMEWORK = {"EXCEPTION_HANDLER": "shop.errors.handle_errors"}\n')).toMatchObject([
      { line: 3, what: '`REST_FRAMEWORK` names `shop.errors.handle_errors`, but `shop/errors.py` has no `handle_errors`.', todo: 'Did you mean `shop.errors.handle_error`?', fix: [{ text: 'shop.errors.handle_error', range: { start: { line: 3, column: 41 } } }] },
    ]);
  });

  test('a module that is not there', () => {
    expect(judged('MIDDLEWARE = ["shop.error.handle_error"]\n')).toMatchObject([{ what: '`MIDDLEWARE` names `shop.error.handle_error`, but there is no `shop.error`.', todo: 'Did you mean `shop.errors.handle_error`?' }]);
  });

  test.each([
    ['names of packages outside', 'MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware"]\n'],
    ['keys that name no code', 'REST_FRAMEWORK = {"DATE_FORMAT": "shop.missing"}\nLOGGING = {"loggers": {"shop.missing": {"handlers": ["shop.missing"]}}}\n'],
    ['what the environment sets', 'import os\nMIDDLEWARE = [os.environ["A"], f"shop.{os.environ[\'B\']}"]\n'],
  ])('%s: silent', (_name, body) => {
    expect(judged(body)).toEqual([]);
  });

  test('an ignored file may be there when the code runs', () => {
    expect(judged('MIDDLEWARE = ["shop.local.Middleware"]\n', { '.gitignore': 'local.py\n' })).toEqual([]);
  });
});

describe('wiring/unregistered-app', () => {
  const MODEL = { 'audit/__init__.py': '', 'audit/models.py': 'from django.db import models\n\n\nclass Entry(models.Model):\n    pass\n' };
  const judged = (body: string, more: Files = {}) => judge('wiring/unregistered-app', 'audit/models.py', { ...settings(body), ...MODEL, ...more });

  test('the fix adds it behind the last app of the repository', () => {
    expect(judged('')).toMatchObject([{ line: 4, what: 'No `INSTALLED_APPS` names `audit`, which defines the model `Entry`.', fix: [{ path: 'pages/settings.py', range: { start: { line: 2, column: 48 } }, text: ', "audit"' }] }]);
  });

  test.each([
    ['installed by any branch', 'import os\nif os.getenv("AUDIT"):\n    INSTALLED_APPS += ["audit"]\n', {}],
    ['installed for tests', '', { 'tests/settings.py': 'from pages.settings import *\nINSTALLED_APPS += ["audit"]\n', 'tests/__init__.py': '' }],
    ['an app that models name themselves', '', { 'audit/models.py': `${MODEL['audit/models.py']}\n    class Meta:\n        app_label = "shop"\n` }],
    ['settings that are not seen whole', 'INSTALLED_APPS += found()\n', {}],
  ])('%s: silent', (_name, body, more: Files) => {
    expect(judged(body, more)).toEqual([]);
  });
});
