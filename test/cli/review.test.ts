/** `shipworthy review` and `audit` from repository to report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FileMap, TestRepo } from '../support/git-repo.js';
import { createBench, places, WITHOUT_PREVIEWS } from './command-line.js';

const bench = createBench();
afterAll(() => bench.clear());

const SHOP: FileMap = {
  '.github/shipworthy.yml': WITHOUT_PREVIEWS,
  'README.md': '# Shop\n',
  'requirements.txt': 'django==5.0\nrequests==2.32.0\n',
  'manage.py': 'import shop.services\nimport shop.orders\n',
  'shop/__init__.py': '',
  'shop/services.py': 'import requests\n\n\ndef total(items):\n    return requests.post("x", json=items)\n',
  'shop/orders.py': 'from shop.services import total\n\nprint(total([]))\n',
};

/** `base` on main, then `head` on a branch, in a bare repository. */
function change(base: FileMap, head: FileMap): readonly [path: string, ...args: string[]] {
  const repo = bench.repo({ bare: true });
  repo.commit(base);
  repo.git('branch', 'topic');
  repo.commit(head, { branch: 'topic' });
  return [repo.path, '--base', 'main', '--head', 'topic'];
}

function without(files: FileMap, ...paths: string[]): FileMap {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));
}

describe('what is compared', () => {
  let repo: TestRepo;
  beforeAll(() => {
    repo = bench.repo();
    repo.commit(SHOP);
    repo.git('checkout', '-q', '-f', '-b', 'topic', 'main');
    repo.commit({ ...SHOP, 'shop/orders.py': 'from shop.nowhere import total\n\nprint(total([]))\n' }, { branch: 'topic' });
    repo.checkout('topic');
    repo.write({ 'shop/orders.py': 'from shop.nowhere import total\nfrom shop.uncommitted import x\n\nprint(total([]), x)\n', 'shop/untracked.py': 'import shop.unseen\n' });
  });

  test('by default the working tree, with uncommitted and untracked files, against the merge base with the default branch', async () => {
    const report = await bench.report(['review', repo.path]);
    expect(places(report.findings).filter((place) => place.startsWith('wiring'))).toEqual([
      'wiring/unresolved-import shop/orders.py:1',
      'wiring/unresolved-import shop/orders.py:2',
      'wiring/unresolved-import shop/untracked.py:1',
    ]);
    expect(report).toMatchObject({ code: 1, head: null, base: repo.git('rev-parse', 'main'), verdict: { result: 'fail' } });
  });

  test('with --head a commit, without what is in the working tree', async () => {
    const report = await bench.report(['review', repo.path, '--head', 'topic']);
    expect(places(report.findings)).toEqual(['wiring/unresolved-import shop/orders.py:1']);
    expect(report.head).toBe(repo.git('rev-parse', 'topic'));
  });

  test('an audit judges one tree: the working tree, or that of --ref', async () => {
    expect(places((await bench.report(['audit', repo.path, '--ref', 'main'])).findings)).toEqual([]);
    expect(places((await bench.report(['audit', join(repo.path, 'shop')])).findings)).toContain('wiring/unresolved-import shop/untracked.py:1');
  });

  test('a second run on the same trees parses nothing', async () => {
    await bench.report(['review', repo.path, '--head', 'topic']);
    expect((await bench.report(['review', repo.path, '--head', 'topic'])).stats).toMatchObject({ parsedFiles: 0, parsedBytes: 0 });
  });
});

describe('consequences outside of the diff', () => {
  test('a deleted module is the cause at its importers', async () => {
    const importers = { 'shop/tasks.py': 'import shop.services\n', 'shop/views.py': 'from . import services\n', 'Procfile': 'web: python -m shop.tasks && python -m shop.views\n' };
    const report = await bench.report(['review', ...change({ ...SHOP, ...importers }, without({ ...SHOP, ...importers }, 'shop/services.py'))]);
    expect(places(report.findings)).toEqual(['manage.py', 'shop/orders.py', 'shop/tasks.py', 'shop/views.py'].map((path) => `wiring/unresolved-import ${path}:1`));
    for (const finding of report.findings) {
      expect(finding).toMatchObject({ disposition: 'out-of-diff', cause: { path: 'shop/services.py', side: 'base', line: 1, label: 'deletes shop/services.py' } });
    }
  });

  test('a renamed function: the removed line', async () => {
    const renamed = { ...SHOP, 'shop/services.py': 'import requests\n\n\ndef sum_of(items):\n    return requests.post("x", json=items)\n' };
    const report = await bench.report(['review', ...change(SHOP, renamed)]);
    expect(places(report.findings)).toEqual(['wiring/missing-export shop/orders.py:1', 'dead-code/unused-definition shop/services.py:4']);
    expect(report.findings[0]).toMatchObject({ disposition: 'out-of-diff', cause: { path: 'shop/services.py', side: 'base', line: 4, label: 'removes `total` from shop/services.py' } });
  });

  test('a removed requirement: that line', async () => {
    const report = await bench.report(['review', ...change(SHOP, { ...SHOP, 'requirements.txt': 'django==5.0\n' })]);
    expect(places(report.findings)).toEqual(['wiring/undeclared-dependency shop/services.py:1']);
    expect(report.findings[0]).toMatchObject({ disposition: 'out-of-diff', cause: { path: 'requirements.txt', side: 'base', line: 2, label: 'removes `requests` from requirements.txt' } });
  });

  test('a renamed module: the rename', async () => {
    const renamed = { ...without(SHOP, 'shop/services.py'), 'shop/billing.py': SHOP['shop/services.py'] ?? '' };
    const report = await bench.report(['review', ...change(SHOP, renamed)]);
    const broken = report.findings.filter(({ ruleId }) => ruleId === 'wiring/unresolved-import');
    expect(places(broken)).toEqual(['wiring/unresolved-import manage.py:1', 'wiring/unresolved-import shop/orders.py:1']);
    expect(broken[0]).toMatchObject({ cause: { path: 'shop/billing.py', side: 'head', label: 'renames shop/services.py to shop/billing.py' } });
    expect(broken[0]?.message.what).toContain('moves `shop/services.py` to `shop/billing.py`');
  });
});

describe('introduced, fixed and existing', () => {
  const BROKEN = { ...SHOP, 'shop/broken.py': 'import shop.nowhere\n', 'manage.py': 'import shop.services\nimport shop.orders\nimport shop.broken\n' };

  test('what the base has is existing, though its line moves', async () => {
    const report = await bench.report(['review', ...change(BROKEN, { ...BROKEN, 'shop/broken.py': '"""Moved."""\n\n\nimport shop.nowhere\n' })]);
    expect(report).toMatchObject({ code: 0, findings: [], fixed: [], existing: 1 });
  });

  test('a renamed file keeps its findings', async () => {
    const report = await bench.report(['review', ...change(BROKEN, { ...without(BROKEN, 'shop/broken.py'), 'shop/renamed.py': 'import shop.nowhere\n', 'manage.py': 'import shop.services\nimport shop.orders\nimport shop.renamed\n' })]);
    expect(report).toMatchObject({ code: 0, findings: [], fixed: [], existing: 1 });
  });

  test('what is gone is fixed, by the base\'s own path and line, with neither cause nor fix', async () => {
    const report = await bench.report(['review', ...change(BROKEN, { ...SHOP, 'shop/broken.py': 'import shop.services\n', 'manage.py': BROKEN['manage.py'] })]);
    expect(places(report.fixed)).toEqual(['wiring/unresolved-import shop/broken.py:1']);
    expect(report).toMatchObject({ code: 0, findings: [], existing: 0, fixed: [{ cause: null, fix: null, disposition: 'report' }] });
  });

  test('the same finding once more in the same file is one more', async () => {
    const report = await bench.report(['review', ...change(BROKEN, { ...BROKEN, 'shop/broken.py': 'import shop.nowhere\nimport shop.nowhere\n' })]);
    expect(report).toMatchObject({ code: 1, existing: 1, fixed: [] });
    expect(places(report.findings)).toEqual(['wiring/unresolved-import shop/broken.py:2']);
  });
});

describe('suppressions', () => {
  const NOWHERE = 'import shop.nowhere  # shipworthy: ignore[wiring/unresolved-import] comes with the next change\n';
  const WITH = { ...SHOP, 'manage.py': `import shop.services\nimport shop.orders\n${NOWHERE}` };

  test('silence a finding, which is counted and told', async () => {
    const report = await bench.report(['review', ...change(SHOP, WITH)]);
    expect(report).toMatchObject({ code: 0, findings: [{ ruleId: 'wiring/unresolved-import', disposition: 'suppressed' }], verdict: { result: 'pass' } });
  });

  test('a suppression that a change takes away brings the finding back', async () => {
    const report = await bench.report(['review', ...change(WITH, { ...WITH, 'manage.py': 'import shop.services\nimport shop.orders\nimport shop.nowhere\n' })]);
    expect(report).toMatchObject({ code: 1, findings: [{ ruleId: 'wiring/unresolved-import', disposition: 'report' }], existing: 0 });
  });

  test('a suppressed finding that goes is not told to be fixed', async () => {
    expect(await bench.report(['review', ...change(WITH, SHOP)])).toMatchObject({ code: 0, findings: [], fixed: [], existing: 0 });
  });

  test('that suppress nothing are findings', async () => {
    const report = await bench.report(['review', ...change(SHOP, { ...SHOP, 'manage.py': 'import shop.services\nimport shop.orders  # shipworthy: ignore[wiring/unresolved-import] why\n' })]);
    expect(places(report.findings)).toEqual(['maintainability/unused-suppression manage.py:2']);
  });
});

describe('formats', () => {
  let args: readonly [string, ...string[]];
  beforeAll(() => {
    args = change(SHOP, { ...SHOP, 'shop/orders.py': 'from shop.servces import total\nimport yaml\n\nprint(total(yaml))\n' });
  });

  test('json is valid against the published schema', async () => {
    const { out } = await bench.run(['review', ...args, '--format', 'json']);
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync('docs/report.schema.json', 'utf8')) as object);
    validate(JSON.parse(out));
    expect(validate.errors).toBeNull();
    const [finding] = (JSON.parse(out) as { findings: object[] }).findings;
    for (const key of ['ruleId', 'area', 'severity', 'confidence', 'path', 'range', 'message', 'fingerprint', 'fix', 'disposition']) expect(finding).toHaveProperty(key);
  });

  test('sarif holds a result for each finding', async () => {
    const { out } = await bench.run(['review', ...args, '--format', 'sarif']);
    const sarif = JSON.parse(out) as { version: string; runs: { results: { ruleId: string }[]; tool: { driver: { rules: { id: string }[] } } }[] };
    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(['wiring/unresolved-import', 'wiring/undeclared-dependency']);
  });

  test('markdown and terminal name the finding and its file', async () => {
    for (const format of ['markdown', 'terminal']) {
      const { out, code } = await bench.run(['review', ...args, '--format', format]);
      expect(code).toBe(1);
      expect(out).toContain('shop/orders.py');
      expect(out).toContain('shop.services');
      expect(out.endsWith('\n')).toBe(true);
    }
  });

  test('a pipe gets 80 columns and no colours; a terminal gets its width and colours unless NO_COLOR says no', async () => {
    const piped = await bench.run(['review', ...args], { environment: { DATA_DIR: bench.dataDir }, stdout: { columns: 200 } });
    expect(piped.out).not.toContain('\u001b');
    for (const line of piped.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const terminal = { stdout: { isTTY: true, columns: 120 } };
    expect((await bench.run(['review', ...args], { ...terminal, environment: { DATA_DIR: bench.dataDir } })).out).toContain('\u001b[');
    for (const environment of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      expect((await bench.run(['review', ...args], { ...terminal, environment: { DATA_DIR: bench.dataDir, ...environment } })).out).not.toContain('\u001b');
    }
  });
});
