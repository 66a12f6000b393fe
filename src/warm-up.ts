/**
 * Takes deliveries for practice while the process starts. V8 compiles what takes a delivery while it takes the first few hundred, which cost two to three times as much as
 * later ones: a burst that comes right after a start would wait for that. These come over HTTP by an address of this machine and go the way of GitHub's, to a log that is
 * written nowhere and a store that keeps nothing. I/O.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { createApp } from './app.js';
import { KeyedLocks } from './checkout/locks.js';
import { createHttpLimits } from './http-limits.js';
import { createHttpServer, WEBHOOK_PATH } from './http.js';
import { createQueue } from './jobs/queue.js';
import { createRecorder } from './jobs/recorder.js';
import type { Job, JobHandler, JobQueue, JobStore, Log } from './jobs/types.js';
import { createLog } from './log.js';
import { createReceiver, receiveWith } from './receive.js';

export interface WarmUpOptions {
  /** Does work with a store of which nothing is left afterwards. */
  readonly rehearse: (work: (store: JobStore) => Promise<void>) => Promise<void>;
  /** The process also does jobs: then it takes what is recorded into a queue. */
  readonly doesJobs: boolean;
  /** The level of the real log. */
  readonly logLevel: string;
  /** Ends it early: what comes by itself warms as well. */
  readonly signal: AbortSignal;
  /** Milliseconds after which no further delivery is sent. Default 800. */
  readonly limitMs?: number;
}

const LIMIT = 800;
/** Deliveries. After these one costs as much as the thousandth. */
const MOST = 200;
/** Connections at the same time; each brings two deliveries, one after the other. */
const AT_ONCE = 16;
const ON_EACH = 2;
/** Bytes beyond what is read of a payload. GitHub's are some twenty to thirty thousand long; what reads them needs no compiling. */
const PADDING = 4_000;

/** Deliveries of GitHub's after which practice ends: they warm as well, and are waited for. */
const IN_EARNEST = 16;

/** The practice of one process. */
export interface Practice {
  /** Begins it; to be called once. */
  begin(): void;
  /** Why deliveries are not yet taken as fast as later, in a sentence that anybody may read; null: they are. */
  problem(): string | null;
  /** Counts the requests, of which many end the practice. */
  besides<Answer>(take: (request: IncomingMessage, response: ServerResponse) => Answer): (request: IncomingMessage, response: ServerResponse) => Answer;
  stop(): Promise<void>;
}

/** A process whose practice fails is ready all the same. */
export function createPractice({ log, ...options }: Omit<WarmUpOptions, 'signal'> & { readonly log: Log }): Practice {
  const abort = new AbortController();
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  let requests = 0;
  return {
    begin() {
      const begun = performance.now();
      running = warmUp({ ...options, signal: abort.signal })
        .then(
          (deliveries) => log.debug({ deliveries, milliseconds: Math.round(performance.now() - begun) }, 'Practised taking deliveries'),
          (error: unknown) => log.warn({ err: error }, 'Taking deliveries could not be practised: the first ones take longer'),
        )
        .finally(() => {
          isOver = true;
        });
    },
    problem: () => (isOver ? null : 'The process has just started.'),
    besides: (take) => (request, response) => {
      requests += 1;
      if (requests === IN_EARNEST) abort.abort();
      return take(request, response);
    },
    async stop() {
      abort.abort();
      await running;
    },
  };
}

/** Answers how many deliveries were taken. Rejects when the store or the machine's own address can't be used; nothing depends on it. */
export async function warmUp(options: WarmUpOptions): Promise<number> {
  const { limitMs = LIMIT, signal } = options;
  const until = performance.now() + limitMs;
  let taken = 0;
  await options.rehearse(async (store) => {
    const secret = randomBytes(32).toString('hex');
    const server = rehearsalServer(options, secret, store);
    try {
      const port = await listening(server);
      const deliveries = rehearsalDeliveries(secret);
      let sent = 0;
      const sendSome = async (): Promise<void> => {
        while (sent < MOST && !signal.aborted && performance.now() < until) {
          const some = deliveries.slice(sent, sent + ON_EACH);
          sent += ON_EACH;
          const answered = await converse(port, some);
          taken += answered;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, sendSome));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
  return taken;
}

function rehearsalServer({ doesJobs, logLevel }: WarmUpOptions, secret: string, store: JobStore): Server {
  const logger = createLog(logLevel, new Writable({ write: (_line, _encoding, done) => done() }));
  const log: Log = { debug: (metadata, message) => logger.debug(metadata, message), info: (metadata, message) => logger.info(metadata, message), warn: (metadata, message) => logger.warn(metadata, message), error: (metadata, message) => logger.error(metadata, message) };
  const queue = doesJobs ? rehearsalQueue(store, log) : createRecorder(store);
  const take = createApp({ appId: APP_ID, queue, cancel: () => Promise.resolve('elsewhere'), log });
  return createHttpServer({ webhooks: createReceiver({ receive: receiveWith(secret, take), log }), readiness: () => Promise.resolve({}), limits: createHttpLimits([]) });
}

/** Reviews are done at once and look at nothing; other work is only recorded. */
function rehearsalQueue(store: JobStore, log: Log): Pick<JobQueue<Job>, 'add'> {
  const handler: JobHandler<null> = {
    announce: () => Promise.resolve(null),
    recall: () => Promise.resolve(null),
    run: () => Promise.resolve({ kind: 'done' }),
    failureOf: () => ({ kind: 'permanent', reason: '' }),
    conclude: () => Promise.resolve(),
  };
  const reviews = createQueue({ handler, store, log, timers: { after: () => () => undefined }, locks: new KeyedLocks(), places: { judging: AT_ONCE } });
  const tasks = createRecorder(store);
  return { add: (job) => (job.kind === 'review' ? reviews.add(job) : tasks.add(job)) };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Sends deliveries over one connection, each when the one before is answered. Answers how many were taken. */
function converse(port: number, deliveries: readonly Buffer[]): Promise<number> {
  return new Promise((resolve) => {
    let answers = '';
    let next = 1;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk: Buffer) => {
      answers += chunk.toString('latin1');
      const further = deliveries[next];
      next += 1;
      if (further !== undefined) socket.write(further);
    });
    socket.once('error', () => undefined);
    socket.once('close', () => resolve(answers.split('HTTP/1.1 202 ').length - 1));
    socket.write(deliveries[0] ?? '');
  });
}

const APP_ID = 1;
const SHA = 'a'.repeat(40);

/** Requests as they stand on the wire: mostly pushes to pull requests, as in a burst, and some of all else that comes with them. The last one of a connection ends it. */
function rehearsalDeliveries(secret: string): readonly Buffer[] {
  const padding = 'x'.repeat(PADDING);
  const common = { installation: { id: 1 }, repository: { id: 1, name: 'rehearsal', owner: { login: 'rehearsal' } }, padding };
  const pull = (number: number): object => ({ number, state: 'open', draft: false, updated_at: '2020-01-01T00:00:00Z', head: { sha: SHA }, base: { sha: SHA, ref: 'main' } });
  const user = { id: 1, login: 'rehearsal', type: 'User' };
  const kinds: readonly ((number: number) => readonly [event: string, payload: object])[] = [
    ...Array.from({ length: 6 }, () => (number: number) => ['pull_request', { action: 'synchronize', pull_request: pull(number) }] as const),
    (number) => ['pull_request', { action: 'labeled', pull_request: pull(number) }],
    () => ['check_suite', { action: 'requested', check_suite: { id: 1, head_sha: SHA, app: { id: APP_ID }, pull_requests: [] } }],
    () => ['check_run', { action: 'created', check_run: { head_sha: SHA, app: { id: APP_ID }, pull_requests: [] } }],
    (number) => ['issue_comment', { action: 'created', issue: { number, user, pull_request: {} }, comment: { id: 1, body: 'Looks good.', created_at: '2020-01-01T00:00:00Z', user } }],
  ];
  return Array.from({ length: MOST }, (_, index) => {
    const [event, payload] = (kinds[index % kinds.length] as (typeof kinds)[number])(1 + (index % 100));
    const body = JSON.stringify({ ...common, ...payload });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const isLast = index % ON_EACH === ON_EACH - 1;
    return Buffer.from(
      `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: GitHub-Hookshot/rehearsal\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n` +
        `X-GitHub-Delivery: rehearsal-${secret.slice(0, 8)}-${index}\r\nX-GitHub-Event: ${event}\r\nX-Hub-Signature-256: sha256=${signature}\r\nConnection: ${isLast ? 'close' : 'keep-alive'}\r\n\r\n${body}`,
    );
  });
}
