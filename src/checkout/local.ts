import { baseEntries, headEntries } from '../changes/raw.js';
import { parseLsFiles } from '../changes/tree.js';
import { UserError } from '../errors.js';
import type { Launcher } from '../launcher/types.js';
import { openBlobs } from './blob-reader.js';
import { compareCommits, listCommit, type Compared } from './compare-commits.js';
import { diffTrees, emptyTree } from './diff.js';
import type { KnownTrees } from './known-trees.js';
import { patchSource, type TreePlace } from './patched.js';
import { defaultBase, headCommit, mergeBase, resolveCommits } from './refs.js';
import { localCall, openRepository, type LocalRepository } from './repository.js';
import type { ChangeSource, TreeSource } from './types.js';
import { listWorkingTree, recordWorkingTree, type WorkingTree } from './working-tree.js';

export interface LocalChangeOptions {
  /** Any folder inside a work tree, or a bare repository. */
  readonly path: string;
  /** The review compares with the merge base of this and the head. Default: the upstream default branch. */
  readonly base?: string;
  /** Default: the working tree, with uncommitted and untracked files. */
  readonly head?: string;
  /** Where the working tree's changed files are kept until `close`. Default: the system's temporary folder. */
  readonly temporaryFolder?: string;
  /** Trees that the process has read already. */
  readonly trees?: KnownTrees;
  /** Starts git where that is cheap; default: this process does. */
  readonly launcher?: Launcher;
}

export interface LocalTreeOptions {
  /** Any folder inside a work tree, or a bare repository. */
  readonly path: string;
  /** Default: the working tree. */
  readonly ref?: string;
  /** Where the working tree's changed files are kept until `close`. Default: the system's temporary folder. */
  readonly temporaryFolder?: string;
}

/**
 * The change in a repository on this machine. Nothing is written into it, and nothing that it names is run.
 * @throws UserError for a wrong path, an unknown ref, a bare repository without `head`, a clone too shallow to compare
 */
export async function createLocalChangeSource(options: LocalChangeOptions): Promise<ChangeSource> {
  const repository = await openRepository(options.path, options.launcher);
  const { head } = options;
  if (head !== undefined) return committedChange(repository, { ...options, head });
  if (!repository.hasWorkTree) throw new UserError(`${options.path} is a bare repository: name what to review with --head`);
  return uncommittedChange(repository, options);
}

/**
 * One tree of a repository on this machine.
 * @throws UserError for a wrong path, an unknown ref, a bare repository without `ref`
 */
export async function createLocalTreeSource(options: LocalTreeOptions): Promise<TreeSource> {
  const repository = await openRepository(options.path);
  const { ref } = options;
  if (ref !== undefined) {
    const [commit = ''] = await resolveCommits(repository, [ref]);
    const head = { commit, entries: await listCommit(localCall(repository, []), commit) };
    return { name: repository.name, notes: [], head, ...reading(repository) };
  }
  if (!repository.hasWorkTree) throw new UserError(`${options.path} is a bare repository: name what to audit with --ref`);
  const tree = await recordWorkingTree(repository, options.temporaryFolder);
  return closingOnError(tree, async () => {
    const head = { commit: null, entries: parseLsFiles(await listWorkingTree(repository, tree)) };
    return { name: repository.name, notes: tree.notes, head, ...reading(repository, tree) };
  });
}

async function committedChange(repository: LocalRepository, { base, head, trees }: LocalChangeOptions & { readonly head: string }): Promise<ChangeSource> {
  const [headOid = '', baseOid] = await resolveCommits(repository, base === undefined ? [head] : [head, base]);
  const comparison = await chooseBase(repository, headOid, baseOid);
  const call = localCall(repository, []);
  const range = [comparison.base, headOid] as const;
  const compared = await compareCommits(call, range, repository.objectFormat, trees);
  return changeSource({ repository, ...compared, notes: comparison.notes, place: { head: { commit: headOid } } });
}

async function uncommittedChange(repository: LocalRepository, options: LocalChangeOptions): Promise<ChangeSource> {
  const recording = recordWorkingTree(repository, options.temporaryFolder);
  const [tree, comparison] = await both(recording, compareWithHead(repository, options.base));
  return closingOnError(tree, async () => {
    const compared = await compareWorkingTree(repository, tree, comparison.base, options.trees);
    const notes = [...comparison.notes, ...tree.notes];
    const place = { head: { indexFile: tree.indexFile }, temporaryFolder: options.temporaryFolder };
    return changeSource({ repository, ...compared, notes, tree, place });
  });
}

/** The tree of a base that is known is not read again, and the working tree's is made of it. */
async function compareWorkingTree(repository: LocalRepository, tree: WorkingTree, base: string | null, trees: KnownTrees | undefined): Promise<Compared> {
  const known = base === null ? undefined : trees?.of(base);
  const call = { ...localCall(repository, []), environment: tree.environment };
  const listing = known === undefined ? listWorkingTree(repository, tree) : undefined;
  const [listed, { changes, records }] = await Promise.all([listing, diffTrees(call, ['--cached', base ?? emptyTree(repository.objectFormat)])]);
  // Of what is not merged the listing alone says what stands for it.
  const isWhole = records.every(({ status }) => status !== 'U');
  const head = known !== undefined && isWhole ? headEntries(known, records) : parseLsFiles(listed ?? (await listWorkingTree(repository, tree)));
  const before = known ?? baseEntries(head, records);
  if (base !== null && isWhole) trees?.keep(base, before);
  return { head: { commit: null, entries: head }, base: { commit: base, entries: before }, changes };
}

interface Comparison {
  /** null: the empty tree. */
  readonly base: string | null;
  readonly notes: readonly string[];
}

async function compareWithHead(repository: LocalRepository, base: string | undefined): Promise<Comparison> {
  const [head, named] = await Promise.all([
    headCommit(repository),
    base === undefined ? undefined : resolveCommits(repository, [base]),
  ]);
  if (head !== null) return chooseBase(repository, head, named?.[0]);
  if (named !== undefined) return { base: named[0] ?? null, notes: [] };
  return { base: null, notes: ['The repository has no commits yet: everything in it counts as new'] };
}

async function chooseBase(repository: LocalRepository, head: string, named: string | undefined): Promise<Comparison> {
  const base = named ?? (await defaultBase(repository)) ?? (await headCommit(repository)) ?? head;
  const common = await mergeBase(repository, base, head);
  if (common !== null) return { base: common, notes: [] };
  return { base, notes: ['The histories of base and head have nothing in common: they are compared as they are'] };
}

interface ChangeParts extends Compared {
  readonly repository: LocalRepository;
  readonly notes: readonly string[];
  readonly tree?: WorkingTree;
  readonly place: Pick<TreePlace, 'head' | 'temporaryFolder'>;
}

function changeSource({ repository, head, base, changes, notes, tree, place }: ChangeParts): ChangeSource {
  const { name, cwd, objectFormat } = repository;
  const call = { ...localCall(repository, []), environment: tree?.environment ?? {} };
  const objectFolders = [...(tree === undefined ? [] : [tree.objectFolder]), repository.objectFolder];
  const patched: ChangeSource['patched'] = (files) => patchSource({ ...place, name, place: cwd, call, objectFolders, objectFormat, base: base.commit }, files);
  return { name, place: cwd, notes, head, base, changes, patched, ...reading(repository, tree) };
}

function reading(repository: LocalRepository, tree?: WorkingTree): Pick<TreeSource, 'read' | 'close'> {
  const blobs = openBlobs({ ...localCall(repository, []), environment: tree?.environment });
  return {
    read: (oids) => blobs.read(oids),
    close: async () => {
      await blobs.close();
      await tree?.close();
    },
  };
}

async function closingOnError<T>(tree: WorkingTree, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    await tree.close();
    throw error;
  }
}

/** Waits for both, and gives the tree back when the other fails. */
async function both<T>(tree: Promise<WorkingTree>, other: Promise<T>): Promise<[WorkingTree, T]> {
  const [one, two] = await Promise.allSettled([tree, other]);
  if (one.status === 'fulfilled' && two.status === 'fulfilled') return [one.value, two.value];
  if (one.status === 'fulfilled') await one.value.close();
  throw two.status === 'rejected' ? two.reason : (one as PromiseRejectedResult).reason;
}
