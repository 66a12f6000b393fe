import { distance } from 'fastest-levenshtein';
import { UserError } from '../errors.js';
import { runGit, tryGit } from './git.js';
import { localCall, type LocalRepository } from './repository.js';

interface Ref {
  /** Full name, such as `refs/heads/main`. */
  readonly name: string;
  readonly oid: string;
  /** What a symbolic ref points at; empty for others. */
  readonly target: string;
  /** The tracking ref of a branch; empty without one. */
  readonly upstream: string;
  readonly checkedOut: boolean;
}

/**
 * The commit ids of refs, in order.
 * @throws UserError naming the first unknown one and the refs nearest to it
 */
export async function resolveCommits(repository: LocalRepository, refs: readonly string[]): Promise<string[]> {
  if (refs.length === 0) return [];
  return Promise.all(refs.map(async (ref) => {
    const oid = await findCommit(repository, ref);
    if (oid === null) throw await unknownRef(repository, ref);
    return oid;
  }));
}

/** The commit that HEAD stands on; null in a repository without commits. */
export function headCommit(repository: LocalRepository): Promise<string | null> {
  return findCommit(repository, 'HEAD');
}

async function findCommit(repository: LocalRepository, ref: string): Promise<string | null> {
  // As an option, a name that begins with a dash is refused by git itself: no branch can have one.
  if (ref === '' || ref.startsWith('-') || ref.includes('\0')) return null;
  const { exitCode, stdout } = await tryGit(localCall(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]));
  return exitCode === 0 ? stdout.toString('latin1').trim() : null;
}

/**
 * The merge base of two commits; null when their histories share nothing.
 * @throws UserError when a shallow clone is too short to tell
 */
export async function mergeBase(repository: LocalRepository, one: string, other: string): Promise<string | null> {
  if (one === other) return one;
  const { exitCode, stdout, stderr } = await tryGit(localCall(repository, ['merge-base', one, other]));
  if (exitCode === 0) return stdout.toString('latin1').split('\n')[0] ?? null;
  if (repository.shallow)
    throw new UserError('This clone is shallow and ends before the merge base: run "git fetch --unshallow", or clone with more --depth');
  if (exitCode === 1) return null;
  throw new UserError(`git can't find the merge base: ${stderr.replace(/\s+/g, ' ').trim().slice(0, 300)}`);
}

/**
 * The commit that a change is compared with when nobody named one: the default branch of `origin` (its HEAD, main,
 * master), else that of `upstream`, else the local main or master; on that very branch the ref it tracks.
 * @returns null when there is none, so that HEAD itself is what to compare with
 */
export async function defaultBase(repository: LocalRepository): Promise<string | null> {
  const refs = await listRefs(repository);
  const byName = new Map(refs.map((ref) => [ref.name, ref]));
  const current = refs.find((ref) => ref.checkedOut);
  for (const name of DEFAULT_BRANCHES) {
    const ref = byName.get(name);
    if (ref === undefined) continue;
    if (ref !== current) return ref.oid;
    break;
  }
  return byName.get(current?.upstream ?? '')?.oid ?? null;
}

const DEFAULT_BRANCHES: readonly string[] = [
  'refs/remotes/origin/HEAD', 'refs/remotes/origin/main', 'refs/remotes/origin/master',
  'refs/remotes/upstream/HEAD', 'refs/remotes/upstream/main', 'refs/remotes/upstream/master',
  'refs/heads/main', 'refs/heads/master',
];

async function listRefs(repository: LocalRepository): Promise<Ref[]> {
  const format = '%(HEAD)%00%(refname)%00%(objectname)%00%(symref)%00%(upstream)';
  const output = await runGit(localCall(repository, ['for-each-ref', `--format=${format}`, 'refs/heads', 'refs/remotes', 'refs/tags']));
  const lines = output.toString('utf8').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [mark, name = '', oid = '', target = '', upstream = ''] = line.split('\0');
    return { name, oid, target, upstream, checkedOut: mark === '*' };
  });
}

async function unknownRef(repository: LocalRepository, ref: string): Promise<UserError> {
  const refs = await listRefs(repository).catch(() => []);
  const names = refs.map(({ name }) => name.replace(/^refs\/(heads|remotes|tags)\//, ''));
  const nearest = nearestNames(ref, [...new Set(names)]);
  if (nearest.length > 0) return new UserError(`There is no commit "${ref}" here. Did you mean ${nearest.join(', ')}?`);
  if (refs.length === 0) return new UserError(`There is no commit "${ref}" here: the repository has no commits`);
  return new UserError(`There is no commit "${ref}" here`);
}

/** At most three names that differ in no more than about a third of their letters, or end alike after a slash. */
function nearestNames(wanted: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, steps: Math.min(distance(wanted, name), distance(wanted, name.slice(name.indexOf('/') + 1)) + 1) }))
    .filter(({ name, steps }) => steps <= Math.max(2, Math.floor(Math.max(wanted.length, name.length) / 3)))
    .sort((left, right) => left.steps - right.steps || (left.name < right.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}
