import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { looksLocal, packageImports, type PackageImport } from '../../../src/rules/shared/packages.js';
import type { RuleContext, Subject } from '../../../src/rules/types.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

interface Asked {
  readonly subject: Subject;
  readonly context: RuleContext<unknown>;
  readonly found: readonly PackageImport[];
}

function ask(path: string, files: Files, formerPaths: ReadonlyMap<string, string | null> = new Map()): Asked {
  const model = modelOf(files, grammars, formerPaths);
  const facts = model.facts(path);
  if (facts === undefined) throw new Error(`no facts of ${path}`);
  const subject = { path, facts };
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  return { subject, context, found: packageImports(subject, context) };
}

/** `name declaration` of each import. */
function summary(path: string, files: Files): string[] {
  return ask(path, files).found.map((one) => `${one.name} ${one.declaration.kind}`);
}

test.each<[what: string, path: string, source: string, expected: readonly string[]]>([
  ['declared, undeclared and in no table', 'shop/a.py', 'import django\nimport pandas\nimport zqxwvut\n', ['django declared', 'pandas undeclared', 'zqxwvut unlisted']],
  ['the standard library and the repository\'s own', 'shop/a.py', 'import os.path\nimport shop.b\nfrom . import b\n', []],
  ['guarded', 'shop/a.py', 'try:\n    import requests\nexcept ImportError:\n    requests = None\n', []],
  ['a submodule of a namespace', 'shop/a.py', 'from google.cloud import storage\n', ['google.cloud declared']],
  ['in sample input', 'tests/fixtures/a.py', 'import requests\n', []],
  ['npm', 'web/a.ts', "import React from 'react';\nimport x from '@scope/x/deep';\nimport fs from 'node:fs';\nimport './b';\n", ['react declared', '@scope/x unlisted']],
  ['types alone', 'web/a.ts', "import type { A } from 'react';\n", ['react declared']],
])('%s', (_what, path, source, expected) => {
  const files = { 'requirements.txt': 'Django\ngoogle-cloud-storage\n', 'shop/__init__.py': '', 'shop/b.py': '', 'web/package.json': '{"dependencies": {"react": "^18"}}', 'web/b.ts': '', [path]: source };
  expect(summary(path, files)).toEqual(expected);
});

test('types alone are told', () => {
  const { found } = ask('a.ts', { 'package.json': '{}', 'a.ts': "import type { A } from 'react';\nimport B from 'react';\n" });
  expect(found.map((one) => one.typeOnly)).toEqual([true, false]);
});

describe('looksLocal', () => {
  function local(source: string, formerPaths?: ReadonlyMap<string, string | null>): boolean {
    const { subject, context, found } = ask('manage.py', { 'requirements.txt': '', 'storefront/__init__.py': '', 'storefront/models.py': '', 'manage.py': source }, formerPaths);
    expect(found.length).toBe(1);
    return looksLocal(found[0] as PackageImport, subject, context);
  }

  test.each<[what: string, source: string, expected: boolean]>([
    ['a misspelt package of the repository', 'import storefrnt.models\n', true],
    ['like nothing', 'import zqxwvut\n', false],
    ['only the last part is shared', 'import zqxwvut.models\n', false],
  ])('%s', (_what, source, expected) => {
    expect(local(source)).toBe(expected);
  });

  test('a module that the change takes away', () => {
    expect(local('import zqxwvut\n', new Map([['zqxwvut.py', null]]))).toBe(true);
  });

  test.each<[what: string, path: string, expected: boolean]>([
    ['a script beside the module', 'test_runner.py', true],
    ['a module in another folder', 'shop/runner.py', false],
  ])('a name of one word that it shares with a module: %s', (_what, path, expected) => {
    const files = { 'requirements.txt': '', 'agentic_ai.py': '', 'shop/__init__.py': '', [path]: 'from enhanced_agent import Agent\n' };
    const { subject, context, found } = ask(path, files);
    expect(found.map((one) => looksLocal(one, subject, context))).toEqual([expected]);
  });

  test('never an npm package', () => {
    const { subject, context, found } = ask('a.ts', { 'package.json': '{}', 'reactt.ts': '', 'a.ts': "import 'reactt';\n" });
    expect(found.map((one) => looksLocal(one, subject, context))).toEqual([false]);
  });
});
