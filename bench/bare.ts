/** The least that taking a delivery costs: a server that reads a body, checks its signature and answers, and records nothing. In a process of its own. */
import { fork } from 'node:child_process';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface BareServer {
  readonly pid: number;
  readonly url: string;
  stop(): void;
}

export async function startBareServer(secret: string): Promise<BareServer> {
  const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, [BARE_SECRET]: secret } });
  const [port] = (await once(child, 'message')) as [number];
  return { pid: child.pid ?? 0, url: `http://127.0.0.1:${port}/`, stop: () => void child.kill() };
}

const BARE_SECRET = 'SHIPWORTHY_BENCH_BARE_SECRET';
const ownSecret = process.env[BARE_SECRET];

if (ownSecret !== undefined) {
  const server = createServer((request, response) => take(ownSecret, request, response));
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send?.((server.address() as AddressInfo).port));
}

function take(secret: string, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.once('end', () => {
    const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(Buffer.concat(chunks)).digest('hex')}`);
    const given = Buffer.from(String(request.headers['x-hub-signature-256']));
    const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
    response.writeHead(isSigned ? 202 : 400, { 'Content-Type': 'application/json' }).end('{"status":"accepted"}\n');
  });
}
