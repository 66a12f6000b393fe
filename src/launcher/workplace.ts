/** Folders that tools run in, with nothing but what they are to read. I/O. */
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isPlainPath } from '../changes/plain-path.js';

/** A fresh folder that only this user can read. */
export interface Workplace {
  readonly folder: string;
  /** Where the tool runs; empty at first. */
  readonly work: string;
  /** What it says: a file, so that a process which is busy elsewhere does not hold the tool up. */
  readonly output: string;
  /** Characters of files that it is for at most. */
  readonly most: number;
}

/** Where Linux keeps files in memory: twenty files and their folders are written there in 1 ms, which took 6 to 30 ms on a disk's file system, and no disk has seen them. */
const IN_MEMORY = '/dev/shm';
/** What statfs(2) calls such a file system: `TMPFS_MAGIC`. */
const TMPFS = 0x01021994;
/** Characters of files that are kept in memory at most. */
const MOST_IN_MEMORY = 4 * 1024 * 1024;
/** Bytes that have to be free there: what the tool says comes there too, and others use it. Containers often have 64 MB. */
const ROOM = 32 * 1024 * 1024;

/** Those of this process that are not yet removed. */
const open = new Set<Workplace>();

/**
 * In memory where the system has such a place and it has room, unless TMPDIR says where temporary files go.
 * @param name what the name of its folder begins with
 * @param size characters of the files that it is for
 * @throws where no folder can be made
 */
export function makeWorkplace(name: string, size: number): Workplace {
  if (size <= MOST_IN_MEMORY && process.env.TMPDIR === undefined && hasRoom(IN_MEMORY)) {
    try {
      return makeIn(IN_MEMORY, name, MOST_IN_MEMORY);
    } catch {
      // It was filled meanwhile.
    }
  }
  return makeIn(tmpdir(), name, Number.POSITIVE_INFINITY);
}

function makeIn(parent: string, name: string, most: number): Workplace {
  const folder = mkdtempSync(join(parent, name));
  const work = join(folder, 'work');
  mkdirSync(work, { mode: 0o700 });
  const place = { folder, work, output: join(folder, 'output'), most };
  open.add(place);
  return place;
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { type, bavail, bsize } = statfsSync(folder);
    return type === TMPFS && bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}

/** Whether files of this size can be written there, by what is free now. */
export function isRoomFor({ most }: Workplace, size: number): boolean {
  return size <= most && (most === Number.POSITIVE_INFINITY || hasRoom(IN_MEMORY));
}

export function removeWorkplace(place: Workplace): void {
  open.delete(place);
  rmSync(place.folder, { recursive: true, force: true });
}

/** For the end of the process, whoever still works there. */
export function removeWorkplaces(): void {
  for (const place of open) removeWorkplace(place);
}

/** Characters of all files. */
export function sizeOf(files: ReadonlyMap<string, string>): number {
  let size = 0;
  for (const text of files.values()) size += text.length;
  return size;
}

/**
 * Writes the files where the tool runs. Paths that no repository should have are left out. At once: a file that is written while others are waited for costs five
 * times as much of a processor.
 */
export function fill({ work }: Workplace, files: ReadonlyMap<string, string>): void {
  const made = new Set<string>();
  for (const [path, text] of files) {
    if (!isPlainPath(path)) continue;
    const target = join(work, path);
    if (!made.has(dirname(target))) mkdirSync(dirname(target), { recursive: true });
    made.add(dirname(target));
    writeFileSync(target, text, { flag: 'wx', mode: 0o600 });
  }
}
