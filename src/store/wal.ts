/** What makes writes to a file of SQLite outlive a power cut, without holding up the process meanwhile: its write-ahead log, brought to the disk. I/O. */
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import Promised from 'libsql/promise';

export interface WriteAheadLog {
  /** Resolves when all that was committed before the call is on the disk; rejects when the disk refuses it. */
  safe(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds after which what is in the log is copied into the database, so that the log can be written from its beginning again. */
const COPY_AFTER = 1000;

export interface LogOptions {
  /** Brings a file's content to the disk. Default: fdatasync(2). */
  readonly sync?: (file: FileHandle) => Promise<void>;
  /** Milliseconds. Default: a second. */
  readonly copyAfter?: number;
}

/**
 * For a database that is open, in the mode `wal` and with `synchronous = normal`: then SQLite itself waits for the disk only when it copies the log. Here it does so by a
 * connection of its own and in a thread of the library, beside what is read and written.
 */
export async function openWriteAheadLog(path: string, { sync = (file) => file.datasync(), copyAfter = COPY_AFTER }: LogOptions = {}): Promise<WriteAheadLog> {
  const file = await open(`${path}-wal`, 'r+');
  await nameIsSafe(path, file);
  const copier = new Promised(path, { timeout: 0 });
  await copier.exec('pragma synchronous = normal');
  let timer: NodeJS.Timeout | null = null;
  let copying: Promise<void> = Promise.resolve();
  /** The disk has refused some of the log: whether it has it, nobody can tell any more. */
  let isInDoubt = false;

  function copy(how: 'passive' | 'truncate'): Promise<void> {
    copying = copying.catch(() => undefined).then(() => copier.exec(`pragma wal_checkpoint(${how})`));
    return copying;
  }

  function copySoon(): void {
    timer ??= setTimeout(() => {
      timer = null;
      // Who has it open besides, or what is wrong with the disk, shows where something is written.
      copy('passive').catch(() => undefined);
    }, copyAfter).unref();
  }

  /** What is in the database itself need not be in the log: an empty one says that all is. */
  async function moveAll(): Promise<void> {
    await copy('truncate');
    if ((await file.stat()).size > 0) throw new Error('The log of the database could not be brought to the disk');
  }

  return {
    async safe() {
      copySoon();
      if (!isInDoubt) {
        try {
          return await sync(file);
        } catch {
          isInDoubt = true;
        }
      }
      await moveAll();
      isInDoubt = false;
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      await copying.catch(() => undefined);
      copier.close();
      await file.close();
    },
  };
}

/** A file's name is on the disk when its folder is. */
async function nameIsSafe(path: string, file: FileHandle): Promise<void> {
  await file.sync();
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
}
