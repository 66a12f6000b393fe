/** Names of files that people and attackers think of. */
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { JsonReport } from '../../src/report/json-schema.js';
import type { FileMap } from '../support/git-repo.js';
import { createBench, places } from './command-line.js';

const bench = createBench();
afterAll(() => bench.clear());

const BASE: FileMap = { 'requirements.txt': 'requests==2.32.0\n', 'manage.py': 'import app\n', 'app/__init__.py': '' };

/** A review of `files` on top of a small project, from a bare repository. */
async function reviewOf(files: FileMap, base: FileMap = BASE): Promise<JsonReport & { readonly code: number }> {
  const repo = bench.repo({ bare: true });
  repo.commit(base);
  repo.git('branch', 'topic');
  repo.commit({ ...base, ...files }, { branch: 'topic' });
  return bench.report(['review', repo.path, '--base', 'main', '--head', 'topic']);
}

function kindsIn(markdown: string): string[] {
  const kinds: string[] = [];
  const visit = (node: Nodes): void => {
    kinds.push(node.type);
    if ('children' in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(markdown));
  return kinds;
}

describe('names', () => {
  const NAMES = ['a\nb', 'a"b', "a'b", 'a\tb', 'a`b', 'a b', '<img src=x onerror=alert(1)>', '--help', '-rf', '😀', 'ä', '@team', '#1', '$(id)', 'a\\b', '%s', ':(exclude)x', '*', '\u202egnp', '\u001b[31mred'];

  test('are kept as they are', async () => {
    const paths = NAMES.map((name) => `app/${name}.py`);
    const report = await reviewOf(Object.fromEntries(paths.map((path) => [path, 'import app.nowhere\n'])));
    expect(report.findings.filter(({ ruleId }) => ruleId === 'wiring/unresolved-import').map((finding) => finding.path)).toEqual(paths.sort());
  });

  test('are printed without control characters, and escaped in Markdown', async () => {
    const repo = bench.repo({ bare: true });
    repo.commit(BASE);
    repo.git('branch', 'topic');
    repo.commit({ ...BASE, ...Object.fromEntries(NAMES.map((name) => [`app/${name}.py`, 'import app.nowhere\n'])) }, { branch: 'topic' });
    const args = ['review', repo.path, '--base', 'main', '--head', 'topic'];
    const terminal = await bench.run(args);
    expect(terminal.out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    const markdown = await bench.run([...args, '--format', 'markdown']);
    expect(kindsIn(markdown.out)).toEqual(expect.not.arrayContaining(['image', 'link']));
    expect(markdown.out).not.toMatch(/^[^`]*<img/m);
    expect(markdown.out).not.toContain('\u001b');
  });

  test('that differ in case only are different files', async () => {
    const report = await reviewOf({ 'app/A.py': 'x = 1\n', 'app/a.py': 'y = 1\n', 'manage.py': 'import app\nfrom app.A import x\nfrom app.a import y\nfrom app.a import x as z\n' });
    expect(places(report.findings)).toEqual(['wiring/missing-export manage.py:4']);
  });

  test('a file and a folder of one module name', async () => {
    const report = await reviewOf({ 'app/both.py': 'x = 1\n', 'app/both/__init__.py': 'y = 1\n', 'manage.py': 'import app\nfrom app.both import y\n' });
    expect(places(report.findings).filter((place) => place.startsWith('wiring'))).toEqual([]);
  });
});
