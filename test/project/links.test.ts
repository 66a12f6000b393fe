import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { createReferences, moduleLinks, pathLinks } from '../../src/project/links.js';
import { createTree } from '../support/tree.js';
import { testGrammars } from '../support/grammars.js';
import { modelOf, snapshotOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** `kind target` of each link, once. */
function linksFrom(path: string, files: Files): string[] {
  return [...new Set(modelOf(files, grammars).linksFrom(path).map((link) => `${link.kind} ${link.to}`))];
}

function blank(...paths: string[]): Files {
  return Object.fromEntries(paths.map((path) => [path, '']));
}

const SHOP = blank('shop/__init__.py', 'shop/models.py', 'shop/api/__init__.py', 'shop/api/views.py');

describe('Python', () => {
  test.each<[what: string, source: string, expected: readonly string[]]>([
    ['a module, and the packages above it', 'import shop.api.views\n', ['import shop/api/views.py', 'import shop/api/__init__.py', 'import shop/__init__.py']],
    ['a submodule', 'from shop import models\n', ['import shop/__init__.py', 'import shop/models.py']],
    ['in a function', 'def f():\n    from shop import models\n', ['import shop/__init__.py', 'import shop/models.py']],
    ['a loaded module', 'import importlib\nimportlib.import_module("shop.models")\n', ['import shop/models.py', 'import shop/__init__.py', 'string shop/models.py']],
    ['a dotted string', 'APPS = ["shop.api.views.Cart"]\n', ['string shop/api/views.py']],
    ['a package of others', 'import django\n', []],
  ])('%s', (_what, source, expected) => {
    expect(linksFrom('manage.py', { ...SHOP, 'manage.py': source }).sort()).toEqual([...expected].sort());
  });

  test('relative imports', () => {
    expect(linksFrom('shop/api/views.py', { ...SHOP, 'shop/api/views.py': 'from ..models import User\nfrom . import views\n' })).toEqual(['import shop/models.py', 'import shop/__init__.py', 'import shop/api/__init__.py']);
  });

  test('a file never links to itself', () => {
    expect(linksFrom('shop/models.py', { ...SHOP, 'shop/models.py': 'NAME = "shop.models"\n' })).toEqual([]);
  });
});

describe('JavaScript', () => {
  const WEB = blank('web/src/pages/a.ts', 'web/src/pages/deep/b.ts', 'web/src/other.ts');

  test.each<[what: string, source: string, expected: readonly string[]]>([
    ['an import', "import './other';\n", ['import web/src/other.ts']],
    ['a glob', "import.meta.glob('./pages/**/*.ts');\n", ['import web/src/pages/a.ts', 'import web/src/pages/deep/b.ts']],
    ['a glob from the root of the application', "import.meta.glob('/src/pages/*.ts');\n", ['import web/src/pages/a.ts', 'import web/src/pages/deep/b.ts']],
    ['a glob through an alias', "import.meta.glob('@/pages/*.ts');\n", ['import web/src/pages/a.ts', 'import web/src/pages/deep/b.ts']],
    ['a folder as context', "require.context('./pages', true, /ts$/);\n", ['import web/src/pages/a.ts', 'import web/src/pages/deep/b.ts']],
    ['a glob of one file', "import.meta.glob('./other.ts');\n", ['import web/src/other.ts']],
    ['a glob with a fixed end', "import.meta.glob('./**/b.ts');\n", ['import web/src/pages/deep/b.ts']],
    ['a glob with fixed pieces', "glob.sync('./*/deep/*.{ts,tsx}');\n", ['import web/src/pages/deep/b.ts']],
    ['a glob of another kind of file', "glob.sync('./pages/**/*.js');\n", []],
    ['a glob that leaves nothing', "import.meta.glob('./none/*.ts');\n", []],
  ])('%s', (_what, source, expected) => {
    const links = linksFrom('web/src/main.ts', { ...WEB, 'web/src/main.ts': source }).filter((link) => link.startsWith('import'));
    expect(links).toEqual(expected);
  });
});

describe('component files', () => {
  const WEB = { ...blank('web/src/ui/icon.ts', 'web/src/ui/money/index.ts', 'web/src/stores/user.ts', 'web/src/other/icon.ts'), 'web/tsconfig.json': '{"compilerOptions": {"baseUrl": ".", "paths": {"@web/*": ["src/*"]}}}' };

  test.each<[what: string, source: string, expected: readonly string[]]>([
    ['a module beside it', "import { draw } from './icon';\n", ['import web/src/ui/icon.ts']],
    ['a folder beside it', "import { euro } from './money';\n", ['import web/src/ui/money/index.ts']],
    ['through an alias of the configuration', "import user from '@web/stores/user';\n", ['import web/src/stores/user.ts']],
    ['through an alias that stands elsewhere', "import user from '@/stores/user';\n", ['string web/src/stores/user.ts']],
    ['a package', "import { ref } from 'vue';\n", []],
  ])('%s', (_what, source, expected) => {
    for (const path of ['web/src/ui/Icon.svelte', 'web/src/ui/Icon.vue', 'web/src/ui/Icon.astro']) {
      expect(linksFrom(path, { ...WEB, [path]: `<script>\n${source}</script>\n<p />\n` })).toEqual(expected);
    }
  });
});

test.each<[what: string, text: string, expected: readonly string[]]>([
  ['a path from the top', '{ "hook": "core/node/parts" }', ['string core/node/parts.ts']],
  ['by the name of a package', '{ "hook": "pads-core/node/parts" }', ['string core/node/parts.ts']],
  ['by the name of no package here', '{ "hook": "pads/node/parts" }', []],
])('data that names %s', (_what, text, expected) => {
  expect(linksFrom('core/hooks.json', { 'core/node/parts.ts': '', 'core/package.json': '{ "name": "pads-core" }', 'core/hooks.json': text })).toEqual(expected);
});

test.each<[path: string, text: string, expected: readonly string[]]>([
  ['Dockerfile', 'FROM python:3\nCOPY . .\nCMD ["gunicorn", "shop.wsgi:application"]\n', ['deployment shop/wsgi.py']],
  ['README.md', 'See [the models](shop/models.py).\n', ['document shop/models.py']],
  ['pyproject.toml', '[project]\nname = "x"\n[project.scripts]\nrun = "shop.wsgi:main"\n', ['manifest shop/wsgi.py']],
])('%s', (path, text, expected) => {
  expect(linksFrom(path, { 'shop/models.py': '', 'shop/wsgi.py': '', [path]: text }).filter((link) => !link.startsWith('string'))).toEqual(expected);
});

describe('mentions', () => {
  const tree = createTree(snapshotOf(blank('a/b/c.py', 'a/b/__init__.py', 'x/b/c.py', 'web/app.ts', 'docs/guide.md')));

  test.each([
    ['a.b.c', ['a/b/c.py']],
    ['a.b.c:attribute', ['a/b/c.py']],
    ['a.b.c.Class', ['a/b/c.py']],
    ['a.b.c.Class.method', ['a/b/c.py']],
    ['a.b', ['a/b/__init__.py']],
    ['b.c', ['a/b/c.py', 'x/b/c.py']],
    ['z.y', []],
    ['', []],
    ['...', []],
    [':', []],
  ])('of the module %j', (text, expected) => {
    expect(moduleLinks(tree, text, 'string').map((link) => link.to)).toEqual(expected);
  });

  test.each([
    ['docs/x.md', 'guide.md', ['docs/guide.md']],
    ['docs/x.md', '../web/app.ts', ['web/app.ts']],
    ['docs/x.md', 'web/app', ['web/app.ts']],
    ['docs/x.md', '/web/app.ts', ['web/app.ts']],
    ['docs/x.md', 'b/c.py', ['a/b/c.py', 'x/b/c.py']],
    ['docs/x.md', 'web/', []],
    ['docs/x.md', '', []],
    ['docs/x.md', '..', []],
    ['docs/x.md', '../../../etc/passwd', []],
  ])('in %s of the path %j', (from, text, expected) => {
    expect(pathLinks(tree, from, text, 'string').map((link) => link.to)).toEqual(expected);
  });
});

test('turned round', () => {
  const asked: string[] = [];
  const index = createReferences(() => ['a', 'b'], (path) => {
    asked.push(path);
    return path === 'a' ? [{ to: 'b', kind: 'import' }, { to: 'c', kind: 'string' }] : [{ to: 'c', kind: 'import' }];
  });
  expect(asked).toEqual([]);
  expect(index.incoming('c')).toEqual([{ from: 'a', kind: 'string' }, { from: 'b', kind: 'import' }]);
  expect(index.incoming('a')).toEqual([]);
  expect(asked).toEqual(['a', 'b']);
});
