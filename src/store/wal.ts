/** What makes writes to a file of SQLite outlive a power cut, without holding up the process meanwhile: its write-ahead log, brought to the disk. I/O. */
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import Promised from 'libsql/promise';

export interface WriteAheadLog {
  /** Resolves when all that was committed before the call is on the disk; rejects when the disk refuses it. */
  safe(): Promise<void>;
  close(): Promise<void>;
}

export interface LogOptions {
  /** Brings a file's content to the disk. Default: fdatasync(2). */
  readonly sync?: (file: FileHandle) => Promise<void>;
  /** Milliseconds after which what is in the log is copied into the database, so that the log can be written from its beginning again. Default: a second. */
  readonly copyAfter?: number;
}

const COPY_AFTER = 1000;

/**
 * For a database that is open, in the mode `wal` and with `synchronous = normal`: then SQLite itself waits for the disk only when it copies the log. Here it does so by a
 * connection of its own and in a thread of the library, beside what is read and written.
 */
export async function openWriteAheadLog(path: string, { sync = (file) => file.datasync(), copyAfter = COPY_AFTER }: LogOptions = {}): Promise<WriteAheadLog> {
  const file = await open(`${path}-wal`, 'r+');
  const copier = createCopier(path);
  let timer: NodeJS.Timeout | null = null;
  /** The disk has refused some of the log: whether it has it, nobody can tell any more. */
  let isInDoubt = false;
  let isNamed = false;

  function copySoon(): void {
    timer ??= setTimeout(() => {
      timer = null;
      // Who has it open besides, or what is wrong with the disk, shows where something is written.
      copier.copy('passive').catch(() => undefined);
    }, copyAfter).unref();
  }

  async function settleDoubt(): Promise<void> {
    await copier.copy('truncate');
    // What is in the database itself need not be in the log: an empty one says that all is.
    if ((await file.stat()).size > 0) throw new Error('The log of the database could not be brought to the disk');
    isInDoubt = false;
  }

  /** A file's name is on the disk when its folder is. */
  async function bringNameToDisk(): Promise<void> {
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
    isNamed = true;
  }

  return {
    async safe() {
      copySoon();
      if (!isNamed) await bringNameToDisk();
      if (isInDoubt) return settleDoubt();
      try {
        await sync(file);
      } catch {
        isInDoubt = true;
        await settleDoubt();
      }
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      await copier.close();
      await file.close();
    },
  };
}

interface Copier {
  /** One after the other. `truncate` waits for nobody either: where others read an older state, the log stays as it is. */
  copy(how: 'passive' | 'truncate'): Promise<void>;
  close(): Promise<void>;
}

function createCopier(path: string): Copier {
  let connection: Promise<Promised> | null = null;
  let last: Promise<void> = Promise.resolve();
  return {
    copy(how) {
      connection ??= connect(path);
      const [before, connected] = [last, connection];
      last = before.catch(() => undefined).then(async () => (await connected).exec(`pragma wal_checkpoint(${how})`));
      return last;
    },
    async close() {
      await last.catch(() => undefined);
      (await connection?.catch(() => null))?.close();
    },
  };
}

async function connect(path: string): Promise<Promised> {
  const connection = new Promised(path, { timeout: 0 });
  await connection.exec('pragma synchronous = normal');
  return connection;
}
