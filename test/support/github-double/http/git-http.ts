import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GIT_ENVIRONMENT } from '../git/run.js';
import { repositoryNamed, type Repository, type World } from '../state.js';
import type { RecordedGitRequest } from '../types.js';
import { covers, isAllowed, liveToken } from './auth.js';

/** `/owner/name.git/service` */
const GIT_PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.+)$/;

export function isGitPath(path: string): boolean {
  return GIT_PATH.test(path);
}

/** Serves one request by `git http-backend`. Resolves to what to record once the answer is out. */
export async function serveGit(world: World, request: IncomingMessage, response: ServerResponse): Promise<RecordedGitRequest> {
  const url = new URL(request.url ?? '/', world.url);
  const [, owner = '', name = '', service = ''] = GIT_PATH.exec(url.pathname) ?? [];
  const at = world.now();
  const repository = repositoryNamed(world, `${owner}/${name}`);
  const access = reach(world, repository, request, service, url);
  const outcome = 'text' in access ? answer(response, access) : await runBackend(access, request, response, service, url);
  const protocol = request.headers['git-protocol'];
  return { method: request.method ?? 'GET', repo: `${owner}/${name}`, service, protocol: typeof protocol === 'string' ? protocol : null, at, ...outcome };
}

interface GitRefusal {
  readonly status: number;
  readonly text: string;
}

type Outcome = Pick<RecordedGitRequest, 'status' | 'bytesReceived' | 'bytesSent'>;

/** As GitHub: 401 without valid credentials, 404 for what the token does not reach, 403 for pushes and missing permission. */
function reach(world: World, repository: Repository | null, request: IncomingMessage, service: string, url: URL): Repository | GitRefusal {
  const token = tokenOf(world, request.headers.authorization);
  if (!token) return { status: 401, text: 'Invalid username or token. Password authentication is not supported for Git operations.' };
  if (!repository || !covers(token, repository)) return { status: 404, text: 'Repository not found.' };
  if (!isAllowed(token.permissions, ['contents:read'])) return { status: 403, text: 'Read access to repository not granted.' };
  if (service === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack') return { status: 403, text: 'Write access to repository not granted.' };
  return repository;
}

function tokenOf(world: World, authorization: string | undefined): ReturnType<typeof liveToken> | null {
  const encoded = /^basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [user, password = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (user !== 'x-access-token') return null;
  try {
    return liveToken(world, password);
  } catch {
    return null;
  }
}

function answer(response: ServerResponse, { status, text }: GitRefusal): Outcome {
  response.writeHead(status, { 'content-type': 'text/plain', ...(status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}) });
  response.end(text);
  return { status, bytesReceived: 0, bytesSent: text.length };
}

function runBackend(repository: Repository, request: IncomingMessage, response: ServerResponse, service: string, url: URL): Promise<Outcome> {
  const header = (name: string): string => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const env: Record<string, string> = {
    ...GIT_ENVIRONMENT,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_TRANSLATED: `${repository.gitDir}/${service}`,
    REQUEST_METHOD: request.method ?? 'GET',
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: header('content-type'),
    REMOTE_USER: 'x-access-token',
    REMOTE_ADDR: '127.0.0.1',
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    ...(header('content-length') === '' ? {} : { CONTENT_LENGTH: header('content-length') }),
  };
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  let received = 0;
  request.on('data', (chunk: Buffer) => (received += chunk.length));
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  return new Promise((done, fail) => {
    let head: Buffer | null = Buffer.alloc(0);
    let sent = 0;
    child.on('error', fail);
    child.stdout.on('data', (chunk: Buffer) => {
      if (head === null) {
        sent += chunk.length;
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      const body = head.subarray(end + 4);
      writeHead(response, head.subarray(0, end).toString('latin1'));
      head = null;
      sent = body.length;
      response.write(body);
    });
    child.on('close', () => {
      response.end();
      done({ status: response.statusCode, bytesReceived: received, bytesSent: sent });
    });
    response.on('close', () => child.kill());
  });
}

/** Turns the header of a CGI answer into one of HTTP. */
function writeHead(response: ServerResponse, text: string): void {
  const fields = text.split('\r\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const status = fields.find(([name]) => name.toLowerCase() === 'status')?.[1];
  response.writeHead(status ? Number.parseInt(status, 10) : 200, Object.fromEntries(fields.filter(([name]) => name.toLowerCase() !== 'status')));
}
