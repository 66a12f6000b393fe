import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { queryInLoop } from '../../../src/rules/scalability/query-in-loop.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const MODELS = `from django.db import models
class Order(models.Model):
    name = models.CharField(max_length=9)
class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
`;

/** Findings of a function with the given lines, which start at line 3: `line Model.method`. */
function found(...lines: string[]): readonly string[] {
  const text = ['from shop.models import Item, Order', 'def run(data, order):', ...lines.map((line) => `    ${line}`), ''].join('\n');
  const model = modelOf({ 'manage.py': '', 'shop/__init__.py': '', 'shop/models.py': MODELS, 'shop/services.py': text }, grammars);
  const subject = { path: 'shop/services.py', facts: model.facts('shop/services.py') as NonNullable<ReturnType<typeof model.facts>> };
  const { matches } = queryInLoop.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] });
  return matches.map(({ span, subject: about }) => `${span[0]} ${about}`);
}

test.each<[lines: string[], expected: string[]]>([
  [['for key in data:', '    Order.objects.get(pk=key)'], ['4 Order.get']],
  [['return [Order.objects.filter(name=key).exists() for key in data]'], ['3 Order.exists']],
  [['for key in data:', '    name = key.lower()', '    Order.objects.create(name=name)'], ['5 Order.create']],
  [['for key in data:', '    for item in Item.objects.filter(order=key):', '        print(item)'], ['4 Item.filter']],
  [['for one in Order.objects.all():', '    one.name = ""', '    one.save()'], ['5 Order.save']],
  [['for one in Order.objects.all():', '    one.items.update(order=order)'], ['4 Item.update']],
])('finds %j', (lines, expected) => {
  expect(found(...lines)).toEqual(expected);
});

test.each<[what: string, lines: string[]]>([
  ['a query that does not depend on the loop', ['for key in data:', '    Order.objects.count()']],
  ['relations of the loop’s own rows', ['for one in Order.objects.all():', '    one.items.count()']],
  ['batches', ['for start in range(0, 900, 100):', '    Order.objects.filter(pk__in=data[start:]).delete()']],
  ['chunks', ['for chunk in chunks(data):', '    Order.objects.filter(pk__in=chunk).delete()']],
  ['few', ['names = {"a": 1, "b": 2}', 'for name in names:', '    Order.objects.get_or_create(name=name)']],
  ['a loop that ends at the first that works', ['for key in data:', '    try:', '        Order.objects.create(name=key)', '        break', '    except ValueError:', '        pass']],
  ['a branch that leaves', ['for key in data:', '    if key:', '        Order.objects.create(name=key)', '        break']],
  ['what is kept', ['for key in data:', '    if key not in order:', '        order[key] = Order.objects.get(pk=key)']],
  ['retries', ['for attempt in range(90):', '    Order.objects.create(name=str(attempt))']],
  ['a while loop', ['while True:', '    Order.objects.filter(name=data).delete()']],
  ['a constant and one more', ['names = (*NAMES, "b")', 'for name in names:', '    Order.objects.get(name=name)']],
  ['rows that a better database takes at once', ['made = [Order(name=one) for one in data]', 'if order:', '    Order.objects.bulk_create(made)', 'else:', '    for one in made:', '        one.save()']],
  ['a lazy queryset', ['return [Order.objects.filter(name=key) for key in data]']],
])('is silent about %s', (_what, lines) => {
  expect(found(...lines)).toEqual([]);
});

test.each<[what: string, receiver: string, expected: string[]]>([
  ['of the model', '@receiver(post_save, sender=Order)\ndef saved(**_):\n    pass\n', []],
  ['of the model, connected by hand', 'post_save.connect(print, sender="shop.Order")\n', []],
  ['of another model', '@receiver(post_save, sender=Item)\ndef saved(**_):\n    pass\n', ['4 Order.create']],
])('keeps the signals of rows that a receiver is told of: %s', (_what, receiver, expected) => {
  const signals = `from django.db.models.signals import post_save\nfrom django.dispatch import receiver\nfrom shop.models import Item, Order\n${receiver}`;
  const text = 'from shop.models import Order\ndef run(data):\n    for key in data:\n        Order.objects.create(name=key)\n';
  const model = modelOf({ 'manage.py': '', 'shop/__init__.py': '', 'shop/models.py': MODELS, 'shop/signals.py': signals, 'shop/services.py': text }, grammars);
  const subject = { path: 'shop/services.py', facts: model.facts('shop/services.py') as NonNullable<ReturnType<typeof model.facts>> };
  const { matches } = queryInLoop.detect(subject, { model, catalogue: catalogue(), options: {}, earlier: [] });
  expect(matches.map(({ span, subject: about }) => `${span[0]} ${about}`)).toEqual(expected);
});
