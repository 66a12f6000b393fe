/** Which mirrors there are, and when and for which base each was used last: notes in their folders, which go with them. I/O. */
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface MirrorFolder {
  /** `host/owner/name.git`. */
  readonly name: string;
  readonly directory: string;
}

/** A mirror and the change that it was used for last. */
export interface LastUse {
  /** `owner/name`. */
  readonly name: string;
  /** The bare repository's folder. */
  readonly directory: string;
  /** The base of the change. */
  readonly baseSha: string;
}

/** How the folder of one ends; those that are built or were replaced end otherwise. */
const MIRROR = '.git';
/** In the folder, beside git's own files. */
const NOTE = 'shipworthy-base';
const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** All folders below the data folder's `mirrors`, those of half a mirror too. */
export async function mirrorFolders(dataDir: string): Promise<MirrorFolder[]> {
  const root = join(dataDir, 'mirrors');
  const found: MirrorFolder[] = [];
  for (const host of await names(root)) {
    for (const owner of await names(join(root, host))) {
      for (const name of await names(join(root, host, owner))) found.push({ name: `${host}/${owner}/${name}`, directory: join(root, host, owner, name) });
    }
  }
  return found;
}

/** Notes that a mirror is used, in the time of its HEAD: what removes mirrors may be another process. Nothing depends on the base: where it can't be written there is none. */
export async function markUsed(directory: string, now: number, baseSha: string): Promise<void> {
  await utimes(join(directory, 'HEAD'), now / 1000, now / 1000).catch(() => undefined);
  await writeFile(join(directory, NOTE), baseSha).catch(() => undefined);
}

/** Milliseconds since the epoch. Half of a mirror that was never completed has no HEAD, and counts as old. */
export async function usedAt(directory: string): Promise<number> {
  return (await stat(join(directory, 'HEAD')).catch(() => null))?.mtimeMs ?? 0;
}

/** The mirrors that were used last, the last one first. One without a base, or whose note can't be read, is passed over. */
export async function lastUsed(dataDir: string, most: number): Promise<LastUse[]> {
  const mirrors = (await mirrorFolders(dataDir)).filter(({ name }) => name.endsWith(MIRROR));
  const byUse = await Promise.all(mirrors.map(async (mirror) => ({ ...mirror, used: await usedAt(mirror.directory) })));
  const found: LastUse[] = [];
  for (const { name, directory } of byUse.sort((a, b) => b.used - a.used)) {
    if (found.length === most) break;
    const baseSha = await readFile(join(directory, NOTE), 'latin1').catch(() => '');
    if (COMMIT.test(baseSha)) found.push({ name: name.slice(name.indexOf('/') + 1, -MIRROR.length), directory, baseSha });
  }
  return found;
}

async function names(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
