/** The configuration is the base's: a change can't switch off its own gate. */
import { afterAll, expect, test } from '@jest/globals';
import type { JsonReport } from '../../src/report/json-schema.js';
import type { FileMap } from '../support/git-repo.js';
import { createBench, places } from './command-line.js';

const bench = createBench();
afterAll(() => bench.clear());

const CONFIG = '.github/shipworthy.yml';
const BASE: FileMap = { 'requirements.txt': '', 'manage.py': 'import app\n', 'app/__init__.py': '' };
const BROKEN: FileMap = { ...BASE, 'manage.py': 'import app\nimport app.nowhere\n' };

async function reviewOf(base: FileMap, head: FileMap): Promise<JsonReport & { readonly code: number }> {
  const repo = bench.repo({ bare: true });
  repo.commit(base);
  repo.git('branch', 'topic');
  repo.commit(head, { branch: 'topic' });
  return bench.report(['review', repo.path, '--base', 'main', '--head', 'topic']);
}

test('a change that switches a rule off is judged by it still, and told what it will do', async () => {
  const report = await reviewOf(BASE, { ...BROKEN, [CONFIG]: 'rules:\n  wiring/unresolved-import: off\n' });
  expect(report.code).toBe(1);
  expect(places(report.findings)).toEqual(['wiring/unresolved-import manage.py:2']);
  expect(report.notices).toEqual(['This change edits .github/shipworthy.yml. It takes effect once merged: `wiring/unresolved-import`: `default` → `off`.', 'Under the changed configuration this change would pass instead of failing.']);
});

test('a changed configuration that can\'t be used is told with one mark at its end', async () => {
  const report = await reviewOf(BASE, { ...BASE, [CONFIG]: 'gates: 1\n' });
  expect(report.notices).toEqual(["The changed configuration can't be used: unknown key `gates` at .github/shipworthy.yml:1:1; did you mean `gate`?"]);
});

test.each<[what: string, config: string, code: number, found: readonly string[]]>([
  ['a rule that is off', 'rules:\n  wiring/unresolved-import: off\n', 0, []],
  ['a severity', 'rules:\n  wiring/unresolved-import: warning\n', 0, ['wiring/unresolved-import manage.py:2']],
  ['a gate', 'gate:\n  fail-on: never\n', 0, ['wiring/unresolved-import manage.py:2']],
  ['a gate for other areas', 'gate:\n  areas: [security]\n', 0, ['wiring/unresolved-import manage.py:2']],
  ['an exclusion', 'exclude: ["*.py"]\n', 0, []],
  ['an inclusion of something else', 'include: [web]\n', 0, []],
  ['an inclusion', 'include: ["manage.py"]\n', 1, ['wiring/unresolved-import manage.py:2']],
])('%s of the base holds', async (_what, config, code, found) => {
  const report = await reviewOf({ ...BASE, [CONFIG]: config }, { ...BROKEN, [CONFIG]: config });
  expect(report.code).toBe(code);
  expect(places(report.findings)).toEqual(found);
});

test('what the baseline lists is shown as accepted; a baseline that the change writes is not used', async () => {
  const [finding] = (await reviewOf(BASE, BROKEN)).findings;
  const config = { [CONFIG]: 'baseline: accepted.txt\nlinters:\n  ruff: off\n' };
  const accepted = { 'accepted.txt': `${finding?.fingerprint} an old debt\n` };
  const listed = await reviewOf({ ...BASE, ...config, ...accepted }, { ...BROKEN, ...config, ...accepted });
  expect(listed).toMatchObject({ code: 0, findings: [{ disposition: 'baselined' }] });
  const written = await reviewOf({ ...BASE, ...config }, { ...BROKEN, ...config, ...accepted });
  expect(written).toMatchObject({ code: 1, findings: [{ disposition: 'report' }], notices: ['The baseline `accepted.txt` does not exist.'] });
});

test('a base whose configuration can\'t be used is named with its commit', async () => {
  const repo = bench.repo({ bare: true });
  const base = repo.commit({ ...BASE, [CONFIG]: 'gates: 1\n' });
  repo.commit(BASE, { branch: 'topic', parent: base });
  const ran = await bench.run(['review', repo.path, '--base', 'main', '--head', 'topic']);
  expect(ran).toEqual({ code: 2, out: '', err: `shipworthy: in the base, ${base.slice(0, 10)}: unknown key \`gates\` at .github/shipworthy.yml:1:1; did you mean \`gate\`?\n` });
});
