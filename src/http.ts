/** Our own HTTP surface: webhooks, `/healthz`, `/readyz`, `/metrics`, pages of reviews, and nothing else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HttpLimits } from './http-limits.js';
import type { AnswerPage } from './pages/http.js';
import { PAGES_PATH } from './pages/links.js';

export const WEBHOOK_PATH = '/api/github/webhooks';

/** GitHub's limit for a webhook's payload. */
const LARGEST_PAYLOAD = 25 * 1024 * 1024;
/** A client may take this long (ms) for one request. */
const REQUEST_TIMEOUT = 30_000;

/** What pages need besides, they say themselves. */
const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export interface HttpOptions {
  /** Answers a request to the webhook path: verifies the signature, calls the handlers. Nothing is served there when null. */
  readonly webhooks: ((request: IncomingMessage, response: ServerResponse) => unknown) | null;
  /** By name, why that part is not ready to work, in a sentence that anybody may read; null: it is. */
  readonly readiness: () => Promise<Readonly<Record<string, string | null>>>;
  /** Nothing is served there when absent. */
  readonly pages?: AnswerPage | undefined;
  /** Nothing is served there when absent. */
  readonly metrics?: (() => Promise<{ readonly type: string; readonly body: string }>) | undefined;
  readonly limits: HttpLimits;
}

export function createHttpServer(options: HttpOptions): Server {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    answer(options, request, response).catch(() => {
      if (!response.headersSent) send(response, 500, { error: 'internal error' });
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT;
  return server;
}

async function answer(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path === WEBHOOK_PATH && options.webhooks !== null) return answerWebhook(options.webhooks, options.limits, request, response);
  const isHealth = path === '/healthz' || path === '/readyz';
  // An answer about health costs no more than a refusal, and who asks for it often ends what gets none.
  const wait = isHealth ? 0 : await options.limits.page(request);
  if (wait > 0) return refuseForNow(response, wait);
  const answerPage = path?.startsWith(PAGES_PATH) === true ? options.pages : undefined;
  const isPage = isHealth || answerPage !== undefined || (path === '/metrics' && options.metrics !== undefined);
  if (!isPage) return send(response, 404, { error: 'not found' });
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, { error: 'method not allowed' });
  if (answerPage !== undefined) return answerPage(request, response);
  if (path === '/healthz') return send(response, 200, { status: 'ok' });
  if (path === '/metrics' && options.metrics !== undefined) {
    const { type, body } = await options.metrics();
    response.writeHead(200, { 'Content-Type': type }).end(body);
    return;
  }
  answerReadiness(response, await options.readiness());
}

function answerReadiness(response: ServerResponse, problems: Readonly<Record<string, string | null>>): void {
  const reasons = Object.values(problems).filter((problem) => problem !== null);
  const parts = Object.fromEntries(Object.entries(problems).map(([name, problem]) => [name, problem === null]));
  if (reasons.length === 0) send(response, 200, { status: 'ready', ...parts });
  else send(response, 503, { status: 'not ready', ...parts, reason: reasons.join(' ') });
}

async function answerWebhook(webhooks: NonNullable<HttpOptions['webhooks']>, limits: HttpLimits, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return send(response, 405, { error: 'method not allowed' });
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  // The size has to be known before the body is read into memory; GitHub always says it.
  if (!Number.isInteger(length)) return refuse(response, 411, 'length required');
  if (length > LARGEST_PAYLOAD) return refuse(response, 413, 'payload too large');
  const wait = await limits.delivery(request);
  if (wait > 0) return refuseForNow(response, wait);
  await webhooks(request, response);
  if (response.statusCode >= 400 && response.statusCode < 500) await limits.refused(request);
}

function refuseForNow(response: ServerResponse, seconds: number): void {
  response.setHeader('Retry-After', String(seconds));
  refuse(response, 429, 'too many requests');
}

/** Answers without reading the body, and hangs up. */
function refuse(response: ServerResponse, status: number, error: string): void {
  response.setHeader('Connection', 'close');
  send(response, status, { error });
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
}
