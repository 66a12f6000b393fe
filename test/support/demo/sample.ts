/** The sample repository of the demo: files and patches under `test/systems/portal`, as commits for the GitHub double. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CommitSpec, FileSet } from '../github-double/index.js';

const SAMPLE = fileURLToPath(new URL('../../systems/portal/', import.meta.url));
const LARGEST_OUTPUT = 1 << 26;
const run = promisify(execFile);

export interface Sample {
  /** One commit on `main`. */
  readonly base: readonly CommitSpec[];
  /** The pull request as it is opened, on `PULL_BRANCH`. */
  readonly pullRequest: readonly CommitSpec[];
  /** What its author pushes after the review, on the same branch. */
  readonly secondPush: readonly CommitSpec[];
}

export const PULL_BRANCH = 'feature/monitoring';

/** Reads the sample by way of a throw-away repository. Needs git 2.30 or later; rejects when a patch does not apply. */
export async function readSample(): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-sample-'));
  try {
    await writeSample(folder);
    return {
      base: await commitsOf(folder, 'main', 'main'),
      pullRequest: await commitsOf(folder, 'main..opened', PULL_BRANCH),
      secondPush: await commitsOf(folder, 'opened..pushed', PULL_BRANCH),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Fills an empty folder with a repository that has the branches `main`, `opened` and `pushed` (the pull request before and after the second push). */
export async function writeSample(folder: string): Promise<void> {
  await cp(join(SAMPLE, 'base'), folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'add', '--all', '--force');
  await git(folder, 'commit', '--quiet', '--message=Customer portal');
  await applyPatches(folder, 'opened', 'pull-request');
  await applyPatches(folder, 'pushed', 'second-push');
}

async function applyPatches(folder: string, branch: string, patches: string): Promise<void> {
  const source = join(SAMPLE, patches);
  const names = (await readdir(source)).filter((name) => name.endsWith('.patch')).sort();
  await git(folder, 'checkout', '--quiet', '-b', branch);
  await git(folder, 'am', '--quiet', '--committer-date-is-author-date', ...names.map((name) => join(source, name)));
}

async function commitsOf(folder: string, range: string, branch: string): Promise<CommitSpec[]> {
  const ids = (await git(folder, 'rev-list', '--reverse', range)).toString().split('\n').filter(Boolean);
  return Promise.all(ids.map(async (id) => ({ branch, message: (await git(folder, 'show', '--no-patch', '--format=%B', id)).toString().trim(), files: await filesOf(folder, id) })));
}

/** What a commit changes: contents by path, null for a file that it removes. */
async function filesOf(folder: string, id: string): Promise<FileSet> {
  const listing = (await git(folder, 'diff-tree', '--root', '-r', '-z', '--no-commit-id', '--no-renames', '--name-status', id)).toString().split('\0');
  const files: Record<string, Buffer | null> = {};
  for (let at = 0; at + 1 < listing.length; at += 2) {
    const path = listing[at + 1] ?? '';
    files[path] = listing[at] === 'D' ? null : await git(folder, 'cat-file', 'blob', `${id}:${path}`);
  }
  return files;
}

/** Runs git without this machine's configuration. Answers its output. */
export async function git(folder: string, ...args: string[]): Promise<Buffer> {
  const who = { NAME: 'Ines Marques', EMAIL: 'ines@example.com', DATE: '2025-03-01T10:00:00Z' };
  const { stdout } = await run('git', args, {
    cwd: folder,
    encoding: 'buffer',
    maxBuffer: LARGEST_OUTPUT,
    env: {
      PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1',
      ...Object.fromEntries(Object.entries(who).flatMap(([key, value]) => [[`GIT_AUTHOR_${key}`, value], [`GIT_COMMITTER_${key}`, value]])),
    },
  });
  return stdout;
}
