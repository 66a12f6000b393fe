import { kindOfMode } from './raw.js';
import type { TreeEntry } from './types.js';

/**
 * Reads `git ls-tree -r -z --full-tree` output.
 * @returns entries by path, in git's order (by bytes)
 * @throws Error when the output is not of that form
 */
export function parseLsTree(output: Buffer): Map<string, TreeEntry> {
  return parseEntries(output, ([mode = '', , oid = '']) => ({ mode, oid }));
}

/**
 * Reads `git ls-files --stage -z` output. Of an unmerged path the first stage listed stands for it.
 * @returns entries by path, in git's order (by bytes)
 * @throws Error when the output is not of that form
 */
export function parseLsFiles(output: Buffer): Map<string, TreeEntry> {
  return parseEntries(output, ([mode = '', oid = '']) => ({ mode, oid }));
}

function parseEntries(
  output: Buffer,
  read: (fields: readonly string[]) => { mode: string; oid: string },
): Map<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (const record of output.toString('utf8').split('\0')) {
    if (record === '') continue;
    const tab = record.indexOf('\t');
    if (tab < 0) throw new Error('git: a tree listing has a record without a path');
    const path = record.slice(tab + 1);
    const { mode, oid } = read(record.slice(0, tab).split(' '));
    if (!entries.has(path)) entries.set(path, { path, oid, kind: kindOfMode(mode) });
  }
  return entries;
}
