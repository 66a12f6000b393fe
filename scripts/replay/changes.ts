/** The changes that were merged into a repository. I/O: asks git. */
import { execFileSync } from 'node:child_process';

export interface MergedChange {
  /** Commit ids. */
  readonly base: string;
  readonly head: string;
  /** First line of the commit's message. */
  readonly title: string;
}

/** What a review can have an opinion of. */
const SOURCE = /\.(pyi?|[cm]?[jt]sx?|vue|html|md|toml|ya?ml|json|txt|cfg|ini)$|(^|\/)(Dockerfile|Procfile|Makefile)[^/]*$/;
/** A change of more files is an import or a release. */
const MOST_FILES = 300;
/** Commits that are looked at, at most, for each change that is wanted: part of a repository may not be touched for long. */
const LOOKED_AT = 100;

/**
 * The last merged changes of the main line, newest first: each commit of it against its first parent, be it a merge or squashed. Changes
 * that touch no file a rule reads, or none that is `within`, are left out. Throws when git fails.
 */
export function mergedChanges(repository: string, last: number, within: (path: string) => boolean = () => true): readonly MergedChange[] {
  const git = (...args: string[]): string => execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const found: MergedChange[] = [];
  for (const line of git('log', '--first-parent', '--min-parents=1', '-n', String(last * LOOKED_AT), '--format=%H %P%x09%s', 'HEAD').split('\n')) {
    const [ids = '', title = ''] = line.split('\t');
    const [head, base] = ids.split(' ');
    if (found.length >= last) break;
    if (head === undefined || base === undefined) continue;
    const files = git('diff', '--name-only', '-z', base, head).split('\0').filter(Boolean);
    if (files.length <= MOST_FILES && files.some((file) => SOURCE.test(file) && within(file))) found.push({ base, head, title });
  }
  return found;
}
