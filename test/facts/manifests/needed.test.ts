import { describe, expect, test } from '@jest/globals';
import { neededIn } from '../../../src/facts/manifests/needed.js';

describe('what packages of a lock file need', () => {
  test('package-lock.json: dependencies and peers, not those of the project and its workspaces', () => {
    const text = JSON.stringify(
      {
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { express: '^4' } },
          'packages/api': { dependencies: { zod: '^3' } },
          'node_modules/@emotion/styled': { version: '11', dependencies: { '@babel/runtime': '^7' }, peerDependencies: { react: '>=16' }, bin: { styled: 'x.js' } },
          'node_modules/express': { version: '4.19.2', optionalDependencies: { fsevents: '^2' } },
        },
      },
      null,
      2,
    );
    expect(neededIn('package-lock.json', text)).toBe('@babel/runtime fsevents react');
  });

  test.each([
    ['yarn.lock', '# yarn lockfile v1\n\n"@a/b@^1.0.0":\n  version "1.0.0"\n  resolved "https://x"\n  dependencies:\n    "@c/d" "^1"\n    e ">=2"\n\nf@1:\n  version "1"\n', '@c/d e'],
    ['yarn.lock', '"app@workspace:.":\n  version: 0.0.0\n  dependencies:\n    own: "npm:^1"\n\n"a@npm:^1":\n  version: 1.0.0\n  peerDependencies:\n    react: "*"\n  bin:\n    a: bin/a\n', 'react'],
    ['pnpm-lock.yaml', "importers:\n\n  .:\n    dependencies:\n      own:\n        version: 1.0.0\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: x}\n    peerDependencies:\n      react: '*'\n\nsnapshots:\n\n  a@1.0.0:\n    dependencies:\n      '@b/c': 1.0.0\n", '@b/c react'],
    ['poetry.lock', '[[package]]\nname = "a"\nversion = "1"\nfiles = [\n    {file = "a.whl"},\n]\n\n[package.dependencies]\nMako = "*"\nSQLAlchemy = [\n    {version = ">=1"},\n]\n"zope.interface" = ">=5"\n\n[package.extras]\ntz = ["tzdata"]\n\n[metadata]\nlock-version = "2.0"\n', 'mako sqlalchemy zope-interface'],
    ['uv.lock', '[[package]]\nname = "app"\nsource = { virtual = "." }\ndependencies = [\n    { name = "own" },\n]\n\n[[package]]\nname = "aiohttp"\nsource = { registry = "x" }\ndependencies = [\n    { name = "attrs", marker = "x" },\n    { name = "yarl" },\n]\nwheels = [\n    { url = "x" },\n]\n\n[package.optional-dependencies]\nspeedups = [\n    { name = "brotli" },\n]\n', 'attrs brotli yarl'],
    ['pdm.lock', '[[package]]\nname = "a"\ndependencies = [\n    "b>=1",\n    "c",\n]\n', 'b c'],
    ['Pipfile.lock', '{"default": {"a": {"version": "==1"}}}', ''],
  ])('%s', (name, text, expected) => {
    expect(neededIn(name, text)).toBe(expected);
  });
});
