import { describe, expect, test } from '@jest/globals';
import type { EntryKind } from '../../src/changes/types.js';
import { classify, isRead, skipByPath } from '../../src/facts/classify.js';

describe('classify', () => {
  test.each([
    ['a.py', 'python:py'],
    ['A.PY', 'python:py'],
    ['stubs/a.pyi', 'python:pyi'],
    ['src/a.js', 'javascript:js'],
    ['src/a.mjs', 'javascript:mjs'],
    ['src/a.ts', 'typescript:ts'],
    ['src/a.d.ts', 'typescript:d.ts'],
    ['src/a.cts', 'typescript:cts'],
    ['src/a.tsx', 'tsx:tsx'],
    ['README.md', 'document'],
    ['docs/a.MDX', 'document'],
    ['requirements.txt', 'manifest:requirements:-:requirements.txt'],
    ['requirements/dev.in', 'manifest:requirements:-:dev.in'],
    ['setup.py', 'manifest:setup-py:-:setup.py'],
    ['package.json', 'manifest:package-json:package-scripts:package.json:kept'],
    ['web/package-lock.json', 'manifest:npm-lock:-:package-lock.json'],
    ['Dockerfile', 'deployment:dockerfile'],
    ['Dockerfile.py', 'deployment:dockerfile'],
    ['src/dockerfile.py', 'python:py'],
    ['src/dockerfile.test.ts', 'typescript:ts'],
    ['src/Procfile.tsx', 'tsx:tsx'],
    ['docker-compose.prod.yml', 'deployment:compose'],
    ['.github/workflows/ci.yml', 'deployment:workflow'],
    ['.gitignore', 'text:kept'],
    ['web/tsconfig.build.json', 'text:json:kept'],
    ['config/app.yaml.j2', 'text'],
    ['scripts/deploy', 'text'],
    ['web/styles/site.scss', 'style'],
    ['web/styles/site.min.css', 'opaque'],
    ['.env.example', 'deployment:env-file'],
    ['.env', 'deployment:env-file:filled'],
    ['logo.png', 'opaque'],
    ['LICENSE', 'opaque'],
    ['static/app.min.js', 'opaque'],
    ['', 'opaque'],
    ['py', 'opaque'],
    ['constructor', 'opaque'],
    ['a.constructor', 'opaque'],
    ['a.__proto__', 'opaque'],
  ])('%j is %s', (path, kind) => {
    expect(classify(path)).toBe(kind);
  });

  test('one kind for all folders', () => {
    expect(new Set(['a.py', 'shop/a.py', 'x/y/z/b.py'].map(classify)).size).toBe(1);
  });
});

describe('skipByPath', () => {
  test.each<[path: string, kind: EntryKind, skip: string | undefined]>([
    ['node_modules/x/index.js', 'file', 'vendored: it stands in node_modules'],
    ['web/node_modules/x/index.js', 'file', 'vendored: it stands in node_modules'],
    ['env/lib/python3.11/site-packages/x.py', 'file', 'vendored: it stands in site-packages'],
    ['shop.egg-info/PKG-INFO', 'file', 'vendored: it stands in shop.egg-info'],
    ['.venv/bin/activate', 'file', 'vendored: it stands in .venv'],
    ['app.min.js', 'file', 'minified: its name says so'],
    ['jquery-min.js', 'file', 'minified: its name says so'],
    ['shop/static/js/lib/jquery-3.6.1.js', 'file', 'vendored: its name holds the number of a release'],
    ['shop/static/jquery.color-2.1.2.js', 'file', 'vendored: its name holds the number of a release'],
    ['public/select2-4.0.13.full.js', 'file', 'vendored: its name holds the number of a release'],
    ['static/admin/js/SelectBox.7d3ce5a98007.js', 'file', 'generated: its name holds a hash of its content'],
    ['static/report.20240101.js', 'file', undefined],
    ['src/app.feedface.js', 'file', undefined],
    ['lib/upgrade-1.2.0.js', 'file', undefined],
    ['lib/1.2.0.js', 'file', undefined],
    ['static/cart-2.js', 'file', undefined],
    ['src/static/js/vendors/jquery.ts', 'file', 'vendored: it stands in vendors'],
    ['src/vendors/list.ts', 'file', undefined],
    ['src/jquery-3.6.1.js', 'file', undefined],
    ['static/jquery-3.6.1/plugin.js', 'file', undefined],
    ['a.py', 'symlink', 'symlink: symbolic links are not followed'],
    ['node_modules', 'symlink', 'symlink: symbolic links are not followed'],
    ['lib', 'submodule', 'submodule: submodules are not fetched'],
    ['a.py', 'file', undefined],
    ['bin/run', 'executable', undefined],
    ['shop/vendors/models.py', 'file', undefined],
    ['node_modules.md', 'file', undefined],
    ['src/admin.js', 'file', undefined],
    ['src/venv.py', 'file', undefined],
  ])('%s (%s): %s', (path, kind, expected) => {
    const skip = skipByPath(path, kind);
    expect(skip === undefined ? undefined : `${skip.reason}: ${skip.detail}`).toBe(expected);
  });
});

describe('isRead', () => {
  test.each<[string, EntryKind, boolean]>([
    ['shop/a.py', 'file', true],
    ['Dockerfile', 'executable', true],
    ['.github/anything', 'file', true],
    ['docs/current', 'symlink', true],
    ['vendor/link', 'symlink', true],
    ['libs/other', 'submodule', false],
    ['shop/logo.png', 'file', false],
    ['node_modules/a/index.js', 'file', false],
    ['static/app.min.js', 'file', false],
  ])('%s, a %s: %s', (path, kind, expected) => {
    expect(isRead(path, kind)).toBe(expected);
  });
});
