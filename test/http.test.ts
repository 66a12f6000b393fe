import { afterEach, describe, expect, test } from '@jest/globals';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer, type HttpOptions } from '../src/http.js';
import { createHttpLimits, PAGES_A_MINUTE, REFUSALS_A_MINUTE } from '../src/http-limits.js';

let server: Server | null = null;

afterEach(() => {
  server?.close();
  server = null;
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function ask(method: string, path: string, headers: Record<string, string> = {}, parts: Record<string, string | null> = { git: null, store: null }, metrics?: () => Promise<{ type: string; body: string }>): Promise<Answer> {
  await serve({ readiness: async () => parts, metrics });
  return send(method, path, headers);
}

async function serve(options: Partial<HttpOptions>): Promise<void> {
  server?.close();
  server = createHttpServer({ webhooks: (_request, response) => response.writeHead(200).end('webhook'), readiness: async () => ({}), limits: createHttpLimits([]), ...options });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
}

async function send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = (server as Server).address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('what is served', () => {
  test.each([
    ['GET', '/healthz', {}, 200],
    ['HEAD', '/healthz', {}, 200],
    ['GET', '/readyz?verbose', {}, 200],
    ['POST', '/healthz', {}, 405],
    ['GET', '/', {}, 404],
    ['GET', '/probot', {}, 404],
    ['GET', '/ping', {}, 404],
    ['GET', '/metrics', {}, 404],
    ['GET', '/api/github/webhooks', {}, 405],
    ['POST', '/api/github/webhooks', { 'content-length': '0' }, 200],
    ['POST', '/api/github/webhooks', { 'transfer-encoding': 'chunked' }, 411],
    ['POST', '/api/github/webhooks', { 'content-length': String(26 * 1024 * 1024), expect: '100-continue' }, 413],
  ])('%s %s with %p: %i', async (method, path, headers, status) => {
    const answer = await ask(method, path, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" });
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  test('metrics, where there are any, and to be read only', async () => {
    const metrics = async () => ({ type: 'text/plain; version=0.0.4', body: 'shipworthy_queue_jobs 0\n' });
    const answer = await ask('GET', '/metrics', {}, {}, metrics);
    expect([answer.status, answer.body, answer.headers['content-type']]).toEqual([200, 'shipworthy_queue_jobs 0\n', 'text/plain; version=0.0.4']);
    expect((await ask('POST', '/metrics', {}, {}, metrics)).status).toBe(405);
  });

  test.each<[Record<string, string | null>, number, object]>([
    [{ git: null, store: null }, 200, { status: 'ready', git: true, store: true }],
    [{ git: 'No git.', store: null, workers: 'No worker.' }, 503, { status: 'not ready', git: false, store: true, workers: false, reason: 'No git. No worker.' }],
  ])('readiness of %p: %i', async (parts, status, body) => {
    const answer = await ask('GET', '/readyz', {}, parts);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, body]);
  });
});

describe('limits of one address', () => {
  async function statuses(count: number, path: string, headers: Record<string, string> = {}): Promise<Set<number>> {
    const method = path === WEBHOOK ? 'POST' : 'GET';
    const answers = await Promise.all(Array.from({ length: count }, () => send(method, path, { 'content-length': '0', ...headers })));
    return new Set(answers.map(({ status }) => status));
  }
  const WEBHOOK = '/api/github/webhooks';
  const forwarded = (address: string) => ({ 'x-forwarded-for': address });
  const refusing: HttpOptions['webhooks'] = (request, response) => response.writeHead(request.headers['x-good'] === undefined ? 400 : 202).end();

  test('pages are served so often in a minute; then it is told when to come back, and health is still answered', async () => {
    await serve({});
    expect(await statuses(PAGES_A_MINUTE, '/nothing')).toEqual(new Set([404]));
    const answer = await send('GET', '/nothing');
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, expect.stringMatching(/^([1-9]|[1-5]\d|60)$/)]);
    expect(await statuses(2, '/healthz')).toEqual(new Set([200]));
    expect(await statuses(2, WEBHOOK)).toEqual(new Set([200]));
  });

  test('deliveries that verify are never too many; those that do not stop the address that sends them, and no other', async () => {
    await serve({ webhooks: refusing, limits: createHttpLimits(['loopback']) });
    expect(await statuses(2 * REFUSALS_A_MINUTE, WEBHOOK, { 'x-good': '1', ...forwarded('192.0.2.1') })).toEqual(new Set([202]));
    expect(await statuses(REFUSALS_A_MINUTE, WEBHOOK, forwarded('2001:db8::1'))).toEqual(new Set([400]));
    expect(await statuses(1, WEBHOOK, { 'x-good': '1', ...forwarded('2001:db8::ffff:2') })).toEqual(new Set([429]));
    expect(await statuses(1, WEBHOOK, { 'x-good': '1', ...forwarded('2001:db8:0:1::1') })).toEqual(new Set([202]));
    expect(await statuses(1, WEBHOOK, { 'x-good': '1', ...forwarded('192.0.2.1') })).toEqual(new Set([202]));
  });

  test('behind a proxy that nobody named, refused deliveries stop no one: GitHub comes by the same address', async () => {
    await serve({ webhooks: refusing });
    expect(await statuses(REFUSALS_A_MINUTE + 1, WEBHOOK, forwarded('192.0.2.1'))).toEqual(new Set([400]));
    expect(await statuses(1, WEBHOOK, { 'x-good': '1', ...forwarded('192.0.2.1') })).toEqual(new Set([202]));
    expect(await statuses(REFUSALS_A_MINUTE, WEBHOOK)).toEqual(new Set([400]));
    expect(await statuses(1, WEBHOOK)).toEqual(new Set([429]));
  });
});
