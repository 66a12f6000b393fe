import { expect, test } from '@jest/globals';
import { isConventionalEntry } from '../../../src/rules/shared/entry-points.js';

test.each<[path: string, expected: boolean]>([
  ['manage.py', true],
  ['shop/__init__.py', true],
  ['shop/__main__.py', true],
  ['shop/__version__.py', true],
  ['shop/wsgi.py', true],
  ['shop/migrations/0001_initial.py', true],
  ['shop/management/commands/import_orders.py', true],
  ['shop/templatetags/money.py', true],
  ['alembic/versions/a1b2.py', true],
  ['app/api/orders.py', true],
  ['shop/urls.pyi', true],
  ['shop/formats/en/formats.py', true],
  ['shop/formats/pt_BR/formats.py', true],
  ['shop/reports/formats.py', false],
  ['shop/services.py', false],
  ['shop/managed.py', false],
  ['shop/migrations_helper.py', false],
  ['shop/helpers/text.py', false],
  ['src/index.ts', true],
  ['src/main.tsx', true],
  ['src/pages/about.tsx', true],
  ['app/dashboard/layout.tsx', true],
  ['vite.config.ts', true],
  ['.eslintrc.cjs', true],
  ['src/middleware.ts', true],
  ['src/service-worker.js', true],
  ['src/hooks/useCart.ts', false],
  ['src/components/Cart.tsx', false],
  ['src/indexes.ts', false],
  ['src/mainframe.js', false],
])('%s: %j', (path, expected) => {
  expect(isConventionalEntry(path)).toBe(expected);
});
