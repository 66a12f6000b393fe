import { expect, test } from '@jest/globals';
import { isFixturePath, isShippedPath, isSupportPath, isTestPath } from '../../src/project/path-uses.js';

type Use = 'shipped' | 'test' | 'fixture' | 'support';

function usesOf(path: string): Use[] {
  const uses: [Use, boolean][] = [
    ['shipped', isShippedPath(path)],
    ['test', isTestPath(path)],
    ['fixture', isFixturePath(path)],
    ['support', isSupportPath(path)],
  ];
  return uses.flatMap(([use, is]) => (is ? [use] : []));
}

test.each<[path: string, uses: readonly Use[]]>([
  ['shop/models.py', ['shipped']],
  ['src/App.tsx', ['shipped']],
  ['contest.py', ['shipped']],
  ['shop/latest/views.py', ['shipped']],
  ['src/testimonials.tsx', ['shipped']],
  ['src/inspect/spectrum.ts', ['shipped']],
  ['shop/attests.py', ['shipped']],
  ['shop/ab_test/views.py', ['shipped']],
  ['readthedocs/rtd_tests/utils.py', ['test']],
  ['functional_tests/helpers.py', ['test']],
  ['tests/a.py', ['test']],
  ['shop/tests/views.py', ['test']],
  ['shop/tests.py', ['test']],
  ['shop/test_views.py', ['test']],
  ['shop/views_test.py', ['test']],
  ['conftest.py', ['test']],
  ['src/App.test.tsx', ['test']],
  ['src/App.spec.mjs', ['test']],
  ['src/__tests__/app.js', ['test']],
  ['src/Button.stories.tsx', ['test']],
  ['shop/factories.py', ['test']],
  ['tests/fixtures/a.py', ['test', 'fixture']],
  ['shop/tests/data/broken.py', ['test', 'fixture']],
  ['shop/data/tests/orders.py', ['test']],
  ['app/templates/base.py', ['fixture']],
  ['{{cookiecutter.name}}/app.py', ['fixture']],
  ['docs/conf.py', ['support']],
  ['scripts/release.py', ['support']],
  ['setup.py', ['support']],
  ['vite.config.ts', ['support']],
  ['gulpfile.js', ['support']],
  ['tasks.py', ['support']],
  ['shop/tasks.py', ['shipped']],
  ['shop/profile.py', ['shipped']],
  ['.github/x.py', ['fixture', 'support']],
])('%s', (path, uses) => {
  expect(usesOf(path)).toEqual(uses);
});
