import { afterEach, describe, expect, test } from '@jest/globals';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../src/http.js';

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

async function ask(method: string, path: string, headers: Record<string, string> = {}, parts: Record<string, boolean> = { git: true, store: true }, metrics?: () => Promise<{ type: string; body: string }>): Promise<Answer> {
  server = createHttpServer({ webhooks: (_request, response) => response.writeHead(200).end('webhook'), readiness: async () => parts, metrics });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
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

  test('a part that is not ready makes the service not ready', async () => {
    const answer = await ask('GET', '/readyz', {}, { git: false, store: true });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([503, { status: 'not ready', git: false, store: true }]);
  });
});
