import { describe, expect, test } from '@jest/globals';
import { parseEnvironment } from '../../src/config/environment.js';

const PEM = '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----';
const GOOD = { APP_ID: '12', PRIVATE_KEY: PEM, WEBHOOK_SECRET: 'secret' };

describe('parseEnvironment', () => {
  test('needs three variables and has defaults for the others', () => {
    expect(parseEnvironment(GOOD)).toEqual({
      ok: true,
      environment: {
        appId: 12,
        privateKey: { kind: 'pem', pem: PEM },
        webhookSecret: 'secret',
        port: 3000,
        host: '0.0.0.0',
        dataDir: 'data',
        logLevel: 'info',
        apiUrl: 'https://api.github.com',
        gitUrl: 'https://github.com',
        allowHttp: false,
        trustedProxies: [],
        errorHookUrl: null,
        unreviewed: 'neutral',
        mirrorsLimit: 20 * 1024 ** 3,
        workers: { count: null, readers: null, memory: 3072 * 1024 * 1024, jobTime: 600_000, fileTime: 30_000 },
        databaseUrl: null,
        docsUrl: null,
        reports: { publicUrl: null, days: 90, secret: null },
      },
    });
  });

  test.each([
    ['a path', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: 'key.pem' }, { privateKey: { kind: 'path', path: 'key.pem' } }],
    ['an empty key beside a path', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: 'key.pem' }, { privateKey: { kind: 'path', path: 'key.pem' } }],
    ['a key in one line', { PRIVATE_KEY: PEM.replaceAll('\n', '\\n') }, { privateKey: { kind: 'pem', pem: PEM } }],
    ['a key in base64', { PRIVATE_KEY: Buffer.from(PEM).toString('base64') }, { privateKey: { kind: 'pem', pem: PEM } }],
    ['a port', { PORT: '8080' }, { port: 8080 }],
    ['empty optional variables', { PORT: '', LOG_LEVEL: ' ', GHE_HOST: '' }, { port: 3000, logLevel: 'info', gitUrl: 'https://github.com' }],
    ['an Enterprise Server', { GHE_HOST: 'ghe.example.com:8443' }, { apiUrl: 'https://ghe.example.com:8443/api/v3', gitUrl: 'https://ghe.example.com:8443', allowHttp: false }],
    ['an Enterprise Server over http', { GHE_HOST: '127.0.0.1:80', GHE_PROTOCOL: 'http' }, { apiUrl: 'http://127.0.0.1:80/api/v3', allowHttp: true }],
    ['limits of the workers', { WORKERS: '3', READING_WORKERS: '2', WORKER_MEMORY_MB: '1024', JOB_TIMEOUT_S: '60', FILE_TIMEOUT_S: '5' }, { workers: { count: 3, readers: 2, memory: 1024 * 1024 * 1024, jobTime: 60_000, fileTime: 5_000 } }],
    ['a check that is required', { UNREVIEWED: 'action_required' }, { unreviewed: 'action_required' }],
    ['proxies', { TRUST_PROXY: 'loopback, 10.0.0.0/8,::1' }, { trustedProxies: ['loopback', '10.0.0.0/8', '::1'] }],
    ['a place for errors', { ERROR_HOOK_URL: 'https://errors.example.com/in?key=1' }, { errorHookUrl: 'https://errors.example.com/in?key=1' }],
    ['a place for errors on this machine', { ERROR_HOOK_URL: 'http://127.0.0.1:8080/' }, { errorHookUrl: 'http://127.0.0.1:8080/' }],
    ['a database', { DATABASE_URL: 'postgresql://mona:hunter2@db.example.com:5432/shipworthy?sslmode=verify-full' }, { databaseUrl: 'postgresql://mona:hunter2@db.example.com:5432/shipworthy?sslmode=verify-full' }],
    ['a database behind a socket', { DATABASE_URL: 'postgres://mona@/shipworthy?host=/run/postgresql' }, { databaseUrl: 'postgres://mona@/shipworthy?host=/run/postgresql' }],
    ['no pages', { REPORTS: 'off', PUBLIC_URL: 'https://ship.example' }, { reports: null }],
    ['pages', { PUBLIC_URL: 'https://ship.example:8443/sub/', REPORTS_DAYS: '30', REPORTS_SECRET: 'x'.repeat(32) }, { reports: { publicUrl: 'https://ship.example:8443/sub', days: 30, secret: 'x'.repeat(32) } }],
    ["where the rules' pages are", { DOCS_URL: 'http://localhost:8000/' }, { docsUrl: 'http://localhost:8000' }],
    ['http without a server of your own', { GHE_PROTOCOL: 'http' }, { gitUrl: 'https://github.com', allowHttp: false }],
  ])('takes %s', (_case, change, expected) => {
    expect(parseEnvironment({ ...GOOD, ...change })).toMatchObject({ ok: true, environment: expected });
  });

  test.each([
    ['no APP_ID', { APP_ID: undefined }, /^APP_ID has to be set/],
    ['a name for APP_ID', { APP_ID: 'shipworthy' }, /^APP_ID has to be the numeric id/],
    ['no key', { PRIVATE_KEY: undefined }, /^PRIVATE_KEY or PRIVATE_KEY_PATH has to be set/],
    ['a key that is none', { PRIVATE_KEY: 'hunter2' }, /^PRIVATE_KEY has to be a PEM block/],
    ['no secret', { WEBHOOK_SECRET: '' }, /^WEBHOOK_SECRET has to be set/],
    ['a port out of range', { PORT: '70000' }, /^PORT has to be/],
    ['a port with letters', { PORT: '80a' }, /^PORT has to be/],
    ['what was not reviewed as passed', { UNREVIEWED: 'success' }, /^UNREVIEWED has to be neutral or action_required\.$/],
    ['no workers', { WORKERS: '0' }, /^WORKERS has to be a whole number from 1 to 256\.$/],
    ['half a worker', { WORKERS: '0.5' }, /^WORKERS has to be/],
    ['less memory than a worker needs', { WORKER_MEMORY_MB: '64' }, /^WORKER_MEMORY_MB has to be/],
    ['an address with a query', { PUBLIC_URL: 'https://ship.example?a=b' }, /^PUBLIC_URL has to be the address/],
    ['an address with a user', { PUBLIC_URL: 'https://mona:hunter2@ship.example' }, /^PUBLIC_URL has to be the address/],
    ['an address of something else', { DOCS_URL: 'javascript:alert(1)' }, /^DOCS_URL has to be the address/],
    ['pages for no time', { REPORTS_DAYS: '0' }, /^REPORTS_DAYS has to be a whole number from 1 to 3650\.$/],
    ['a secret that can be guessed', { REPORTS_SECRET: 'hunter2' }, /^REPORTS_SECRET has to have at least 32/],
    ['half on', { REPORTS: 'maybe' }, /^REPORTS has to be on or off\.$/],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL has to be/],
    ['a host with a path', { GHE_HOST: 'ghe.example.com/api' }, /^GHE_HOST has to be a host name/],
    ['a host with a scheme', { GHE_HOST: 'https://ghe.example.com' }, /^GHE_HOST has to be a host name/],
    ['a proxy that is none', { TRUST_PROXY: 'loopback,yes' }, /^TRUST_PROXY has to be a list/],
    ['errors in the clear', { ERROR_HOOK_URL: 'http://errors.example.com/' }, /^ERROR_HOOK_URL has to be an https address/],
    ['another database', { DATABASE_URL: 'mysql://mona:hunter2@db/shipworthy' }, /^DATABASE_URL has to be postgres:\/\/USER/],
    ['a database without an address', { DATABASE_URL: 'hunter2' }, /^DATABASE_URL has to be postgres:\/\/USER/],
    ['a password that breaks the address', { DATABASE_URL: 'postgres://mona:hunter2[/@db:54x/shipworthy' }, /^DATABASE_URL has to be postgres:\/\/USER/],
    ['another protocol', { GHE_PROTOCOL: 'ssh' }, /^GHE_PROTOCOL has to be/],
  ])('refuses %s in one line without its value', (_case, change, expected) => {
    const parsed = parseEnvironment({ ...GOOD, ...change });
    expect(parsed).toEqual({ ok: false, problem: expect.stringMatching(expected) });
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });
});
