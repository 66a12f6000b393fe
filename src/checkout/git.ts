import { simpleGit } from 'simple-git';
import { UserError } from '../errors.js';
import { currentLauncher } from '../launcher/current.js';

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
}

/** What a git process left behind. */
export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
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
 * @throws GitError when it exits with anything but 0; UserError when git is not installed
 */
export async function runGit(call: GitCall): Promise<Buffer> {
  const result = await tryGit(call);
  if (result.exitCode !== 0) throw new GitError(call.args[0] ?? '', result);
  return result.stdout;
}

/**
 * Runs git where starting it is cheap, and answers how it ended, whatever the exit code.
 * @throws UserError when git is not installed
 */
export function tryGit(call: GitCall): Promise<GitResult> {
  return currentLauncher()?.git(call) ?? tryGitHere(call);
}

/** The same, started by this process. */
export async function tryGitHere(call: GitCall): Promise<GitResult> {
  const environment = gitEnvironment(call);
  let result: GitResult | undefined;
  const git = simpleGit({
    baseDir: call.cwd,
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
  git.outputHandler((_command, stdout) => void stdout.once('end', () => stdout.emit('data', Buffer.alloc(0))));
  await git.env(environment).raw([...call.args]);
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

/** Variables that reach git from our own environment: to find programs, proxies and certificate authorities. */
const PASSED_ON: readonly string[] = [
  'PATH', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP',
  'http_proxy', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY', 'all_proxy', 'ALL_PROXY',
  'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH',
];

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
