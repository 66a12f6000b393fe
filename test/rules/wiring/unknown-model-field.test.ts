import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { unknownModelField } from '../../../src/rules/wiring/unknown-model-field.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const MODELS = `from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=9)


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    data = models.JSONField()
    created = models.DateTimeField()

    @property
    def label(self):
        return "a"


class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
`;

function judged(path: string, code: string, more: Files = {}) {
  const model = modelOf({ 'requirements.txt': 'django\ndjangorestframework\ndjango-filter\n', 'shop/__init__.py': '', 'shop/models.py': MODELS, [path]: code, ...more }, grammars);
  const subject = { path, facts: model.facts(path) as NonNullable<ReturnType<typeof model.facts>> };
  return unknownModelField.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] });
}

function subjects(path: string, code: string, more: Files = {}): string[] {
  return judged(path, code, more).matches.map((match) => match.subject);
}

const HEAD = 'from django.db.models import Avg, Case, Count, F, Max, Prefetch, Q, When\nfrom django.shortcuts import get_object_or_404\nfrom shop.models import Customer, Item, Order\n\n\ndef view(request, order: Order):\n    ';

describe('queries', () => {
  test.each([
    ['Order.objects.filter(customers=1)', ['Order.customers customers']],
    ['Order.objects.filter(customer__nam__icontains="a")', ['Customer.nam customer__nam__icontains']],
    ['Order.objects.filter(created__yeer=1)', ['Order.yeer created__yeer']],
    ['Order.objects.filter(label="a")', ['Order.label label']],
    ['Order.objects.filter(Q(a=1) | ~Q(customer__b=2))', ['Order.a a', 'Customer.b customer__b']],
    ['Order.objects.annotate(n=Count("lines"))', ['Order.lines lines']],
    ['Order.objects.annotate(n=Case(When(a=1, then=F("b"))))', ['Order.b b', 'Order.a a']],
    ['Order.objects.prefetch_related(Prefetch("lines"))', ['Order.lines lines']],
    ['Order.objects.select_related("customer__name__x")', ['Customer.x customer__name__x']],
    ['Order.objects.select_related("owner", "owner__team")', ['Order.owner owner']],
    ['Order.objects.select_related("owner").order_by().values("pk")', []],
    ['Order.objects.values("owner").select_related("pk")', ['Order.owner owner']],
    ['order.items.order_by("-position")', ['Item.position position']],
    ['order.save(update_fields=["state"])', ['Order.state state']],
    ['get_object_or_404(Order, number=1)', ['Order.number number']],
    ['Order(customer=None, state=1)', ['Order.state state']],
    ['Order.objects.get_or_create(customer=1, defaults={"state": 2})', ['Order.state state']],
    ['Order.objects.filter(items__order__customer__name__istartswith="a", data__x__y=1, customer__in=[1])', []],
    ['Order.objects.annotate(n=Count("items"), m=F("n")).filter(n__gt=1).order_by("-m", "?")', []],
    ['Order.objects.annotate(**request.GET).filter(n__gt=1)', []],
    ['Order.objects.values("customer__name", year=F("created__year")).order_by("year")', []],
    ['Order.objects.aggregate(Max("created"), Avg("items__pk"))', []],
    ['request.filter(anything=1)', []],
  ])('%s', (line, expected) => {
    expect(subjects('shop/views.py', HEAD + line + '\n').toSorted()).toEqual(expected.toSorted());
  });

  test('a change of the models file is the likeliest cause', () => {
    expect(judged('shop/views.py', `${HEAD}Order.objects.filter(state=1)\n`).matches.map(({ causes }) => causes[0])).toEqual([{ path: 'shop/models.py', text: 'state' }]);
  });

  test('a manager method of the repository takes what it likes', () => {
    const models = `${MODELS}\n\nclass NoteQuerySet(models.QuerySet):\n    def filter(self, **values):\n        return super().filter(**values)\n\n\nclass Note(models.Model):\n    objects = NoteQuerySet.as_manager()\n`;
    expect(subjects('shop/views.py', 'from shop.models import Note\n\n\ndef view():\n    Note.objects.filter(anything=1)\n', { 'shop/models.py': models })).toEqual([]);
  });

  test('a field of another package may add columns', () => {
    const models = `${MODELS}\n\nfrom djmoney.models.fields import MoneyField\n\n\nclass Price(models.Model):\n    price = MoneyField()\n`;
    expect(subjects('shop/views.py', 'from shop.models import Price\n\n\ndef view():\n    Price.objects.filter(price_currency=1)\n', { 'shop/models.py': models, 'requirements.txt': 'django\ndjango-money\n' })).toEqual([]);
  });
});

describe('classes', () => {
  test('a serializer names what its class, its model or an annotation answers', () => {
    const head = 'from rest_framework import serializers\nfrom shop.models import Order\n\n\nclass A(serializers.ModelSerializer):\n    total = serializers.IntegerField(source="customer.nam")\n\n    class Meta:\n        model = Order\n        fields = ["id", "total", "label", "items", "created", "size", "state"]\n';
    expect(subjects('shop/serializers.py', head)).toEqual(['Order.size size', 'Order.state state', 'Customer.nam customer.nam']);
    const more = { 'shop/views.py': `${HEAD}return Order.objects.annotate(size=Count("items"))\n` };
    expect(subjects('shop/serializers.py', head, more)).toEqual(['Order.state state', 'Customer.nam customer.nam']);
  });

  test.each([
    ['source="owner"', 'Reading it raises AttributeError for every object that is serialized.'],
    ['source="owner", read_only=True', 'REST framework passes over the error: each answer lacks the field, or has only its default.'],
    ['source="owner", required=False', 'REST framework passes over the error: each answer lacks the field, or has only its default.'],
    ['source="owner", required=True', 'Reading it raises AttributeError for every object that is serialized.'],
  ])('what a serializer does without `%s`', (keywords, why) => {
    const path = 'shop/serializers.py';
    const code = `from rest_framework import serializers\nfrom shop.models import Order\n\n\nclass S(serializers.ModelSerializer):\n    x = serializers.CharField(${keywords})\n\n    class Meta:\n        model = Order\n        fields = ["x"]\n`;
    const [match] = judged(path, code).matches;
    expect(match === undefined ? undefined : unknownModelField.message(match, { path, facts: {} as never }, {} as never).why).toBe(why);
  });

  test('a form knows declared and model fields only', () => {
    const code = 'from django import forms\nfrom shop.models import Order\n\n\nclass OrderForm(forms.ModelForm):\n    note = forms.CharField()\n\n    class Meta:\n        model = Order\n        fields = ["customer", "note", "label"]\n';
    expect(subjects('shop/forms.py', code)).toEqual(['Order.label label']);
  });

  test('views: filters, ordering and fields', () => {
    const code = 'from django.views.generic import CreateView\nfrom rest_framework import viewsets\nfrom django.db.models import Count\nfrom shop.models import Order\n\n\nclass A(viewsets.ModelViewSet):\n    queryset = Order.objects.annotate(n=Count("items"))\n    filterset_fields = {"customer__name": ["exact"], "state": ["exact"]}\n    ordering_fields = ["n", "created", "size"]\n\n\nclass B(CreateView):\n    model = Order\n    fields = ["customer", "stat"]\n';
    expect(subjects('shop/views.py', code)).toEqual(['Order.state state', 'Order.size size', 'Order.stat stat']);
  });

  test("a model's own Meta", () => {
    const code = 'from django.db import models\n\n\nclass Note(models.Model):\n    text = models.TextField()\n\n    class Meta:\n        ordering = ["-texts", models.F("txt").desc()]\n        indexes = [models.Index(fields=["-text", "size"])]\n        constraints = [models.CheckConstraint(check=models.Q(textt__gt=1), name="a")]\n        unique_together = [("text", "sise")]\n';
    expect(subjects('shop/notes/models.py', code, { 'shop/notes/__init__.py': '' }).toSorted()).toEqual(['Note.sise sise', 'Note.size size', 'Note.texts texts', 'Note.textt textt__gt', 'Note.txt txt']);
  });
});
