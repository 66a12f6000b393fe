import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../src/jobs/types.js';
import { createReceiver, type ReceiverOptions } from '../src/receive.js';

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

const HEADERS = { 'content-type': 'application/json', 'x-github-delivery': 'd1', 'x-github-event': 'ping', 'x-hub-signature-256': 'sha256=00' };

interface Outcome {
  readonly status: number;
  readonly text: string;
  /** What was said in the log as an error. */
  readonly errors: readonly object[];
}

async function deliver(receive: ReceiverOptions['receive'], headers: Readonly<Record<string, string>> = HEADERS, body = '{"zen":"ä"}'): Promise<Outcome> {
  const errors: object[] = [];
  const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (metadata) => void errors.push(metadata) };
  const receiver = createReceiver({ receive, log, limitMs: 100 });
  server = createServer((request, response) => void receiver(request, response));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text(), errors };
}

describe('a delivery', () => {
  test('that is recorded is answered with 202, and was handed on as it came', async () => {
    const given: object[] = [];
    const { status, errors } = await deliver(async (delivery) => {
      given.push({ ...delivery, body: delivery.body.toString() });
      return 'recorded';
    });
    expect([status, errors]).toEqual([202, []]);
    expect(given).toEqual([{ id: 'd1', event: 'ping', signature: 'sha256=00', body: '{"zen":"ä"}' }]);
  });

  test('that does not verify is the sender\'s fault', async () => {
    expect(await deliver(async () => 'refused')).toMatchObject({ status: 400, errors: [] });
  });

  test('that can not be recorded is our fault, and the answer says no more', async () => {
    const { status, text, errors } = await deliver(async () => Promise.reject(new Error('password=hunter2')));
    expect([status, text]).toEqual([503, '{"error":"the delivery could not be recorded"}\n']);
    expect(errors).toEqual([{ delivery: 'd1', event: 'ping', err: expect.any(Error) }]);
  });

  test('that is not recorded in time is not answered as if it were', async () => {
    const { status, errors } = await deliver(() => new Promise(() => undefined));
    expect([status, errors]).toEqual([503, [{ delivery: 'd1', event: 'ping' }]]);
  });

  test('that would be too much at once is not taken, and room is made for the next', async () => {
    const given: string[] = [];
    const receive: ReceiverOptions['receive'] = async ({ body }) => {
      given.push(body.toString());
      return 'recorded';
    };
    const errors: string[] = [];
    const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (_, message) => void errors.push(message) };
    const receiver = createReceiver({ receive, log, largestSum: 10 });
    server = createServer((request, response) => void receiver(request, response));
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const statuses: number[] = [];
    for (const body of ['0123456789', '0123456789a', '9876543210']) statuses.push((await fetch(url, { method: 'POST', headers: HEADERS, body })).status);
    expect([statuses, given, errors]).toEqual([[202, 503, 202], ['0123456789', '9876543210'], ['A delivery could not be recorded: too many bytes at once']]);
  });

  test.each([
    ['as a form', { ...HEADERS, 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['without a signature', { 'content-type': 'application/json', 'x-github-delivery': 'd1', 'x-github-event': 'ping' }, 400],
    ['without an id', { 'content-type': 'application/json; charset=utf-8', 'x-github-event': 'ping', 'x-hub-signature-256': 'sha256=00' }, 400],
  ])('%s is not looked at', async (_case, headers, expected) => {
    const { status } = await deliver(async () => {
      throw new Error('It was looked at.');
    }, headers);
    expect(status).toBe(expected);
  });
});
