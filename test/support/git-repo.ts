import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What stands at a path: text or bytes of a file, or one of git's other kinds. */
export type FileContent =
  | string
  | Buffer
  | { readonly executable: string | Buffer }
  | { readonly symlink: string }
  | { readonly submodule: string };

/** A whole tree, literally. */
export type FileMap = Readonly<Record<string, FileContent>>;

export interface CommitOptions {
  /** Default `main`. */
  readonly branch?: string;
  /** Default: the branch's tip. `null`: a commit without parents. */
  readonly parent?: string | null;
  readonly message?: string;
}

/** A throw-away git repository under the system's temporary folder, free of this machine's git configuration. */
export interface TestRepo {
  /** The work tree's folder, or the bare repository. */
  readonly path: string;
  /** Commits exactly these files as the whole tree, without touching the work tree. Answers the commit id. */
  commit(files: FileMap, options?: CommitOptions): string;
  /** Puts a commit or branch into the work tree. */
  checkout(ref: string): void;
  /** Writes files into the work tree. */
  write(files: FileMap): void;
  /** Runs git in the repository and answers its output without the last newline. */
  git(...args: string[]): string;
  remove(): void;
}

export interface RepoOptions {
  readonly bare?: boolean;
  readonly objectFormat?: 'sha1' | 'sha256';
  /** The folder's name below a fresh temporary folder. Default `repo`. */
  readonly name?: string;
}

/** Creates an empty repository on branch `main`. */
export function createRepo(options: RepoOptions = {}): TestRepo {
  const parent = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
  const path = join(parent, options.name ?? 'repo');
  const kind = options.bare === true ? ['--bare'] : [];
  runTestGit(parent, ['init', '-q', '-b', 'main', '--template=', `--object-format=${options.objectFormat ?? 'sha1'}`, ...kind, path]);
  return {
    path,
    commit: (files, commitOptions) => importCommit(path, files, commitOptions),
    checkout: (ref) => void runTestGit(path, ['checkout', '-q', '-f', ref]),
    write: (files) => {
      for (const [name, content] of Object.entries(files)) writeContent(join(path, name), content);
    },
    git: (...args) => runTestGit(path, args),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** Runs git without this machine's configuration, as a fixed author at a fixed time. */
export function runTestGit(cwd: string, args: readonly string[], input?: Buffer): string {
  const output = execFileSync('git', args, {
    cwd,
    input,
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: '/dev/null', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...AUTHOR },
  });
  return output.toString('utf8').replace(/\n$/, '');
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com', GIT_AUTHOR_DATE: '1700000000 +0000',
  GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com', GIT_COMMITTER_DATE: '1700000000 +0000',
};

/** `git fast-import` takes any name and kind, also those that a disk would refuse, in one process. */
function importCommit(path: string, files: FileMap, options: CommitOptions = {}): string {
  const branch = `refs/heads/${options.branch ?? 'main'}`;
  const parent = options.parent === undefined ? (hasRef(path, branch) ? `${branch}^0` : null) : options.parent;
  const parts: (string | Buffer)[] = [
    // Forgets what the branch was: its commit then has the parent that is named, or none.
    `reset ${branch}\n`,
    `commit ${branch}\nmark :1\ncommitter Ada <ada@example.com> 1700000000 +0000\n`,
    ...dataBlock(options.message ?? 'Change'),
    parent === null ? '' : `from ${parent}\n`,
    'deleteall\n',
  ];
  for (const [name, content] of Object.entries(files)) parts.push(...fileCommand(name, content));
  parts.push('\nget-mark :1\n');
  const input = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return runTestGit(path, ['fast-import', '--quiet', '--force'], input);
}

function hasRef(path: string, ref: string): boolean {
  const folder = existsSync(join(path, '.git')) ? join(path, '.git') : path;
  return existsSync(join(folder, ref)) || (existsSync(join(folder, 'packed-refs')) && readFileSync(join(folder, 'packed-refs'), 'utf8').includes(` ${ref}\n`));
}

function fileCommand(name: string, content: FileContent): (string | Buffer)[] {
  const quoted = quoteName(name);
  if (typeof content === 'string' || Buffer.isBuffer(content)) return [`M 100644 inline ${quoted}\n`, ...dataBlock(content)];
  if ('executable' in content) return [`M 100755 inline ${quoted}\n`, ...dataBlock(content.executable)];
  if ('symlink' in content) return [`M 120000 inline ${quoted}\n`, ...dataBlock(content.symlink)];
  return [`M 160000 ${content.submodule} ${quoted}\n`];
}

function dataBlock(content: string | Buffer): (string | Buffer)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function quoteName(name: string): string {
  let quoted = '';
  for (const byte of Buffer.from(name)) {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    quoted += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `"${quoted}"`;
}

function writeContent(path: string, content: FileContent): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  if (typeof content === 'string' || Buffer.isBuffer(content)) return writeFileSync(path, content);
  if ('symlink' in content) return symlinkSync(content.symlink, path);
  if ('submodule' in content) throw new Error('A submodule is committed, not written');
  writeFileSync(path, content.executable);
  chmodSync(path, 0o755);
}
