/** Reads over several processors: the first reading of a large repository is all work of one kind. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isNativeError } from 'node:util/types';
import { Tinypool } from 'tinypool';
import { skippedFacts } from '../facts/extract.js';
import type { FileFacts } from '../facts/types.js';
import type { ReadTask } from './thread.js';
import type { Readers } from './types.js';

/** Each loads all parsers and linters anew: some 200 MB. */
const MOST = 8;

/**
 * Starts threads that read.
 * @param entry the compiled module that they run; where we run from source, there is none beside this one
 */
export function startReaders(entry = fileURLToPath(new URL('./thread.js', import.meta.url)), size = Math.min(MOST, availableParallelism())): Readers {
  const pool = new Tinypool({ filename: entry, runtime: 'worker_threads', minThreads: size, maxThreads: size, isolateWorkers: false });
  return {
    size,
    async read(kind, content) {
      // Of its own: what git sent lies in larger pieces, which would go along.
      const own = Uint8Array.from(content);
      try {
        return (await pool.run({ kind, content: own } satisfies ReadTask, { transferList: [own.buffer] })) as FileFacts;
      } catch (error) {
        return skippedFacts({ reason: 'unreadable', detail: `reading it ended a thread (${codeOf(error)})` });
      }
    },
    close: () => pool.destroy(),
  };
}

/** Whether threads can be started: they need compiled modules. */
export const CAN_START_READERS = !import.meta.url.endsWith('.ts');

function codeOf(error: unknown): string {
  if (!isNativeError(error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
