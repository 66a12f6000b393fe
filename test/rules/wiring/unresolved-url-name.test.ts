import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { configureRules } from '../../../src/config/filter.js';
import { unresolvedUrlName } from '../../../src/rules/wiring/unresolved-url-name.js';
import type { Rule } from '../../../src/rules/types.js';
import { testGrammars } from '../../support/grammars.js';
import { auditOf, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** What the rule says of one file: subjects of matches, passes and unknowns. */
function judge(path: string, text: string): { matches: string[]; passed: number; unknowns: number } {
  const files = {
    'site_/settings.py': 'ROOT_URLCONF = "site_.urls"\n',
    'site_/__init__.py': '',
    'site_/urls.py': `from django.contrib import admin
from django.urls import include, path
from shop import views
urlpatterns = [path("admin/", admin.site.urls), path("orders/", views.orders, name="orders"), path("x/", include(("shop.urls", "shop"), namespace="store"))]
`,
    'shop/__init__.py': '',
    'shop/urls.py': 'from django.urls import path\nfrom shop import views\nurlpatterns = [path("items/", views.orders, name="items")]\n',
    'shop/views.py': 'def orders(request): ...\n',
    [path]: text,
  };
  const model = modelOf(files, grammars);
  const outcome = auditOf(model, configureRules([unresolvedUrlName as unknown as Rule], { rules: {} })).get(path)?.outcomes[0];
  return { matches: outcome?.matches.map(({ subject }) => subject) ?? [], passed: outcome?.passed ?? 0, unknowns: outcome?.unknowns.length ?? 0 };
}

const IMPORTS = 'from django.shortcuts import redirect, resolve_url\nfrom django.urls import NoReverseMatch, reverse, reverse_lazy\n';

test.each([
  ['reverse("order")', { matches: ['order'], passed: 0, unknowns: 0 }],
  ['reverse(viewname="order")', { matches: ['order'], passed: 0, unknowns: 0 }],
  ['reverse_lazy("orders")', { matches: [], passed: 1, unknowns: 0 }],
  ['redirect("/order/")', { matches: [], passed: 0, unknowns: 0 }],
  ['redirect("order.html")', { matches: [], passed: 0, unknowns: 0 }],
  ['redirect("order")', { matches: ['order'], passed: 0, unknowns: 0 }],
  ['resolve_url("order")', { matches: ['order'], passed: 0, unknowns: 0 }],
  ['reverse("store:items")', { matches: [], passed: 1, unknowns: 0 }],
  ['reverse("shop:items")', { matches: [], passed: 1, unknowns: 0 }],
  ['reverse("store:orders")', { matches: ['store:orders'], passed: 0, unknowns: 0 }],
  ['reverse("admin:index")', { matches: [], passed: 0, unknowns: 1 }],
  ['reverse("order", urlconf="other.urls")', { matches: [], passed: 0, unknowns: 0 }],
  ['reverse("shop.views.orders")', { matches: [], passed: 0, unknowns: 1 }],
  ['redirect(order)', { matches: [], passed: 0, unknowns: 0 }],
])('%s', (call, expected) => {
  expect(judge('shop/links.py', `${IMPORTS}def f(order):\n    return ${call}\n`)).toEqual(expected);
});

test('a name whose absence is handled', () => {
  expect(judge('shop/links.py', `${IMPORTS}try:\n    x = reverse("order")\nexcept NoReverseMatch:\n    x = reverse("gone")\n`).matches).toEqual(['gone']);
});

test('a function of the project called reverse', () => {
  expect(judge('shop/links.py', 'from shop.text import reverse\nreverse("order")\n').matches).toEqual([]);
});

test('templates', () => {
  expect(judge('shop/templates/a.html', "{% url 'order' %}{% url 'orders' %}{% url 'order' as link %}")).toEqual({ matches: ['order'], passed: 1, unknowns: 0 });
});

test('tests are not judged', () => {
  expect(judge('shop/tests/test_links.py', `${IMPORTS}reverse("order")\n`).matches).toEqual([]);
});
