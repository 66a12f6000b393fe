import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { nPlusOneQuery } from '../../../src/rules/scalability/n-plus-one-query.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const MODELS = `from django.db import models
class Company(models.Model):
    name = models.CharField(max_length=9)
class Customer(models.Model):
    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    name = models.CharField(max_length=9)
    def __str__(self):
        return self.company.name
class Tag(models.Model):
    name = models.CharField(max_length=9)
class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    tags = models.ManyToManyField(Tag)
    @property
    def label(self):
        return self.customer.name
class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=9)
`;

interface Said {
  /** `line relation form`, in the order of the file. */
  readonly found: readonly string[];
  /** The text that the first finding's fix puts in. */
  readonly fix: string | undefined;
}

function judge(path: string, files: Files): Said {
  const model = modelOf({ 'manage.py': '', 'shop/__init__.py': '', 'shop/models.py': MODELS, ...files }, grammars);
  const subject = { path, facts: model.facts(path) as NonNullable<ReturnType<typeof model.facts>> };
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  expect(nPlusOneQuery.applies(subject)).toBe(true);
  const { matches } = nPlusOneQuery.detect(subject, context);
  const [first] = matches;
  const [edit] = (first === undefined ? null : nPlusOneQuery.suggest?.(first, subject, context))?.edits ?? [];
  return {
    found: matches.map(({ span, data }) => `${span[0]} ${data.read.path} ${data.read.form}`).sort(),
    fix: edit?.kind === 'replace' ? edit.text : undefined,
  };
}

/** A view with the given lines; they start at line 3. */
function view(...lines: string[]): Said {
  return judge('shop/views.py', { 'shop/views.py': ['from shop.models import Order, Customer', 'def page(request, order_id):', ...lines.map((line) => `    ${line}`), ''].join('\n') });
}

describe('loops', () => {
  test.each<[what: string, lines: string[], found: string[], fix: string | undefined]>([
    ['a foreign key', ['for o in Order.objects.all():', '    print(o.customer.name)'], ['4 customer select'], '.select_related("customer")'],
    ['a longer way is one finding', ['for o in Order.objects.all():', '    print(o.customer.company.name)'], ['4 customer__company select'], '.select_related("customer__company")'],
    ['what is loaded already is added to', ['for o in Order.objects.select_related("customer"):', '    print(o.customer.company.name)'], ['4 customer__company select'], ', "customer__company"'],
    ['a local variable', ['for o in Order.objects.all():', '    c = o.customer', '    print(c.company.name)'], ['5 customer__company select'], '.select_related("customer__company")'],
    ['a way back', ['return [len(o.items.all()) for o in Order.objects.all()]'], ['3 items prefetch'], '.prefetch_related("items")'],
    ['a count', ['return [o.items.count() for o in Order.objects.all()]'], ['3 items counted'], undefined],
    ['a filter, prefetched or not', ['return [o.items.filter(name="").first() for o in Order.objects.prefetch_related("items")]'], ['3 items refined'], undefined],
    ['a property', ['return [o.label for o in Order.objects.all()]'], ['3 customer select'], '.select_related("customer")'],
    ['__str__ where it is shown', ['return [f"{c}" for c in Customer.objects.all()]'], ['3 company select'], '.select_related("company")'],
    ['rows within rows', ['for o in Order.objects.all():', '    for t in o.tags.all():', '        print(t.name)'], ['4 tags prefetch'], '.prefetch_related("tags")'],
    ['two loops over one queryset once', ['orders = Order.objects.all()', 'names = [o.customer.name for o in orders]', 'return names, [o.customer.pk for o in orders], [o.customer.name for o in orders]'], ['4 customer select'], '.select_related("customer")'],
    ['rows of a kind', ['for o in Order.objects.all():', '    if o.pk == order_id:', '        print(o.customer.name)'], ['5 customer select'], '.select_related("customer")'],
    ['a queryset used apart has no fix', ['orders = Order.objects.all()', 'ids = orders.values("pk")', 'return [o.customer.name for o in orders]'], ['5 customer select'], undefined],
  ])('finds %s', (_what, lines, found, fix) => {
    expect(view(...lines)).toEqual({ found, fix });
  });

  test.each<[what: string, lines: string[]]>([
    ['ids', ['return [(o.customer_id, o.customer.pk) for o in Order.objects.all()]']],
    ['what is loaded', ['for o in Order.objects.select_related("customer__company"):', '    print(o.customer.company.name, o.customer.name)']],
    ['counting loaded rows', ['return [o.items.count() for o in Order.objects.prefetch_related("items")]']],
    ['values', ['return [o["customer"] for o in Order.objects.values("customer")]']],
    ['a short slice', ['return [o.customer.name for o in Order.objects.all()[:5]]']],
    ['the way back of a related manager', ['order = Order.objects.get(pk=order_id)', 'return [i.order.customer_id for i in order.items.all()]']],
    ['a loop that ends at once', ['for o in Order.objects.all():', '    return o.customer.name']],
    ['a loop that ends at the first that works', ['for o in Order.objects.all():', '    try:', '        with lock:', '            return o.customer.name', '    except OSError:', '        pass']],
    ['a loop that ends at the first that works, after it', ['for o in Order.objects.all():', '    try:', '        name = o.customer.name', '    except OSError:', '        continue', '    else:', '        break']],
    ['a branch that leaves', ['for o in Order.objects.all():', '    if o.pk == order_id:', '        return o.customer.name']],
    ['handled exceptions', ['for o in Order.objects.all():', '    try:', '        o.full_clean()', '    except ValueError:', '        print(o.customer.name)']],
    ['relations that the loop sets', ['for o in Order.objects.all():', '    o.customer = Customer()', '    print(o.customer.name)']],
    ['objects that were made here', ['made = [Order(customer=c) for c in request.customers]', 'return [o.customer.name for o in Order.objects.bulk_create(made)] + [o.customer.name for o in made]']],
    ['a relation that is null for all rows', ['return [o.customer.name for o in Order.objects.filter(customer__isnull=True)]']],
    ['rows of a caller', ['return [o.customer.name for o in request.orders]']],
    ['only()', ['return [o.customer.name for o in Order.objects.only("customer")]']],
    ['what the shared way back has', ['order = Order.objects.get(pk=order_id)', 'return [i.order.customer.name for i in order.items.all()]']],
    ['what one branch loads', ['orders = Order.objects.all()', 'if order_id:', '    orders = orders.select_related("customer")', 'return [o.customer.name for o in orders]']],
    ['what a related row reads for some kinds', ['for o in Order.objects.select_related("customer"):', '    c = o.customer', '    if c.name == "x":', '        print(c.company.name)']],
    ['an empty queryset beside a loaded one', ['orders = Order.objects.select_related("customer")', 'if not order_id:', '    orders = Order.objects.none()', 'return [o.customer.name for o in orders]']],
  ])('is silent about %s', (_what, lines) => {
    expect(view(...lines).found).toEqual([]);
  });

  test('is one finding for all relations that a helper reads', () => {
    const files = { 'shop/views.py': 'from shop.models import Order\nfrom shop.rows import row\ndef page(request):\n    return [row(o) for o in Order.objects.all()]\n', 'shop/rows.py': 'def row(order):\n    return order.customer.name, list(order.tags.all()), list(order.items.all())\n' };
    expect(judge('shop/views.py', files)).toEqual({ found: ['4 customer select', '4 tags prefetch'], fix: '.select_related("customer")' });
  });

  test('shows the way through a helper', () => {
    const files = { 'shop/views.py': 'from shop.models import Order\nfrom shop.rows import row\ndef page(request):\n    return [row(o) for o in Order.objects.all()]\n', 'shop/rows.py': 'def row(order):\n    return order.customer.name\n' };
    expect(judge('shop/views.py', files)).toEqual({ found: ['4 customer select'], fix: '.select_related("customer")' });
  });
});

describe('calls', () => {
  const helper = (call: string, body: string): Said =>
    judge('shop/views.py', {
      'shop/views.py': `from shop.models import Order\nfrom shop.rows import row\ndef page(request, order_id):\n    for o in Order.objects.${call}\n`,
      'shop/rows.py': `from django.db.models import prefetch_related_objects\ndef row(order, deep=False):\n    ${body}\n`,
    });

  test.each<[what: string, call: string, body: string, found: string[], fix: string | undefined]>([
    ['leaves out what a switch is off for', 'all(): row(o)', 'if deep: order.customer.name', [], undefined],
    ['reads what a switch is on for', 'all(): row(o, deep=True)', 'if deep: order.customer.name', ['4 customer select'], '.select_related("customer")'],
    ['leaves out what loads for itself', 'all(): row(o)', 'prefetch_related_objects([order], "tags"); list(order.tags.all())', [], undefined],
    ['leaves out what answers from loaded rows', 'prefetch_related("items"): row(o)', 'rows = getattr(order, "_prefetched_objects_cache", {}); x = list(order.items.all()) if "items" in rows else order.items.filter(name="").count()', [], undefined],
    ['reads what such a function asks where nothing is loaded', 'all(): row(o)', 'rows = getattr(order, "_prefetched_objects_cache", {}); x = list(order.items.all()) if "items" in rows else order.items.filter(name="").count()', ['4 items refined'], undefined],
    ['leaves out what a function that is called looks up', 'prefetch_related("items"): row(o)', 'x = held(order) or order.items.filter(name="").count()\ndef held(order):\n    return order._prefetched_objects_cache.get("items")', [], undefined],
    ['changes no queryset whose related rows may change', 'all(): row(o)', 'list(order.tags.all()); order.tags.clear()', ['4 tags prefetch'], undefined],
  ])('%s', (_what, call, body, found, fix) => {
    expect(helper(call, body)).toEqual({ found, fix });
  });

  test('names no join for rows that are locked', () => {
    const model = modelOf({ 'manage.py': '', 'shop/__init__.py': '', 'shop/models.py': MODELS, 'shop/views.py': 'from shop.models import Order\ndef page(request):\n    return [o.customer.name for o in Order.objects.select_for_update()]\n' }, grammars);
    const subject = { path: 'shop/views.py', facts: model.facts('shop/views.py') as NonNullable<ReturnType<typeof model.facts>> };
    const { matches } = nPlusOneQuery.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] });
    expect(matches.map((match) => nPlusOneQuery.message(match, subject, { model, catalogue: catalogue(), options: {}, earlier: [] }).todo)).toEqual(['Add `.prefetch_related("customer")` to the queryset.']);
  });
});

describe('serializers', () => {
  const judged = (body: string, queryset: string): readonly string[] =>
    judge('shop/api.py', {
      'shop/api.py': `from rest_framework import serializers, viewsets
from shop.models import Item, Order
class ItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = Item
        fields = ["name"]
class OrderSerializer(serializers.ModelSerializer):
    ${body}
    class Meta:
        model = Order
        fields = ["id", "customer", "x"]
class OrderViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = ${queryset}
    serializer_class = OrderSerializer
`,
    }).found;

  test.each([
    ['x = serializers.CharField(source="customer.name")', ['8 customer select']],
    ['x = ItemSerializer(source="items", many=True)', ['8 items prefetch']],
    ['x = serializers.StringRelatedField(source="customer")', ['8 customer__company select']],
    ['x = serializers.SlugRelatedField(source="customer", slug_field="name", read_only=True)', ['8 customer select']],
    ['x = serializers.PrimaryKeyRelatedField(source="tags", many=True, read_only=True)', ['8 tags prefetch']],
    ['x = serializers.PrimaryKeyRelatedField(source="customer", read_only=True)', []],
    ['x = serializers.CharField(source="customer.name", write_only=True)', []],
  ])('reads %s', (field, found) => {
    expect(judged(field, 'Order.objects.all()')).toEqual(found);
  });

  test('reads no relation for an address that is called like one', () => {
    const text = (field: string): string => `from rest_framework import serializers, viewsets
from shop.models import Order
class OrderSerializer(serializers.ModelSerializer):
    items = serializers.${field}
class OrderViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Order.objects.all()
    serializer_class = OrderSerializer
`;
    const found = (field: string): readonly string[] => judge('shop/api.py', { 'shop/api.py': text(field) }).found;
    expect(found('HyperlinkedIdentityField(view_name="items")')).toEqual([]);
    expect(found('HyperlinkedRelatedField(view_name="item", many=True, read_only=True)')).toEqual(['4 items prefetch']);
  });

  test('leaves a queryset alone that other views have with other models', () => {
    const text = `from rest_framework import serializers, viewsets
from shop.models import Order
class OrderSerializer(serializers.ModelSerializer):
    x = serializers.CharField(source="customer.name")
class Base(viewsets.ModelViewSet):
    model = None
    def get_queryset(self):
        return self.model.objects.all()
class OrderViewSet(Base):
    model = Order
    serializer_class = OrderSerializer
`;
    expect(judge('shop/api.py', { 'shop/api.py': text })).toEqual({ found: ['4 customer select'], fix: undefined });
  });

  test('knows what the view loads', () => {
    expect(judged('x = serializers.CharField(source="customer.name")', 'Order.objects.select_related("customer")')).toEqual([]);
  });
});

describe('templates and the admin', () => {
  const template = (text: string, context: string): readonly string[] =>
    judge('shop/templates/shop/list.html', {
      'shop/templates/shop/list.html': text,
      'shop/views.py': `from django.shortcuts import get_object_or_404, render\nfrom shop.models import Order\ndef page(request, pk):\n    return render(request, "shop/list.html", ${context})\n`,
    }).found;

  test.each([
    ['{% for o in orders %}\n{{ o.customer.name }}{% endfor %}', '{"orders": Order.objects.all()}', ['2 customer select']],
    ['{% for o in orders %}\n{{ o.items.count }}{% endfor %}', '{"orders": Order.objects.all()}', ['2 items counted']],
    ['{% for o in orders %}\n{% for i in o.items.all %}{{ i.name }}{% endfor %}{% endfor %}', '{"orders": Order.objects.all()}', ['2 items prefetch']],
    ['{% for o in orders %}\n{{ o.customer.name }}{% endfor %}', '{"orders": Order.objects.select_related("customer")}', []],
    ['{% for o in others %}\n{{ o.customer.name }}{% endfor %}', '{"orders": Order.objects.all()}', []],
    ['{% for i in order.items.all %}\n{{ i.order.customer_id }}{% endfor %}', '{"order": get_object_or_404(Order, pk=pk)}', []],
  ])('reads %j with %s', (text, context, found) => {
    expect(template(text, context)).toEqual(found);
  });

  const admin = (body: string): readonly string[] =>
    judge('shop/admin.py', { 'shop/admin.py': `from django.contrib import admin\nfrom shop.models import Order\n@admin.register(Order)\nclass OrderAdmin(admin.ModelAdmin):\n${body}\n    def who(self, order):\n        return order.customer.name\n` }).found;

  test.each([
    ['    list_display = ["id", "who"]', ['7 customer select']],
    ['    list_display = ["id", "customer", "who"]', []],
    ['    list_display = ["id", "who"]; list_select_related = ["customer"]', []],
    ['    list_display = ["id", "what"]\n    def what(self, order):\n        return order.items.filter(name="").count()', ['7 items refined']],
    ['    list_display = ["id", "what"]\n    def what(self, order):\n        held = order._prefetched_objects_cache\n        return list(order.items.all()) if "items" in held else order.tags.filter(name="").count()', ['8 tags refined']],
  ])('reads %s', (body, found) => {
    expect(admin(body)).toEqual(found);
  });
});
