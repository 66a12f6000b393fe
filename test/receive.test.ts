import { afterEach, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../src/jobs/types.js';
import { createReceiver, receiveWith, type ReceiverOptions } from '../src/receive.js';
import type { Delivery } from '../src/webhook/delivery.js';
import { createVerifier } from '../src/webhook/signature.js';

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
  /** What was said of it, once for each time that it was not taken. */
  readonly notTaken: readonly string[];
}

async function deliver(receive: ReceiverOptions['receive'], headers: Readonly<Record<string, string>> = HEADERS, body = '{"zen":"ä"}'): Promise<Outcome> {
  const errors: object[] = [];
  const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (metadata) => void errors.push(metadata) };
  const notTaken: string[] = [];
  const receiver = createReceiver({ receive, log, limitMs: 100, notTaken: (...told) => void notTaken.push(told.join(' ')) });
  server = createServer((request, response) => void receiver(request, response));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text(), errors, notTaken };
}

describe('a delivery', () => {
  test('that is recorded is answered with 202, and was handed on as it came', async () => {
    const given: object[] = [];
    const { status, errors, notTaken } = await deliver(async (delivery) => {
      given.push({ ...delivery, body: delivery.body.toString() });
      return 'recorded';
    });
    expect([status, notTaken, errors]).toEqual([202, [], []]);
    expect(given).toEqual([{ id: 'd1', event: 'ping', signature: 'sha256=00', body: '{"zen":"ä"}' }]);
  });

  test('that does not verify is the sender\'s fault', async () => {
    expect(await deliver(async () => 'refused')).toMatchObject({ status: 400, errors: [], notTaken: ['ping refused'] });
  });

  test('that can not be recorded is our fault, and the answer says no more', async () => {
    const { status, text, errors, notTaken } = await deliver(async () => Promise.reject(new Error('password=hunter2')));
    expect([status, notTaken, text]).toEqual([503, ['ping lost'], '{"error":"the delivery could not be recorded"}\n']);
    expect(errors).toEqual([{ delivery: 'd1', event: 'ping', err: expect.any(Error) }]);
  });

  test('that is not recorded in time is not answered as if it were', async () => {
    const { status, errors, notTaken } = await deliver(() => new Promise(() => undefined));
    expect([status, notTaken, errors]).toEqual([503, ['ping lost'], [{ delivery: 'd1', event: 'ping' }]]);
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

describe('a signature', () => {
  // The example in GitHub's documentation of webhooks.
  const [secret, body, signature] = ["It's a Secret to Everybody", Buffer.from('Hello, World!'), 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'];

  test.each([
    ['of these bytes under the secret', secret, signature, true],
    ['of another secret', 'secret', signature, false],
    ['that is cut off', secret, signature.slice(0, -1), false],
    ['without its method', secret, signature.slice('sha256='.length), false],
    ['in capitals', secret, signature.toUpperCase(), false],
    ['that is empty', secret, '', false],
  ])('%s', (_which, key, given, expected) => {
    expect(createVerifier(key)(body, given)).toBe(expected);
  });

  test('is of the bytes as they came, not of a text made of them', () => {
    const verify = createVerifier(secret);
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    expect(verify(bytes, sign(bytes, secret))).toBe(true);
    expect(verify(Buffer.from(bytes.toString('utf8')), sign(bytes, secret))).toBe(false);
  });
});

describe('what is verified', () => {
  async function receive(body: string, signature = sign(Buffer.from(body), 'secret'), fail = false): Promise<{ readonly received: unknown; readonly taken: readonly Delivery[] }> {
    const taken: Delivery[] = [];
    const take = async (delivery: Delivery): Promise<void> => {
      taken.push(delivery);
      if (fail) throw new Error('The disk is full.');
    };
    const received = await receiveWith('secret', take)({ id: 'd1', event: 'ping', signature, body: Buffer.from(body) }).catch((error: Error) => error.message);
    return { received, taken };
  }

  test('is read once and handed on; it is recorded when that is done', async () => {
    expect(await receive('{"zen":"ä"}')).toEqual({ received: 'recorded', taken: [{ id: 'd1', event: 'ping', payload: { zen: 'ä' } }] });
    expect(await receive('{}', undefined, true)).toMatchObject({ received: 'The disk is full.' });
  });

  test.each([
    ['with a signature of something else', '{}', sign(Buffer.from('{ }'), 'secret')],
    ['that is not JSON', '{', undefined],
    ['that is empty', '', undefined],
  ])('a body %s is refused, and nobody is told', async (_which, body, signature) => {
    expect(await receive(body, signature)).toEqual({ received: 'refused', taken: [] });
  });
});

function sign(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
