/** The apps of a repository, and which of them the settings install. */
import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const MODEL = 'from django.db import models\n\n\nclass Order(models.Model):\n    pass\n';

const FILES: Files = {
  'manage.py': 'import os\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "pages.settings")\n',
  'pages/__init__.py': '',
  'pages/settings.py': 'ROOT_URLCONF = "pages.urls"\nINSTALLED_APPS = ["django.contrib.admin", "shop", "apps.billing.apps.BillingConfig"]\n',
  'shop/__init__.py': '',
  'shop/models.py': MODEL,
  'shop/api/views.py': '',
  'apps/__init__.py': '',
  'apps/billing/__init__.py': '',
  'apps/billing/apps.py': 'from django.apps import AppConfig\n\n\nclass BillingConfig(AppConfig):\n    name = "apps.billing"\n    label = "money"\n',
  'forgotten/__init__.py': '',
  'forgotten/models/__init__.py': '',
  'forgotten/models/order.py': MODEL,
  'library/__init__.py': '',
  'library/text.py': 'A = 1\n',
};

const apps = (files: Files) => modelOf(files, grammars).django.apps;

test('apps, their labels and whether they are installed', () => {
  expect(apps(FILES).apps.map(({ folder, dotted, label, installed }) => ({ folder, dotted, label, installed }))).toEqual([
    { folder: 'apps/billing', dotted: 'apps.billing', label: 'money', installed: 'yes' },
    { folder: 'forgotten', dotted: 'forgotten', label: 'forgotten', installed: 'no' },
    { folder: 'shop', dotted: 'shop', label: 'shop', installed: 'yes' },
  ]);
});

test('names outside the repository', () => {
  expect(apps(FILES).external).toEqual({ names: ['django.contrib.admin'], open: false });
});

test('the nearest app above a file', () => {
  const index = apps(FILES);
  expect(index.of('shop/api/views.py')?.folder).toBe('shop');
  expect(index.of('library/text.py')).toBeUndefined();
  expect(index.byLabel('money')?.folder).toBe('apps/billing');
});

test('settings that can’t be seen whole say nothing of what is missing', () => {
  const open = { ...FILES, 'pages/settings.py': `${FILES['pages/settings.py']}INSTALLED_APPS += found()\n` };
  expect(apps(open).byLabel('forgotten')?.installed).toBe('unknown');
  expect(apps(open).external.open).toBe(true);
});

test('the config that Django takes on its own', () => {
  const named = { ...FILES, 'shop/apps.py': 'from django.apps import AppConfig\n\n\nclass ShopConfig(AppConfig):\n    name = "shop"\n    label = "store"\n' };
  expect(apps(named).byLabel('store')).toMatchObject({ folder: 'shop', config: { symbol: 'ShopConfig' } });
});
