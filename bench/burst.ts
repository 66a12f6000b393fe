/** Sends signed deliveries as GitHub does, from a process of its own, so that nothing else delays them. */
import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Burst {
  readonly url: string;
  readonly secret: string;
  /** Bodies of `pull_request` events, sent in turn. */
  readonly bodies: readonly string[];
  readonly deliveries: number;
  /** Milliseconds over which they are spread evenly; 0: all at once. */
  readonly over: number;
}

export interface Answers {
  /** Milliseconds from sending to the whole answer, of each delivery. */
  readonly times: readonly number[];
  /** Milliseconds from the first delivery to the last answer. */
  readonly all: number;
  /** Of those that were not answered 202, by status; 0: no answer. */
  readonly refused: Readonly<Record<number, number>>;
}

/** Sends a burst. Deliveries have ids of their own; connections are made anew. */
export async function sendBurst(burst: Burst): Promise<Answers> {
  const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, [IS_SENDER]: '1' } });
  const answered = once(child, 'message');
  child.send(burst);
  const [answers] = (await answered) as [Answers];
  child.disconnect();
  return answers;
}

const IS_SENDER = 'SHIPWORTHY_BENCH_SENDER';

if (process.env[IS_SENDER] === '1') process.once('message', (burst: Burst) => void send(burst).then((answers) => process.send?.(answers)));

async function send({ url, secret, bodies, deliveries, over }: Burst): Promise<Answers> {
  const signed = bodies.map((body) => ({ body, signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }));
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const refused: Record<number, number> = {};
  const started = performance.now();
  const times = await Promise.all(
    Array.from({ length: deliveries }, async (_, index) => {
      if (over > 0) await delay((index * over) / deliveries);
      const { body, signature } = signed[index % signed.length] as (typeof signed)[number];
      const sent = performance.now();
      const status = await deliver(url, agent, body, { 'x-github-delivery': `${process.pid}-${started}-${index}`, 'x-github-event': 'pull_request', 'x-hub-signature-256': signature });
      if (status !== 202) refused[status] = (refused[status] ?? 0) + 1;
      return performance.now() - sent;
    }),
  );
  const all = performance.now() - started;
  agent.destroy();
  return { times, all, refused };
}

function deliver(url: string, agent: Agent, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', () => resolve(0));
    sent.end(body);
  });
}
