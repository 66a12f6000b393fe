import { expect, test } from '@jest/globals';
import { createNearestModules } from '../../../src/project/python/nearest-modules.js';

function nearestIn(paths: readonly string[], path: string, name: string): readonly string[] {
  const dotted = (file: string): string => file.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.');
  return createNearestModules({ tree: { paths }, dotted, rootsOf: () => [''] })(path, name);
}

const SHOP = ['manage.py', 'shop/__init__.py', 'shop/models.py', 'shop/views.py', 'shop/services/__init__.py', 'shop/services/mail.py', 'blog/invoices.py', 'README.md'];

test.each<[what: string, name: string, likeliest: string | undefined]>([
  ['a misspelt sibling', 'shop.modles', 'shop.models'],
  ['a misspelt package', 'shp.models', 'shop.models'],
  ['it moved', 'shop.invoices', 'blog.invoices'],
  ['it moved below', 'shop.mail', 'shop.services.mail'],
  ['a sibling before a namesake elsewhere', 'shop.services.mial', 'shop.services.mail'],
  ['nothing near', 'zqxwvut', undefined],
])('%s', (_what, name, likeliest) => {
  expect(nearestIn(SHOP, 'manage.py', name)[0]).toBe(likeliest);
});

test('never the package of the missing module', () => {
  expect(nearestIn(SHOP, 'manage.py', 'shop.services.zqxwvut')).not.toContain('shop.services');
});

test('never the asking file', () => {
  expect(nearestIn(SHOP, 'shop/models.py', 'shop.modles')).not.toContain('shop.models');
  expect(nearestIn(['shop/models.py'], 'shop/models.py', 'models')).toEqual([]);
});

test('at most three', () => {
  expect(nearestIn(['a/mail.py', 'b/mail.py', 'c/mail.py', 'd/mail.py', 'x.py'], 'x.py', 'e.mail').length).toBe(3);
});

test('asked again, the same answer; another asker, its own', () => {
  const dotted = (file: string): string => file.replace(/\.py$/, '').replaceAll('/', '.');
  const ask = createNearestModules({ tree: { paths: ['a/models.py', 'a/views.py'] }, dotted, rootsOf: () => [''] });
  expect([ask('a/views.py', 'a.modles'), ask('a/models.py', 'a.modles'), ask('a/views.py', 'a.modles')]).toEqual([['a.models'], [], ['a.models']]);
});
