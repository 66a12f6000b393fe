import { git, initBare, resolveCommit, resolveRevision, updateRef, writeCommits } from '../git/run.js';
import { newId, timestamp, type Pull, type Repository, type User, type World } from '../state.js';
import type { CommitSpec } from '../types.js';
import { suiteFor } from './checks.js';
import { relocateComments } from './relocate.js';

/** Commits get dates from here on, a minute apart: their ids are the same in every run. */
const FIRST_COMMIT_SECONDS = 1_750_000_000;

export async function commitTo(repository: Repository, commits: readonly CommitSpec[], reset?: { readonly branch: string; readonly to: string }): Promise<void> {
  await writeCommits(repository.gitDir, commits, {
    defaultBranch: repository.defaultBranch,
    startSeconds: FIRST_COMMIT_SECONDS + repository.commitCount * 60,
    ...(reset ? { reset } : {}),
  });
  repository.commitCount += commits.length;
}

/** Brings heads, `refs/pull/N/head`, check suites and comments up to the branches. Returns the pull requests whose head moved. */
export function syncPulls(world: World, repository: Repository): Promise<Pull[]> {
  const turn = (syncing.get(world) ?? Promise.resolve()).then(() => syncAll(world, repository));
  syncing.set(world, turn.catch(() => undefined));
  return turn;
}

/** One after the other: of two pushes at the same time, the one that looked first must not put a head back. */
const syncing = new WeakMap<World, Promise<unknown>>();

async function syncAll(world: World, repository: Repository): Promise<Pull[]> {
  const moved: Pull[] = [];
  for (const candidate of world.repositories.values()) {
    for (const pull of candidate.pulls.values()) {
      if (pull.state !== 'open' || (pull.headRepository !== repository && pull.repository !== repository)) continue;
      if (await syncPull(world, pull)) moved.push(pull);
    }
  }
  return moved;
}

async function syncPull(world: World, pull: Pull): Promise<boolean> {
  const head = await resolveRevision(pull.headRepository.gitDir, `refs/heads/${pull.headRef}`);
  if (head === null || head === pull.headSha) return false;
  pull.headSha = head;
  pull.baseSha = (await resolveRevision(pull.repository.gitDir, `refs/heads/${pull.baseRef}`)) ?? pull.baseSha;
  pull.updatedAt = timestamp(world);
  await publishHead(pull);
  suiteFor(world, pull.repository, head, pull.headRepository === pull.repository ? pull.headRef : null);
  await relocateComments(pull);
  return true;
}

/** Makes `refs/pull/N/head` in the base repository, with the objects of a fork. */
export async function publishHead(pull: Pull): Promise<void> {
  const ref = `refs/pull/${pull.number}/head`;
  if (pull.headRepository !== pull.repository) {
    await git(pull.repository.gitDir, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', pull.headRepository.gitDir, `+refs/heads/${pull.headRef}:${ref}`]);
    return;
  }
  await updateRef(pull.repository.gitDir, ref, pull.headSha);
}

/** `owner`'s fork: all branches and objects of the parent at this moment. */
export async function forkOf(world: World, parent: Repository, owner: User): Promise<Repository> {
  const key = `${owner.login}/${parent.name}`.toLowerCase();
  const known = world.repositories.get(key);
  if (known) return known;
  const gitDir = `${world.folder}/${owner.login}/${parent.name}.git`;
  await initBare(gitDir, parent.defaultBranch);
  await git(gitDir, ['fetch', '--quiet', '--no-write-fetch-head', parent.gitDir, '+refs/heads/*:refs/heads/*']);
  const fork: Repository = {
    id: newId(world), owner, name: parent.name, defaultBranch: parent.defaultBranch, isPrivate: parent.isPrivate, parent, gitDir,
    createdAt: timestamp(world), installed: false, collaborators: new Map(), pulls: new Map(), checkSuites: [], checkRuns: [], issueComments: [], protectedBranches: new Map(),
    commitCount: parent.commitCount, lastNumber: 0,
  };
  world.repositories.set(key, fork);
  return fork;
}

/** GraphQL's `FileChanges`: contents are base64. */
export interface FileChanges {
  readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
  readonly deletions?: readonly { readonly path: string }[] | null;
}

export type CommitResult = { readonly kind: 'made'; readonly sha: string } | { readonly kind: 'no-branch' } | { readonly kind: 'stale' } | { readonly kind: 'missing-file' } | { readonly kind: 'protected'; readonly by: 'classic' | 'ruleset' };

/** One commit by the App on a branch that must still be at `expectedHead`. */
export async function commitOnBranch(
  world: World,
  repository: Repository,
  request: { readonly branch: string; readonly message: string; readonly expectedHead: string; readonly changes: FileChanges; readonly author: User },
): Promise<CommitResult> {
  const branch = request.branch.replace(/^refs\/heads\//, '');
  const head = await resolveRevision(repository.gitDir, `refs/heads/${branch}`);
  if (head === null) return { kind: 'no-branch' };
  if (head !== request.expectedHead) return { kind: 'stale' };
  const by = repository.protectedBranches.get(branch);
  if (by !== undefined) return { kind: 'protected', by };
  const deletions = request.changes.deletions ?? [];
  for (const { path } of deletions) if ((await resolveRevision(repository.gitDir, `${head}:${path}`)) === null) return { kind: 'missing-file' };
  const added = (request.changes.additions ?? []).map(({ path, contents }): [string, Buffer] => [path, Buffer.from(contents, 'base64')]);
  const files = { ...Object.fromEntries(deletions.map(({ path }) => [path, null])), ...Object.fromEntries(added) };
  await commitTo(repository, [{ branch, message: request.message, files, author: request.author.login }]);
  await syncPulls(world, repository);
  return { kind: 'made', sha: (await resolveCommit(repository.gitDir, branch)) ?? '' };
}
