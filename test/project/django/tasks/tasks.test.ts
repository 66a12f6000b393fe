import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { TaskIndex } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PROJECT: Files = {
  'manage.py': 'import os\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
  'config/__init__.py': '',
  'config/settings.py': 'INSTALLED_APPS = ["shop"]\n',
  'config/celery.py': 'from celery import Celery\n\napp = Celery("config")\napp.autodiscover_tasks()\n',
  'shop/__init__.py': '',
  'shop/models.py': 'from django.db import models\n\n\nclass Order(models.Model):\n    pass\n',
};

function tasksOf(files: Files): TaskIndex {
  return modelOf({ ...PROJECT, ...files }, grammars).django.tasks;
}

describe('tasks', () => {
  test.each([
    ['shared_task', 'from celery import shared_task\n\n\n@shared_task\ndef send():\n    pass\n', ['shop.tasks.send']],
    ['with arguments', 'from celery import shared_task\n\n\n@shared_task(bind=True)\ndef send(self):\n    pass\n', ['shop.tasks.send']],
    ['a given name', 'from celery import shared_task\n\n\n@shared_task(name="send")\ndef send():\n    pass\n', ['send']],
    ['the application\'s decorator', 'from config.celery import app\n\n\n@app.task\ndef send():\n    pass\n', ['shop.tasks.send']],
    ['the application imported as something else', 'from config import celery\n\n\n@celery.app.task()\ndef send():\n    pass\n', ['shop.tasks.send']],
    ['a decorator of another library', 'from invoke import task\n\n\n@task\ndef send():\n    pass\n', []],
    ['a decorator of the repository', 'from shop.models import task\n\n\n@task\ndef send():\n    pass\n', []],
  ])('%s', (_what, text, names) => {
    expect(tasksOf({ 'shop/tasks.py': text }).tasks.map(({ name }) => name)).toEqual(names);
  });

  test('of an application that a function makes', () => {
    const files = { 'config/celery.py': 'from celery import Celery\n\n\ndef create():\n    app = Celery("config")\n    return app\n\n\napp = create()\n', 'shop/tasks.py': 'from config.celery import app\n\n\n@app.task(queue="web")\ndef send():\n    pass\n' };
    expect(tasksOf(files).tasks.map(({ name }) => name)).toEqual(['shop.tasks.send']);
  });

  test('knows where the application is made', () => {
    expect(tasksOf({}).apps.map(({ path, span }) => `${path}:${span[0]}`)).toEqual(['config/celery.py:3']);
  });
});

describe('names', () => {
  const files = { 'shop/tasks.py': 'from celery import shared_task\n\n\n@shared_task\ndef send_mail():\n    pass\n\n\n@shared_task(name="shop.purge")\ndef purge():\n    pass\n\n\ndef helper():\n    pass\n' };

  test.each([
    ['shop.tasks.send_mail', 'yes'],
    ['shop.purge', 'yes'],
    ['shop.tasks.send_mails', 'no'],
    ['shop.tasks.purge', 'no'],
    ['shop.tasks.helper', 'no'],
    ['shop.jobs.send_mail', 'no'],
    ['celery.backend_cleanup', 'unknown'],
    ['elsewhere.tasks.send_mail', 'unknown'],
    ['send_mail', 'unknown'],
  ])('%s: %s', (name, kind) => {
    expect(tasksOf(files).find('config/settings.py', name).kind).toBe(kind);
  });

  test('come with the nearest', () => {
    expect(tasksOf(files).find('config/settings.py', 'shop.tasks.send_mails')).toEqual({ kind: 'no', nearest: ['shop.tasks.send_mail'], path: 'shop/tasks.py' });
  });

  test('are open where one is computed', () => {
    const open = { 'shop/tasks.py': 'from celery import shared_task\nNAME = "x" + "y"\n\n\n@shared_task(name=NAME)\ndef send():\n    pass\n' };
    expect(tasksOf(open).find('config/settings.py', 'shop.tasks.sent').kind).toBe('unknown');
  });
});

describe('what a worker loads', () => {
  const TASK = 'from celery import shared_task\n\n\n@shared_task\ndef send():\n    pass\n';

  test.each([
    ['tasks of an installed app', { 'shop/tasks.py': TASK }, 'shop/tasks.py', true],
    ['another module of an installed app', { 'shop/mails.py': TASK }, 'shop/mails.py', false],
    ['another module that something imports', { 'shop/mails.py': TASK, 'shop/views.py': 'from shop import mails\n' }, 'shop/mails.py', true],
    ['another module that a test alone imports', { 'shop/mails.py': TASK, 'shop/tests/test_mails.py': 'from shop import mails\n' }, 'shop/mails.py', false],
    ['a module that the application includes', { 'shop/mails.py': TASK, 'config/celery.py': 'from celery import Celery\n\napp = Celery("config", include=["shop.mails"])\n' }, 'shop/mails.py', true],
    ['a module that the settings import', { 'shop/mails.py': TASK, 'config/settings.py': 'INSTALLED_APPS = ["shop"]\nCELERY_IMPORTS = ("shop.mails",)\n' }, 'shop/mails.py', true],
    ['packages named one by one', { 'shop/jobs.py': TASK, 'config/celery.py': 'from celery import Celery\n\napp = Celery("config")\napp.autodiscover_tasks(["shop"], "jobs")\n' }, 'shop/jobs.py', true],
    ['computed discovery', { 'shop/jobs.py': TASK, 'config/celery.py': 'from celery import Celery\nfrom config.settings import PACKAGES\napp = Celery("config")\napp.autodiscover_tasks(PACKAGES)\n' }, 'shop/jobs.py', null],
    ['no application', { 'shop/tasks.py': TASK, 'config/celery.py': '' }, 'shop/tasks.py', null],
  ])('%s', (_what, files, path, loaded) => {
    expect(tasksOf(files as Files).isLoaded(path)).toBe(loaded);
  });
});
