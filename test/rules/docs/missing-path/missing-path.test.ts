import { describe, expect, test } from '@jest/globals';
import { missingPath } from '../../../../src/rules/docs/missing-path.js';
import { judgeAll, modelOfTexts } from '../../../support/fake-model.js';

const TREE = { 'shop/orders.py': '', 'shop/api/users.py': '', 'web/src/App.tsx': '', 'docs/settings.md': '', 'README.md': '' };

function found(doc: string, path = 'docs/report.md', ignored: readonly string[] = []): string[] {
  return judgeAll(missingPath, modelOfTexts({ ...TREE, [path]: doc }, ignored)).found.filter((line) => line.startsWith(`${path}:`)).map((line) => line.slice(path.length + 1));
}

describe('finds', () => {
  test.each<[string, string[]]>([
    ['**Files Created:**\n- `academy/asgi.py`\n- `shop/orders.py`', ['2 academy/asgi.py']],
    ['**Files Created:** `academy/asgi.py`', ['1 academy/asgi.py']],
    ['## Modified files\n\n- `consumers.py`', ['3 consumers.py']],
    ['Orders live in `shop/order.py`.', ['1 shop/order.py']],
    ['See [settings](setings.md).', ['1 setings.md']],
    ['![shot](img/shot.png)', ['1 img/shot.png']],
    ['The code is in `shop/views/`.', ['1 shop/views/']],
    ['```\nshop/\n├── orders.py\n├── api/\n│   └── users.py\n└── views.py\n```', ['6 shop/views.py']],
  ])('%s', (doc, expected) => {
    expect(found(doc)).toEqual(expected);
  });
});

describe('is silent about', () => {
  test.each([
    ['what exists below another folder', 'See `api/users.py`, `users.py`, `src/App.tsx` and [it](../shop/orders.py#L1).'],
    ['a bare name in a sentence', 'Django reads `settings.py`.'],
    ['another project', 'Django has `django/contrib/auth.py`.'],
    ['instructions', 'Create `shop/plugins.py`. Then run `cp shop/a.toml shop/b.toml`.'],
    ['removal', 'We removed `shop/legacy.py`.'],
    ['examples', 'For example, `shop/reports.py` would hold reports.'],
    ['history', '## Changelog\n\n`shop/legacy.py` is faster.'],
    ['versions', '## 2.1.0\n\n`shop/legacy.py` is faster.'],
    ['what a command makes', '1. Pull the texts:\n\n   ```\n   tx pull -l de\n   ```\n\n   This creates:\n   - `shop/locale/de.po`\n   - `web/src/de/dict.json`'],
    ['what a command will write', 'The export will write these files:\n\n- `shop/data/orders.csv`'],
    ['files to create', '## Files to create\n\n- `academy/asgi.py`'],
    ['files that a list rules out', '## Project structure\n\n- `orders.py`: all reads, no separate `queries.py`\n- `users.py`. Naming: `people.py` and `persons.py` were considered and rejected\n- NOT allowed: `helpers.py`'],
    ['a guard far into its paragraph', `${'The shop takes orders. '.repeat(20)}Before that \`shop/order.py\` was used.`],
    ['build output', 'Assets are in `web/dist/app.js`.'],
    ['trees of other projects', '```\nother/\n├── a.py\n├── b.py\n└── c.py\n```'],
    ['trees of what could be', 'It could look like this:\n\n```\nshop/\n├── orders.py\n├── api/\n│   └── users.py\n└── views.py\n```'],
    ['links that leave the repository', '[issue](../../issues/3) [wiki](../../../wiki/a.md)'],
    ['routes and types', '`shop/orders`, `application/json`, `GET /shop/x.json`'],
  ])('%s', (_name, doc) => {
    expect(found(doc)).toEqual([]);
  });

  test.each(['CHANGELOG.md', 'docs/adr/0001-x.md', 'docs/migration.md', '.github/ISSUE_TEMPLATE/bug.md', 'docs/plans/next.md', 'old/notes.md'])('%s', (path) => {
    expect(found('Orders live in `shop/order.py`.', path)).toEqual([]);
  });

  test('what a .gitignore names', () => {
    expect(found('Settings live in `shop/own.py`.', 'README.md', ['shop/own.py'])).toEqual([]);
  });

  test('links without the page ending of a documentation site', () => {
    expect(judgeAll(missingPath, modelOfTexts({ 'mkdocs.yml': '', 'docs/a.md': '[b](../guide/b) ![c](/c.png) ![d](img/d.png)' })).found).toEqual([]);
  });
});

test('offers the path that is clearly meant', () => {
  const texts = { 'docs/a.md': 'Orders live in `shop/order.py`, see [settings](setings.md).', 'docs/settings.md': '', 'shop/orders.py': '' };
  expect(judgeAll(missingPath, modelOfTexts(texts)).edits).toEqual(['shop/orders.py', 'settings.md']);
});
