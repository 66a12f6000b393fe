import { git, gitText } from '../git/run.js';
import type { FileDiff } from '../git/diff.js';
import { fullNameOf, nodeId, userNamed, type Repository, type World } from '../state.js';
import { apiUrl, userObject } from './users.js';

export interface CommitFacts {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
  readonly committer: { readonly name: string; readonly email: string; readonly date: string };
  readonly message: string;
}

/** Commits in the order of `revisions` (arguments of `git log`), newest first. */
export async function readCommits(gitDir: string, revisions: readonly string[]): Promise<CommitFacts[]> {
  const format = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');
  const out = (await git(gitDir, ['log', '-z', `--format=${format}%x00`, ...revisions])).toString('utf8');
  const fields = out.split('\0');
  const commits: CommitFacts[] = [];
  for (let at = 0; at + 10 < fields.length; at += 11) {
    const [sha = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] = fields.slice(at, at + 10);
    commits.push({
      sha, tree, parents: parents.split(' ').filter((id) => id !== ''),
      author: { name: an, email: ae, date: zulu(ad) }, committer: { name: cn, email: ce, date: zulu(cd) }, message: message.trimEnd(),
    });
  }
  return commits;
}

function zulu(date: string): string {
  return new Date(date).toISOString().replace(/\.\d+Z$/, 'Z');
}

const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** A commit as lists and comparisons hold it (`commit`). */
export function commitObject(world: World, repository: Repository, commit: CommitFacts) {
  const fullName = fullNameOf(repository);
  const api = apiUrl(world, `/repos/${fullName}`);
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${world.url}/${fullName}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: userObject(world, userNamed(world, commit.author.name)),
    committer: userObject(world, userNamed(world, commit.committer.name)),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${world.url}/${fullName}/commit/${sha}` })),
  };
}

/** A commit in the Git database (`git-commit`). */
export function gitCommitObject(world: World, repository: Repository, commit: CommitFacts) {
  const fullName = fullNameOf(repository);
  const api = apiUrl(world, `/repos/${fullName}/git`);
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${api}/commits/${commit.sha}`,
    html_url: `${world.url}/${fullName}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${world.url}/${fullName}/commit/${sha}` })),
    verification: UNSIGNED,
  };
}

/** A commit in webhooks (`simple-commit`). */
export function simpleCommitObject(commit: CommitFacts) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

/** A changed file (`diff-entry`). */
export function fileObject(world: World, repository: Repository, file: FileDiff, head: string) {
  const fullName = fullNameOf(repository);
  const path = encodeURI(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${world.url}/${fullName}/blob/${head}/${path}`,
    raw_url: `${world.url}/${fullName}/raw/${head}/${path}`,
    contents_url: apiUrl(world, `/repos/${fullName}/contents/${path}?ref=${head}`),
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

/** A branch or tag in the Git database (`git-ref`). `ref` is full: `refs/heads/main`. */
export async function refObject(world: World, repository: Repository, ref: string) {
  const sha = await gitText(repository.gitDir, ['rev-parse', ref]);
  const type = await gitText(repository.gitDir, ['cat-file', '-t', ref]);
  const api = apiUrl(world, `/repos/${fullNameOf(repository)}/git`);
  return { ref, node_id: nodeId('REF', repository.id), url: `${api}/${ref}`, object: { sha, type, url: `${api}/${type}s/${sha}` } };
}
