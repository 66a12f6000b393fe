/** The server's settings, from environment variables. Pure: it opens no file. */
import proxyaddr from 'proxy-addr';
import { z } from 'zod';

export interface Environment {
  readonly appId: number;
  /** PEM, or where to read it. */
  readonly privateKey: { readonly kind: 'pem'; readonly pem: string } | { readonly kind: 'path'; readonly path: string };
  readonly webhookSecret: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  readonly dataDir: string;
  /** `postgres://…`; null: a file in the data folder. */
  readonly databaseUrl: string | null;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** `https://api.github.com` or an Enterprise Server's `PROTOCOL://HOST/api/v3`. */
  readonly apiUrl: string;
  /** Where repositories are fetched from, without a slash at the end. */
  readonly gitUrl: string;
  /** Plain http is asked for. */
  readonly allowHttp: boolean;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Gets a POST for each error in the log; null: nobody does. */
  readonly errorHookUrl: string | null;
  /** Where the rules' pages are read, without a slash at the end; null: in the repository of this program. */
  readonly docsUrl: string | null;
  /** null: no review has a page. */
  readonly reports: ReportSettings | null;
  /** How a check run ends that does not say whether its commit passes: the change could not be judged, or not in full. */
  readonly unreviewed: 'neutral' | 'action_required';
  /** Bytes that all mirrors together may take. */
  readonly mirrorsLimit: number;
  readonly workers: {
    /** Processes that judge changes. */
    readonly count: number | null;
    /** Of them, those that may read repositories before their first review at the same time; null: all that no change needs. */
    readonly readers: number | null;
    /** Bytes that each may hold. */
    readonly memory: number;
    /** Milliseconds for one change. */
    readonly jobTime: number;
    /** Milliseconds for one file. */
    readonly fileTime: number;
  };
}

/** Pages of reviews. */
export interface ReportSettings {
  /** Where people reach this server, without a slash at the end. null: nobody is led to a page, so none is kept. */
  readonly publicUrl: string | null;
  /** A page is kept and its link good for so many days. */
  readonly days: number;
  /** What links are signed with; null: a key that the database keeps. */
  readonly secret: string | null;
}

export type ParsedEnvironment =
  | { readonly ok: true; readonly environment: Environment }
  /** One line that names the variable and what it has to be; never its value. */
  | { readonly ok: false; readonly problem: string };

const WEBHOOK_SECRET_ADVICE = 'WEBHOOK_SECRET has to be set to the secret of the App\'s webhook.';

const variables = z.object({
  APP_ID: z.string('APP_ID has to be set to the numeric id of the GitHub App.').trim().regex(/^[1-9]\d*$/, 'APP_ID has to be the numeric id of the GitHub App.'),
  PRIVATE_KEY: optional(),
  PRIVATE_KEY_PATH: optional(),
  WEBHOOK_SECRET: z.string(WEBHOOK_SECRET_ADVICE).min(1, WEBHOOK_SECRET_ADVICE),
  PORT: optional().pipe(z.string().regex(/^\d{1,5}$/, 'PORT has to be a number from 0 to 65535.').transform(Number).refine((port) => port <= 65_535, 'PORT has to be a number from 0 to 65535.').optional()),
  HOST: optional(),
  DATA_DIR: optional(),
  DATABASE_URL: optional().pipe(z.string().refine(isPostgresUrl, 'DATABASE_URL has to be postgres://USER:PASSWORD@HOST:PORT/NAME, with %XX for what has a meaning in an address.').optional()),
  LOG_LEVEL: optional().pipe(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'LOG_LEVEL has to be fatal, error, warn, info, debug, trace or silent.').optional()),
  TRUST_PROXY: optional().pipe(z.string().transform((value) => value.split(/[\s,]+/).filter(Boolean)).refine((names) => names.every(isProxyName), 'TRUST_PROXY has to be a list of addresses and networks (10.0.0.0/8), or of loopback, linklocal and uniquelocal, with commas between.').optional()),
  ERROR_HOOK_URL: optional().pipe(z.string().refine(isHookUrl, 'ERROR_HOOK_URL has to be an https address (http on this machine).').optional()),
  PUBLIC_URL: address('PUBLIC_URL'),
  DOCS_URL: address('DOCS_URL'),
  REPORTS: optional().pipe(z.enum(['on', 'off'], 'REPORTS has to be on or off.').optional()),
  REPORTS_DAYS: whole('REPORTS_DAYS', 1, 3_650),
  REPORTS_SECRET: optional().pipe(z.string().min(32, 'REPORTS_SECRET has to have at least 32 characters.').optional()),
  UNREVIEWED: optional().pipe(z.enum(['neutral', 'action_required'], 'UNREVIEWED has to be neutral or action_required.').optional()),
  MIRRORS_MAX_GB: whole('MIRRORS_MAX_GB', 1, 1_048_576),
  WORKERS: whole('WORKERS', 1, 256),
  READING_WORKERS: whole('READING_WORKERS', 1, 256),
  WORKER_MEMORY_MB: whole('WORKER_MEMORY_MB', 256, 1_048_576),
  JOB_TIMEOUT_S: whole('JOB_TIMEOUT_S', 10, 86_400),
  FILE_TIMEOUT_S: whole('FILE_TIMEOUT_S', 1, 3_600),
  GHE_HOST: optional().pipe(z.string().regex(/^[A-Za-z0-9.-]+(?::\d{1,5})?$|^\[[0-9A-Fa-f:]+\](?::\d{1,5})?$/, 'GHE_HOST has to be a host name, with a port where needed, and nothing else.').optional()),
  GHE_PROTOCOL: optional().pipe(z.enum(['http', 'https'], 'GHE_PROTOCOL has to be http or https.').optional()),
});

/** An unset and an empty variable are the same. */
function optional() {
  return z.string().optional().transform((value) => (value === undefined || value.trim() === '' ? undefined : value.trim()));
}

function whole(name: string, least: number, most: number) {
  const problem = `${name} has to be a whole number from ${least} to ${most}.`;
  return optional().pipe(z.string().regex(/^\d{1,9}$/, problem).transform(Number).refine((value) => value >= least && value <= most, problem).optional());
}

/** Of a web server, perhaps with a path; without a slash at the end. */
function address(name: string) {
  const problem = `${name} has to be the address of a web server (https://HOST or https://HOST/PATH), without a user, a query or a fragment.`;
  return optional().pipe(z.string().refine((value) => webAddress(value) !== null, problem).transform((value) => webAddress(value)).optional());
}

/** The address of a web server, perhaps with a path, without a slash at the end; null for anything else. */
export function webAddress(value: string): string | null {
  return /^https?:\/\/[^\s?#@\\]+$/.test(value) && URL.canParse(value) ? new URL(value).href.replace(/\/+$/, '') : null;
}

/** A user without a host (`postgres://mona@/shipworthy?host=/run/postgresql`) is a way to name a socket that addresses as such do not know. */
function isPostgresUrl(value: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(value) && URL.canParse(value.replace('@/', '@socket/'));
}

/** An address, a network, or a group of them that has a name. */
function isProxyName(text: string): boolean {
  try {
    proxyaddr.compile([text]);
    return true;
  } catch {
    return false;
  }
}

function isHookUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username } = new URL(value);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)));
}

/** Reads and checks the variables; the first problem found is the answer. */
export function parseEnvironment(env: Readonly<Record<string, string | undefined>>): ParsedEnvironment {
  const parsed = variables.safeParse(env);
  if (!parsed.success) return { ok: false, problem: parsed.error.issues[0]?.message ?? 'The environment is not usable.' };
  const { data } = parsed;
  const privateKey = keyOf(data.PRIVATE_KEY, data.PRIVATE_KEY_PATH);
  if (privateKey === null) return { ok: false, problem: 'PRIVATE_KEY or PRIVATE_KEY_PATH has to be set to the private key of the GitHub App.' };
  if (privateKey.kind === 'pem' && !isPem(privateKey.pem)) return { ok: false, problem: 'PRIVATE_KEY has to be a PEM block (-----BEGIN … PRIVATE KEY-----), as it is, with \\n for newlines, or in base64.' };
  const protocol = data.GHE_PROTOCOL ?? 'https';
  const onGitHub = data.GHE_HOST === undefined;
  return {
    ok: true,
    environment: {
      appId: Number(data.APP_ID),
      privateKey,
      webhookSecret: data.WEBHOOK_SECRET,
      port: data.PORT ?? 3000,
      host: data.HOST ?? '0.0.0.0',
      dataDir: data.DATA_DIR ?? 'data',
      databaseUrl: data.DATABASE_URL ?? null,
      logLevel: data.LOG_LEVEL ?? 'info',
      apiUrl: onGitHub ? 'https://api.github.com' : `${protocol}://${data.GHE_HOST}/api/v3`,
      gitUrl: onGitHub ? 'https://github.com' : `${protocol}://${data.GHE_HOST}`,
      allowHttp: !onGitHub && protocol === 'http',
      trustedProxies: data.TRUST_PROXY ?? [],
      errorHookUrl: data.ERROR_HOOK_URL ?? null,
      docsUrl: data.DOCS_URL ?? null,
      reports: data.REPORTS === 'off' ? null : { publicUrl: data.PUBLIC_URL ?? null, days: data.REPORTS_DAYS ?? 90, secret: data.REPORTS_SECRET ?? null },
      unreviewed: data.UNREVIEWED ?? 'neutral',
      mirrorsLimit: (data.MIRRORS_MAX_GB ?? 20) * 1024 ** 3,
      workers: {
        count: data.WORKERS ?? null,
        readers: data.READING_WORKERS ?? null,
        memory: (data.WORKER_MEMORY_MB ?? 3072) * 1024 * 1024,
        jobTime: (data.JOB_TIMEOUT_S ?? 600) * 1000,
        fileTime: (data.FILE_TIMEOUT_S ?? 30) * 1000,
      },
    },
  };
}

function keyOf(value: string | undefined, path: string | undefined): Environment['privateKey'] | null {
  if (value !== undefined) return { kind: 'pem', pem: normalisePem(value) };
  return path === undefined ? null : { kind: 'path', path };
}

/** Environment files hold a key in one line: newlines as `\n`, or all of it in base64. */
function normalisePem(value: string): string {
  const unescaped = value.replaceAll('\\n', '\n');
  if (isPem(unescaped)) return unescaped;
  return Buffer.from(value, 'base64').toString('utf8');
}

/** Whether a text holds a private key in PEM. */
export function isPem(text: string): boolean {
  return /-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]+-----END (?:RSA )?PRIVATE KEY-----/.test(text);
}
