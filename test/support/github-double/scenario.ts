import { commitTo, forkOf, publishHead, syncPulls } from './domain/branches.js';
import { suiteFor } from './domain/checks.js';
import { relocateComments } from './domain/relocate.js';
import { git, gitText, initBare, resolveCommit, resolveRevision, updateRef } from './git/run.js';
import { demandPull, demandRepository, installationOf, newId, repositoryNamed, timestamp, userNamed, type Pull, type Repository, type World } from './state.js';
import type { MergeGroupInfo, PullRequestInfo, PullRequestSpec, PushResult, PushSpec, RepositoryInfo, RepositorySpec } from './types.js';
import { pullView, repositoryView } from './views.js';

/** A repository as people make it: created, pushed to, with collaborators. */
export async function addRepository(world: World, spec: RepositorySpec): Promise<RepositoryInfo> {
  if (repositoryNamed(world, `${spec.owner}/${spec.name}`)) throw new Error(`The double already has ${spec.owner}/${spec.name}`);
  const owner = userNamed(world, spec.owner);
  const defaultBranch = spec.defaultBranch ?? 'main';
  const gitDir = `${world.folder}/${spec.owner}/${spec.name}.git`;
  await initBare(gitDir, defaultBranch);
  const collaborators = new Map(Object.entries(spec.collaborators ?? {}).map(([login, permission]) => [userNamed(world, login).login.toLowerCase(), permission]));
  const repository: Repository = {
    id: newId(world), owner, name: spec.name, defaultBranch, isPrivate: spec.private ?? false, parent: null, gitDir, createdAt: timestamp(world),
    installed: spec.installed ?? true, collaborators, pulls: new Map(), checkSuites: [], checkRuns: [], issueComments: [], protectedBranches: new Map(), commitCount: 0, lastNumber: 0,
  };
  world.repositories.set(`${spec.owner}/${spec.name}`.toLowerCase(), repository);
  if (spec.commits && spec.commits.length > 0) await commitTo(repository, spec.commits);
  return repositoryView(world.url, repository, repository.installed ? installationOf(world, owner).id : null);
}

export async function openPullRequest(world: World, spec: PullRequestSpec): Promise<PullRequestInfo> {
  const repository = demandRepository(world, spec.repo);
  const headRepository = spec.fork ? await moveToFork(world, repository, spec.fork.owner, spec.head) : repository;
  const baseRef = spec.base ?? repository.defaultBranch;
  const baseSha = await demandBranch(repository, baseRef);
  const headSha = await demandBranch(headRepository, spec.head);
  repository.lastNumber += 1;
  const at = timestamp(world);
  const pull: Pull = {
    id: newId(world), number: repository.lastNumber, repository, headRepository, author: userNamed(world, spec.author ?? spec.fork?.owner ?? 'mona'),
    headRef: spec.head, headSha, baseRef, baseSha, title: spec.title, body: spec.body ?? '', state: 'open', draft: spec.draft ?? false,
    createdAt: at, updatedAt: at, closedAt: null, reviews: [], comments: [], threads: [],
  };
  repository.pulls.set(pull.number, pull);
  await publishHead(pull);
  suiteFor(world, repository, headSha, headRepository === repository ? spec.head : null);
  return pullView(pull);
}

async function demandBranch(repository: Repository, branch: string): Promise<string> {
  const sha = await resolveRevision(repository.gitDir, `refs/heads/${branch}`);
  if (sha === null) throw new Error(`${repository.owner.login}/${repository.name} has no branch ${branch}`);
  return sha;
}

async function moveToFork(world: World, repository: Repository, owner: string, branch: string): Promise<Repository> {
  const fork = await forkOf(world, repository, userNamed(world, owner));
  if ((await resolveRevision(repository.gitDir, `refs/heads/${branch}`)) === null) return fork;
  await git(fork.gitDir, ['fetch', '--quiet', '--no-write-fetch-head', repository.gitDir, `+refs/heads/${branch}:refs/heads/${branch}`]);
  await git(repository.gitDir, ['update-ref', '-d', `refs/heads/${branch}`]);
  return fork;
}

export async function push(world: World, spec: PushSpec): Promise<PushResult> {
  const repository = demandRepository(world, spec.repo);
  const branch = spec.commits.at(-1)?.branch;
  if (branch === undefined) throw new Error('A push needs at least one commit');
  const before = (await resolveRevision(repository.gitDir, `refs/heads/${branch}`)) ?? '0'.repeat(40);
  const to = spec.resetTo === undefined ? null : await resolveCommit(repository.gitDir, spec.resetTo);
  if (spec.resetTo !== undefined && to === null) throw new Error(`${spec.repo} has no commit ${spec.resetTo}`);
  await commitTo(repository, spec.commits, to === null ? undefined : { branch, to });
  const pulls = await syncPulls(world, repository);
  const after = await demandBranch(repository, branch);
  suiteFor(world, repository, after, branch);
  return { before, after, pulls: pulls.map(pullView) };
}

export interface PullChange {
  readonly state?: 'open' | 'closed';
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly base?: string;
}

export async function updatePullRequest(world: World, repo: string, number: number, change: PullChange): Promise<PullRequestInfo> {
  const pull = demandPull(world, repo, number);
  pull.title = change.title ?? pull.title;
  pull.body = change.body ?? pull.body;
  pull.draft = change.draft ?? pull.draft;
  if (change.state !== undefined) {
    pull.state = change.state;
    pull.closedAt = change.state === 'closed' ? timestamp(world) : null;
  }
  if (change.base !== undefined) {
    pull.baseSha = await demandBranch(pull.repository, change.base);
    pull.baseRef = change.base;
    await relocateComments(pull);
  }
  pull.updatedAt = timestamp(world);
  return pullView(pull);
}

/** What a merge queue does: the pull requests merged one after the other onto the tip of their base, on a branch of its own. */
export async function queueMerge(world: World, repo: string, numbers: readonly number[]): Promise<MergeGroupInfo> {
  const pulls = numbers.map((number) => demandPull(world, repo, number));
  const last = pulls.at(-1);
  if (last === undefined) throw new Error('A merge group needs at least one pull request');
  const { repository, baseRef } = last;
  const baseSha = await demandBranch(repository, baseRef);
  let headSha = baseSha;
  for (const pull of pulls) {
    const tree = await gitText(repository.gitDir, ['merge-tree', '--write-tree', headSha, pull.headSha]);
    const who = ['-c', 'user.name=GitHub', '-c', 'user.email=noreply@github.com'];
    headSha = await gitText(repository.gitDir, [...who, 'commit-tree', tree, '-p', headSha, '-p', pull.headSha, '-m', `Merge pull request #${pull.number}`]);
  }
  const branch = `gh-readonly-queue/${baseRef}/pr-${last.number}-${baseSha}`;
  await updateRef(repository.gitDir, `refs/heads/${branch}`, headSha);
  suiteFor(world, repository, headSha, branch);
  return { repo, headSha, baseSha, headRef: `refs/heads/${branch}`, baseRef: `refs/heads/${baseRef}` };
}
