import { diffCommits } from '../git/diff.js';
import { git, gitText, mergeBase, resolveCommit, resolveRevision } from '../git/run.js';
import { notFound, Refusal } from '../http/refusal.js';
import { commitObject, fileObject, gitCommitObject, readCommits, refObject, type CommitFacts } from '../objects/commits.js';
import { fullRepositoryObject } from '../objects/repositories.js';
import { apiUrl, userObject } from '../objects/users.js';
import { simplePullObject } from '../objects/pulls.js';
import { fullNameOf, nodeId, permissionOf, repositoryNamed, userNamed, type Repository, type World } from '../state.js';
import { contentAnswer } from './contents.js';
import type { Answer, Routes } from './route.js';

/** GitHub lists at most this many files and commits in one comparison. */
const MOST_FILES = 300;
const MOST_COMMITS = 250;

export const REPOSITORY_ROUTES: Routes = {
  'repos/get': { as: 'installation', needs: ['metadata:read'], handle: (world, repository) => ({ status: 200, body: fullRepositoryObject(world, repository) }) },
  'repos/compare-commits-with-basehead': { as: 'installation', needs: ['contents:read'], handle: (world, repository, { path }) => compare(world, repository, path['basehead'] ?? '') },
  'repos/get-commit': {
    as: 'installation',
    needs: ['contents:read'],
    handle: async (world, repository, { path }) => {
      const commit = await commitNamed(repository, path['ref'] ?? '');
      if (!commit) throw new Refusal(422, `No commit found for SHA: ${path['ref']}`);
      const files = await diffCommits(repository.gitDir, commit.parents[0] ?? (await emptyTree(repository)), commit.sha);
      const additions = files.reduce((sum, file) => sum + file.additions, 0);
      const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
      const stats = { total: additions + deletions, additions, deletions };
      return { status: 200, body: { ...commitObject(world, repository, commit), stats, files: files.slice(0, MOST_FILES).map((file) => fileObject(world, repository, file, commit.sha)) } };
    },
  },
  'repos/get-content': { as: 'installation', needs: ['contents:read'], handle: (world, repository, request) => contentAnswer(world, repository, request) },
  'repos/get-collaborator-permission-level': {
    as: 'installation',
    needs: ['metadata:read'],
    handle: (world, repository, { path }) => permissionAnswer(world, repository, path['username'] ?? ''),
  },
  'repos/list-pull-requests-associated-with-commit': {
    as: 'installation',
    needs: ['pull_requests:read', 'contents:read'],
    handle: (world, repository, { path }) => ({
      status: 200,
      list: { items: [...repository.pulls.values()].filter((pull) => pull.headSha === path['commit_sha']).map((pull) => simplePullObject(world, pull)) },
    }),
  },
  'git/get-ref': {
    as: 'installation',
    needs: ['contents:read'],
    handle: async (world, repository, { path }) => {
      const ref = `refs/${path['ref']}`;
      if ((await resolveRevision(repository.gitDir, ref)) === null) throw notFound();
      return { status: 200, body: await refObject(world, repository, ref) };
    },
  },
  'git/get-commit': {
    as: 'installation',
    needs: ['contents:read'],
    handle: async (world, repository, { path }) => {
      const commit = await commitNamed(repository, path['commit_sha'] ?? '');
      if (!commit) throw notFound();
      return { status: 200, body: gitCommitObject(world, repository, commit) };
    },
  },
  'git/get-tree': { as: 'installation', needs: ['contents:read'], handle: (world, repository, { path, query }) => treeAnswer(world, repository, path['tree_sha'] ?? '', 'recursive' in query) },
  'git/get-blob': {
    as: 'installation',
    needs: ['contents:read'],
    handle: async (world, repository, { path }) => {
      const sha = await resolveRevision(repository.gitDir, `${path['file_sha']}^{blob}`);
      if (sha === null) throw notFound();
      const data = await git(repository.gitDir, ['cat-file', 'blob', sha]);
      const url = apiUrl(world, `/repos/${fullNameOf(repository)}/git/blobs/${sha}`);
      return { status: 200, body: { sha, node_id: nodeId('B', repository.id), size: data.length, url, content: data.toString('base64'), encoding: 'base64' } };
    },
  },
};

async function commitNamed(repository: Repository, name: string): Promise<CommitFacts | null> {
  const sha = await resolveCommit(repository.gitDir, name);
  return sha === null ? null : ((await readCommits(repository.gitDir, ['-1', sha]))[0] ?? null);
}

function emptyTree(repository: Repository): Promise<string> {
  return gitText(repository.gitDir, ['hash-object', '-t', 'tree', '-w', '--stdin']);
}

/** `base...head`, each a branch, an id, or `owner:branch` in the fork network. */
async function compare(world: World, repository: Repository, basehead: string): Promise<Answer> {
  const [base = '', head = ''] = basehead.split('...');
  const baseSha = await endOf(world, repository, base);
  const headSha = await endOf(world, repository, head);
  if (baseSha === null || headSha === null) throw notFound();
  const common = await mergeBase(repository.gitDir, baseSha, headSha);
  if (common === null) throw new Refusal(404, `No common ancestor between ${base} and ${head}.`);
  const [baseCommit, commonCommit] = await Promise.all([commitNamed(repository, baseSha), commitNamed(repository, common)]);
  if (!baseCommit || !commonCommit) throw notFound();
  const ahead = (await readCommits(repository.gitDir, [`${common}..${headSha}`])).reverse();
  const behind = Number(await gitText(repository.gitDir, ['rev-list', '--count', `${headSha}..${baseSha}`]));
  const files = await diffCommits(repository.gitDir, common, headSha);
  const html = `${world.url}/${fullNameOf(repository)}/compare/${basehead}`;
  return {
    status: 200,
    body: {
      url: apiUrl(world, `/repos/${fullNameOf(repository)}/compare/${basehead}`),
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: commitObject(world, repository, baseCommit),
      merge_base_commit: commitObject(world, repository, commonCommit),
      status: ahead.length === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged',
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      commits: ahead.slice(-MOST_COMMITS).map((commit) => commitObject(world, repository, commit)),
      files: files.slice(0, MOST_FILES).map((file) => fileObject(world, repository, file, headSha)),
    },
  };
}

async function endOf(world: World, repository: Repository, name: string): Promise<string | null> {
  const [owner, branch] = name.includes(':') ? name.split(':') : [null, name];
  const other = owner ? repositoryNamed(world, `${owner}/${repository.name}`) : repository;
  const sha = other ? await resolveCommit(other.gitDir, branch ?? '') : null;
  return sha === null ? null : resolveCommit(repository.gitDir, sha);
}

function permissionAnswer(world: World, repository: Repository, login: string): Answer {
  const user = world.users.get(login.toLowerCase());
  if (!user) throw notFound();
  const permission = permissionOf(repository, login);
  const pull = permission !== 'none';
  const push = permission === 'write' || permission === 'admin';
  const permissions = { admin: permission === 'admin', maintain: permission === 'admin', push, triage: push, pull };
  return { status: 200, body: { permission, role_name: permission, user: { ...userObject(world, userNamed(world, login)), permissions, role_name: permission } } };
}

async function treeAnswer(world: World, repository: Repository, name: string, recursive: boolean): Promise<Answer> {
  const commit = await resolveCommit(repository.gitDir, name);
  const sha = await resolveRevision(repository.gitDir, `${commit ?? name}^{tree}`);
  if (sha === null) throw notFound();
  const out = (await git(repository.gitDir, ['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), sha])).toString('utf8');
  const api = `/repos/${fullNameOf(repository)}/git`;
  const tree = out.split('\0').filter((line) => line !== '').map((line) => {
    const [facts = '', path = ''] = splitOnce(line, '\t');
    const [mode = '', type = '', id = '', size = '-'] = facts.split(/ +/);
    return { path, mode, type, sha: id, ...(size === '-' ? {} : { size: Number(size) }), url: apiUrl(world, `${api}/${type}s/${id}`) };
  });
  return { status: 200, body: { sha, url: apiUrl(world, `${api}/trees/${sha}`), tree, truncated: false } };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

