import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { unindexedLookup } from '../../../src/rules/scalability/unindexed-lookup.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const MODELS = 'from django.db import models\n\n\nclass A(models.Model):\n    n = models.IntegerField()\n    m = models.IntegerField()\n    slug = models.SlugField()\n    on = models.BooleanField(db_index=True)\n    one = models.IntegerField()\n    two = models.IntegerField()\n\n    class Meta:\n        unique_together = ["one", "two"]\n\n\nclass B(models.Model):\n    a = models.ForeignKey(A, on_delete=models.CASCADE, related_name="bs")\n    n = models.IntegerField()\n';

function found(line: string, path = 'shop/views.py'): string[] {
  const code = `from django.contrib.auth.models import User\nfrom shop.models import A, B\n\n\ndef view(request, a: A):\n    ${line}\n`;
  const model = modelOf({ 'shop/__init__.py': '', 'shop/models.py': MODELS, [path]: code, 'shop/urls.py': 'from django.urls import path\nfrom shop.views import view\n\nurlpatterns = [path("a/", view)]\n' }, grammars);
  const subject = { path, facts: model.facts(path) as NonNullable<ReturnType<typeof model.facts>> };
  return unindexedLookup.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] }).matches.map((match) => match.subject);
}

test.each([
  ['A.objects.filter(n=1)', ['A.n']],
  ['A.objects.filter(on=True).order_by("-n")', ['A.n']],
  ['B.objects.filter(a__n__gte=1)', ['A.n']],
  ['A.objects.get(bs__n=1)', ['B.n']],
  ['A.objects.filter(slug="a", n=1)', []],
  ['A.objects.filter(slug="a").filter(n=1)', []],
  ['A.objects.filter(one=1)', []],
  ['A.objects.filter(two=1)', ['A.two']],
  ['A.objects.filter(n__icontains=1)', []],
  ['a.bs.filter(n=1)', []],
  ['User.objects.filter(first_name="a")', []],
  ['rows = A.objects.all(); rows = rows.filter(n=1)', ['A.n']],
  ['rows = A.objects.filter(slug="a"); rows = rows.filter(n=1)', []],
  ['rows = a.bs.all(); rows.order_by("n")', []],
  ['A.objects.for_owner(1).filter(n=1)', []],
  ['A.objects.prefetch_related(Prefetch("bs", B.objects.order_by("n")))', []],
])('%s', (line, expected) => {
  expect(found(line)).toEqual(expected);
});

test('only views and tasks', () => {
  expect(found('A.objects.filter(n=1)', 'shop/helpers.py')).toEqual([]);
});
