import { describe, expect, test } from '@jest/globals';
import { neededIn } from '../../../src/facts/manifests/needed.js';

describe('what packages of a lock file need', () => {
  test.each<[what: string, indent: number | string]>([
    ['two spaces', 2],
    ['four spaces', 4],
    ['tabs', '\t'],
    ['one line', 0],
  ])('package-lock.json in %s: dependencies and peers, not those of the project and its workspaces', (_what, indent) => {
    const text = JSON.stringify(
      {
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { express: '^4' } },
          'packages/api': { dependencies: { zod: '^3' } },
          'packages/api/node_modules/send': { version: '1', dependencies: { ms: '2' } },
          'node_modules/api': { resolved: 'packages/api', link: true },
          'node_modules/@emotion/styled': { version: '11', dependencies: { '@babel/runtime': '^7' }, peerDependencies: { react: '>=16' }, bin: { styled: 'x.js' } },
          'node_modules/express': { version: '4.19.2', optionalDependencies: { fsevents: '^2' } },
        },
      },
      null,
      indent,
    );
    expect(neededIn('package-lock.json', text)).toBe('@babel/runtime fsevents ms react');
  });

  test.each([
    ['yarn.lock', '# yarn lockfile v1\n\n"@a/b@^1.0.0":\n  version "1.0.0"\n  resolved "https://x"\n  dependencies:\n    "@c/d" "^1"\n    e ">=2"\n\nf@1:\n  version "1"\n', '@c/d e'],
    ['yarn.lock', '"app@workspace:.":\n  version: 0.0.0\n  dependencies:\n    own: "npm:^1"\n\n"a@npm:^1":\n  version: 1.0.0\n  peerDependencies:\n    react: "*"\n  bin:\n    a: bin/a\n', 'react'],
    ['bun.lock', '{\n  "workspaces": { "": { "dependencies": { "own": "1" } } },\n  "packages": {\n    "@a/b": ["@a/b@1.0.0", "", { "dependencies": { "@c/d": "^1" }, "peerDependencies": { "react": "*" }, "optionalPeers": ["react"] }, "sha512-x"],\n\n    "app": ["app@workspace:app"],\n  },\n}\n', '@c/d react'],
    ['pnpm-lock.yaml', "importers:\n\n  .:\n    dependencies:\n      own:\n        version: 1.0.0\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: x}\n    peerDependencies:\n      react: '*'\n\nsnapshots:\n\n  a@1.0.0:\n    dependencies:\n      '@b/c': 1.0.0\n", '@b/c react'],
    ['poetry.lock', '[[package]]\nname = "a"\nversion = "1"\nfiles = [\n    {file = "a.whl"},\n]\n\n[package.dependencies]\nMako = "*"\nSQLAlchemy = [\n    {version = ">=1"},\n]\n"zope.interface" = ">=5"\n\n[package.extras]\ntz = ["tzdata"]\n\n[metadata]\nlock-version = "2.0"\n', 'mako sqlalchemy zope-interface'],
    ['uv.lock', '[[package]]\nname = "app"\nsource = { virtual = "." }\ndependencies = [\n    { name = "own" },\n]\n\n[[package]]\nname = "aiohttp"\nsource = { registry = "x" }\ndependencies = [\n    { name = "attrs", marker = "x" },\n    { name = "yarl" },\n]\nwheels = [\n    { url = "x" },\n]\n\n[package.optional-dependencies]\nspeedups = [\n    { name = "brotli" },\n]\n', 'attrs brotli yarl'],
    ['pdm.lock', '[[package]]\nname = "a"\ndependencies = [\n    "b>=1",\n    "c",\n]\n', 'b c'],
    ['package-lock.json', '{ "lockfileVersion": 1, "dependencies": { "a": { "version": "1", "requires": { "b": "1" } } } }', ''],
    ['package-lock.json', '{ "packages": ', ''],
    ['Pipfile.lock', '{"default": {"a": {"version": "==1"}}}', ''],
  ])('%s', (name, text, expected) => {
    expect(neededIn(name, text)).toBe(expected);
  });
});
