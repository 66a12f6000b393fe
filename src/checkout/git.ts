import { simpleGit } from 'simple-git';
import { UserError } from '../errors.js';
import type { Launcher } from '../launcher/types.js';

/** How to run one git process. */
export interface GitCall {
  /** Folder to run in; must exist. */
  readonly cwd: string;
  readonly args: readonly string[];
  /** Whose configuration counts: `none` for what we fetched, `user` for a folder of the person who called us. */
  readonly configuration: 'none' | 'user';
  /** Further environment variables, for this process only. */
  readonly environment?: Readonly<Record<string, string>>;
  /** `key=value` settings, for this process only. */
  readonly settings?: readonly string[];
  readonly input?: string;
  /** Bytes that it may write to its output; `MOST_OUTPUT` when absent. */
  readonly mostOutput?: number;
  /** Starts it where that is cheap; it is started here when absent, or when that has ended. */
  readonly launcher?: Launcher | undefined;
}

/** What a git process left behind. */
export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** It was ended because it wrote more than it may; `stdout` is empty then. */
  readonly tooMuch?: boolean;
}

/**
 * Bytes that one git process may write: a listing of more than a million files. Who pushes a tree that names itself ten times, ten levels deep,
 * has written a few kilobytes; whoever lists it would never end.
 */
export const MOST_OUTPUT = 128 * 1024 * 1024;

/** A repository or a change that is too large to be read. The message is one clear line, meant to be shown as it is. */
export class TooLargeError extends UserError {
  override readonly name = 'TooLargeError';
}

/** A git process that failed: its exit code and the text that it wrote to stderr. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly exitCode: number;
  readonly stderr: string;

  constructor(command: string, result: GitResult) {
    super(`git ${command} failed with exit code ${result.exitCode}: ${firstLine(result.stderr)}`);
    this.exitCode = result.exitCode;
    this.stderr = result.stderr;
  }
}

/**
 * Runs git and answers what it wrote.
 * @throws GitError when it exits with anything but 0; TooLargeError when it writes too much; UserError when git is not installed
 */
export async function runGit(call: GitCall): Promise<Buffer> {
  const result = await tryGit(call);
  if (result.tooMuch === true) throw new TooLargeError(`git ${call.args[0] ?? ''} has more to say than ${Math.round((call.mostOutput ?? MOST_OUTPUT) / 1024 / 1024)} MiB: the repository or the change is too large`);
  if (result.exitCode !== 0) throw new GitError(call.args[0] ?? '', result);
  return result.stdout;
}

/**
 * Runs git where starting it is cheap, and answers how it ended, whatever the exit code.
 * @throws UserError when git is not installed
 */
export function tryGit({ launcher, ...call }: GitCall): Promise<GitResult> {
  return launcher?.isOpen === true ? launcher.git(call) : tryGitHere(call);
}

/** The same, started by this process. */
export async function tryGitHere(call: GitCall): Promise<GitResult> {
  const environment = gitEnvironment(call);
  let result: GitResult | undefined;
  const overfull = new AbortController();
  const git = simpleGit({
    baseDir: call.cwd,
    abort: overfull.signal,
    config: [...GUARDS, ...(call.settings ?? [])],
    allowEnvironment: Object.keys(environment),
    // simple-git refuses these settings to keep a caller's input from running programs. Here they are constants
    // that switch such programs off, and the environment is built from nothing.
    unsafe: {
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeFilter: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafeTemplateDir: true,
    },
    input: () => call.input,
    // Only "close" says that all output has arrived; simple-git would also stop 50 ms after the exit.
    completion: { onClose: true, onExit: false },
    // Sees every ending; answering undefined leaves the judgement to us.
    errors: (_error, { exitCode, stdOut, stdErr }) => {
      result = { exitCode, stdout: Buffer.concat(stdOut), stderr: Buffer.concat(stdErr).toString('utf8') };
      return undefined;
    },
  });
  // simple-git holds a process that wrote nothing for another 50 ms; an empty piece at the end spares us the wait.
  git.outputHandler((_command, stdout) => {
    stdout.once('end', () => stdout.emit('data', Buffer.alloc(0)));
    let written = 0;
    stdout.on('data', (chunk: Buffer) => {
      written += chunk.length;
      if (written > (call.mostOutput ?? MOST_OUTPUT)) overfull.abort();
    });
  });
  const ended = git.env(environment).raw([...call.args]);
  await ended.catch((error: unknown) => {
    if (!overfull.signal.aborted) throw error;
  });
  if (overfull.signal.aborted) return { exitCode: -1, stdout: Buffer.alloc(0), stderr: '', tooMuch: true };
  if (result === undefined) throw new Error('git: the process ended without a result');
  if (result.exitCode !== 0 && /\bspawn git ENOENT\b/.test(result.stderr)) throw gitMissing();
  return result;
}

/** The settings that keep git from running anything but itself, from writing upkeep, and from refusing a mounted folder. */
const GUARDS: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  // Whoever owns the folder: with hooks, filters, monitors and drivers off there is nothing of theirs to run.
  'safe.directory=*',
];

/** Settings of a git process that is started without simple-git. */
export function guardArguments(): string[] {
  return GUARDS.flatMap((setting) => ['-c', setting]);
}

/** Variables that tell of proxies and certificate authorities. */
export const NETWORK_VARIABLES: readonly string[] = [
  'http_proxy', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY', 'all_proxy', 'ALL_PROXY',
  'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH',
];

/** Variables that reach git from our own environment. */
const PASSED_ON: readonly string[] = ['PATH', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP', ...NETWORK_VARIABLES];

/** The whole environment of a git process: nothing reaches it that is not named here. */
export function gitEnvironment(
  call: Pick<GitCall, 'configuration' | 'environment'>,
): Record<string, string> {
  const environment: Record<string, string> = {
    LC_ALL: 'C', // messages are read
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0', // reading must not rewrite the index
    GIT_NO_LAZY_FETCH: '1', // from git 2.44; before it, no protocol is allowed
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_REPLACE_OBJECTS: '1', // the hosting service does not know replacements
    GIT_ATTR_NOSYSTEM: '1',
  };
  pass(environment, PASSED_ON);
  if (call.configuration === 'user') pass(environment, ['HOME', 'USERPROFILE', 'XDG_CONFIG_HOME']);
  else Object.assign(environment, { HOME: '/dev/null', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' });
  return { ...environment, ...call.environment };
}

function pass(environment: Record<string, string>, names: readonly string[]): void {
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
}

/** The error for a machine without git. */
export function gitMissing(): UserError {
  return new UserError('git is not installed, or not on the PATH: install git 2.39 or newer');
}

function firstLine(stderr: string): string {
  const lines = stderr.split('\n');
  return (lines.find((line) => /^(fatal|error):/.test(line)) ?? lines[0] ?? '').trim();
}
