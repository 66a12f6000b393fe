import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { testGrammars } from '../../support/grammars.js';
import { auditOf, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PROJECT: Files = {
  'manage.py': 'import os\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
  'config/__init__.py': '',
  'config/settings.py': 'INSTALLED_APPS = ["django.contrib.admin"]\nROOT_URLCONF = "config.urls"\n',
};

/** `severity:line` of the rule's findings in one file. */
function findingsIn(path: string, text: string): string[] {
  const outcome = auditOf(modelOf({ ...PROJECT, [path]: text }, grammars))
    .get(path)
    ?.outcomes.find(({ configured }) => configured.rule.meta.id === 'wiring/missing-management-command');
  return (outcome?.matches ?? []).map(({ severity, span }) => `${severity ?? 'error'}:${span[0]}`);
}

const FENCE = '```bash\npython manage.py import_orders\n```\n';

test.each([
  ['.github/workflows/ci.yml', 'jobs:\n  test:\n    steps:\n      - run: python manage.py import_orders\n', ['error:4']],
  ['Procfile', 'worker: python manage.py import_orders\n', ['error:1']],
  ['Makefile', 'orders:\n\tpython manage.py import_orders\n', ['error:2']],
  ['package.json', '{"scripts": {"orders": "python manage.py import_orders"}}\n', ['error:1']],
  ['README.md', `# Shop\n\n${FENCE}`, ['warning:4']],
  ['README.md', `# Write your own command\n\n${FENCE}`, []],
  ['CHANGELOG.md', `# Shop\n\n${FENCE}`, []],
  ['docs/notes.txt', 'python manage.py import_orders\n', []],
  ['shop/tests/test_orders.py', 'from django.core.management import call_command\ncall_command("import_orders")\n', []],
  ['shop/run.py', 'from shop.tools import call_command\ncall_command("import_orders")\n', []],
])('%s', (path, text, expected) => {
  expect(findingsIn(path, text)).toEqual(expected);
});
