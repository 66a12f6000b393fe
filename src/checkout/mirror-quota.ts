/** Keeps the mirrors within a number of bytes: the one that was used longest ago goes first. I/O. */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyedLocks } from './locks.js';
import { mirrorFolders, usedAt } from './mirror-folders.js';

export interface MirrorQuotaOptions {
  /** The service's data folder. */
  readonly dataDir: string;
  /** Bytes that all mirrors together may take. */
  readonly limit: number;
  /** Those of the fetches: a mirror goes while nobody fetches into it. */
  readonly locks: KeyedLocks;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Swept {
  /** `host/owner/name.git`, in the order in which they went. */
  readonly removed: readonly string[];
  /** Bytes that are left. */
  readonly bytes: number;
}

/** Who used a mirror within this time (ms) may be reading it still. */
const IN_USE = 15 * 60 * 1000;

/**
 * Removes mirrors that were not used lately, until the others fit; one that is used all the time stays, whatever it takes. What can't be
 * read or removed is left. Whoever reads a mirror that goes finds it damaged, and has it built again.
 */
export async function sweepMirrors({ dataDir, limit, locks, now }: MirrorQuotaOptions): Promise<Swept> {
  const mirrors = await listMirrors(dataDir);
  let bytes = mirrors.reduce((sum, mirror) => sum + mirror.bytes, 0);
  const removed: string[] = [];
  for (const mirror of mirrors.sort((a, b) => a.usedAt - b.usedAt)) {
    if (bytes <= limit) break;
    if (now() - mirror.usedAt < IN_USE) break;
    // What is being built has its lock by the name that it will have.
    const gone = await locks.run(mirror.directory.replace(/\.new$/, ''), () => remove(mirror, now));
    if (!gone) continue;
    bytes -= mirror.bytes;
    removed.push(mirror.name);
  }
  return { removed, bytes };
}

interface KnownMirror {
  readonly name: string;
  readonly directory: string;
  readonly bytes: number;
  readonly usedAt: number;
}

async function listMirrors(dataDir: string): Promise<KnownMirror[]> {
  const found: KnownMirror[] = [];
  for (const mirror of await mirrorFolders(dataDir)) found.push({ ...mirror, bytes: await bytesOf(mirror.directory), usedAt: await usedAt(mirror.directory) });
  return found;
}

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? await bytesOf(path) : ((await stat(path).catch(() => null))?.size ?? 0);
  }
  return bytes;
}

/** Looks again, now that nobody fetches: it may have been used meanwhile. */
async function remove({ directory }: KnownMirror, now: () => number): Promise<boolean> {
  if (now() - (await usedAt(directory)) < IN_USE) return false;
  const old = `${directory}.old-${now()}`;
  try {
    await rename(directory, old);
    await rm(old, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
