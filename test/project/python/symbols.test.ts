import { describe, expect, test } from '@jest/globals';
import type { Resolved } from '../../../src/project/python/symbols-types.js';
import { modelOf, type Files } from '../../support/memory-project.js';
import { testGrammars } from '../../support/grammars.js';

const grammars = await testGrammars();

/** Code is read where a framework is in use. */
const DJANGO = 'import django\n';

function resolved(files: Files, path: string, dotted: string): string {
  return say(modelOf(files, grammars).symbols.resolve(path, dotted));
}

function say(answer: Resolved): string {
  switch (answer.kind) {
    case 'class':
    case 'function':
    case 'value':
      return `${answer.kind} ${answer.path}:${answer.symbol}`;
    case 'module':
      return `module ${answer.path}`;
    case 'external':
      return answer.dotted;
    case 'missing':
      return `missing ${answer.path}:${answer.name}`;
    case 'unknown':
      return `unknown: ${answer.reason}`;
  }
}

const SHOP: Files = {
  'manage.py': '',
  'shop/__init__.py': 'from .models import Order as PublicOrder\n',
  'shop/models.py': 'from django.db import models\nimport django.utils.timezone\n\nclass Order(models.Model):\n    class Meta:\n        ordering = ["id"]\n\n    total = models.IntegerField()\n\n    def pay(self):\n        pass\n\nLIMIT = 5\nAlias = Order\n',
  'shop/base.py': 'from .models import *\n',
  'shop/views.py': 'import shop.models\nfrom shop import models as m, PublicOrder\nfrom shop.base import Order as Starred\nfrom . import nothing\nfrom .models import Missing\n\ndef index(request):\n    from shop.models import LIMIT\n    order = 3\n    return order\n',
};

describe('names', () => {
  test.each([
    ['shop/models.py', 'models.Model', 'django.db.models.Model'],
    ['shop/models.py', 'django.utils.timezone.now', 'django.utils.timezone.now'],
    ['shop/models.py', 'Order', 'class shop/models.py:Order'],
    ['shop/models.py', 'Order.Meta', 'class shop/models.py:Order.Meta'],
    ['shop/models.py', 'Order.pay', 'function shop/models.py:Order.pay'],
    ['shop/models.py', 'Order.total', 'value shop/models.py:Order.total'],
    ['shop/models.py', 'Alias', 'class shop/models.py:Order'],
    ['shop/models.py', 'LIMIT', 'value shop/models.py:LIMIT'],
    ['shop/models.py', 'print', 'builtins.print'],
    ['shop/models.py', 'nowhere', 'missing shop/models.py:nowhere'],
    ['shop/views.py', 'shop.models.Order', 'class shop/models.py:Order'],
    ['shop/views.py', 'shop.PublicOrder', 'class shop/models.py:Order'],
    ['shop/views.py', 'm.Order', 'class shop/models.py:Order'],
    ['shop/views.py', 'm', 'module shop/models.py'],
    ['shop/views.py', 'PublicOrder', 'class shop/models.py:Order'],
    ['shop/views.py', 'Starred', 'class shop/models.py:Order'],
    ['shop/views.py', 'Missing', 'missing shop/models.py:Missing'],
    ['shop/views.py', 'nothing', 'missing shop/__init__.py:nothing'],
  ])('%s %s', (path, dotted, expected) => {
    expect(resolved(SHOP, path, dotted)).toBe(expected);
  });

  test('a function’s own imports count, its variables hide', () => {
    const { symbols } = modelOf(SHOP, grammars);
    const [index] = symbols.functions('shop/views.py');
    expect(say(symbols.resolve('shop/views.py', 'LIMIT', index?.node))).toBe('value shop/models.py:LIMIT');
    expect(say(symbols.resolve('shop/views.py', 'order', index?.node))).toBe('unknown: `order` is a local variable');
    expect(say(symbols.resolve('shop/views.py', 'request', index?.node))).toBe('unknown: `request` is a parameter');
  });

  test('strings are imported as import_string would', () => {
    const { symbols } = modelOf(SHOP, grammars);
    const say2 = (dotted: string): string => say(symbols.importString('manage.py', dotted));
    expect(['shop.models.Order', 'shop.models', 'shop.models.Nope', 'shop.nope.Order', 'django.views.View', 'shop.PublicOrder'].map(say2)).toEqual([
      'class shop/models.py:Order',
      'module shop/models.py',
      'missing shop/models.py:Nope',
      'missing shop/__init__.py:nope',
      'django.views.View',
      'class shop/models.py:Order',
    ]);
  });

  test('aliases that go in circles, star imports of others, names assigned twice', () => {
    const files: Files = { 'x.py': DJANGO, 'a.py': 'from b import x\nfrom numpy import *\ny = 1\ny = 2\n', 'b.py': 'from a import x\n' };
    expect(resolved(files, 'a.py', 'x')).toMatch(/^unknown/);
    expect(resolved(files, 'a.py', 'zeros')).toMatch(/may come from `from numpy import \*`/);
    expect(resolved(files, 'a.py', 'y')).toMatch(/assigned more than once/);
  });

  test('a package’s own `__init__.py` imports the modules beside it', () => {
    const files: Files = { 'x.py': DJANGO, 'shop/__init__.py': 'from . import orders\nfrom shop import prices as p\n', 'shop/orders.py': 'limit = 1\n', 'shop/prices.py': 'def net(): ...\n' };
    expect(resolved(files, 'shop/__init__.py', 'orders.limit')).toBe('value shop/orders.py:limit');
    expect(resolved(files, 'shop/__init__.py', 'p.net')).toBe('function shop/prices.py:net');
    expect(resolved(files, 'shop/__init__.py', 'orders.none')).toBe('missing shop/orders.py:none');
  });

  test('an import before its fallback is taken', () => {
    const files: Files = { 'a.py': 'try:\n    from django.urls import path\nexcept ImportError:\n    path = None\n' };
    expect(resolved(files, 'a.py', 'path')).toBe('django.urls.path');
  });
});

describe('classes', () => {
  const files: Files = {
    'a.py': 'from django.views import View\n\nclass Mixin:\n    limit = 1\n    def get(self): ...\n\nclass Base(Mixin, View):\n    name = "base"\n\nclass Leaf(Base):\n    limit = 2\n\nclass Odd(make_base()):\n    pass\n\nclass Loop(Loop):\n    pass\n\nclass G(Base[int]):\n    pass\n',
  };
  const { symbols } = modelOf(files, grammars);
  const named = (name: string) => symbols.classes('a.py').find((one) => one.symbol === name) as ReturnType<typeof symbols.classes>[number];

  test('ancestry: own classes first, then what is outside', () => {
    const line = symbols.ancestry(named('Leaf'));
    expect([line.classes.map((one) => one.symbol), line.external, line.unknown]).toEqual([['Leaf', 'Base', 'Mixin'], ['django.views.View'], []]);
    expect(symbols.ancestry(named('Odd')).unknown).toHaveLength(1);
    expect(symbols.ancestry(named('G')).classes.map((one) => one.symbol)).toEqual(['G', 'Base', 'Mixin']);
    expect(symbols.ancestry(named('Loop')).unknown.length).toBeGreaterThan(0);
  });

  test('files of the same text mean their own bases', () => {
    const twins = modelOf({ 'x.py': DJANGO, 'a/__init__.py': '', 'b/__init__.py': '', 'a/base.py': 'class Base:\n    pass\n', 'b/base.py': 'class Base(dict):\n    pass\n', 'a/leaf.py': 'from .base import Base\n\nclass Leaf(Base):\n    pass\n', 'b/leaf.py': 'from .base import Base\n\nclass Leaf(Base):\n    pass\n' }, grammars).symbols;
    const external = (path: string): readonly string[] => twins.ancestry(twins.classes(path)[0] as ReturnType<typeof twins.classes>[number]).external;
    expect([external('a/leaf.py'), external('b/leaf.py')]).toEqual([[], ['builtins.dict']]);
  });

  test('inherits answers yes, no and unknown', () => {
    const isView = (dotted: string): boolean => dotted === 'django.views.View';
    expect(['Leaf', 'Mixin', 'Odd'].map((name) => symbols.inherits(named(name), isView))).toEqual(['yes', 'no', 'unknown']);
  });

  test('attributes: the nearest class wins', () => {
    const owner = (name: string, attribute: string): string => {
      const answer = symbols.attribute(named(name), attribute);
      return answer.kind === 'found' ? answer.owner.symbol : answer.kind;
    };
    expect([owner('Leaf', 'limit'), owner('Base', 'limit'), owner('Leaf', 'get'), owner('Leaf', 'none'), owner('Odd', 'none')]).toEqual(['Leaf', 'Mixin', 'Mixin', 'none', 'unknown']);
  });
});

test('without a framework no code is read', () => {
  const { symbols } = modelOf({ 'a.py': 'x = 1\n' }, grammars);
  expect([symbols.paths, symbols.code('a.py'), symbols.mentions('x')]).toEqual([[], undefined, []]);
});

test('mentions: identifiers, attributes and parts of dotted strings', () => {
  const { symbols } = modelOf({ 'x.py': DJANGO, 'a.py': 'x = thing.alpha\n', 'b.py': 'y = "pkg.alpha"\n', 'c.py': 'alphabet = 1\n', 'd.py': 'z = "\\nalpha"\n' }, grammars);
  expect(symbols.mentions('alpha')).toEqual(['a.py', 'b.py', 'd.py']);
});
