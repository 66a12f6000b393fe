/** Nothing stubbed: the App, its git and its engine on a small Django project. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createEngine } from '../../src/engine.js';
import type { Engine } from '../../src/engine-types.js';
import { openDatabase } from '../../src/store/database.js';
import { createReportStore } from '../../src/store/reports.js';
import { openPull, PUBLIC_URL, REPO, startApp, type AppUnderTest, type AppUnderTestOptions } from './harness.js';

const PROJECT = {
  'README.md': '# Shop\n',
  'requirements.txt': 'django==5.0\n',
  'manage.py': 'import os\n\nimport shop.services\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  'shop/__init__.py': '',
  'shop/settings.py': 'DEBUG = False\n',
  'shop/services.py': 'def total(items):\n    return sum(items)\n',
};

let engine: Engine;
let dataDir: string;
let app: AppUnderTest | null = null;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'shipworthy-engine-'));
  engine = await createEngine({ dataDir, pages: true });
});

afterAll(async () => {
  await engine.close();
  await rm(dataDir, { recursive: true, force: true });
});

afterEach(async () => {
  await app?.close();
  app = null;
});

/** The engine outlives each App here. */
async function start(more: AppUnderTestOptions = {}): Promise<AppUnderTest> {
  app = await startApp({ engine: { ...engine, close: async () => undefined }, ...more });
  return app;
}

describe('a real review', () => {
  test('comments on an import of a module that does not exist, and resolves it once it does', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(app as AppUnderTest, { 'shop/services.py': 'from shop.pricing import discount\n\n\ndef total(items):\n    return discount(sum(items))\n' }, {}, PROJECT);
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    const [comment] = double.reviewComments(REPO, 1);
    expect(double.reviewComments(REPO, 1)).toHaveLength(1);
    expect(comment).toMatchObject({ path: 'shop/services.py', line: 1, side: 'RIGHT' });
    expect(comment?.body).toContain('shop.pricing');
    expect(comment?.body).toMatch(/<!-- shipworthy:v2 wiring\/unresolved-import [0-9a-f]{32} -->\s*$/);
    expect(double.apiCalls().length).toBeLessThanOrEqual(7);

    await double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Add the module', files: { 'shop/pricing.py': 'def discount(amount):\n    return amount\n' } }] });
    double.forget();
    await pullRequest('synchronize');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(double.threads(REPO, 1).map(({ isResolved, comments }) => [isResolved, comments.length])).toEqual([[true, 2]]);
    expect(double.apiCalls().length).toBeLessThanOrEqual(7);
    double.assertClean();
  });

  test('has a page with the code around what it found, and neither the page nor what is kept for it holds a secret', async () => {
    const database = await openDatabase({ kind: 'file', path: ':memory:' });
    const { double, pullRequest, lastRun, webhookUrl } = await start({ reports: createReportStore(database.db) });
    const [told, untold, shown] = ['Zk9vQ2pXr7Lw3Hn5Tb8Y', 'Wq7vTz2mRpXr7Lw3Hn5T', 'a line like any other'];
    const settings = `DEBUG = False\nAPI_TOKEN = "${untold}"\n# ${shown}\n`;
    await openPull(app as AppUnderTest, { 'shop/settings.py': `${settings}import shop.gone\n`, '.env': `DEBUG=false\nSTRIPE_API_KEY=${told}\nOTHER=${untold}\n` }, {}, { ...PROJECT, 'shop/settings.py': settings });
    await pullRequest('opened');
    const answer = await fetch(new URL(String(lastRun().detailsUrl).slice(PUBLIC_URL.length), webhookUrl));
    const page = await answer.text();
    const { body } = await database.db.selectFrom('reports').select('body').executeTakeFirstOrThrow();
    const kept = gunzipSync(body).toString();
    expect(answer.status).toBe(200);
    for (const text of [page, kept]) {
      for (const there of ['security/committed-env-file', 'wiring/unresolved-import', shown]) expect(text).toContain(there);
      expect([text.includes(told), text.includes(untold)]).toEqual([false, false]);
    }
    double.assertClean();
    await database.close();
  });

  test.each(['neutral', 'action_required'])('of a change of which a part could not be read is %s, as is wished, and says which', async (conclusion) => {
    const { double, pullRequest, lastRun } = await start({ environment: { UNREVIEWED: conclusion } });
    await openPull(app as AppUnderTest, { 'shop/tables.py': 'row = 1\n'.repeat(200_000) }, {}, PROJECT);
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion });
    expect(lastRun().title).toMatch(/^Not judged in full: shop\/tables\.py was not read/);
    double.assertClean();
  });

  test.each([
    ['never fails', 'fail-on: never', 'success'],
    ['wants more points than there are', 'fail-on: never\n  minimum-score: 95', 'failure'],
  ])('under a gate that %s', async (_case, gate, conclusion) => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(app as AppUnderTest, { 'shop/services.py': 'import shop.pricing\n' }, {}, { ...PROJECT, '.github/shipworthy.yml': `gate:\n  ${gate}\n` });
    await pullRequest('opened');
    expect(lastRun().conclusion).toBe(conclusion);
    double.assertClean();
  });

  test('of a fork that switches its gate off is judged by the gate of the base, and told what the other one would do', async () => {
    const { double, pullRequest, lastRun } = await start();
    const config = { '.github/shipworthy.yml': 'gate:\n  fail-on: never\n' };
    await openPull(app as AppUnderTest, { ...config, 'shop/services.py': 'import shop.pricing\n' }, { fork: { owner: 'mona' } }, PROJECT);
    await pullRequest('opened');
    expect(lastRun().conclusion).toBe('failure');
    expect(lastRun().summary).toContain('`gate.fail-on`: `error` → `never`');
    expect(lastRun().summary).toContain('Under the changed configuration this change would pass instead of failing.');
    double.assertClean();
  });

  test('comments on a package that no manifest declares', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(app as AppUnderTest, { 'shop/services.py': 'import requests\n\n\ndef total(items):\n    return requests.get("https://example.com").json()\n', 'requirements.txt': 'django==5.1\n' }, {}, PROJECT);
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(double.reviewComments(REPO, 1).map(({ path }) => path)).toEqual(['shop/services.py']);
    expect(double.reviewComments(REPO, 1)[0]?.body).toContain('requests');
    double.assertClean();
  });

  test('suggests a fix on lines of the change; committed from the comment, it resolves its thread', async () => {
    const { double, pullRequest, lastRun } = await start();
    const manifest = (name: string, dependencies: Record<string, string>): string => `${JSON.stringify({ name, private: true, dependencies }, null, 2)}\n`;
    const base = { 'api/package.json': manifest('api', { axios: '^1.6.0' }), 'api/index.js': 'import "axios";\n', 'web/package.json': manifest('web', { react: '^18.2.0' }), 'web/index.js': 'import "react";\n' };
    const edited = manifest('web', { react: '^18.3.0' });
    await openPull(app as AppUnderTest, { 'web/package.json': edited, 'web/index.js': 'import "react";\nimport "axios";\n' }, {}, base);
    await pullRequest('opened');
    const [comment] = double.reviewComments(REPO, 1);
    expect(comment).toMatchObject({ path: 'web/package.json', subjectType: 'line' });
    const lines = edited.split(/(?<=\n)/);
    lines.splice((comment?.startLine ?? comment?.line ?? 0) - 1, (comment?.line ?? 0) - (comment?.startLine ?? comment?.line ?? 0) + 1, /```suggestion\n(.*?)```/s.exec(comment?.body ?? '')?.[1] ?? '');
    expect(lines.join('')).toBe(manifest('web', { axios: '^1.6.0', react: '^18.3.0' }));
    await double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Apply the suggestion', files: { 'web/package.json': lines.join('') } }] });
    await pullRequest('synchronize');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(double.threads(REPO, 1).map(({ isResolved }) => isResolved)).toEqual([true]);
    double.assertClean();
  });

  test('puts a deleted module\'s broken importers at the deletion', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(app as AppUnderTest, { 'shop/services.py': null }, {}, PROJECT);
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(double.reviewComments(REPO, 1).map(({ path, side }) => [path, side])).toEqual([['shop/services.py', 'LEFT']]);
    expect(double.reviewComments(REPO, 1)[0]?.body).toContain('manage.py');
    double.assertClean();
  });

  test('leaves what a person ignores out of the gate and the score', async () => {
    const { double, pullRequest, handle, lastRun } = await start();
    await openPull(app as AppUnderTest, { 'shop/services.py': 'from shop.pricing import discount\n\n\ndef total(items):\n    return discount(sum(items))\n' }, {}, PROJECT);
    double.setPermission(REPO, 'jonas', 'write');
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ conclusion: 'failure', title: expect.stringMatching(/^1 error introduced · score \d+ → \d+$/) });
    const { id } = double.person.comment('jonas', REPO, 1, '/shipworthy ignore wiring/unresolved-import comes with the next change');
    await handle('issue_comment', await double.payloads.issueComment('created', { repo: REPO, number: 1, commentId: id }));
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'success', title: 'Nothing to report', annotations: [] });
    expect(lastRun().summary).toContain('1 finding of `wiring/unresolved-import`, ignored by jonas: comes with the next change');
    expect(lastRun().summary).toMatch(/\| wiring \| 100 \| 100 \| {2}\|/);
    expect(double.threads(REPO, 1).map(({ isResolved }) => isResolved)).toEqual([false]);
    double.assertClean();
  });

  test('has nothing to say of a change that hangs together', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(app as AppUnderTest, { 'shop/services.py': 'def total(items):\n    return sum(items) + 1\n' }, {}, PROJECT);
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'success', annotations: [] });
    expect(double.reviews(REPO, 1)).toEqual([]);
    double.assertClean();
  });
});
