/** The settings of the server, each by itself: one that is wrong hides no other. I/O for the key alone. */
import { statSync } from 'node:fs';
import { parseEnvironment, type Environment } from '../config/environment.js';
import { readPrivateKey } from '../private-key.js';
import { ok, skipped, warning, wrong, type Check } from './types.js';

type Variables = Readonly<Record<string, string | undefined>>;

export interface Credentials {
  readonly checks: readonly Check[];
  /** With stand-ins where a setting is wrong. */
  readonly environment: Environment;
  /** null: GitHub can't be asked. */
  readonly app: { readonly id: number; readonly pem: string } | null;
  /** Somebody means to run the App here. */
  readonly isServer: boolean;
}

const OF_THE_APP = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'] as const;
/** Stand in for what is wrong, so that what follows is looked at as well. */
const STAND_INS: Variables = { APP_ID: '1', WEBHOOK_SECRET: 'x'.repeat(32), PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----' };
/** GitHub advises a random text of high entropy: 16 random bytes in hexadecimal have 32 characters. */
const GOOD_SECRET = 32;
const POOR_SECRET = 16;
const WHERE = "It stands on the App's settings page: Settings → Developer settings → GitHub Apps.";

/** Looks at every variable that the server reads. */
export function checkCredentials(variables: Variables): Credentials {
  const isServer = OF_THE_APP.some((name) => (variables[name] ?? '').trim() !== '');
  const { environment, problems } = settingsOf(isServer ? variables : { ...variables, ...STAND_INS });
  const others = [...problems].filter(([name]) => !OF_THE_APP.some((one) => one === name)).map(([name, problem]) => wrong(name, problem, 'Correct it, or leave it out for the default: .env.example lists them all.'));
  if (!isServer) return { checks: [...others, skipped('App credentials', 'not set; only shipworthy serve needs them')], environment, app: null, isServer };
  const key = problems.has('PRIVATE_KEY') ? null : readPrivateKey(environment.privateKey);
  const checks = [idCheck(environment, problems), keyCheck(environment, key, problems), secretCheck(environment, problems, variables.WEBHOOK_SECRET ?? ''), ...others];
  const app = problems.has('APP_ID') || key?.ok !== true ? null : { id: environment.appId, pem: key.pem };
  return { checks, environment, app, isServer };
}

/** Reads the settings again and again, with another put right each time. */
function settingsOf(variables: Variables): { readonly environment: Environment; readonly problems: ReadonlyMap<string, string> } {
  const problems = new Map<string, string>();
  let tried = variables;
  for (;;) {
    const parsed = parseEnvironment(tried);
    if (parsed.ok) return { environment: parsed.environment, problems };
    const [name = ''] = /^[A-Z][A-Z_]+/.exec(parsed.problem) ?? [];
    if (name === '' || problems.has(name)) throw new Error(`A setting can't be told apart: ${parsed.problem}`);
    problems.set(name, parsed.problem);
    tried = { ...tried, [name]: STAND_INS[name] };
  }
}

function idCheck({ appId }: Environment, problems: ReadonlyMap<string, string>): Check {
  const problem = problems.get('APP_ID');
  return problem === undefined ? ok('APP_ID', String(appId)) : wrong('APP_ID', problem, WHERE);
}

function keyCheck({ privateKey }: Environment, key: ReturnType<typeof readPrivateKey> | null, problems: ReadonlyMap<string, string>): Check {
  const name = 'Private key';
  const problem = key === null ? problems.get('PRIVATE_KEY') : key.ok ? undefined : key.problem;
  if (problem !== undefined) return wrong(name, problem, "Generate one on the App's settings page, and name its file in PRIVATE_KEY_PATH.");
  if (privateKey.kind === 'path' && (statSync(privateKey.path).mode & 0o044) !== 0) {
    return warning(name, 'An RSA key; other users of this machine may read its file.', 'chmod 600 for the user who runs the server.');
  }
  return ok(name, 'an RSA key');
}

function secretCheck({ webhookSecret }: Environment, problems: ReadonlyMap<string, string>, given: string): Check {
  const name = 'WEBHOOK_SECRET';
  const problem = problems.get(name);
  const todo = 'Make one with `openssl rand -hex 32`, and enter the same in the App\'s settings.';
  if (problem !== undefined) return wrong(name, problem, todo);
  if (given !== given.trim()) return warning(name, 'It begins or ends with white space, which counts.', 'Check that the App\'s settings have it too.');
  if (webhookSecret.length < POOR_SECRET) return wrong(name, `It has ${webhookSecret.length} characters: it can be guessed.`, todo);
  return webhookSecret.length < GOOD_SECRET ? warning(name, `It has ${webhookSecret.length} characters, which is little.`, todo) : ok(name, `${webhookSecret.length} characters`);
}
