import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';

export interface GitHttpOptions {
  /** Folder whose repositories are served: `<root>/owner/name.git`. */
  readonly root: string;
  /** Only requests with `x-access-token:<token>` as basic credentials are answered. */
  readonly token?: string;
  /** False: nothing may be left out, as on servers whose administrator has not allowed it. */
  readonly filters?: boolean | undefined;
  /** Requests whose body has this are answered as those for what the server does not give. */
  readonly refuse?: RegExp | undefined;
}

export interface GitHttpServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly origin: string;
  /** `METHOD /path?query status` of each request, in order. */
  readonly requests: readonly string[];
  /** Bytes of all that was sent and received so far, headers and all. */
  traffic(): { readonly sent: number; readonly received: number };
  close(): Promise<void>;
}

/**
 * Answers one request of a git client through `git http-backend`, as GitHub would: any commit may be asked for by id,
 * and large blobs may be left out.
 */
export function serveGit(request: IncomingMessage, response: ServerResponse, options: GitHttpOptions): void {
  if (options.token !== undefined && !isAllowed(request, options.token)) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      HOME: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROJECT_ROOT: options.root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header(request, 'git-protocol'),
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header(request, 'content-type'),
      HTTP_CONTENT_ENCODING: header(request, 'content-encoding'),
      ...SERVER_CONFIGURATION,
      GIT_CONFIG_VALUE_1: String(options.filters ?? true),
    },
  });
  backend.stdin.on('error', () => undefined); // it may answer before it has read everything
  request.pipe(backend.stdin);
  relay(backend.stdout, response);
}

/** Looks at what is asked before it is passed on. */
async function serveUnless(refuse: RegExp, request: IncomingMessage, response: ServerResponse, options: GitHttpOptions): Promise<void> {
  const body = await readBody(request);
  const plain = header(request, 'content-encoding') === 'gzip' ? gunzipSync(body) : body;
  if (refuse.test(plain.toString('latin1'))) {
    response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' }).end('0020ERR upload-pack: not our ref');
    return;
  }
  serveGit(Object.assign(Readable.from([body]), { url: request.url, method: request.method, headers: request.headers }) as unknown as IncomingMessage, response, options);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Starts a server of nothing but repositories on a free port of the loopback interface. */
export async function startGitHttp(options: GitHttpOptions): Promise<GitHttpServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    response.on('finish', () => requests.push(`${request.method} ${request.url} ${response.statusCode}`));
    if (options.refuse === undefined) serveGit(request, response, options);
    else void serveUnless(options.refuse, request, response, options);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  const sum = (key: 'bytesWritten' | 'bytesRead'): number => [...sockets].reduce((bytes, socket) => bytes + socket[key], 0);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, requests, traffic: () => ({ sent: sum('bytesWritten'), received: sum('bytesRead') }), close: () => closeServer(server) };
}

const SERVER_CONFIGURATION = {
  GIT_CONFIG_COUNT: '3',
  GIT_CONFIG_KEY_0: 'uploadpack.allowAnySHA1InWant',
  GIT_CONFIG_VALUE_0: 'true',
  GIT_CONFIG_KEY_1: 'uploadpack.allowFilter',
  GIT_CONFIG_KEY_2: 'safe.directory',
  GIT_CONFIG_VALUE_2: '*',
};

function isAllowed(request: IncomingMessage, token: string): boolean {
  const expected = Buffer.from(`x-access-token:${token}`).toString('base64');
  return header(request, 'authorization') === `Basic ${expected}`;
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** Turns the backend's CGI answer (headers, an empty line, the body) into an HTTP one. */
function relay(stdout: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  let headDone = false;
  stdout.on('data', (chunk: Buffer) => {
    if (headDone) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    headDone = true;
    for (const line of head.toString('latin1', 0, end).split('\r\n')) {
      const [name = '', value = ''] = line.split(/:\s*/, 2);
      if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    return void response.write(head.subarray(end + 4));
  });
  stdout.on('end', () => response.end());
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
