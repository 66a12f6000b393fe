import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { Expression } from '../../../../src/facts/python/code/nodes.js';
import { walkExpressions, walkStatements, expressionsOf } from '../../../../src/facts/python/code/walk.js';
import type { OrmType } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

const SHOP: Files = {
  'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
  'config/__init__.py': '',
  'config/settings.py': 'INSTALLED_APPS = ["shop"]\nAUTH_USER_MODEL = "shop.User"\n',
  'shop/__init__.py': '',
  'shop/models.py': `
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    pass


class OrderQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True).select_related("customer")

    def totals(self):
        return compute(self)


class VisibleManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related("customer").annotate(item_count=models.Count("items"))


class Customer(models.Model):
    name = models.CharField(max_length=10)


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    active = models.BooleanField()

    objects = OrderQuerySet.as_manager()
    visible = VisibleManager()

    @property
    def lines(self):
        return self.items.all()


class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
`,
};

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** The type of the argument of `probe(…)` in the file. */
function probe(code: string, more: Files = {}): OrmType {
  const model = modelOf({ ...SHOP, ...more, 'shop/views.py': code }, grammars);
  const functions = model.symbols.functions('shop/views.py');
  for (const fn of functions.toReversed()) {
    let found: Expression | undefined;
    walkStatements(fn.node.body, (statement) => {
      for (const one of expressionsOf(statement)) {
        walkExpressions(one, (inner) => {
          if (inner.kind === 'call' && inner.callee.kind === 'name' && inner.callee.id === 'probe') found = inner.args[0];
        });
      }
    });
    if (found !== undefined) return model.django.orm.typeOf(fn, found);
  }
  throw new Error('nothing is probed');
}

function words(type: OrmType): string {
  if (type.kind === 'unknown') return 'unknown';
  const { select, prefetch, open } = type.loaded;
  const loaded = [...select.map((path) => `+${path}`), ...prefetch.map((path) => `*${path}`), ...(open === null ? [] : ['?'])].join(' ');
  const aliases = type.kind === 'queryset' ? type.aliases.map((name) => `=${name}`).join(' ') : '';
  const rows = type.kind === 'queryset' && type.rows === 'values' ? 'values' : '';
  return [type.kind, type.model.name, loaded, aliases, rows].filter((part) => part !== '').join(' ');
}

function view(...lines: readonly string[]): string {
  return `from django.shortcuts import get_object_or_404, get_list_or_404\nfrom django.db.models import Count, Prefetch\nfrom django.core.paginator import Paginator\nfrom shop.models import Customer, Item, Order\n\n\ndef view(request, order: Order, pk, anything):\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

describe('typeOf', () => {
  test.each([
    ['probe(Customer.objects)', 'manager Customer'],
    ['probe(Customer.objects.filter(name="a").order_by("name"))', 'queryset Customer'],
    ['probe(Customer.objects.get(pk=1))', 'instance Customer'],
    ['probe(Customer.objects.all()[:5])', 'queryset Customer'],
    ['probe(Customer.objects.all()[0])', 'instance Customer'],
    ['probe(Customer.objects.count())', 'unknown'],
    ['probe(Order.objects.select_related("customer", "user__x").first())', 'instance Order +customer +user +user__x'],
    ['probe(Order.objects.select_related())', 'queryset Order ?'],
    ['probe(Order.objects.select_related("customer").select_related(None))', 'queryset Order'],
    ['probe(Order.objects.prefetch_related("items"))', 'queryset Order *items'],
    ['probe(Order.objects.prefetch_related(Prefetch("items", queryset=Item.objects.select_related("order"))))', 'queryset Order *items *items__order'],
    ['probe(Order.objects.prefetch_related(Prefetch("items", queryset=anything)))', 'queryset Order *items ?'],
    ['probe(Order.objects.annotate(n=Count("items")).values("n", m=Count("user")))', 'queryset Order =n =m values'],
    ['probe(Order.objects.annotate(Count("items")))', 'queryset Order =items__count'],
    ['probe(Order.objects.active())', 'queryset Order +customer'],
    ['probe(Order.objects.filter(pk=1).active().first())', 'instance Order +customer'],
    ['probe(Order.objects.totals())', 'unknown'],
    ['probe(Order.visible.all())', 'queryset Order +customer =item_count'],
    ['probe(get_object_or_404(Order, pk=pk))', 'instance Order'],
    ['probe(get_object_or_404(Order.objects.select_related("customer"), pk=pk))', 'instance Order +customer'],
    ['probe(get_list_or_404(Customer))', 'queryset Customer'],
    ['probe(order)', 'instance Order ?'],
    ['probe(order.customer)', 'instance Customer ?'],
    ['probe(order.items.filter(pk=1))', 'queryset Item'],
    ['probe(order.lines)', 'queryset Item ?'],
    ['probe(request.user)', 'instance User'],
    ['probe(request.user.order_set.all())', 'queryset Order'],
    ['probe(anything)', 'unknown'],
    ['probe(Order(customer=None))', 'instance Order'],
    ['probe([o for o in Order.objects.select_related("customer")])', 'queryset Order +customer'],
    ['probe(Paginator(Order.objects.active(), 5).get_page(1).object_list)', 'queryset Order +customer'],
    ['return [probe(o) for o in Order.objects.active()]', 'instance Order +customer'],
    ['return [probe(i) for o in Order.objects.prefetch_related("items__order") for i in o.items.all()]', 'instance Item *order'],
  ])('%s', (line, expected) => {
    expect(words(probe(view(line)))).toBe(expected);
  });
});

describe('local names', () => {
  test('the last assignment before the use counts', () => {
    expect(words(probe(view('qs = Order.objects.all()', 'qs = qs.select_related("customer")', 'probe(qs)', 'qs = Item.objects.all()')))).toBe('queryset Order +customer');
  });

  test('what a branch may have done is not relied on', () => {
    expect(words(probe(view('qs = Order.objects.all()', 'if pk:', '    qs = qs.select_related("customer")', 'probe(qs)')))).toBe('queryset Order');
  });

  test('branches of different models are unknown', () => {
    expect(words(probe(view('if pk:', '    qs = Order.objects.all()', 'else:', '    qs = Item.objects.all()', 'probe(qs)')))).toBe('unknown');
  });

  test('a branch that returns does not reach the use', () => {
    expect(words(probe(view('qs = Order.objects.all()', 'if pk:', '    qs = Item.objects.all()', '    return qs', 'probe(qs)')))).toBe('queryset Order');
  });

  test('loops, pairs, walrus and enumerate', () => {
    expect(words(probe(view('for o in Order.objects.all():', '    probe(o.customer)')))).toBe('instance Customer');
    expect(words(probe(view('o, created = Order.objects.get_or_create(pk=1)', 'probe(o)')))).toBe('instance Order');
    expect(words(probe(view('for n, o in enumerate(Order.objects.all()):', '    probe(o)')))).toBe('instance Order');
    expect(words(probe(view('if (o := Order.objects.first()):', '    probe(o)')))).toBe('instance Order');
  });

  test('an assignment later in the loop reaches its beginning', () => {
    expect(words(probe(view('x = Order.objects.first()', 'for n in range(3):', '    probe(x)', '    x = Item.objects.first()')))).toBe('unknown');
  });
});

describe('helpers and classes', () => {
  test('a helper whose returns agree is followed', () => {
    const code = view('probe(pick(pk))').replace('def view', 'def pick(pk):\n    if pk:\n        return None\n    return Order.objects.active().first()\n\n\ndef view');
    expect(words(probe(code))).toBe('instance Order +customer');
  });

  test('a view knows its queryset, model and object', () => {
    const head = 'from django.views.generic import DetailView\nfrom shop.models import Item, Order\n\n\nclass Detail(DetailView):\n';
    expect(words(probe(`${head}    model = Order\n\n    def get_queryset(self):\n        return super().get_queryset().select_related("customer")\n\n    def get(self, request):\n        probe(self.get_object())\n`))).toBe('instance Order +customer');
    expect(words(probe(`${head}    queryset = Order.objects.prefetch_related("items")\n\n    def get(self, request):\n        probe(self.get_queryset())\n`))).toBe('queryset Order *items');
    expect(words(probe(`${head}    model = Item\n\n    def get(self, request):\n        probe(self.object.order)\n`))).toBe('instance Order');
  });

  test('a serializer method gets a row of its model', () => {
    const code = 'from rest_framework import serializers\nfrom shop.models import Order\n\n\nclass OrderSerializer(serializers.ModelSerializer):\n    class Meta:\n        model = Order\n\n    def get_total(self, obj):\n        return probe(obj.items.all())\n';
    expect(words(probe(code))).toBe('queryset Item ?');
  });

  test('an admin class knows the model that it is registered for', () => {
    const model = modelOf({ ...SHOP, 'shop/admin.py': 'from django.contrib import admin\nfrom shop.models import Item, Order\n\n\n@admin.register(Order)\nclass OrderAdmin(admin.ModelAdmin):\n    pass\n\n\nclass ItemAdmin(admin.ModelAdmin):\n    pass\n\n\nadmin.site.register(Item, ItemAdmin)\n' }, grammars);
    expect(model.symbols.classes('shop/admin.py').map((one) => model.django.orm.modelOf(one)?.model.name)).toEqual(['Order', 'Item']);
  });
});
