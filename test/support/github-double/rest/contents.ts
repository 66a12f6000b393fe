import { git, resolveCommit, resolveRevision } from '../git/run.js';
import { notFound } from '../http/refusal.js';
import { apiUrl } from '../objects/users.js';
import { fullNameOf, type Repository, type World } from '../state.js';
import type { Answer, RestRequest } from './route.js';

interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number;
}

/** A file with its content, or the list of a directory. */
export async function contentAnswer(world: World, repository: Repository, { path, query }: RestRequest): Promise<Answer> {
  const ref = query['ref'] ?? repository.defaultBranch;
  const commit = await resolveCommit(repository.gitDir, ref);
  if (commit === null) throw notFound();
  const name = (path['path'] ?? '').replace(/\/+$/, '');
  if (name === '') return { status: 200, body: (await entries(repository, commit, '')).map((entry) => entryObject(world, repository, entry, ref)) };
  const type = await resolveRevision(repository.gitDir, `${commit}:${name}`).then(async (sha) => (sha === null ? null : (await git(repository.gitDir, ['cat-file', '-t', sha])).toString().trim()));
  if (type === null) throw notFound();
  if (type === 'tree') return { status: 200, body: (await entries(repository, commit, `${name}/`)).map((entry) => entryObject(world, repository, entry, ref)) };
  const [entry] = await entries(repository, commit, name);
  if (!entry) throw notFound();
  const data = await git(repository.gitDir, ['cat-file', 'blob', entry.sha]);
  return { status: 200, body: { ...entryObject(world, repository, entry, ref), type: 'file', encoding: 'base64', content: wrapped(data.toString('base64')) } };
}

/** GitHub breaks base64 after 60 characters. */
function wrapped(base64: string): string {
  return (base64.match(/.{1,60}/g) ?? []).map((line) => `${line}\n`).join('');
}

async function entries(repository: Repository, commit: string, prefix: string): Promise<Entry[]> {
  const out = (await git(repository.gitDir, ['ls-tree', '-z', '-l', commit, ...(prefix === '' ? [] : ['--', prefix])])).toString('utf8');
  return out.split('\0').filter((line) => line !== '').map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', type = '', sha = '', size = '0'] = line.slice(0, tab).split(/ +/);
    return { path: line.slice(tab + 1), mode, type, sha, size: size === '-' ? 0 : Number(size) };
  });
}

const KINDS: Readonly<Record<string, string>> = { tree: 'dir', commit: 'submodule', blob: 'file' };

function entryObject(world: World, repository: Repository, entry: Entry, ref: string) {
  const fullName = fullNameOf(repository);
  const path = encodeURI(entry.path);
  const url = apiUrl(world, `/repos/${fullName}/contents/${path}?ref=${ref}`);
  const git_url = apiUrl(world, `/repos/${fullName}/git/${entry.type}s/${entry.sha}`);
  const html_url = `${world.url}/${fullName}/${entry.type === 'tree' ? 'tree' : 'blob'}/${ref}/${path}`;
  return {
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size,
    url,
    html_url,
    git_url,
    download_url: entry.type === 'blob' ? `${world.url}/${fullName}/raw/${ref}/${path}` : null,
    type: entry.mode === '120000' ? 'symlink' : (KINDS[entry.type] ?? 'file'),
    _links: { self: url, git: git_url, html: html_url },
  };
}
