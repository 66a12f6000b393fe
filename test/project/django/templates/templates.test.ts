import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { TemplateIndex } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PROJECT: Files = {
  'manage.py': 'import os\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings.settings")\n',
  'site_settings/__init__.py': '',
  'site_settings/settings.py':
    'from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nINSTALLED_APPS = ["django.contrib.admin", "rest_framework", "shop"]\nROOT_URLCONF = "site_settings.urls"\nTEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "pages"]}]\n',
  'shop/__init__.py': '',
  'shop/apps.py': 'from django.apps import AppConfig\nclass ShopConfig(AppConfig):\n    name = "shop"\n',
  'shop/templates/shop/cart.html': '',
  'pages/base.html': '',
  'emails/welcome.txt': '',
};

function templatesOf(files: Files): TemplateIndex {
  return modelOf(files, grammars).django.templates;
}

describe('templates', () => {
  test('are found by the name below a template folder or a folder of DIRS', () => {
    const templates = templatesOf(PROJECT);
    expect([...templates.names]).toEqual([['base.html', 'pages/base.html'], ['shop/cart.html', 'shop/templates/shop/cart.html']]);
    expect(templates.namesOf('shop/templates/shop/cart.html')).toEqual(['shop/cart.html']);
  });

  test.each([
    ['shop/cart.html', { kind: 'found', path: 'shop/templates/shop/cart.html' }],
    ['shop/carts.html', { kind: 'missing', nearest: ['shop/cart.html'] }],
    ['bases.html', { kind: 'missing', nearest: ['base.html'] }],
    ['welcome.txt', { kind: 'unknown', reason: 'emails/welcome.txt may be found by that name' }],
    ['account/login.html', { kind: 'unknown', reason: 'nothing of the repository stands under `account/`' }],
    ['rest_framework/api.html', { kind: 'unknown', reason: 'nothing of the repository stands under `rest_framework/`' }],
    ['admin/base_site.html', { kind: 'unknown', reason: 'Django may provide it' }],
    ['404.html', { kind: 'unknown', reason: 'Django may provide it' }],
    ['shop/%s.html', { kind: 'unknown', reason: 'the name is put together at run time' }],
  ])('%s', (name, answer) => {
    expect(templatesOf(PROJECT).find(name)).toEqual(answer);
  });

  test('may be made by a build', () => {
    const templates = templatesOf({ ...PROJECT, '.gitignore': 'shop/templates/shop/built/\n' });
    expect(templates.find('shop/built/app.html')).toEqual({ kind: 'unknown', reason: 'shop/templates/shop/built/app.html is ignored by git and may be made' });
  });

  test('of a folder that an external app also uses may be its own', () => {
    const settings = (PROJECT['site_settings/settings.py'] as string).replace('"rest_framework"', '"third.shop"');
    expect(templatesOf({ ...PROJECT, 'site_settings/settings.py': settings }).find('shop/x.html')).toEqual({ kind: 'unknown', reason: 'an installed app is called `shop`' });
  });

  test('may come from folders that can not be told', () => {
    const settings = (PROJECT['site_settings/settings.py'] as string).replace('BASE_DIR / "pages"', 'find_pages()');
    expect(templatesOf({ ...PROJECT, 'site_settings/settings.py': settings }).find('shop/x.html')).toEqual({ kind: 'unknown', reason: "DIRS of TEMPLATES in site_settings/settings.py can't be told" });
  });
});
