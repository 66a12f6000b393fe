import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { caller, jwt, scene, type Scene } from './client.js';

const REPO = '/repos/acme/shop';
let at: Scene;

beforeEach(async () => {
  at = await scene();
});

afterEach(() => at.double.close());

describe('faults', () => {
  test('a status, as often as ordered, then the real answer', async () => {
    at.double.failNext({ method: 'GET', path: REPO, status: 502, times: 2 });
    const statuses = [await at.call('GET', REPO), await at.call('GET', REPO), await at.call('GET', REPO)].map(({ status }) => status);
    expect(statuses).toEqual([502, 502, 200]);
    at.double.assertClean();
  });

  test('after some requests were let through, and none when it is forgotten', async () => {
    at.double.failNext({ method: 'GET', status: 502, skip: 1 });
    at.double.failNext({ method: 'GET', status: 500, skip: 5 });
    const statuses = [await at.call('GET', REPO), await at.call('GET', REPO), await at.call('GET', REPO)].map(({ status }) => status);
    expect(statuses).toEqual([200, 502, 200]);
    at.double.forgetFaults();
    at.double.assertClean();
  });

  test('a secondary rate limit', async () => {
    at.double.failNext({ path: /check-runs/, status: 403, headers: { 'retry-after': '1' } });
    const reply = await at.call('POST', `${REPO}/check-runs`, { name: 'n', head_sha: at.pull.headSha });
    expect(reply).toMatchObject({ status: 403, body: { message: expect.stringContaining('secondary rate limit') } });
    expect(reply.headers.get('retry-after')).toBe('1');
    expect(at.double.checkRuns('acme/shop')).toEqual([]);
  });

  test('a lost answer: what was asked is done all the same', async () => {
    at.double.failNext({ path: `${REPO}/issues`, reset: true, afterEffect: true });
    await expect(at.call('POST', `${REPO}/issues/1/comments`, { body: 'once' })).rejects.toThrow();
    expect(at.double.issueComments('acme/shop', 1)).toHaveLength(1);
  });

  test('a cut connection: nothing is done', async () => {
    at.double.failNext({ path: `${REPO}/issues`, reset: true });
    await expect(at.call('POST', `${REPO}/issues/1/comments`, { body: 'never' })).rejects.toThrow();
    expect(at.double.issueComments('acme/shop', 1)).toEqual([]);
  });
});

describe('webhooks', () => {
  let receiver: Server;
  const received: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[] = [];

  beforeEach(async () => {
    received.length = 0;
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        response.writeHead(202).end('ok');
      });
    });
    await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready));
  });

  afterEach(() => new Promise((closed) => receiver.close(closed)));

  test('are signed, delivered, listed, and delivered again under the same id', async () => {
    const { double } = at;
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/api/github/webhooks`;
    const payload = await double.payloads.pullRequest('opened', { repo: 'acme/shop', number: 1 });
    const result = await double.webhook('pull_request', payload, { url });
    expect(result).toMatchObject({ status: 202, body: 'ok' });
    const signature = createHmac('sha256', double.app.webhookSecret).update(received[0]?.body ?? '').digest('hex');
    expect(received[0]?.headers).toMatchObject({ 'x-github-event': 'pull_request', 'x-github-delivery': result.deliveryId, 'x-hub-signature-256': `sha256=${signature}` });
    const asApp = caller(double, jwt(double));
    const [delivery] = (await asApp('GET', '/app/hook/deliveries')).body as { id: number; guid: string }[];
    expect(delivery?.guid).toBe(result.deliveryId);
    expect((await asApp('GET', `/app/hook/deliveries/${delivery?.id}`)).status).toBe(200);
    expect((await asApp('POST', `/app/hook/deliveries/${delivery?.id}/attempts`)).status).toBe(202);
    expect(received.map(({ headers }) => headers['x-github-delivery'])).toEqual([result.deliveryId, result.deliveryId]);
    double.assertClean();
  });

  test('are listed newest first, page by page, also those that reached nobody', async () => {
    const { double } = at;
    const payload = await double.payloads.pullRequest('opened', { repo: 'acme/shop', number: 1 });
    const gone = double.webhook('pull_request', payload, { url: 'http://127.0.0.1:1/', deliveryId: 'lost' });
    await expect(gone).rejects.toThrow();
    await double.webhook('pull_request', payload, { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`, deliveryId: 'taken' });
    const asApp = caller(double, jwt(double));
    const first = await asApp('GET', '/app/hook/deliveries?per_page=1');
    const [, cursor] = /cursor=(\w+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await asApp('GET', `/app/hook/deliveries?per_page=1&cursor=${cursor}`);
    expect(first.body).toMatchObject([{ guid: 'taken', status_code: 202 }]);
    expect(second.body).toMatchObject([{ guid: 'lost', status_code: 502, status: 'failed to connect to host' }]);
    expect(second.headers.get('link')).toBeNull();
    double.assertClean();
  });
});

test('waiting ends with the request that brings it about, or says what happened instead', async () => {
  const waiting = at.double.until(() => at.double.checkRuns('acme/shop').length === 1);
  await at.call('POST', `${REPO}/check-runs`, { name: 'n', head_sha: at.pull.headSha });
  await waiting;
  await expect(at.double.until(() => false, 1)).rejects.toThrow(/201 POST \/repos\/acme\/shop\/check-runs/);
});
