import { changedFileWithoutLines, mergeDiffs, parseDiff, type ParsedDiff } from '../changes/parse.js';
import { parseRawRecords, type RawRecord } from '../changes/raw.js';
import { GitError, runGit, type GitCall } from './git.js';

/** The tree without entries: git knows it without holding it. One per hash function. */
export function emptyTree(objectFormat: string): string {
  return objectFormat === 'sha256'
    ? '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'
    : '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
}

/** What is compared: two trees, or a tree with the index (`--cached`). */
export type DiffRange = readonly string[];

/** Fixes everything about the output that a repository's own configuration could change. */
const FORMAT: readonly string[] = [
  '-z', '--no-color', '--no-ext-diff', '--no-textconv', '--full-index', '--no-abbrev', '--no-relative',
  '--ignore-submodules=none', '--submodule=short', '--diff-algorithm=myers', '--inter-hunk-context=0', '-O/dev/null',
];

/** Renames by content are looked for among at most this many files on each side (git's own default from 2.34). */
const RENAME_LIMIT = 1000;

const SETTINGS: readonly string[] = [
  'core.bigFileThreshold=1m', // over it, lines are not compared: the same limit as for reading
  'diff.suppressBlankEmpty=false',
  'diff.indentHeuristic=true',
];

/**
 * Compares two trees.
 *
 * A blob that the repository does not hold (left out of the fetch, since nobody reads it or for its size) can't be compared line by line;
 * git gives up on the whole diff then. Such files are set aside, and answered as binary; they are renamed only where they are the same.
 */
export async function diffTrees(call: Omit<GitCall, 'args'>, range: DiffRange): Promise<ParsedDiff> {
  try {
    return await diffPaths(call, range, []);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const unreadable = await recordsWithMissingBlobs(call, range);
    if (unreadable.length === 0) throw error;
    const paths = new Set(unreadable.flatMap(({ path, base }) => [path, base?.path ?? path]));
    const readable = await diffPaths(call, range, ['--', ...[...paths].map((path) => `:(top,exclude,literal)${path}`)]);
    const rest = { changes: { files: unreadable.map(changedFileWithoutLines) }, records: unreadable };
    return mergeDiffs(readable, rest);
  }
}

async function diffPaths(call: Omit<GitCall, 'args'>, range: DiffRange, pathspec: readonly string[]): Promise<ParsedDiff> {
  const args = ['diff', '--raw', '--patch', '-M', `-l${RENAME_LIMIT}`, '-U3', ...FORMAT, ...range, ...pathspec];
  return parseDiff(await runGit({ ...call, args, settings: [...(call.settings ?? []), ...SETTINGS] }));
}

async function recordsWithMissingBlobs(call: Omit<GitCall, 'args'>, range: DiffRange): Promise<RawRecord[]> {
  // Renames of the same content are told by its id.
  const raw = await runGit({ ...call, args: ['diff', '--raw', '-M100%', ...FORMAT, ...range] });
  const { records } = parseRawRecords(raw.toString('utf8'));
  const oids = records.flatMap((record) => blobsOf(record));
  const check = await runGit({ ...call, args: ['cat-file', '--batch-check=%(objectname)'], input: `${oids.join('\n')}\n` });
  const missing = new Set<string>();
  for (const line of check.toString('latin1').split('\n')) {
    const [oid = '', state] = line.split(' ');
    if (state === 'missing') missing.add(oid);
  }
  return records.filter((record) => blobsOf(record).some((oid) => missing.has(oid)));
}

function blobsOf(record: RawRecord): string[] {
  return [record.base, record.head].flatMap((entry) => (entry === null || entry.kind === 'submodule' ? [] : [entry.oid]));
}
