/** Input that no one should commit, and that people do: skipped or handled, named in the report, never a crash. */
import { afterAll, describe, expect, test } from '@jest/globals';
import type { JsonReport } from '../../src/report/json-schema.js';
import type { FileContent, FileMap } from '../support/git-repo.js';
import { createBench, places, WITHOUT_PREVIEWS } from './command-line.js';

const bench = createBench();
afterAll(() => bench.clear());

const BASE: FileMap = { 'requirements.txt': 'requests==2.32.0\n', 'manage.py': 'import app\n', 'app/__init__.py': '' };

/** A review of `files` on top of a small project, from a bare repository. */
async function reviewOf(files: FileMap, base: FileMap = BASE): Promise<JsonReport & { readonly code: number }> {
  const repo = bench.repo({ bare: true });
  const quiet = { '.github/shipworthy.yml': WITHOUT_PREVIEWS, ...base };
  repo.commit(quiet);
  repo.git('branch', 'topic');
  repo.commit({ ...quiet, ...files }, { branch: 'topic' });
  return bench.report(['review', repo.path, '--base', 'main', '--head', 'topic']);
}

function skips({ skipped }: JsonReport): string[] {
  return skipped.map(({ path, reason }) => `${path} ${reason}`);
}

const LARGE = `VALUES = [\n${'    "some value of a large table",\n'.repeat(70_000)}]\n`;
const MINIFIED = `!function(e,t){${'var a=e.b(t),c=a.d||{};if(c.e!==t)throw new Error("x");'.repeat(3000)}}(window,document);`;

describe('files that are not read are named with the reason', () => {
  const UNREAD: readonly (readonly [what: string, path: string, content: FileContent, reason: string])[] = [
    ['a binary .py', 'app/data.py', Buffer.from([0x6d, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0, 0xe3, 0, 0]), 'binary'],
    ['a source of 2 MB', 'app/table.py', LARGE, 'too-large'],
    ['a minified script', 'static/app.js', MINIFIED, 'minified'],
    ['a minified script by its name', 'static/app.min.js', 'var a=1;\n', 'minified'],
    ['a source that is not UTF-8', 'app/latin.py', Buffer.from('# caf\xe9\nNAME = "caf\xe9"\n', 'latin1'), 'not-utf8'],
    ['a link to a file', 'app/link.py', { symlink: '__init__.py' }, 'symlink'],
    ['a link to a folder', 'linked', { symlink: 'app' }, 'symlink'],
    ['a link to nowhere', 'app/dangling.py', { symlink: '../../../etc/passwd' }, 'symlink'],
    ['a submodule', 'libs/other', { submodule: '1234567890123456789012345678901234567890' }, 'submodule'],
    ['an image', 'logo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2, 3]), 'binary'],
  ];

  test('each, and nothing is found in them', async () => {
    const report = await reviewOf(Object.fromEntries(UNREAD.map(([, path, content]) => [path, content])));
    expect(skips(report)).toEqual(UNREAD.map(([, path, , reason]) => `${path} ${reason}`).sort());
    expect(places(report.findings)).toEqual([]);
  });

  test('source that could not be read keeps the verdict from being a pass', async () => {
    const report = await reviewOf({ 'app/table.py': LARGE });
    expect(report).toMatchObject({ code: 0, verdict: { result: 'neutral' } });
    expect(report.verdict.title).toContain('app/table.py was not read');
  });
});

describe('an import of what was not read is not called missing', () => {
  test.each<[what: string, files: FileMap]>([
    ['a link to a module', { 'app/link.py': { symlink: 'real.py' }, 'app/real.py': 'NAME = 1\n', 'manage.py': 'import app\nfrom app.link import NAME\nimport app.real\n' }],
    ['a link to a package', { linked: { symlink: 'app' }, 'manage.py': 'import app\nimport linked\nfrom linked.thing import x\n' }],
    ['a module of a submodule', { 'libs/other': { submodule: '1234567890123456789012345678901234567890' }, 'manage.py': 'import app\nfrom libs.other import thing\nfrom libs.other.thing import x\n' }],
    ['a script behind a link', { 'web/linked': { symlink: '../shared' }, 'web/index.ts': "import { a } from './linked/a';\nimport b from './linked';\nexport { a, b };\n" }],
    ['a script of a submodule', { 'web/other': { submodule: '1234567890123456789012345678901234567890' }, 'web/index.ts': "import { a } from './other/a';\nimport b from './other';\nexport { a, b };\n" }],
    ['names of a large module', { 'app/table.py': LARGE, 'manage.py': 'import app\nfrom app.table import VALUES\n' }],
    ['names of a binary module', { 'app/data.py': Buffer.from([0, 1, 2, 0]), 'manage.py': 'import app\nfrom app.data import VALUES\n' }],
  ])('%s', async (_what, files) => {
    const report = await reviewOf(files);
    expect(places(report.findings).filter((place) => place.startsWith('wiring'))).toEqual([]);
  });

  test('a requirements.txt that is a link', async () => {
    const base = { ...BASE, 'requirements.txt': { symlink: 'requirements/base.txt' }, 'requirements/base.txt': 'requests==2.32.0\n' };
    const report = await reviewOf({ 'manage.py': 'import app\nimport requests\n' }, base);
    expect(places(report.findings)).toEqual([]);
  });
});

describe('source that does not parse', () => {
  const PARENS = '('.repeat(10_000);

  const BROKEN: readonly (readonly [what: string, path: string, text: string])[] = [
    ['Python', 'app/broken.py', 'def f(:\n    return (\nimport os\n'],
    ['Python 2', 'app/old.py', 'print "hello"\nexcept Exception, e:\n'],
    ['JavaScript', 'web/broken.js', 'import { from "x";\nexport const = ;\n'],
    ['TypeScript', 'web/broken.tsx', 'export const A = () => <div><span></div>;\ntype X = ;\n'],
    ['package.json', 'web/package.json', '{ "name": "web", "dependencies": { "react": \n'],
    ['tsconfig.json', 'web/tsconfig.json', '{ "compilerOptions": { "paths": [ }'],
    ['pyproject.toml', 'svc/pyproject.toml', '[project\nname = \n'],
    ['compose', 'docker-compose.yml', 'services:\n  web:\n\t- build: .\n   x: [\n'],
    ['a workflow', '.github/workflows/ci.yml', 'jobs: {build: [\n'],
    ['a workflow that repeats itself by aliases', '.github/workflows/bomb.yml', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\ne: &e [${'*d,'.repeat(9)}]\nf: &f [${'*e,'.repeat(9)}]\ng: &g [${'*f,'.repeat(9)}]\nh: &h [${'*g,'.repeat(9)}]\njobs: *h\n`],
    ['a lock file', 'web/package-lock.json', '{"lockfileVersion": 3, "packages": {'],
    ['a Dockerfile', 'Dockerfile', 'FROM\nCOPY\nCMD ["unclosed\nRUN <<EOF\n'],
    ['a conflict in requirements', 'svc/requirements.txt', '<<<<<<< HEAD\nrequests==2.0\n=======\nrequests==3.0\n>>>>>>> topic\n'],
    ['a conflict in package.json', 'web2/package.json', '{\n<<<<<<< HEAD\n "name": "a"\n=======\n "name": "b"\n>>>>>>> topic\n}\n'],
  ];

  test('each kind of file, all in one change', async () => {
    const report = await reviewOf(Object.fromEntries(BROKEN.map(([, path, text]) => [path, text])));
    expect(report.stats.changedFiles).toBe(BROKEN.length);
    expect(places(report.findings).filter((place) => place.includes('wiring/un'))).toEqual([]);
  });

  test.each<[what: string, path: string, text: string]>([
    ['10,000 open parentheses in Python', 'app/deep.py', `x = ${PARENS}1\n`],
    ['10,000 nested parentheses in Python', 'app/deep.py', `x = ${PARENS}1${')'.repeat(10_000)}\n`],
    ['10,000 nested arrays in JavaScript', 'web/deep.js', `const x = ${'['.repeat(10_000)}${']'.repeat(10_000)};\n`],
    ['10,000 nested arrays in JSON', 'web/package.json', `{"dependencies": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['10,000 nested blocks in YAML', 'docker-compose.yml', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    ['10,000 nested tables in TOML', 'svc/pyproject.toml', `a = ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    ['a heading of 10,000 quotes in Markdown', 'docs/deep.md', `${'> '.repeat(2_000)}x\n${'['.repeat(10_000)}\n`],
  ])('%s', async (_what, path, text) => {
    const report = await reviewOf({ [path]: text });
    expect(report.stats.changedFiles).toBe(1);
    expect(places(report.findings).filter((place) => place.includes('wiring/un'))).toEqual([]);
  }, 20_000);
});

describe('manifests in odd clothes', () => {
  test.each<[what: string, content: Buffer]>([
    ['UTF-16 with a byte-order mark', Buffer.from('\ufeffrequests==2.32.0\r\nPyYAML==6.0\r\n', 'utf16le')],
    ['UTF-8 with a byte-order mark and CRLF', Buffer.from('\ufeffrequests==2.32.0\r\nPyYAML==6.0\r\n')],
  ])('%s', async (_what, content) => {
    const report = await reviewOf({ 'requirements.txt': content, 'manage.py': 'import app\nimport requests\nimport yaml\n' });
    expect(places(report.findings)).toEqual([]);
    expect(skips(report)).toEqual([]);
  });
});

describe('data that nests too deeply', () => {
  test('is named, and what it may declare is not called undeclared', async () => {
    const report = await reviewOf({ 'requirements.txt': '', 'pyproject.toml': `[project]\nname = "x"\ndependencies = ["requests"]\n[tool.x]\na = ${'['.repeat(300)}${']'.repeat(300)}\n`, 'manage.py': 'import app\nimport requests\n' });
    expect(skips(report)).toEqual(['pyproject.toml unreadable']);
    expect(report.skipped[0]?.detail).toBe('nested more than 250 levels deep');
    expect(places(report.findings)).toEqual([]);
  });
});
