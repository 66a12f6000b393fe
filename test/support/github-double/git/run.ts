import { access, appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommitSpec, FileSet } from '../types.js';
import { runGitApart } from './runner.js';

/** git without the configuration of the machine that the tests run on. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  HOME: '/nonexistent',
  LC_ALL: 'C',
};

/** What git said of commits, which never change: starting a process is the dearest that a test does. */
const said = new Map<string, Promise<Buffer>>();
/** `1a…`, `1a…..2b…`, `1a…^{commit}`: whole ids alone, which mean the same for ever. */
const LASTING = /^[0-9a-f]{40}((\.{2,3}[0-9a-f]{40})|\^\{commit\})?$/;

/** Runs git in a bare repository; resolves to stdout. Rejects with stderr if it exits other than 0. */
export function git(gitDir: string, args: readonly string[], input?: Buffer | string): Promise<Buffer> {
  const [command = '', ...rest] = args;
  const revisions = rest.filter((one) => !one.startsWith('-'));
  const lasts = ['merge-base', 'diff', 'rev-list', 'log', 'rev-parse'].includes(command) && input === undefined && revisions.length > 0 && revisions.every((one) => LASTING.test(one));
  if (!lasts) return run(gitDir, args, input);
  const key = JSON.stringify([gitDir, args]);
  const known = said.get(key);
  if (known !== undefined) return known;
  const answer = run(gitDir, args);
  said.set(key, answer);
  // A commit that is not there may come.
  answer.catch(() => said.delete(key));
  return answer;
}

async function run(gitDir: string, args: readonly string[], input?: Buffer | string): Promise<Buffer> {
  const { code, out, err } = await runGitApart(['--git-dir', gitDir, ...args], GIT_ENVIRONMENT, input);
  if (code !== 0) throw new Error(`git ${args.join(' ')} exited with ${code}: ${err}`);
  return out;
}

export async function gitText(gitDir: string, args: readonly string[]): Promise<string> {
  return (await git(gitDir, args)).toString('utf8').trim();
}

/** The full id that `revision` names, or null. */
export async function resolveRevision(gitDir: string, revision: string): Promise<string | null> {
  if (revision.startsWith('refs/')) {
    const id = await readFile(join(gitDir, revision), 'utf8').catch(() => '');
    if (/^[0-9a-f]{40}\n$/.test(id)) return id.trim();
    if (!(await hasPackedRefs(gitDir))) return null;
  }
  return gitText(gitDir, ['rev-parse', '--verify', '--quiet', '--end-of-options', revision]).catch(() => null);
}

/** Nothing here packs refs: then each is a file of its own. */
function hasPackedRefs(gitDir: string): Promise<boolean> {
  return access(join(gitDir, 'packed-refs')).then(() => true, () => false);
}

/** Points a ref at a commit that is there. */
export async function updateRef(gitDir: string, ref: string, commit: string): Promise<void> {
  await mkdir(dirname(join(gitDir, ref)), { recursive: true });
  await writeFile(join(gitDir, ref), `${commit}\n`);
}

/** Names of the branches. */
async function branchesOf(gitDir: string): Promise<Set<string>> {
  if (await hasPackedRefs(gitDir)) return new Set((await gitText(gitDir, ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads'])).split('\n'));
  const folder = join(gitDir, 'refs', 'heads');
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Set(found.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(folder.length + 1)] : [])));
}

/** The commit that a branch, tag, `refs/…` or id names, or null. */
export async function resolveCommit(gitDir: string, name: string): Promise<string | null> {
  const branch = await readFile(join(gitDir, 'refs', 'heads', name), 'utf8').catch(() => '');
  if (/^[0-9a-f]{40}\n$/.test(branch)) return branch.trim();
  for (const candidate of /^[0-9a-f]{40}$/.test(name) ? [name] : [`refs/heads/${name}`, name]) {
    const commit = await resolveRevision(gitDir, `${candidate}^{commit}`);
    if (commit !== null) return commit;
  }
  return null;
}

/** Null for unrelated histories. */
export async function mergeBase(gitDir: string, a: string, b: string): Promise<string | null> {
  return gitText(gitDir, ['merge-base', a, b]).catch(() => null);
}

/** An empty bare repository that serves any commit and partial clones, as GitHub's do. */
export async function initBare(gitDir: string, defaultBranch: string): Promise<void> {
  await mkdir(gitDir, { recursive: true });
  await git(gitDir, ['init', '--quiet', '--bare', '--initial-branch', defaultBranch, gitDir]);
  await appendFile(join(gitDir, 'config'), '[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n[gc]\n\tauto = 0\n[http]\n\treceivepack = false\n');
}

export interface CommitOptions {
  readonly defaultBranch: string;
  /** Seconds since the epoch of the first commit; each further one is a minute later. */
  readonly startSeconds: number;
  /** Point a branch at a commit before its commits are made. */
  readonly reset?: { readonly branch: string; readonly to: string };
}

/** Writes the commits, in order, with one `git fast-import`. */
export async function writeCommits(gitDir: string, commits: readonly CommitSpec[], options: CommitOptions): Promise<void> {
  const existing = await branchesOf(gitDir);
  const open = new Set<string>();
  const parts: Buffer[] = [];
  if (options.reset) {
    parts.push(Buffer.from(`reset refs/heads/${options.reset.branch}\nfrom ${options.reset.to}\n\n`));
    open.add(options.reset.branch);
    existing.add(options.reset.branch);
  }
  for (const [index, commit] of commits.entries()) {
    const start = open.has(commit.branch) ? null : await startOf(gitDir, commit, existing, open, options.defaultBranch);
    parts.push(commitRecord(commit, start, options.startSeconds + index * 60));
    open.add(commit.branch);
    existing.add(commit.branch);
  }
  await git(gitDir, ['fast-import', '--quiet', '--force', '--date-format=raw'], Buffer.concat(parts));
}

/** What a branch that this import has not touched yet starts from; null for an unrelated or a first commit. */
async function startOf(gitDir: string, commit: CommitSpec, existing: ReadonlySet<string>, open: ReadonlySet<string>, defaultBranch: string): Promise<string | null> {
  if (existing.has(commit.branch)) return `refs/heads/${commit.branch}^0`;
  if (commit.from === null) return null;
  const from = commit.from ?? defaultBranch;
  if (open.has(from)) return `refs/heads/${from}`;
  if (existing.has(from)) return `refs/heads/${from}^0`;
  if (commit.from === undefined) return null;
  const found = await resolveCommit(gitDir, from);
  if (found === null) throw new Error(`Commit "${commit.message}" starts from ${from}, which does not exist`);
  return found;
}

function commitRecord(commit: CommitSpec, from: string | null, seconds: number): Buffer {
  const author = commit.author ?? 'mona';
  const message = Buffer.from(commit.message);
  return Buffer.concat([
    Buffer.from(`commit refs/heads/${commit.branch}\n`),
    Buffer.from(`author ${author} <${author}@users.noreply.github.com> ${seconds} +0000\n`),
    Buffer.from(`committer ${author} <${author}@users.noreply.github.com> ${seconds} +0000\n`),
    Buffer.from(`data ${message.length}\n`), message, Buffer.from('\n'),
    Buffer.from(from === null ? '' : `from ${from}\n`),
    ...Object.entries(commit.files).map(([path, content]) => fileRecord(path, content)),
    Buffer.from('\n'),
  ]);
}

function fileRecord(path: string, content: FileSet[string]): Buffer {
  const quoted = `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
  if (content === null) return Buffer.from(`D ${quoted}\n`);
  const [mode, data] = modeAndData(content);
  return Buffer.concat([Buffer.from(`M ${mode} inline ${quoted}\ndata ${data.length}\n`), data, Buffer.from('\n')]);
}

function modeAndData(content: Exclude<FileSet[string], null>): [string, Buffer] {
  if (typeof content === 'string') return ['100644', Buffer.from(content)];
  if (Buffer.isBuffer(content)) return ['100644', content];
  if ('link' in content) return ['120000', Buffer.from(content.link)];
  return ['100755', Buffer.from(content.executable)];
}
