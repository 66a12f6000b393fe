import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createColors } from 'picocolors';
import { renderDemo } from '../support/demo/print.js';
import { writeSample } from '../support/demo/sample.js';
import { program } from '../support/program.js';
import { playDemo, type DemoResult } from '../support/demo/scenario.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LOADER = createRequire(import.meta.url).resolve('tsx');
const LIMIT_MS = 90_000;

let result: DemoResult;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipworthy-demo-test-'));
  result = await playDemo();
}, LIMIT_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs node. */
function run(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

describe('the demo: a pull request is opened', () => {
  test('and its check run says what is wrong', () => {
    const { checkRun, answer } = result.opened;
    expect(answer.status).toBe(202);
    expect(checkRun).toMatchObject({ name: 'Shipworthy', status: 'completed', conclusion: 'failure', title: '10 errors, 4 warnings introduced · 4 preview findings · score 100 → 59' });
    expect(checkRun.annotations.map(({ path, start_line: line, annotation_level: level }) => `${path}:${line} ${level}`).sort()).toEqual([
      'core/Dockerfile:16 failure',
      'core/accounts/views.py:5 failure',
      'core/db.sqlite3:1 warning',
      'core/monitoring/alerting.py:4 failure',
      'core/monitoring/system_metrics.py:4 failure',
      'core/monitoring/trends.py:4 notice',
      'core/monitoring/urls.py:7 notice',
      'core/orders/queries.py:5 notice',
      'core/orders/tasks.py:5 failure',
      'core/orders/tasks.py:6 failure',
      'core/orders/urls.py:6 notice',
      'docker-compose.yml:34 failure',
      'docs/monitoring.md:12 warning',
      'docs/monitoring.md:13 warning',
      'docs/monitoring.md:14 warning',
      'portal/package.json:9 failure',
      'portal/src/App.tsx:6 failure',
      'portal/src/components/OrderCard.tsx:3 failure',
    ]);
  });

  test('and the ten worst get a comment where the change causes them', () => {
    const seen = result.opened.comments.map(({ comment: { path, body }, firstLine }) => `${path}:${firstLine ?? 'file'} ${/`([a-z-]+\/[a-z-]+)`(?=[^`]*$|\]\()/.exec(body.split('<sub>').at(-1) ?? '')?.[1]}`);
    expect(seen.sort()).toEqual([
      'core/Dockerfile:16 wiring/broken-entrypoint',
      'core/db.sqlite3:file delivery/committed-artifact',
      'core/monitoring/alerting.py:4 wiring/unknown-package',
      'core/orders/pricing.py:9 wiring/missing-export',
      'core/orders/services.py:1 wiring/unresolved-import',
      'core/requirements.txt:7 wiring/undeclared-dependency',
      'docker-compose.yml:34 wiring/broken-entrypoint',
      'portal/package.json:9 wiring/broken-entrypoint',
      'portal/src/App.tsx:6 wiring/unresolved-import',
      'portal/src/components/OrderCard.tsx:3 wiring/missing-export',
    ]);
  });

  test('and what breaks outside of the diff is told at the deleted module', () => {
    const deleted = result.opened.comments.find(({ comment }) => comment.path === 'core/orders/services.py');
    expect(deleted?.comment.side).toBe('LEFT');
    expect(deleted?.comment.body).toContain('core/accounts/views.py:5');
    expect(deleted?.comment.body).toContain('core/orders/tasks.py:6');
  });

  test('and the missing package is suggested where it belongs, in the version that the repository has', () => {
    const missing = result.opened.comments.find(({ comment }) => comment.path === 'core/requirements.txt');
    expect(missing?.comment.body).toContain('core/monitoring/system_metrics.py:4');
    expect(missing?.comment.body).toContain('```suggestion\ngunicorn==22.0.0\npsutil==6.0.0\n```');
  });

  test('by at most seven calls of the API', () => {
    expect(result.opened.apiCalls.length).toBeLessThanOrEqual(7);
    expect(result.pushed.apiCalls.length).toBeLessThanOrEqual(7);
  });
});

describe('the demo: some of it is corrected', () => {
  test('and exactly those threads are resolved', () => {
    expect(result.pushed.threads.filter(({ isResolved }) => isResolved).map(({ path }) => path).sort()).toEqual([
      'core/Dockerfile', 'core/db.sqlite3', 'core/orders/pricing.py', 'core/orders/services.py', 'core/requirements.txt', 'docker-compose.yml',
    ]);
    expect(result.pushed.checkRun).toMatchObject({ conclusion: 'failure', title: '4 errors, 3 warnings introduced · 3 preview findings · score 100 → 59' });
  });

  test('and only what had no comment gets one', () => {
    expect(result.pushed.comments.map(({ comment, firstLine }) => `${comment.path}:${firstLine}`).sort()).toEqual([
      'docs/monitoring.md:12', 'docs/monitoring.md:13', 'docs/monitoring.md:14',
    ]);
    expect(result.pushed.threads).toHaveLength(13);
  });
});

describe('the demo', () => {
  test('prints for 80 columns, without colours where there is no terminal', () => {
    const text = renderDemo(result, createColors(false));
    expect(text.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
    expect(text).not.toContain('\u001b');
    expect(text).toContain('failure: 10 errors, 4 warnings introduced');
    expect(text).toContain('Threads: 6 of 13 resolved');
    expect(text).toContain('        gunicorn==22.0.0\n      + psutil==6.0.0\n');
    expect(text).toMatch(/^ {2}wiring +100 → \d+ /m);
    expect(renderDemo(result, createColors(true))).toContain('\u001b[');
  });

  test('starts from a repository with nothing to report', async () => {
    const sample = join(folder, 'sample');
    await mkdir(sample);
    await writeSample(sample);
    const audit = await run(program('src/cli.ts', 'audit', sample, '--ref', 'main', '--format', 'json', '--data-dir', join(folder, 'data')), { PATH: process.env.PATH });
    expect({ code: audit.code, stderr: audit.stderr }).toEqual({ code: 0, stderr: '' });
    expect((JSON.parse(audit.stdout) as { findings: unknown }).findings).toEqual([]);
  }, LIMIT_MS);

  test('fails with one line and leaves nothing behind where it cannot work', async () => {
    const temporary = join(folder, 'temporary');
    await mkdir(temporary);
    const failed = await run(['--import', LOADER, join(ROOT, 'test/support/demo/run.ts')], { PATH: '', TMPDIR: temporary });
    expect(failed.code).toBe(1);
    expect(failed.stdout).toBe('');
    expect(failed.stderr).toMatch(/^demo: .*git.*\n$/);
    expect((await readdir(temporary)).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
  }, LIMIT_MS);
});
