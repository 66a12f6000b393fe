/** The linters in a whole review: what a change brings, once, under all its names. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { createBench } from '../cli/command-line.js';
import type { TestRepo } from '../support/git-repo.js';
import type { JsonReport } from '../../src/report/json-schema.js';

const bench = createBench();
afterAll(() => bench.clear());

type Tree = Readonly<Record<string, string>>;

async function review(base: Tree, head: Tree): Promise<JsonReport> {
  const repo: TestRepo = bench.repo();
  const parent = repo.commit(base);
  repo.commit({ ...base, ...head }, { branch: 'topic', parent });
  return bench.report(['review', repo.path, '--base', 'main', '--head', 'topic']);
}

function linted({ findings }: JsonReport): string[] {
  return findings.filter(({ ruleId }) => /^(ruff|oxlint)\//.test(ruleId)).map(({ ruleId, path, range, disposition }) => `${ruleId} ${path}:${range.start.line} ${disposition}`);
}

describe('only what the change brings', () => {
  test('in changed files, on both sides, whatever moves', async () => {
    const report = await review(
      { 'a.py': 'import os\n\nx = 1\n', 'b.py': 'import re\n', 'web/a.js': 'debugger;\n' },
      { 'a.py': '"""New."""\n\nimport os\n\nx = 1 is "a"\n', 'web/a.js': '// moved\nf();\ndebugger;\nf(x === NaN);\n' },
    );
    expect(linted(report)).toEqual(['ruff/F632 a.py:5 report', 'oxlint/use-isnan web/a.js:4 report']);
    expect(report.findings.find(({ ruleId }) => ruleId === 'ruff/F632')).toMatchObject({
      area: 'reliability', severity: 'warning', status: 'preview', message: { what: 'Use `==` to compare constant literals (Ruff F632).' }, fix: { safety: 'safe' },
    });
  });

  test('what it mends is told as fixed', async () => {
    const { fixed } = await review({ 'a.py': 'import os\n\nx = 1\n' }, { 'a.py': 'x = 2\n' });
    expect(fixed.map(({ ruleId }) => ruleId)).toContain('ruff/F401');
  });

  test('a renamed file keeps what it had', async () => {
    const text = `import os\n\n${'x = 1\n'.repeat(20)}`;
    const repo = bench.repo();
    const parent = repo.commit({ 'a.py': text });
    repo.commit({ 'b.py': `${text}y = 1\n` }, { branch: 'topic', parent });
    expect(linted(await bench.report(['review', repo.path, '--base', 'main', '--head', 'topic']))).toEqual([]);
  });

  test('fixtures and files that do not parse are left alone', async () => {
    expect(linted(await review({ 'README.md': '' }, { 'fixtures/a.py': 'import os\n', 'b.py': 'import os\ndef (:\n', 'c.js': 'debugger; const =\n' }))).toEqual([]);
  });
});

test('the base’s configuration decides, and the report says so', async () => {
  const report = await review({ 'ruff.toml': 'lint.select = ["F401"]\n', 'a.py': 'x = 1\n' }, { 'ruff.toml': 'lint.select = ["E711"]\n', 'a.py': 'import os\n\nx = 1\n' });
  expect(linted(report)).toEqual(['ruff/F401 a.py:1 report']);
  expect(report.notices).toContain('What this change does to `ruff.toml` takes effect for its linter once merged.');
});

describe('one finding for one defect', () => {
  test('ours stands, and names the linter’s code', async () => {
    const report = await review({ 'ruff.toml': 'lint.select = ["F821", "C901"]\n', 'shop/__init__.py': '' }, { 'shop/a.py': 'def total():\n    return vat + vat\n\n\ndef again():\n    return vat\n' });
    const findings = report.findings.filter(({ ruleId }) => /F821|undefined-name/.test(ruleId));
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['wiring/undefined-name']);
    expect(findings[0]?.message.what.match(/F821/g)).toHaveLength(1);
  });

  test('a code that ours does not give is added', async () => {
    const report = await review({ 'ruff.toml': 'lint.select = ["S113"]\n', 'requirements.txt': 'requests==2.32\ndjango==5.0\n', 'shop/__init__.py': '' }, { 'shop/rates.py': 'import requests\nfrom django.conf import settings\n\n\ndef rates():\n    return requests.get(settings.URL).json()\n' });
    const both = report.findings.filter(({ ruleId }) => /request-without-timeout|S113/.test(ruleId));
    expect(both.map(({ ruleId }) => ruleId)).toEqual(['reliability/request-without-timeout']);
    expect(both[0]?.message.what).toMatch(/ Also known as Ruff S113\.$/);
  });

  test('where ours is switched off, the linter’s stands', async () => {
    const report = await review({ '.github/shipworthy.yml': 'rules: { wiring/undefined-name: off }\n', 'ruff.toml': 'lint.select = ["F821"]\n', 'shop/__init__.py': '' }, { 'shop/a.py': 'def total():\n    return vat\n' });
    expect(linted(report)).toEqual(['ruff/F821 shop/a.py:2 report']);
  });
});

describe('switching off', () => {
  test('a comment in the source', async () => {
    const report = await review({ 'README.md': '' }, { 'a.py': 'import os  # shipworthy: ignore[ruff/F401] loaded for its effects\n' });
    expect(linted(report)).toEqual(['ruff/F401 a.py:1 suppressed']);
    expect(report.findings.map(({ ruleId }) => ruleId)).not.toContain('maintainability/unused-suppression');
  });

  test('a linter as a whole', async () => {
    const report = await review({ '.github/shipworthy.yml': 'linters: { ruff: off }\n' }, { 'a.py': 'import os\n', 'b.js': 'debugger;\n' });
    expect(linted(report)).toEqual(['oxlint/no-debugger b.js:1 report']);
  });
});

test('what could not be judged is named, and the rest goes on', async () => {
  const report = await review({ 'ruff.toml': 'lint.select = ["ZZ9"]\n' }, { 'a.py': 'from shop.nothing import x\n\nprint(x)\n', 'shop/__init__.py': '', 'b.js': 'debugger;\n' });
  expect(report.notices).toContain('Not verified: Ruff can’t use ruff.toml (Unknown rule selector `ZZ9` in `select` from the CLI).');
  expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(['wiring/unresolved-import', 'oxlint/no-debugger']));
});

test('an audit asks them about the whole tree', async () => {
  const repo = bench.repo();
  repo.commit({ 'a.py': 'import os\n', 'b.js': 'debugger;\n' });
  expect(linted(await bench.report(['audit', repo.path, '--ref', 'main']))).toEqual(['oxlint/no-debugger b.js:1 report', 'ruff/F401 a.py:1 report']);
});
