/** Usage, errors and exit codes. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RULES } from '../../src/rules/registry.js';
import type { TestRepo } from '../support/git-repo.js';
import { createBench, type Ran } from './command-line.js';
import { program } from '../support/program.js';

const bench = createBench();
const scratch = mkdtempSync(join(tmpdir(), 'shipworthy-usage-'));
let repo: TestRepo;
let warned: TestRepo;

beforeAll(() => {
  repo = bench.repo();
  repo.commit({ 'app/__init__.py': '', 'manage.py': 'import app\n\nprint(app)\n' });
  repo.git('branch', 'feature/orders');
  repo.checkout('main');
  warned = bench.repo();
  warned.commit({ 'README.md': 'See [the guide](docs/guide.md).\n' });
  warned.checkout('main');
});
afterAll(() => {
  bench.clear();
  rmSync(scratch, { recursive: true, force: true });
});

function errorLine(ran: Ran): string {
  expect(ran.out).toBe('');
  expect(ran.err.endsWith('\n')).toBe(true);
  expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.err.startsWith('shipworthy: ')).toBe(true);
  return ran.err.slice('shipworthy: '.length).trimEnd();
}

describe('exit codes', () => {
  test('0 below the gate, 1 at or above it', async () => {
    expect((await bench.run(['audit', repo.path])).code).toBe(0);
    expect((await bench.run(['audit', warned.path])).code).toBe(0);
    expect((await bench.run(['audit', warned.path, '--fail-on', 'warning'])).code).toBe(1);
    expect((await bench.run(['audit', warned.path, '--fail-on', 'info'])).code).toBe(1);
    expect((await bench.run(['audit', warned.path, '--fail-on', 'never'])).code).toBe(0);
  });

  test('the report\'s verdict and the exit code agree', async () => {
    const { out, code } = await bench.run(['audit', warned.path, '--fail-on', 'warning', '--format', 'json']);
    expect({ code, result: (JSON.parse(out) as { verdict: { result: string } }).verdict.result }).toEqual({ code: 1, result: 'fail' });
  });

  test('--fail-on replaces the severity of the gate, and none of its other limits', async () => {
    const gated = bench.repo();
    gated.commit({ 'README.md': 'See [the guide](docs/guide.md).\n', '.github/shipworthy.yml': 'gate:\n  fail-on: never\n  minimum-score: 100\n' });
    expect((await bench.run(['audit', gated.path, '--ref', 'main', '--fail-on', 'never'])).code).toBe(1);
  });

  test('3 for what nobody foresaw, in one line; --debug adds the stack', async () => {
    const broken = { write: () => { throw new TypeError('The stream broke.\nBadly.'); } };
    const lines: string[] = [];
    const { runCommandLine } = await import('../../src/cli/program.js');
    const stderr = { write: (text: string) => lines.push(text) };
    expect(await runCommandLine(['rules'], { stdout: broken, stderr, environment: {} })).toBe(3);
    expect(lines).toEqual(['shipworthy: internal error: The stream broke. (--debug prints the stack)\n']);
    lines.length = 0;
    expect(await runCommandLine(['rules', '--debug'], { stdout: broken, stderr, environment: {} })).toBe(3);
    expect(lines.join('')).toMatch(/^shipworthy: internal error: The stream broke\.\n.*\n\s+at /s);
  });
});

describe('wrong usage is told in one line, with exit code 2', () => {
  test.each<[what: string, args: () => string[], message: RegExp]>([
    ['a path that does not exist', () => ['audit', '/does/not/exist'], /^There is no folder \/does\/not\/exist$/],
    ['a file', () => ['audit', join(repo.path, 'manage.py')], /is a file: give the folder of a repository$/],
    ['no repository', () => ['review', scratch], /is not in a git repository$/],
    ['an unknown ref, with the nearest', () => ['review', repo.path, '--base', 'feature/order'], /^There is no commit "feature\/order" here\. Did you mean feature\/orders\?$/],
    ['a ref that looks like an option', () => ['audit', repo.path, '--ref=--output=x'], /^There is no commit "--output=x" here$/],
    ['an unknown format, with the known ones', () => ['audit', repo.path, '--format', 'xml'], /'xml' is invalid\. Allowed choices are terminal, markdown, json, sarif, github, gitlab, html\./],
    ['an unknown severity', () => ['audit', '--fail-on', 'blocker'], /'blocker' is invalid\. Allowed choices are error, warning, info, never\./],
    ['an unknown command, with the nearest', () => ['revew'], /^unknown command 'revew' \(Did you mean review\?\)/],
    ['an unknown option', () => ['audit', '--formt', 'json'], /^unknown option '--formt' \(Did you mean --format\?\)/],
    ['too many paths', () => ['audit', 'a', 'b'], /^too many arguments for 'audit'/],
    ['a rule that is none, with the nearest', () => ['explain', 'unresolved-import'], /^no rule is called unresolved-import; did you mean wiring\/unresolved-import\?$/],
    ['a rule like none', () => ['explain', 'zzz'], /^no rule is called zzz; shipworthy rules lists them$/],
    ['an output that can\'t be written', () => ['audit', repo.path, '-o', '/does/not/exist/report.txt'], /^\/does\/not\/exist\/report\.txt can't be written \(ENOENT\)$/],
    ['a data folder that can\'t be written', () => ['audit', repo.path, '--data-dir', '/dev/null/facts'], /^the data folder \/dev\/null\/facts can't be used \(ENOTDIR\); name another with --data-dir$/],
  ])('%s', async (_what, args, message) => {
    const ran = await bench.run(args());
    expect(errorLine(ran)).toMatch(message);
    expect(ran.code).toBe(2);
  });

  test('a DOCS_URL that is no address', async () => {
    const ran = await bench.run(['audit', repo.path], { environment: { DATA_DIR: scratch, DOCS_URL: 'docs.example' } });
    expect(errorLine(ran)).toMatch(/^DOCS_URL has to be the address of a web server/);
    expect(ran.code).toBe(2);
  });

  test('a data folder whose database is none', async () => {
    const folder = join(scratch, 'garbage');
    mkdirSync(folder);
    writeFileSync(join(folder, 'facts.db'), 'not a database, but long enough to be looked at by whoever opens it\n'.repeat(100));
    const ran = await bench.run(['audit', repo.path, '--data-dir', folder]);
    expect(ran.code).toBe(2);
    expect(errorLine(ran)).toMatch(/^the data folder \S+ can't be used \(SQLITE_NOTADB\)/);
  });

  test('a bare repository without a head', async () => {
    const bare = bench.repo({ bare: true });
    bare.commit({ 'a.py': '' });
    expect(errorLine(await bench.run(['review', bare.path]))).toMatch(/is a bare repository: name what to review with --head$/);
    expect(errorLine(await bench.run(['audit', bare.path]))).toMatch(/is a bare repository: name what to audit with --ref$/);
  });

  test('no git', async () => {
    const path = process.env.PATH;
    process.env.PATH = scratch;
    try {
      const ran = await bench.run(['audit', repo.path]);
      expect(ran.code).toBe(2);
      expect(errorLine(ran)).toMatch(/git/);
    } finally {
      process.env.PATH = path;
    }
  });

  test('--debug adds the stack', async () => {
    const { err, code } = await bench.run(['audit', '/does/not/exist', '--debug']);
    expect(code).toBe(2);
    expect(err).toMatch(/^shipworthy: There is no folder \/does\/not\/exist\nUserError: .*\n\s+at /);
  });
});

describe('a configuration that can\'t be used', () => {
  test.each<[what: string, text: string, message: RegExp]>([
    ['an unknown key', 'gate:\n  fail_on: error\n', /unknown key `fail_on` at \.github\/shipworthy\.yml:2:3; did you mean `fail-on`\?$/],
    ['a wrong value', 'gate:\n  fail-on: eror\n', /`gate\.fail-on` at \.github\/shipworthy\.yml:2:12 is `eror`; did you mean `error`\?$/],
    ['an unknown rule', 'rules:\n  wiring/unresolved-imports: off\n', /unknown rule `wiring\/unresolved-imports` at \.github\/shipworthy\.yml:2:3; did you mean `wiring\/unresolved-import`\?$/],
    ['no YAML', 'gate: [\n', /at \.github\/shipworthy\.yml:\d+:\d+$/],
    ['a bomb of aliases', `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(10)}]\nc: &c [${'*b,'.repeat(10)}]\nd: [${'*c,'.repeat(10)}]\n`, /the file repeats too much through aliases/],
  ])('%s: file, line, column and the nearest known', async (_what, text, message) => {
    const bad = bench.repo();
    bad.commit({ '.github/shipworthy.yml': text });
    const ran = await bench.run(['audit', bad.path, '--ref', 'main']);
    expect(ran.code).toBe(2);
    expect(errorLine(ran)).toMatch(message);
  });

  test('what it says can not write to the terminal', async () => {
    const bad = bench.repo();
    bad.commit({ '.github/shipworthy.yml': '"\\e[2Jgate": 1\n' });
    expect(errorLine(await bench.run(['audit', bad.path, '--ref', 'main']))).toMatch(/^unknown key `\\u\{001B\}\[2Jgate` at /);
  });

  test('each problem has its line', async () => {
    const bad = bench.repo();
    bad.commit({ '.github/shipworthy.yml': 'gates: 1\nrulez: 2\n' });
    const { err } = await bench.run(['audit', bad.path, '--ref', 'main']);
    expect(err.trimEnd().split('\n')).toEqual([
      'shipworthy: unknown key `gates` at .github/shipworthy.yml:1:1; did you mean `gate`?',
      'shipworthy: unknown key `rulez` at .github/shipworthy.yml:2:1; did you mean `rules`?',
    ]);
  });
});

describe('rules and explain', () => {
  test('list every rule, one a line or as JSON', async () => {
    const { out, code } = await bench.run(['rules']);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').map((line) => line.split(' ')[0])).toEqual([...RULES.map(({ meta }) => meta.id), 'ruff/*', 'oxlint/*']);
    const json = JSON.parse((await bench.run(['rules', '--format', 'json'])).out) as { id: string }[];
    expect(json.map(({ id }) => id)).toEqual([...RULES.map(({ meta }) => meta.id), 'ruff/*', 'oxlint/*']);
  });

  test('print a rule\'s page', async () => {
    expect((await bench.run(['explain', 'wiring/missing-export'])).out).toBe(readFileSync('src/rules/wiring/missing-export.md', 'utf8'));
  });

  test('print the page of the linters for a code of theirs', async () => {
    expect((await bench.run(['explain', 'ruff/F401'])).out).toBe(readFileSync('src/linters/linters.md', 'utf8'));
  });

  test('--help and --version are no errors', async () => {
    for (const args of [['--help'], ['audit', '--help'], ['--version']]) {
      const { out, err, code } = await bench.run(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).not.toBe('');
    }
  });
});

describe('progress', () => {
  test('nothing on stderr that is no terminal', async () => {
    expect((await bench.run(['audit', repo.path])).err).toBe('');
  });
});

test('a report goes into the file of --output, without colours', async () => {
  const output = join(scratch, 'report.md');
  const { out } = await bench.run(['audit', repo.path, '--format', 'markdown', '-o', output], { stdout: { isTTY: true } });
  expect(out).toBe('');
  expect(readFileSync(output, 'utf8')).toContain('Nothing to report');
});

describe('nothing is written into the reviewed repository', () => {
  function everything(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const path = join(folder, name);
        const found = lstatSync(path, { bigint: true });
        const content = found.isSymbolicLink() ? readlinkSync(path) : found.isFile() ? readFileSync(path).toString('base64') : '';
        return `${name} ${found.mode} ${found.mtimeNs} ${content}`;
      });
  }

  test('neither into its tree nor into .git, with the facts in the user\'s cache', async () => {
    repo.write({ 'app/new.py': 'import app\n' });
    const before = everything(repo.path);
    const cache = join(scratch, 'cache');
    for (const command of ['review', 'audit']) {
      expect((await bench.run([command, repo.path], { environment: { XDG_CACHE_HOME: cache } })).code).toBe(0);
    }
    expect(everything(repo.path)).toEqual(before);
    expect(existsSync(join(cache, 'shipworthy', 'facts.db'))).toBe(true);
    rmSync(join(repo.path, 'app/new.py'));
  });

  test('a repository that can\'t be written is read', async () => {
    const folders = [repo.path, join(repo.path, '.git')];
    for (const folder of folders) chmodSync(folder, 0o555);
    try {
      expect((await bench.run(['review', repo.path])).code).toBe(0);
    } finally {
      for (const folder of folders) chmodSync(folder, 0o755);
    }
  });
});

test('as a program: a reader that leaves early is no error', () => {
  const script = `${[process.execPath, ...program('src/cli.ts')].join(' ')} explain wiring/unresolved-import | head -1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stdout).toBe('# wiring/unresolved-import\n0\n');
  expect(stderr).toBe('');
});
