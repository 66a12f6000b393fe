/** `shipworthy fix` on working trees. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import type { FileMap, TestRepo } from '../support/git-repo.js';
import { createBench } from './command-line.js';

// Some of the tests run the command three times, and each run reviews twice.
jest.setTimeout(120_000);

const bench = createBench();
afterAll(() => bench.clear());

const BASE: FileMap = {
  '.github/shipworthy.yml': 'rules:\n  dead-code/unused-dependency: off\n',
  'requirements.txt': 'requests==2.32.0\n',
  'main.py': 'import shop.orders\n\nprint(shop.orders)\n',
  'shop/__init__.py': '',
  'shop/models.py': 'class User:\n    pass\n',
  'shop/orders.py': 'TOTAL = 1\n',
};

/** A working tree with the base committed and these files edited or new. */
function dirty(edited: FileMap, options: { readonly base?: FileMap; readonly config?: Readonly<Record<string, string>> } = {}): TestRepo {
  const repo = bench.repo();
  repo.commit(options.base ?? BASE);
  for (const [key, value] of Object.entries(options.config ?? {})) repo.git('config', key, value);
  repo.checkout('main');
  repo.write(edited);
  return repo;
}

function text(repo: TestRepo, path: string): string {
  return readFileSync(join(repo.path, path), 'utf8');
}

/** Content of every file outside of `.git`, and of the index. */
function state(repo: TestRepo): string[] {
  const names = readdirSync(repo.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !/\.git\/(?!index$|objects)/.test(path));
  return paths.sort().map((path) => `${path} ${readFileSync(path).toString('base64')}`);
}

const UNUSED = 'import os\nimport sys\n\nTOTAL = sys.maxsize\n';
const USED = 'import sys\n\nTOTAL = sys.maxsize\n';

describe('the working tree', () => {
  test('is mended, and what was fixed and what was left is told', async () => {
    const repo = dirty({ 'shop/orders.py': `${UNUSED}from shop.modles import User\n\nprint(User)\n` });
    const { code, out, err } = await bench.run(['fix', repo.path]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      [
        'Fixed 1 finding in 1 file',
        '  shop/orders.py:1 ruff/F401',
        '    Remove unused import: `os`',
        '',
        'Written',
        '  shop/orders.py',
        '',
        'Left 1 finding',
        '  its fix is to be read first (`--unsafe` applies it)',
        '    shop/orders.py:5 wiring/unresolved-import',
        '',
      ].join('\n'),
    );
    expect(text(repo, 'shop/orders.py')).toBe(`${USED}from shop.modles import User\n\nprint(User)\n`);
    expect(repo.git('status', '--porcelain')).toBe(' M shop/orders.py');
    const unsafe = await bench.run(['fix', join(repo.path, 'shop'), '--unsafe']);
    expect(unsafe.out).toMatch(/^Fixed 1 finding in 1 file\n/);
    expect(text(repo, 'shop/orders.py')).toBe(`${USED}from shop.models import User\n\nprint(User)\n`);
    expect((await bench.run(['fix', repo.path])).out).toBe('The change brings no finding.\n');
  });

  test('a dry run writes nothing, and prints a patch that git applies, from a pipe too', async () => {
    const repo = dirty({ 'shop/orders.py': `import os\n${UNUSED}`.replace('import os\nimport os', 'import os\nimport re'), 'shop/new.py': 'import json\nX = 1' });
    const before = state(repo);
    const { code, out, err } = await bench.run(['fix', repo.path, '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(/^diff --git a\//);
    expect(err).toMatch(/^Would fix \d findings in 2 files\n/);
    expect(state(repo)).toEqual(before);
    execFileSync('git', ['apply'], { cwd: repo.path, input: out });
    expect([text(repo, 'shop/orders.py'), text(repo, 'shop/new.py')]).toEqual(['import sys\n\nTOTAL = sys.maxsize\n', 'X = 1']);
  });

  test('only the rules asked for, and only files that the change or its fixes touch', async () => {
    const repo = dirty({ 'shop/orders.py': UNUSED, 'main.py': 'import shop.orders\nimport re\n\nprint(shop.orders)\n' }, { base: { ...BASE, 'shop/models.py': 'import os\n' } });
    expect((await bench.run(['fix', repo.path, '--rule', 'wiring/*', '--rule', 'security/weak-jwt'])).out).toBe('The change brings no finding of wiring/*, security/weak-jwt.\n');
    expect((await bench.run(['fix', repo.path, '--rule', 'ruff/F401'])).out).toMatch(/^Fixed 2 findings in 2 files\n/);
    expect([text(repo, 'shop/orders.py'), text(repo, 'main.py'), text(repo, 'shop/models.py')]).toEqual([USED, 'import shop.orders\n\nprint(shop.orders)\n', 'import os\n']);
  });

  test('fixes that want the same line are applied one after the other', async () => {
    const repo = dirty({ 'shop/orders.py': 'import os, sys, re, json\n\nTOTAL = sys.maxsize\n' });
    expect((await bench.run(['fix', repo.path])).out).toMatch(/^Fixed 3 findings in 1 file\n/);
    expect(text(repo, 'shop/orders.py')).toBe('import sys\n\nTOTAL = sys.maxsize\n');
  });
});

describe('bytes', () => {
  test.each<[what: string, before: Buffer, after: Buffer, config: Readonly<Record<string, string>>]>([
    ['CRLF', Buffer.from(UNUSED.replaceAll('\n', '\r\n')), Buffer.from(USED.replaceAll('\n', '\r\n')), {}],
    ['CRLF that git turns into LF', Buffer.from(UNUSED.replaceAll('\n', '\r\n')), Buffer.from(USED.replaceAll('\n', '\r\n')), { 'core.autocrlf': 'true' }],
    ['a byte order mark and no last newline', Buffer.from(`\uFEFF${UNUSED.trimEnd()}`), Buffer.from(`\uFEFF${USED.trimEnd()}`), {}],
  ])('%s', async (_what, before, after, config) => {
    const repo = dirty({ 'shop/orders.py': before }, { config });
    chmodSync(join(repo.path, 'shop/orders.py'), 0o750);
    const { out, err } = await bench.run(['fix', repo.path, '--rule', 'ruff/F401']);
    expect([out.split('\n')[0], err]).toEqual(['Fixed 1 finding in 1 file', '']);
    expect(readFileSync(join(repo.path, 'shop/orders.py')).equals(after)).toBe(true);
    expect(statSync(join(repo.path, 'shop/orders.py')).mode & 0o777).toBe(0o750);
  });

  test('a requirements file in UTF-16 stays one', async () => {
    const encode = (content: string): Buffer => Buffer.from(`\uFEFF${content}`, 'utf16le');
    const repo = dirty({ 'shop/orders.py': 'import httpx\n\nTOTAL = httpx\n' }, { base: { ...BASE, 'requirements.txt': encode('requests==2.32.0\r\n') } });
    const { out } = await bench.run(['fix', repo.path, '--unsafe']);
    expect(out).toMatch(/requirements\.txt/);
    expect(readFileSync(join(repo.path, 'requirements.txt')).equals(encode('httpx\r\nrequests==2.32.0\r\n'))).toBe(true);
  });

  test('what git has otherwise than the disk is left, and why', async () => {
    const repo = dirty({ 'shop/orders.py': UNUSED.replace('\n', '\r\n') }, { config: { 'core.autocrlf': 'input' } });
    const before = state(repo);
    const { out } = await bench.run(['fix', repo.path]);
    expect(out).toContain('The one finding has no safe fix that can be applied.');
    expect(out.replace(/\s+/g, ' ')).toContain('`shop/orders.py` is not edited: its line ends are mixed, and git converts them');
    expect(state(repo)).toEqual(before);
  });
});

describe('usage', () => {
  test.each<[what: string, args: readonly string[], expected: RegExp]>([
    ['an unknown rule', ['--rule', 'wiring/unresolved-imports'], /no rule is called wiring\/unresolved-imports; did you mean wiring\/unresolved-import\?/],
    ['an unknown group', ['--rule', 'wirings/*'], /no rule is called wirings\/\*/],
    ['an unknown base', ['--base', 'nowhere'], /nowhere/],
  ])('%s', async (_what, args, expected) => {
    const repo = dirty({});
    expect(await bench.run(['fix', repo.path, ...args])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(expected) });
  });

  test('a bare repository has nothing to write into', async () => {
    const repo = bench.repo({ bare: true });
    repo.commit(BASE);
    expect(await bench.run(['fix', repo.path])).toMatchObject({ code: 2, err: expect.stringContaining('is a bare repository: there is no working tree to fix') });
  });

  test('a base with a broken configuration', async () => {
    const repo = dirty({ 'shop/orders.py': UNUSED }, { base: { ...BASE, '.github/shipworthy.yml': 'rules: 1\n' } });
    expect(await bench.run(['fix', repo.path])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/shipworthy\.yml/) });
    expect(text(repo, 'shop/orders.py')).toBe(UNUSED);
  });
});
