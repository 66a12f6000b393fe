import { describe, expect, test } from '@jest/globals';
import { read, summary } from './support.js';

describe('package.json', () => {
  test('has every group, each entry at its place', () => {
    const text = `{
  "name": "@acme/app",
  "workspaces": { "packages": ["packages/*"] },
  "dependencies": {
    "django-redis": "1",
    "redis": "^4.0.0",
    "y": "npm:@acme/y@1",
    "broken": 1
  },
  "devDependencies": { "redis": "^3.0.0" },
  "peerDependencies": { "react": ">=18" },
  "optionalDependencies": { "fsevents": "*" },
  "resolutions": { "lodash": "4" }, "overrides": { "ms": "2" }
}
`;
    expect(summary('package.json', text)).toEqual([
      'main django-redis 1 @ "django-redis": "1"',
      'main redis ^4.0.0 @ "redis": "^4.0.0"',
      'main y npm:@acme/y@1 @ "y": "npm:@acme/y@1"',
      'optional fsevents * @ "fsevents": "*"',
      'peer react >=18 @ "react": ">=18"',
      'development redis ^3.0.0 @ "redis": "^3.0.0"',
    ]);
    expect(read('package.json', text)).toMatchObject({ name: '@acme/app', workspaces: ['packages/*'] });
    expect(summary('package.json', text.replaceAll('\n', '\r\n'))).toEqual(summary('package.json', text));
  });

  test.each([
    ['', 'it is not valid JSON'],
    ['{', 'it is not valid JSON (CloseBraceExpected)'],
    ['[]', 'it is not valid JSON'],
    ['{ "a": 1, }', 'it is not valid JSON (PropertyNameExpected)'],
    ['<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> b\n', 'it holds merge-conflict markers'],
  ])('%j is none', (text, error) => {
    expect(read('package.json', text)).toMatchObject({ error, dependencies: [] });
  });

  test('that only marks a folder declares nothing', () => {
    expect(read('package.json', '{"type": "module"}')).toEqual({
      ecosystem: 'npm', format: 'package-json', dependencies: [], includes: [], dynamic: false, dynamicSources: [], sourceRoots: [], workspaces: [], entryPoints: [],
    });
  });
});

describe('lock files', () => {
  test.each([
    ['npm 1', 'package-lock.json', '{\n  "lockfileVersion": 1,\n  "dependencies": {\n    "@a/b": {\n      "version": "1.0.0"\n    },\n    "c": {\n      "version": "2.0.0",\n      "dependencies": {\n        "d": {\n          "version": "9"\n        }\n      }\n    }\n  }\n}', ['@a/b 1.0.0', 'c 2.0.0']],
    ['npm 3', 'package-lock.json', '{\n  "lockfileVersion": 3,\n  "packages": {\n    "": {\n      "version": "0"\n    },\n    "node_modules/@a/b": {\n      "version": "1.0.0"\n    },\n    "node_modules/c/node_modules/d": {\n      "version": "9"\n    }\n  }\n}', ['@a/b 1.0.0']],
    ['npm 3 with four spaces', 'package-lock.json', '{\n    "lockfileVersion": 3,\n    "packages": {\n        "node_modules/b": {\n            "version": "1.0.0"\n        }\n    }\n}', ['b 1.0.0']],
    ['npm alias', 'package-lock.json', '{\n  "lockfileVersion": 3,\n  "packages": {\n    "node_modules/x": {\n      "name": "y",\n      "version": "1.0.0"\n    }\n  }\n}', ['x 1.0.0']],
    ['Yarn 1', 'yarn.lock', '# yarn lockfile v1\n\n"@a/b@^1.0.0", "@a/b@^1.1.0":\n  version "1.2.0"\n\nc@~2:\n  version "2.0.1"\n', ['@a/b 1.2.0', 'c 2.0.1']],
    ['Yarn Berry', 'yarn.lock', '__metadata:\n  version: 8\n\n"@a/b@npm:^1.0.0, @a/b@npm:^1.1.0":\n  version: 1.2.0\n  resolution: "@a/b@npm:1.2.0"\n\n"c@npm:^2":\n  version: 2.0.1\n', ['@a/b 1.2.0', 'c 2.0.1']],
    ['Bun', 'bun.lock', '{\n  "lockfileVersion": 1,\n  "packages": {\n    "@a/b": ["@a/b@1.2.0", "", {}, "sha512-x"],\n\n    "@a/b/c": ["c@1.0.0", "", {}, "sha512-z"],\n\n    "app": ["app@workspace:app"],\n\n    "c": ["c@2.0.1", "", { "bin": "c.js" }, "sha512-y"],\n  }\n}\n', ['@a/b 1.2.0', 'c 2.0.1']],
    ['pnpm 5', 'pnpm-lock.yaml', "lockfileVersion: 5.4\npackages:\n\n  /@a/b/1.0.0:\n    resolution: {}\n\n  /c/2.0.0_react@18.0.0:\n    resolution: {}\n", ['@a/b 1.0.0', 'c 2.0.0']],
    ['pnpm 6', 'pnpm-lock.yaml', "lockfileVersion: '6.0'\npackages:\n\n  /@a/b@1.0.0:\n    resolution: {}\n\n  /c@2.0.0(react@18.0.0):\n    resolution: {}\n", ['@a/b 1.0.0', 'c 2.0.0']],
    ['pnpm 9', 'pnpm-lock.yaml', "lockfileVersion: '9.0'\npackages:\n\n  '@a/b@1.0.0':\n    resolution: {}\n\n  c@2.0.0:\n    resolution: {}\n\nsnapshots:\n\n  c@2.0.0(react@18.0.0):\n    dependencies: {}\n", ['@a/b 1.0.0', 'c 2.0.0']],
  ])('%s', (_, path, text, expected) => {
    const names = (source: string): string[] => read(path, source).dependencies.map(({ name, constraint }) => `${name} ${constraint}`);
    expect(names(text)).toEqual(expected);
    expect(names(text.replaceAll('\n', '\r\n'))).toEqual(expected);
  });
});
