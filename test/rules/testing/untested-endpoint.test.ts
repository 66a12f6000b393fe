import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { configureRules } from '../../../src/config/filter.js';
import { untestedEndpoint } from '../../../src/rules/testing/untested-endpoint.js';
import type { Rule } from '../../../src/rules/types.js';
import { testGrammars } from '../../support/grammars.js';
import { auditOf, catalogue, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function judge(tests: string, settings = 'ROOT_URLCONF = "site_.urls"\n'): { untested: string[]; unknowns: number; todo: string[] } {
  const files = {
    'site_/settings.py': settings,
    'site_/__init__.py': '',
    'site_/urls.py': `from django.urls import path
from shop import views
app_name = "shop"
urlpatterns = [
    path("api/orders/<int:pk>/", views.order_detail, name="order-detail"),
    path("api/orders/<int:pk>/cancel/", views.OrderCancelView.as_view(), name="order-cancel"),
]
`,
    'shop/__init__.py': '',
    'shop/views.py': 'from django.views import View\ndef order_detail(request, pk): ...\nclass OrderCancelView(View):\n    def post(self, request, pk): ...\n',
    'shop/tests.py': tests,
  };
  const model = modelOf(files, grammars);
  const subject = { path: 'site_/urls.py', facts: model.facts('site_/urls.py')! };
  const outcome = auditOf(model, configureRules([untestedEndpoint as unknown as Rule], { rules: {} })).get('site_/urls.py')?.outcomes[0];
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  const matches = (outcome?.matches ?? []) as unknown as Parameters<typeof untestedEndpoint.message>[0][];
  return { untested: matches.map(({ subject: name }) => name), unknowns: outcome?.unknowns.length ?? 0, todo: matches.map((match) => untestedEndpoint.message(match, subject, context).todo) };
}

test('a path reaches the first route that it matches', () => {
  expect(judge('def test_detail(client):\n    client.get("/api/orders/3/")\n')).toEqual({
    untested: ['order-cancel'],
    unknowns: 0,
    todo: ['Test it next to `/api/orders/3/` (shop/tests.py:2), which comes nearest.'],
  });
});

test.each([
  ['f-strings', 'client.post(f"/api/orders/{pk}/cancel/")'],
  ['formats', 'client.post("/api/orders/%d/cancel/" % pk)'],
  ['constants', 'BASE = "/api/orders/"; client.post(BASE + "3/cancel/")'],
  ['a base that is not known', 'client.post(base + "/orders/3/cancel/")'],
  ['a base that ends with a slash', 'client.post(f"{base}3/cancel/")'],
  ['a path put behind a root later', 'for url in ["orders/3/cancel/"]: client.post(reverse("root") + url)'],
  ['names', 'client.post(reverse("order-cancel", args=[3]))'],
  ['computed names', 'reverse(f"{prefix}-cancel")'],
  ['views', 'views.OrderCancelView.as_view()(request)'],
])('%s reach a route', (_form, call) => {
  expect(judge(`def test_it(client):\n    ${call}\n`).untested).not.toContain('order-cancel');
});

test('a test named after the view', () => {
  expect(judge('class T:\n    def test_order_cancel_refused(self): ...\n').untested).toEqual(['order-detail']);
});

test('without tests nothing is said', () => {
  expect(judge('')).toEqual({ untested: [], unknowns: 2, todo: [] });
});

test('without a root urlconf paths are not known', () => {
  expect(judge('def test_it(client):\n    client.get("/x/api/orders/3/")\n', '')).toEqual({ untested: [], unknowns: 2, todo: [] });
});
