/** The workers' facts, when their file turns out damaged: they are only kept, so another file takes its place. I/O. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../jobs/types.js';

/** Two workers that meet the same damage within this time (ms) mean the same file. */
const SAME_DAMAGE = 60_000;

export interface FactsFile {
  /** Whether an error's code says that the file is no sound database. */
  isDamage(code: string | null): boolean;
  /** Sets the file aside, for whoever wants to look at it; the next who opens it makes a new one. */
  setAside(): Promise<void>;
}

/** @param now milliseconds of a clock that never goes back */
export function createFactsFile(dataDir: string, log: Log, now: () => number): FactsFile {
  let last = Number.NEGATIVE_INFINITY;
  return {
    // https://sqlite.org/rescode.html: SQLITE_CORRUPT with its extended codes, and SQLITE_NOTADB.
    isDamage: (code) => code !== null && /^SQLITE_(CORRUPT|NOTADB)/.test(code),
    async setAside() {
      if (now() - last < SAME_DAMAGE) return;
      last = now();
      const file = join(dataDir, 'facts.db');
      for (const companion of ['-wal', '-shm']) await rm(file + companion, { force: true });
      await rename(file, `${file}.damaged`).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      });
      log.warn({ file: 'facts.db' }, 'The kept facts are damaged and are made again; the file was set aside');
    },
  };
}
