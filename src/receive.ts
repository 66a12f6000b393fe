/** Takes webhook deliveries over HTTP: 202 means that what they ask for is recorded, and nothing else does. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from './jobs/types.js';
import type { Delivery } from './webhook/delivery.js';
import { createVerifier } from './webhook/signature.js';

export interface SignedDelivery {
  /** The value of `X-GitHub-Delivery`. */
  readonly id: string;
  /** The value of `X-GitHub-Event`. */
  readonly event: string;
  /** The value of `X-Hub-Signature-256`. */
  readonly signature: string;
  /** The body, byte for byte. */
  readonly body: Buffer;
}

/** What became of a delivery: `refused` is the sender's fault, all else that is thrown is ours. */
export type Received = 'recorded' | 'refused';

export interface ReceiverOptions {
  /** Verifies a delivery, and records what it asks for. */
  readonly receive: (delivery: SignedDelivery) => Promise<Received>;
  readonly log: Log;
  /** Told of each delivery that was not taken. `lost`: it may have been in order, and GitHub has to be asked for it. The event is whatever the sender says. */
  readonly notTaken?: (event: string, why: 'refused' | 'lost') => void;
  /** Milliseconds after which a delivery that is not yet recorded counts as not taken. */
  readonly limitMs?: number;
  /** Bytes of bodies held at the same time. */
  readonly largestSum?: number;
}

/** GitHub waits for ten seconds. A delivery that it marks as failed is asked for again; one that was answered too early would be lost. */
const LIMIT = 8000;

/** Bytes of deliveries that are being taken at the same time, in this process. A thousand of GitHub's at once have some thirty million. */
const LARGEST_SUM = 256 * 1024 * 1024;

/** The body has to be known to be of a bearable length. Never rejects. */
export function createReceiver({ receive, log, notTaken, limitMs = LIMIT, largestSum = LARGEST_SUM }: ReceiverOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const sum = createSum(largestSum);
  return async (request, response) => {
    const { 'x-github-delivery': id, 'x-github-event': event, 'x-hub-signature-256': signature, 'content-type': type } = request.headers;
    if (!/^\s*application\/json\s*(;|$)/.test(type ?? '')) return answer(response, 415, { error: 'the content type has to be application/json' });
    if (typeof id !== 'string' || typeof event !== 'string' || typeof signature !== 'string') return answer(response, 400, { error: 'X-GitHub-Delivery, X-GitHub-Event and X-Hub-Signature-256 are required' });
    const share = sum.open();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, limitMs, 'late');
    });
    try {
      const taken = readBody(request, share).then((body) => (body === null ? 'too much' : receive({ id, event, signature, body })));
      const received = await Promise.race([taken, late]);
      if (received === 'refused') {
        log.warn({ delivery: id, event }, 'Refused a delivery: its signature does not match, or its body is not JSON');
        notTaken?.(event, 'refused');
        return answer(response, 400, { error: 'the signature does not match, or the body is not JSON' });
      }
      if (received === 'recorded') return answer(response, 202, { status: 'accepted' });
      log.error({ delivery: id, event }, received === 'late' ? 'A delivery could not be recorded in time' : 'A delivery could not be recorded: too many bytes at once');
    } catch (error) {
      log.error({ delivery: id, event, err: error }, 'A delivery could not be recorded');
    } finally {
      clearTimeout(timer);
      share.close();
    }
    notTaken?.(event, 'lost');
    answer(response, 503, { error: 'the delivery could not be recorded' });
  };
}

/**
 * Verifies a delivery, and waits until what it asks for is recorded. Nothing here outlives the call but `take`'s own promise: a thousand payloads that are kept until
 * their rows are written cost more to collect than to parse.
 */
export function receiveWith(secret: string, take: (delivery: Delivery) => Promise<void>): ReceiverOptions['receive'] {
  const isSigned = createVerifier(secret);
  return ({ id, event, signature, body }) => {
    const parsed = isSigned(body, signature) ? parse(body) : null;
    if (parsed === null) return Promise.resolve('refused');
    return take({ id, event, payload: parsed.payload }).then(() => 'recorded');
  };
}

function parse(body: Buffer): { readonly payload: unknown } | null {
  try {
    return { payload: JSON.parse(body.toString('utf8')) };
  } catch {
    return null;
  }
}

interface Share {
  /** Answers whether all shares together still fit. */
  take(bytes: number): boolean;
  close(): void;
}

function createSum(limit: number): { open(): Share } {
  let held = 0;
  return {
    open() {
      let mine = 0;
      let isOpen = true;
      return {
        take(bytes) {
          if (!isOpen) return false;
          mine += bytes;
          held += bytes;
          return held <= limit;
        },
        close() {
          if (isOpen) held -= mine;
          isOpen = false;
        },
      };
    },
  };
}

/** null where the share is used up or closed; the rest is left unread. Rejects when the connection ends before the body. */
function readBody(request: IncomingMessage, share: Share): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      if (share.take(chunk.length)) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      resolve(null);
    });
    request.once('end', () => {
      resolve(chunks.length === 1 ? chunks[0] as Buffer : Buffer.concat(chunks));
      // The request lives until it is answered.
      chunks = [];
    });
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new Error('The connection ended before the body'));
    });
  });
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
}
