import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { printInsteadOfLogging } from '../../../src/rules/observability/print-instead-of-logging.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function symbolsThatPrint(path: string, code: string): string[] {
  const model = modelOf({ 'shop/__init__.py': '', 'shop/apps.py': 'from django.apps import AppConfig\n\n\nclass ShopConfig(AppConfig):\n    name = "shop"\n', [path]: code }, grammars);
  const subject = { path, facts: model.facts(path) as NonNullable<ReturnType<typeof model.facts>> };
  if (!printInsteadOfLogging.applies(subject)) return [];
  return printInsteadOfLogging.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] }).matches.map(({ symbol, data }) => `${symbol} ${data.count}`);
}

test.each([
  ['once for each function', 'shop/views.py', 'def a():\n    print(1)\n    print(2)\nclass B:\n    def c(self):\n        print(3)\n', ['a 2', 'B.c 1']],
  ['code that uses the models', 'shop/games.py', 'from shop.models import Game\ndef a():\n    print(1)\n', ['a 1']],
  ['code of which nothing is known', 'shop/games.py', 'def a():\n    print(1)\n', []],
  ['a service beside the site', 'faces/api/services/find.py', 'import torch\ndef a():\n    print(1)\n', []],
  ['a command', 'shop/management/commands/tasks.py', 'def a():\n    print(1)\n', []],
  ['a test', 'shop/tests/views.py', 'def a():\n    print(1)\n', []],
  ['a script with a main block', 'shop/tasks.py', 'def a():\n    print(1)\nif __name__ == "__main__":\n    a()\n', []],
  ['a function that prints by its name', 'shop/tasks.py', 'class A:\n    def _print_all(self):\n        print(1)\ndef print():\n    print(2)\ndef reprint():\n    print(3)\n', ['reprint 1']],
  ['the error stream', 'shop/tasks.py', 'import sys\ndef a():\n    print(1, file=sys.stderr)\n', []],
])('%s', (_name, path, code, expected) => {
  expect(symbolsThatPrint(path, code)).toEqual(expected);
});
