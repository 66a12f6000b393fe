import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { missingTransaction } from '../../../src/rules/reliability/missing-transaction.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const MODELS = 'from django.db import models\n\n\nclass A(models.Model):\n    n = models.IntegerField()\n\n\nclass B(models.Model):\n    n = models.IntegerField()\n';

function found(body: readonly string[], rest = ''): string[] {
  const path = 'shop/services.py';
  const code = `from django.db import transaction\nfrom shop.models import A, B\n\n\ndef work(a: A, b: B, flag):\n${body.map((line) => `    ${line}\n`).join('')}\n\n${rest}`;
  const model = modelOf({ 'shop/__init__.py': '', 'shop/models.py': MODELS, [path]: code }, grammars);
  const subject = { path, facts: model.facts(path) as NonNullable<ReturnType<typeof model.facts>> };
  return missingTransaction.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] }).matches.map((match) => match.subject);
}

test.each([
  ['two creations', ['A.objects.create(n=1)', 'B.objects.create(n=1)'], ['A.create B.create']],
  ['saves of instances', ['a.save()', 'if flag:', '    b.delete()'], ['A.save B.delete']],
  ['one model', ['a.save()', 'A.objects.create(n=1)'], []],
  ['two branches', ['if flag:', '    a.save()', 'else:', '    b.save()'], []],
  ['a branch that leaves', ['if flag:', '    a.save()', '    return', 'b.save()'], []],
  ['a handler', ['try:', '    a.save()', 'except ValueError:', '    b.save()'], []],
  ['after the try', ['try:', '    a.save()', 'except ValueError:', '    pass', 'b.save()'], ['A.save B.save']],
  ['a transaction', ['with transaction.atomic():', '    a.save()', '    b.save()'], []],
  ['what is no model', ['flag.save()', 'a.save()'], []],
])('%s', (_name, body, expected) => {
  expect(found(body)).toEqual(expected);
});

test('a transaction of a caller of a caller counts', () => {
  expect(found(['a.save()', 'b.save()'], 'def middle(a, b):\n    work(a, b, 1)\n\n\n@transaction.atomic\ndef top(a, b):\n    middle(a, b)\n')).toEqual([]);
});

test('a transaction around a caller that is handed the function counts', () => {
  expect(found(['a.save()', 'b.save()'], 'def middle(a, b):\n    step = work\n    step(a, b, 1)\n\n\n@transaction.atomic\ndef top(a, b):\n    middle(a, b)\n')).toEqual([]);
});
