import { afterEach, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createErrorHook, ERRORS_A_MINUTE } from '../src/error-hook.js';
import { createLog, withErrorsTo } from '../src/log.js';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Keeps what is posted; answers with the next of the statuses, with the last of them from then on. */
async function listen(posts: Record<string, unknown>[], ...statuses: number[]): Promise<string> {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      posts.push(JSON.parse(body) as Record<string, unknown>);
      response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200, { location: '/elsewhere' }).end('thanks');
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Time for an answer to come back. */
function answered(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

test('errors are sent as the log says them, without their messages, and nothing below them is', async () => {
  const posts: Record<string, unknown>[] = [];
  const log = createLog('error', withErrorsTo(createErrorHook({ url: await listen(posts, 200) }), 'fatal'));
  log.warn({ repository: 'acme/shop' }, 'Nearly');
  log.error({ delivery: 'd1', err: new Error('password=hunter2') }, 'A job failed');
  await until(() => posts.length > 0);
  expect(posts).toEqual([expect.objectContaining({ level: 50, delivery: 'd1', msg: 'A job failed', err: expect.objectContaining({ name: 'Error' }) })]);
  expect(JSON.stringify(posts)).not.toContain('hunter2');
});

test('a burst is cut, what fails is not sent again, and the next error says how many were left out', async () => {
  const posts: Record<string, unknown>[] = [];
  let now = 0;
  const hook = createErrorHook({ url: await listen(posts, 302, 500, 200), now: () => now });
  const write = (name: string): void => void hook.write(`{"msg":"${name}"}\n`);
  write('redirected');
  await until(() => posts.length === 1);
  await answered();
  write('failed');
  await until(() => posts.length === 2);
  await answered();
  for (let sent = 2; sent < ERRORS_A_MINUTE + 5; sent++) write(`burst ${sent}`);
  await until(() => posts.length === ERRORS_A_MINUTE);
  now = 60_000;
  write('next minute');
  await until(() => posts.length === ERRORS_A_MINUTE + 1);
  expect(posts.slice(0, 3).map(({ msg, unsent }) => [msg, unsent])).toEqual([['redirected', undefined], ['failed', 1], ['burst 2', 2]]);
  expect(posts.at(-1)).toEqual({ msg: 'next minute', unsent: 5 });
});
