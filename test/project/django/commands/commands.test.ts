import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { CommandIndex } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PROJECT: Files = {
  'manage.py': 'import os\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings.settings")\n',
  'site_settings/__init__.py': '',
  'site_settings/settings.py': 'INSTALLED_APPS = ["django.contrib.admin", "rest_framework.apps.RestFrameworkConfig", "django_extensions", "shop"]\nROOT_URLCONF = "site_settings.urls"\n',
  'shop/__init__.py': '',
  'shop/apps.py': 'from django.apps import AppConfig\nclass ShopConfig(AppConfig):\n    name = "shop"\n',
  'shop/management/commands/send_invoices.py': '',
  'shop/management/commands/_base.py': '',
};

function commandsOf(files: Files): CommandIndex {
  return modelOf(files, grammars).django.commands;
}

test('lists the commands of the repository', () => {
  expect([...commandsOf(PROJECT).commands]).toEqual([['send_invoices', 'shop/management/commands/send_invoices.py']]);
});

test.each([
  ['send_invoices', { kind: 'yes' }],
  ['migrate', { kind: 'yes' }],
  ['shell_plus', { kind: 'yes' }],
  ['generateschema', { kind: 'yes' }],
  ['send_invoice', { kind: 'no', nearest: ['send_invoices'] }],
  ['rqworker', { kind: 'no', nearest: [] }],
])('%s', (name, answer) => {
  expect(commandsOf(PROJECT).find(name)).toEqual(answer);
});

test('an installed app without a list may have any command', () => {
  const settings = (PROJECT['site_settings/settings.py'] as string).replace('django_extensions', 'search_of_another');
  expect(commandsOf({ ...PROJECT, 'site_settings/settings.py': settings }).find('reindex')).toEqual({ kind: 'unknown', reason: 'the app `search_of_another` may have it' });
});

test('a manage.py may answer a name itself', () => {
  const script = `${PROJECT['manage.py']}import sys\nif sys.argv[1] == "serve":\n    pass\n`;
  expect(commandsOf({ ...PROJECT, 'manage.py': script }).find('serve')).toEqual({ kind: 'unknown', reason: 'manage.py may answer it' });
  expect(commandsOf({ 'manage.py': 'import flask_script\n' }).find('serve')).toEqual({ kind: 'unknown', reason: 'manage.py may answer it' });
});

test('a declared app may be installed where nobody can see it', () => {
  expect(commandsOf({ ...PROJECT, 'requirements.txt': 'django-rq==2.10\n' }).find('rqworker')).toEqual({ kind: 'unknown', reason: '`django_rq` has a command of that name' });
});
