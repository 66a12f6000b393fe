import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { ModelClass, ModelIndex } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const IMPORT = 'from django.db import models\n';

function modelsOf(files: Files): ModelIndex {
  return modelOf({ 'shop/__init__.py': '', 'requirements.txt': 'django\n', ...files }, grammars).django.models;
}

function shop(code: string, more: Files = {}): ModelIndex {
  return modelsOf({ 'shop/models.py': `${IMPORT}${code}`, ...more });
}

function named(index: ModelIndex, name: string): ModelClass {
  const found = index.models.find((model) => model.name === name);
  if (found === undefined) throw new Error(`no model ${name}`);
  return found;
}

function names(index: ModelIndex, name: string): string[] {
  return named(index, name).fields.map((field) => field.name);
}

describe('which classes are models', () => {
  test('by ancestry, over files, abstract ones too; choices, forms and mixins are none', () => {
    const index = shop(
      `
class Status(models.TextChoices):
    OPEN = "open"

class Base(models.Model):
    class Meta:
        abstract = True
`,
      { 'shop/orders.py': 'from shop.models import Base as B\n\nclass Mixin:\n    x = 1\n\nclass Order(Mixin, B):\n    pass\n', 'shop/forms.py': 'from django import forms\n\nclass OrderForm(forms.Form):\n    pass\n' },
    );
    expect(index.models.map(({ path, name, abstract }) => [path, name, abstract])).toEqual([
      ['shop/models.py', 'Base', true],
      ['shop/orders.py', 'Order', false],
    ]);
  });

  test('what packages keep beside models in modules of that name is none', () => {
    const index = modelsOf({
      'shop/history.py': 'from django.db import models\nfrom simple_history.models import HistoricalRecords\n\nclass Records(HistoricalRecords):\n    pass\n',
      'shop/models.py': 'from django.db import models\nfrom simple_history.models import HistoricalRecords\nfrom django_fsm import TransitionNotAllowed\n\nclass Records(HistoricalRecords):\n    pass\n\nclass Refused(TransitionNotAllowed):\n    pass\n',
    });
    expect(index.models).toEqual([]);
  });

  test("Django's anonymous user is none, and nobody who derives from it", () => {
    const index = shop('from django.contrib.auth.models import AnonymousUser\n\nclass Guest(AnonymousUser):\n    rank = 0\n');
    expect(index.models).toEqual([]);
  });

  test('files with the same text hold models of their own', () => {
    const code = `${IMPORT}class Order(models.Model):\n    title = models.TextField()\n`;
    const index = modelsOf({ 'shop/models.py': code, 'store/__init__.py': '', 'store/models.py': code });
    expect(index.models.map(({ app, name }) => [app, name])).toEqual([
      ['shop', 'Order'],
      ['store', 'Order'],
    ]);
    expect(index.byName('store.order')?.path).toBe('store/models.py');
    expect(index.byName('order')).toBeUndefined();
  });

  test('an unknown base beside a known one leaves the model open', () => {
    const index = shop('from elsewhere import Extra\n\nclass A(Extra, models.Model):\n    pass\n\nclass B(Extra):\n    pass\n');
    expect(index.models.map(({ name, open }) => [name, open])).toEqual([['A', '`elsewhere.Extra` may bring fields']]);
  });

  test('a class decorator, add_to_class and code in the body leave it open', () => {
    const index = shop(
      'from tools import adorn\n\n@adorn\nclass A(models.Model):\n    pass\n\nclass B(models.Model):\n    pass\n\nclass C(models.Model):\n    for n in "ab":\n        locals()[n] = 1\n\nclass D(models.Model):\n    pass\n\nB.add_to_class("x", models.CharField(max_length=3))\n',
    );
    expect(index.models.map(({ name, open }) => [name, open])).toEqual([
      ['A', 'the decorator `adorn` may add fields'],
      ['B', 'shop/models.py adds a field (add_to_class)'],
      ['C', 'the body of C runs code'],
      ['D', null],
    ]);
  });
});

describe('fields', () => {
  test('calls of field classes: own, of other packages, of the repository, of a function; nothing else', () => {
    const index = shop(
      `
from django.contrib.postgres.fields import ArrayField
from money import MoneyField
from django.utils.functional import cached_property

class ShortField(models.CharField):
    pass

def state_field():
    return models.CharField(max_length=3)

class Order(models.Model):
    LIMIT = 3
    title = models.CharField(max_length=3, unique=True)
    tags = ArrayField(models.CharField(max_length=3))
    price = MoneyField(null=True)
    code = ShortField(db_index=True)
    state = state_field()
    objects = models.Manager()
    total = property(lambda self: 1)
`,
    );
    const order = named(index, 'Order');
    expect(order.fields.map(({ name, type, typeName, unique, indexed, null: nullable }) => [name, type, typeName, unique, indexed, nullable])).toEqual([
      ['title', 'django.db.models.CharField', 'CharField', true, true, false],
      ['tags', 'django.contrib.postgres.fields.ArrayField', 'ArrayField', false, false, false],
      ['price', 'money.MoneyField', 'MoneyField', false, false, true],
      ['code', 'shop/models.py:ShortField', 'ShortField', false, true, false],
      ['state', '', 'CharField', false, false, false],
    ]);
    expect(order.managers.map(({ name }) => name)).toEqual(['objects']);
    expect(order.open).toBeNull();
  });

  test('of abstract bases first; hidden by None, by a method and by an own field', () => {
    const index = shop(`
class Base(models.Model):
    made = models.DateTimeField()
    gone = models.TextField()
    hidden = models.TextField()
    own = models.TextField()
    class Meta:
        abstract = True

class Order(Base):
    gone = None
    own = models.CharField(max_length=3)
    def hidden(self):
        return 1
`);
    expect(named(index, 'Order').fields.map(({ name, typeName, owner }) => [name, typeName, owner.symbol])).toEqual([
      ['made', 'DateTimeField', 'Base'],
      ['own', 'CharField', 'Order'],
    ]);
  });

  test('of a parent with a table of its own: seen, but not in the own table', () => {
    const index = shop('class Place(models.Model):\n    name = models.TextField()\n\nclass Cafe(Place):\n    seats = models.IntegerField()\n\nclass Nice(Cafe):\n    class Meta:\n        proxy = True\n');
    expect(names(index, 'Cafe')).toEqual(['name', 'place_ptr', 'seats']);
    expect(named(index, 'Cafe').local.map(({ name }) => name)).toEqual(['place_ptr', 'seats']);
    expect(names(index, 'Nice')).toEqual(['name', 'place_ptr', 'seats']);
    expect(named(index, 'Nice').local).toEqual([]);
    expect(index.field(named(index, 'Place'), 'cafe').kind).toBe('reverse');
  });

  test('of the user classes of Django', () => {
    const index = shop('from django.contrib.auth.models import AbstractUser\n\nclass Member(AbstractUser):\n    phone = models.TextField()\n    first_name = None\n');
    expect(names(index, 'Member')).toEqual(['password', 'last_login', 'is_superuser', 'groups', 'user_permissions', 'username', 'last_name', 'email', 'is_staff', 'is_active', 'date_joined', 'phone']);
  });
});

describe('relations', () => {
  const CODE = `
from django.conf import settings

class Base(models.Model):
    owner = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_owned")
    class Meta:
        abstract = True

class Person(models.Model):
    friends = models.ManyToManyField("self")
    chief = models.ForeignKey("self", null=True, on_delete=models.CASCADE)

class Order(Base):
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    other = models.OneToOneField("shop.Person", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    named = models.ForeignKey(Person, on_delete=models.CASCADE, related_name=settings.NAME)

class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    lost = models.ForeignKey("shop.Nothing", on_delete=models.CASCADE)
    group = models.ForeignKey("auth.Group", on_delete=models.CASCADE, related_query_name="thing")
    class Meta:
        default_related_name = "parts"
`;

  test('lead where they say, with the names of the way back', () => {
    const index = shop(CODE);
    const seen = index.models.filter(({ abstract }) => !abstract).flatMap((model) => model.fields.map((field) => {
      const { target, accessor, query } = field.relation ?? { target: { unknown: '' }, accessor: '', query: '' };
      return [`${model.name}.${field.name}`, 'external' in target ? target.external : 'unknown' in target ? '?' : target.name, accessor, query];
    }));
    expect(seen).toEqual([
      ['Person.friends', 'Person', null, null],
      ['Person.chief', 'Person', 'person_set', 'person'],
      ['Order.owner', 'Person', 'shop_order_owned', 'shop_order_owned'],
      ['Order.person', 'Person', 'order_set', 'order'],
      ['Order.other', 'Person', null, null],
      ['Order.user', '?', 'order_set', 'order'],
      ['Order.named', 'Person', undefined, undefined],
      ['Item.order', 'Order', 'parts', 'parts'],
      ['Item.lost', '?', 'parts', 'parts'],
      ['Item.group', 'django.contrib.auth.models.Group', 'parts', 'thing'],
    ]);
  });

  test('are looked up by name from both ends', () => {
    const index = shop(CODE);
    const order = named(index, 'Order');
    const kinds = ['owner', 'owner_id', 'pk', 'id', 'parts', 'ownr'].map((name) => index.field(order, name).kind);
    expect(kinds).toEqual(['field', 'column', 'column', 'column', 'reverse', 'no']);
    expect(index.field(order, 'ownr')).toEqual({ kind: 'no', nearest: ['owner'] });
    expect(index.field(named(index, 'Person'), 'nothing')).toEqual({ kind: 'unknown', reason: 'the related name of `named` is computed' });
    expect(index.field(named(index, 'Base'), 'nothing').kind).toBe('unknown');
    expect(index.external('django.contrib.auth.models.Group')?.reverse.map(({ query }) => query)).toContain('thing');
  });
});

describe('Meta', () => {
  test('is merged with what it inherits from; a model without one takes that of its abstract base', () => {
    const index = shop(`
class Base(models.Model):
    class Meta:
        abstract = True
        ordering = ["a"]
        app_label = "store"

class A(Base):
    class Meta(Base.Meta):
        verbose_name = "x"

class B(Base):
    pass

class C(Base):
    class Meta:
        managed = False
`);
    expect(index.models.map(({ name, app, abstract, managed, meta }) => [name, app, abstract, managed, [...meta.keys()]])).toEqual([
      ['Base', 'store', true, true, ['abstract', 'ordering', 'app_label']],
      ['A', 'store', false, true, ['ordering', 'app_label', 'verbose_name']],
      ['B', 'store', false, true, ['ordering', 'app_label']],
      ['C', 'shop', false, false, ['managed']],
    ]);
    expect(index.byName('STORE.a')?.name).toBe('A');
  });
});
