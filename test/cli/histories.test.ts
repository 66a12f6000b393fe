/** Repositories with little, no or odd history. */
import { afterAll, describe, expect, test } from '@jest/globals';
import type { FileMap } from '../support/git-repo.js';
import { createBench, places } from './command-line.js';

const bench = createBench();
afterAll(() => bench.clear());

const BASE: FileMap = { 'README.md': '# Shop\n', 'manage.py': 'import app\n', 'app/__init__.py': '' };

describe('histories', () => {
  test('an empty repository', async () => {
    const repo = bench.repo();
    expect(await bench.report(['review', repo.path])).toMatchObject({ code: 0, findings: [], notices: ['The repository has no commits yet: everything in it counts as new'] });
    expect(await bench.report(['audit', repo.path])).toMatchObject({ code: 0, findings: [], stats: { files: 0 } });
  });

  test('files before the first commit', async () => {
    const repo = bench.repo();
    repo.write({ ...BASE, 'manage.py': 'import app\nimport app.nowhere\n' });
    expect(places((await bench.report(['review', repo.path])).findings)).toEqual(['wiring/unresolved-import manage.py:2']);
  });

  test('the first commit against nothing', async () => {
    const repo = bench.repo({ bare: true });
    repo.commit({ ...BASE, 'manage.py': 'import app\nimport app.nowhere\n' });
    const report = await bench.report(['review', repo.path, '--head', 'main']);
    expect(report).toMatchObject({ code: 0, findings: [] });
    expect(places((await bench.report(['audit', repo.path, '--ref', 'main'])).findings)).toEqual(['wiring/unresolved-import manage.py:2']);
  });

  test('unrelated histories, with a note', async () => {
    const repo = bench.repo({ bare: true });
    repo.commit(BASE);
    repo.commit({ ...BASE, 'manage.py': 'import app\nimport app.nowhere\n' }, { branch: 'topic', parent: null });
    const report = await bench.report(['review', repo.path, '--base', 'main', '--head', 'topic']);
    expect(places(report.findings)).toEqual(['wiring/unresolved-import manage.py:2']);
    expect(report.notices).toEqual(['The histories of base and head have nothing in common: they are compared as they are']);
  });

  test('a commit that changes nothing', async () => {
    const repo = bench.repo({ bare: true });
    repo.commit(BASE);
    repo.commit(BASE);
    const report = await bench.report(['review', repo.path, '--base', 'main~1', '--head', 'main']);
    expect(report).toMatchObject({ code: 0, findings: [], fixed: [], stats: { changedFiles: 0 } });
  });

  test('a shallow clone', async () => {
    const repo = bench.repo();
    repo.commit({ ...BASE, 'manage.py': 'import app\n\n' });
    repo.commit(BASE);
    repo.git('checkout', '-q', '-f', '-b', 'topic', 'main');
    repo.commit({ ...BASE, 'manage.py': 'import app\nimport app.nowhere\n' }, { branch: 'topic' });
    const clone = bench.repo();
    clone.git('fetch', '-q', '--depth=1', `file://${repo.path}`, 'main:refs/remotes/origin/main', 'topic:refs/heads/topic');
    const ran = await bench.run(['review', clone.path, '--base', 'origin/main', '--head', 'topic']);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/^shipworthy: This clone is shallow and ends before the merge base: run "git fetch --unshallow".*\n$/);
    expect(places((await bench.report(['audit', clone.path, '--ref', 'topic'])).findings)).toEqual(['wiring/unresolved-import manage.py:2']);
  });
});
