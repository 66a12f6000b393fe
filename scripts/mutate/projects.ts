/** Clean projects to plant defects in: sample systems in their mended state, and commits of real repositories. */
import { execFileSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { classify, skipByPath } from '../../src/facts/classify.js';
import { SIZE_LIMIT } from '../../src/facts/extract.js';
import type { Files } from '../../test/support/memory-project.js';
import { sampleSystems } from '../../test/support/sample-systems.js';

export interface Project {
  readonly name: string;
  readonly files: Files;
}

export function sampleProjects(): Project[] {
  return sampleSystems().map(({ name, after }) => ({ name, files: after }));
}

/** The readable text files of one commit. Throws when git does not know the commit. */
export function projectAt(repository: string, ref: string): Project {
  const git = (args: readonly string[], input?: string): Buffer => execFileSync('git', ['-C', repository, ...args], { input, maxBuffer: 2 ** 30 });
  const entries = git(['ls-tree', '-r', '-l', '-z', ref]).toString('utf8').split('\0').filter(Boolean);
  const wanted = entries.flatMap((entry) => {
    const [, oid, size, path] = /^100\d+ blob (\w+) +(\d+)\t(.*)$/s.exec(entry) ?? [];
    const isRead = path !== undefined && classify(path) !== 'opaque' && skipByPath(path, 'file') === undefined && Number(size) < SIZE_LIMIT;
    return isRead ? [{ oid: oid as string, path }] : [];
  });
  const blobs = git(['cat-file', '--batch'], wanted.map(({ oid }) => `${oid}\n`).join(''));
  const files: Record<string, string> = {};
  let at = 0;
  for (const { path } of wanted) {
    const headerEnd = blobs.indexOf(10, at);
    const size = Number(blobs.subarray(at, headerEnd).toString().split(' ')[2]);
    files[path] = blobs.subarray(headerEnd + 1, headerEnd + 1 + size).toString('utf8');
    at = headerEnd + 1 + size + 1;
  }
  const name = basename(repository) === 'repo' ? basename(dirname(repository)) : basename(repository);
  return { name, files };
}
