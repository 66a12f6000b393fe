/** `shipworthy doctor`, against the double of GitHub. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Libsql from 'libsql';
import { parse } from 'yaml';
import { checkDatabase } from '../../src/doctor/data.js';
import { checkMachine } from '../../src/doctor/machine.js';
import { compareHook, compareInstallation, EVENTS, PERMISSIONS, type InstalledAt } from '../../src/doctor/needs.js';
import { openDatabase } from '../../src/store/database.js';
import { createDouble, type GitHubDouble } from '../support/github-double/index.js';
import { createBench, type Ran } from './command-line.js';

const bench = createBench();
const folder = mkdtempSync(join(tmpdir(), 'shipworthy-doctor-'));
const keyFile = join(folder, 'key.pem');
const doubles: GitHubDouble[] = [];

const MANIFEST = parse(readFileSync('app.yml', 'utf8')) as { default_permissions: Record<string, 'read' | 'write'>; default_events: string[] };
const AS_ASKED = { permissions: MANIFEST.default_permissions, events: MANIFEST.default_events };

afterAll(async () => {
  bench.clear();
  rmSync(folder, { recursive: true, force: true });
  for (const double of doubles) await double.close();
});

async function gitHub(app: { readonly permissions: Record<string, 'read' | 'write'>; readonly events: readonly string[]; readonly hookContentType?: 'form' }): Promise<GitHubDouble> {
  const double = await createDouble({ app });
  doubles.push(double);
  return double;
}

function doctor(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Ran> {
  return bench.run(['doctor', ...args], { environment: { DATA_DIR: folder, ...environment } });
}

/** The row of a check, what continues it joined. */
function row({ out }: Ran, name: string): string {
  return new RegExp(`^ {2}(\\S ${name.replaceAll(/[()]/g, '\\$&')} .*(?:\\n {26}.*)*|\\S ${name.replaceAll(/[()]/g, '\\$&')}(?:\\n {26}.*)*)`, 'm').exec(out)?.[1]?.replace(/\s+/g, ' ') ?? out;
}

test('what is compared with is what app.yml asks for', () => {
  expect(Object.fromEntries(Object.entries(PERMISSIONS).map(([name, { level }]) => [name, level]))).toEqual(MANIFEST.default_permissions);
  expect(Object.keys(EVENTS)).toEqual(MANIFEST.default_events);
});

describe('an App in order', () => {
  let double: GitHubDouble;
  let ran: Ran;
  beforeAll(async () => {
    double = await gitHub(AS_ASKED);
    await double.addRepository({ owner: 'acme', name: 'shop', commits: [{ branch: 'main', message: 'Start', files: { 'a.py': '' } }] });
    writeFileSync(keyFile, double.app.privateKey);
    chmodSync(keyFile, 0o600);
    const { PRIVATE_KEY: _, ...rest } = double.env() as Record<string, string>;
    ran = await doctor({ ...rest, PRIVATE_KEY_PATH: keyFile, WEBHOOK_SECRET: 'c0ffee'.repeat(8) });
  });

  test('all is well', () => {
    expect(ran.out).not.toMatch(/[✖!] /);
    expect(row(ran, 'GitHub App')).toMatch(/✔ GitHub App +Shipworthy \(http/);
    expect(row(ran, 'Installed at acme')).toMatch(/✔ .* all is accepted/);
    expect(ran.out).toMatch(/✔ All is well\n$/);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    double.assertClean();
  });

  test('neither key nor secret nor token is told, and nothing is left in the data folder', () => {
    for (const line of double.app.privateKey.split('\n').filter((text) => text.length > 20 && !text.startsWith('-----'))) expect(ran.out).not.toContain(line);
    expect(ran.out).not.toMatch(/c0ffee|eyJ|ghs_|PRIVATE KEY-/);
    expect(readdirSync(folder)).toEqual(['key.pem']);
  });

  test('--offline asks nobody', async () => {
    double.forget();
    const { out, code } = await doctor({ ...(double.env() as Record<string, string>), WEBHOOK_SECRET: 'x'.repeat(32) }, '--offline');
    expect(out).toContain('not asked: --offline');
    expect([code, double.requests.length]).toEqual([0, 0]);
  });

  test('no line is wider than 80 columns', () => {
    for (const line of ran.out.split('\n').filter((text) => !text.includes('http'))) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('another key, an App that nobody installed, a server that is not there', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
    const env = double.env() as Record<string, string>;
    const refused = await doctor({ ...env, PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 'x'.repeat(32) });
    expect(row(refused, 'GitHub App')).toMatch(/✖ .* refuses the key for the App \d+\. → Check that APP_ID and the private key are of the same App/);
    expect(refused.code).toBe(1);
    const nowhere = await doctor({ ...env, GHE_HOST: '127.0.0.1:9', WEBHOOK_SECRET: 'x'.repeat(32) });
    expect(row(nowhere, 'GitHub App')).toMatch(/✖ .*127\.0\.0\.1:9 can't be reached from here\./);
    expect(nowhere.code).toBe(1);
  });
});

test('permissions and events that are not as asked: what goes without them, and what to do', async () => {
  const double = await gitHub({ permissions: { checks: 'read', pull_requests: 'write', contents: 'read', metadata: 'read', administration: 'read' }, events: ['issue_comment', 'pull_request_review_comment'] });
  const ran = await doctor({ ...(double.env() as Record<string, string>), WEBHOOK_SECRET: 'x'.repeat(32) });
  expect(row(ran, 'Permission checks: write')).toMatch(/^✖ .* It may only read\. → Set it on the App's settings page/);
  expect(row(ran, 'Permission contents: write')).toMatch(/^! .*threads of fixed findings stay open/);
  expect(row(ran, 'Permission merge_queues: read')).toMatch(/^! .*merge queues get no check run/);
  expect(row(ran, 'Permissions')).toMatch(/^! .*more than it needs: administration\./);
  expect(row(ran, 'Event pull_request')).toMatch(/^✖ .*no pull request is reviewed/);
  expect(row(ran, 'Installations')).toMatch(/^! .*No account has installed the App/);
  expect(ran.out).toMatch(/✖ 2 things to put right, \d warnings\n$/);
  expect(ran.code).toBe(1);
});

test('settings: each by itself, with what to do', async () => {
  const ran = await doctor({ APP_ID: '12x', WEBHOOK_SECRET: 'short', PRIVATE_KEY_PATH: join(folder, 'none.pem'), PORT: '99999999' });
  for (const name of ['APP_ID', 'Private key', 'WEBHOOK_SECRET', 'PORT']) expect(row(ran, name)).toMatch(/^✖ .* → /);
  expect(row(ran, 'GitHub App')).toMatch(/^– .*not asked/);
  expect(ran.code).toBe(1);
  writeFileSync(join(folder, 'ec.pem'), generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } }).privateKey);
  expect(row(await doctor({ APP_ID: '1', WEBHOOK_SECRET: 'x'.repeat(32), PRIVATE_KEY_PATH: join(folder, 'ec.pem') }), 'Private key')).toMatch(/^✖ .*does not hold an RSA private key/);
  expect((await doctor({}, '--data-dir', '/dev/null/x')).code).toBe(1);
  expect(row(await doctor({}), 'App credentials')).toMatch(/^– .*not set; only shipworthy serve needs them/);
});

test('the webhook: its path, its form, its certificate', async () => {
  expect(compareHook({ url: 'https://s.example/api/github/webhooks', content_type: 'json', insecure_ssl: '0' })).toEqual({ name: 'Webhook', state: 'ok', says: 's.example/api/github/webhooks' });
  for (const [hook, says] of [
    [{}, 'GitHub has no address to send to.'],
    [{ url: 'https://s.example/' }, 'GitHub sends to s.example/.'],
    [{ url: 'https://s.example/api/github/webhooks', content_type: 'form' }, 'GitHub sends to s.example as form.'],
  ] as const) expect(compareHook(hook)).toMatchObject({ state: 'wrong', says });
  expect(compareHook({ url: 'https://s.example/api/github/webhooks', insecure_ssl: '1' })).toMatchObject({ state: 'warning' });
  const double = await gitHub({ ...AS_ASKED, hookContentType: 'form' });
  const environment = { ...(double.env() as Record<string, string>), WEBHOOK_SECRET: 'x'.repeat(32) };
  expect(row(await doctor(environment), 'Webhook')).toMatch(/^✖ .* as form\. → The content type has to be/);
  // What GitHub does not tell of one thing hides no other.
  double.failNext({ path: '/app/hook/config', status: 404 });
  const untold = await doctor(environment);
  expect([row(untold, 'Webhook'), row(untold, 'Webhook deliveries')]).toEqual([expect.stringMatching(/^! .*GitHub does not tell \(404\)/), '✔ Webhook deliveries none yet']);
});

test('an account that has not accepted what the App asks for now', () => {
  const at: InstalledAt = { account: 'acme', url: 'https://github.com/organizations/acme/settings/installations/1', isSuspended: false, ...AS_ASKED };
  expect(compareInstallation(AS_ASKED, at).state).toBe('ok');
  expect(compareInstallation(AS_ASKED, { ...at, permissions: { ...at.permissions, contents: 'read', issues: undefined } })).toEqual({
    name: 'Installed at acme',
    state: 'warning',
    says: 'It has not accepted contents: write, issues: read.',
    todo: 'Its owner accepts it here: https://github.com/organizations/acme/settings/installations/1',
  });
  expect(compareInstallation(AS_ASKED, { ...at, isSuspended: true })).toMatchObject({ state: 'warning', says: 'The installation is suspended.' });
});

test('the database: none yet, up to date, of an older and of a newer version, none at all', async () => {
  const path = join(folder, 'db', 'app.db');
  const place = { kind: 'file' as const, path };
  expect(await checkDatabase(place)).toMatchObject({ state: 'ok', says: 'not there yet; made at the first start' });
  await (await openDatabase(place)).close();
  expect(await checkDatabase(place)).toMatchObject({ state: 'ok', says: 'reached, its tables are up to date' });
  const change = (statement: string): void => {
    const file = new Libsql(path);
    file.exec(statement);
    file.close();
  };
  change("delete from kysely_migration where name like '003%'");
  expect(await checkDatabase(place)).toMatchObject({ state: 'ok', says: 'reached; one migration runs at the next start' });
  change("insert into kysely_migration (name, timestamp) values ('999-future', 'x')");
  expect(await checkDatabase(place)).toMatchObject({ state: 'wrong', says: 'A newer version of Shipworthy has written it.' });
  writeFileSync(join(folder, 'garbage.db'), 'not a database, but long enough to be looked at by whoever opens it\n'.repeat(100));
  expect(await checkDatabase({ kind: 'file', path: join(folder, 'garbage.db') })).toMatchObject({ state: 'wrong', says: "app.db can't be read (SQLITE_NOTADB)." });
  expect(await checkDatabase({ kind: 'server', url: 'postgres://mona:hunter2@127.0.0.1:9/x' })).toEqual({
    name: 'Database (PostgreSQL)', state: 'wrong', says: expect.not.stringContaining('hunter2'), todo: expect.any(String),
  });
});

test('a Node that is too old', async () => {
  expect((await checkMachine('20.17.0'))[0]).toMatchObject({ name: 'Node', state: 'wrong' });
  expect((await checkMachine('22.1.0'))[0]).toMatchObject({ name: 'Node', state: 'ok' });
});
