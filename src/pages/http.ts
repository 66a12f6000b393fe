/** Answers requests for pages: each one alike, whatever is wrong with a link. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import { h } from '../report/html/element.js';
import { policyIn, renderPage } from '../report/html/shell.js';
import { PAGES_PATH } from './links.js';
import type { Pages } from './pages.js';

const decompress = promisify(gunzip);

/** Besides those that every answer of the server has. Nobody but the reader's own browser keeps a page, and that only while it is shown. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'private, no-store',
  'X-Robots-Tag': 'noindex, nofollow, noarchive, nosnippet',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  Vary: 'Accept-Encoding',
};

const NOT_HERE = gzipSync(
  renderPage({
    title: 'No such page',
    body: [
      h(
        'main',
        {},
        h('h1', {}, 'There is no page here'),
        h('p', {}, 'The link may be incomplete, or too old: pages of reviews are kept for some time only. “Re-run” in the check run of a pull request makes a new one.'),
      ),
    ],
  }),
);

export type AnswerPage = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** For the paths below `PAGES_PATH`. Rejects when the store can't be read. */
export function createPageAnswers({ find }: Pick<Pages, 'find'>): AnswerPage {
  return async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const page = await find(path.slice(PAGES_PATH.length));
    await send(request, response, page === null ? 404 : 200, page ?? NOT_HERE);
  };
}

/** @param page compressed with gzip */
async function send({ headers }: IncomingMessage, response: ServerResponse, status: number, page: Uint8Array): Promise<void> {
  const takesGzip = /(?:^|[,\s])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(headers['accept-encoding'] ?? ''));
  const plain = await decompress(page);
  const body = takesGzip ? page : plain;
  response.writeHead(status, {
    ...HEADERS,
    'Content-Security-Policy': `${policyIn(plain.toString('utf8', 0, HEAD))}; frame-ancestors 'none'`,
    ...(takesGzip ? { 'Content-Encoding': 'gzip' } : {}),
    'Content-Length': body.length,
  });
  response.end(body);
}

/** Bytes of a page in which its policy stands. */
const HEAD = 2048;
