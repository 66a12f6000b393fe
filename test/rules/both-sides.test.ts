import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { compareByFingerprint } from '../../src/findings/compare.js';
import { judgeBothSides } from '../../src/rules/both-sides.js';
import { explain, hitsOfSide } from '../../src/rules/explain.js';
import { testGrammars } from '../support/grammars.js';
import { catalogue, sidesOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** `rule path:line cause` of what a change introduces. */
function introduced(base: Files, head: Files): string[] {
  const input = sidesOf(base, head, grammars);
  const sides = judgeBothSides(input);
  const { changes } = input;
  const compared = compareByFingerprint(hitsOfSide(changes, sides.base, 'base'), hitsOfSide(changes, sides.head, 'head'));
  return compared.introduced
    .map((hit) => explain(hit, { changes, catalogue: catalogue(), baseline: new Set(), ...sides.head }))
    .map((finding) => `${finding.ruleId} ${finding.path}:${finding.range.start.line} ${finding.cause?.label ?? ''}`)
    .sort();
}

test('copies that a formatter rewrites are no new ones', () => {
  const body = Array.from({ length: 16 }, (_, line) => `    total += price_${line}(order)`);
  const files = (lines: readonly string[]): Files => ({
    'app/__init__.py': '',
    'app/first.py': ['def first(order):', '    total = 0', ...lines, '    return total', ''].join('\n'),
    'app/second.py': ['def second(order):', '    total = 0', ...lines, '    return total', ''].join('\n'),
  });
  const copies = (found: readonly string[]): string[] => found.filter((one) => one.startsWith('dead-code/duplicate-code'));
  expect(copies(introduced({ 'app/__init__.py': '' }, files(body)))).toHaveLength(1);
  expect(copies(introduced(files(body), files(body.map((line) => line.replace('(order)', '( order )')))))).toEqual([]);
});

const app = { 'app/__init__.py': '', 'app/main.py': 'import acme_billing\nimport requests\n\nprint(acme_billing, requests)\n' };

describe('what a change takes away', () => {
  test.each<[string, Files, Files, string[]]>([
    [
      'a requirement that no table knows',
      { ...app, 'requirements.txt': 'acme-billing==1\nrequests==2\n' },
      { ...app, 'requirements.txt': 'requests==2\n' },
      ['wiring/undeclared-dependency app/main.py:1 removes `acme-billing` from requirements.txt'],
    ],
    [
      'one that an extra of another might bring',
      { ...app, 'requirements.txt': 'acme-billing==1\nrequests==2\npwdlib[argon2]==0.2\n' },
      { ...app, 'requirements.txt': 'requests==2\npwdlib[argon2]==0.2\n' },
      ['wiring/undeclared-dependency app/main.py:1 removes `acme-billing` from requirements.txt'],
    ],
    [
      'nothing, when it moves to another manifest in reach',
      { ...app, 'requirements.txt': 'acme-billing==1\nrequests==2\n' },
      { ...app, 'requirements.txt': 'requests==2\n', 'requirements-prod.txt': 'acme-billing==1\n' },
      [],
    ],
    [
      'a package of package.json that the lock file still holds',
      { 'src/a.ts': "import axios from 'axios';\naxios.get('/');\n", 'package.json': '{"name":"a","dependencies":{"axios":"1","react":"18"}}\n', 'yarn.lock': 'axios@1:\n  version "1.0.0"\n' },
      { 'src/a.ts': "import axios from 'axios';\naxios.get('/');\n", 'package.json': '{"name":"a","dependencies":{"react":"18"}}\n', 'yarn.lock': 'axios@1:\n  version "1.0.0"\n' },
      ['wiring/undeclared-dependency src/a.ts:1 removes `axios` from package.json'],
    ],
    [
      'a module that is imported as a name of its package',
      { 'app/__init__.py': '', 'app/crud.py': 'x = 1\n', 'app/main.py': 'from app import crud\n\nprint(crud)\n' },
      { 'app/__init__.py': '', 'app/main.py': 'from app import crud\n\nprint(crud)\n' },
      ['wiring/unresolved-import app/main.py:1 deletes app/crud.py'],
    ],
  ])('%s', (_name, base, head, expected) => {
    expect(introduced(base, head)).toEqual(expected);
  });
});
