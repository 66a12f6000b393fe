import { createSign } from 'node:crypto';
import { createDouble, type DoubleOptions, type GitHubDouble, type PullRequestInfo } from '../support/github-double/index.js';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Reply>;

/** Sends requests as a client with this token (or JWT) would. */
export function caller(double: GitHubDouble, token: string | null): Call {
  return async (method, path, body) => {
    const response = await fetch(`${path === '/graphql' ? `${double.url}/api` : double.apiUrl}${path}`, {
      method,
      headers: { 'user-agent': 'test', accept: 'application/vnd.github+json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown), headers: response.headers };
  };
}

export function jwt(double: GitHubDouble, claims: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 30, exp: now + 570, iss: double.app.id, ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(double.app.privateKey, 'base64url')}`;
}

export interface Scene {
  readonly double: GitHubDouble;
  readonly pull: PullRequestInfo;
  readonly call: Call;
}

const NUMBERED = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);

export function numbered(changes: Readonly<Record<number, string>> = {}): string {
  return NUMBERED.map((text, index) => `${changes[index + 1] ?? text}\n`).join('');
}

/** acme/shop with pull request 1: `a.txt` of 30 lines, of which lines 5 and 25 change; `old.txt` becomes `new.txt`; `gone.txt` goes. */
export async function scene(options: DoubleOptions = {}): Promise<Scene> {
  const double = await createDouble(options);
  await double.addRepository({
    owner: 'acme',
    name: 'shop',
    commits: [
      { branch: 'main', message: 'Start', files: { 'a.txt': numbered(), 'old.txt': 'one\ntwo\nthree\nfour\n', 'gone.txt': 'bye\n', 'still.txt': 'same\n' } },
      { branch: 'topic', message: 'Change', files: { 'a.txt': numbered({ 5: 'changed 5', 25: 'changed 25' }), 'old.txt': null, 'new.txt': 'one\ntwo\nthree\nfour\n', 'gone.txt': null } },
      { branch: 'main', message: 'Go on', files: { 'later.txt': 'later\n' } },
    ],
  });
  const pull = await double.openPullRequest({ repo: 'acme/shop', head: 'topic', title: 'A change', author: 'mona' });
  return { double, pull, call: caller(double, double.issueToken('acme/shop')) };
}
