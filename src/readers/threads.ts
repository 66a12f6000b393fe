/** Reads over several processors: the first reading of a large repository is all work of one kind. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isNativeError } from 'node:util/types';
import type { Tinypool } from 'tinypool';
import { skippedFacts } from '../facts/extract.js';
import type { FileFacts, PathKind } from '../facts/types.js';
import type { ReadTask } from './thread.js';
import type { Readers } from './types.js';

/** Each loads all parsers and linters anew, which takes 0.4 s of a processor and some 100 MB. */
const MOST = 8;
/** A message to a thread and back costs as much as reading a small file. */
const FILES_A_MESSAGE = 16;
const BYTES_A_MESSAGE = 128 * 1024;
/** One that it reads, and one that lies there when that is done. */
const MESSAGES_A_THREAD = 2;

/** Threads that this process may use beside its own. */
export function threadsOfMachine(): number {
  return Math.min(MOST, availableParallelism() - 1);
}

/**
 * Starts threads that read, beside a reader of this thread: while they load, and when all of them are busy, that one reads as well.
 * @param entry the compiled module that they run; where we run from source, there is none beside this one
 */
export function startReaders(here: Readers, entry = fileURLToPath(new URL('./thread.js', import.meta.url)), count = threadsOfMachine()): Readers {
  return count < 1 ? here : new SharedReaders(here, entry, count);
}

/** Whether threads can be started: they need compiled modules. */
export const CAN_START_READERS = !import.meta.url.endsWith('.ts');

/** For an engine of the command line: threads where they can be started. */
export const ENGINE_READERS: { startReaders?(here: Readers): Readers } = CAN_START_READERS ? { startReaders: (here) => startReaders(here) } : {};

interface Waiting extends ReadTask {
  resolve(facts: FileFacts): void;
}

class SharedReaders implements Readers {
  readonly size: number;
  readonly #here: Readers;
  readonly #pool: Promise<Tinypool>;
  readonly #mostMessages: number;
  readonly #waiting: Waiting[] = [];
  /** Messages that threads have not answered. */
  #messages = 0;
  #isDealing = false;

  constructor(here: Readers, entry: string, count: number) {
    this.#here = here;
    this.#mostMessages = MESSAGES_A_THREAD * count;
    this.size = (this.#mostMessages + 1) * FILES_A_MESSAGE;
    this.#pool = startPool(entry, count);
  }

  read(kind: PathKind, content: Uint8Array): Promise<FileFacts> {
    return new Promise((resolve) => {
      this.#waiting.push({ kind, content, resolve });
      if (!this.#isDealing) void this.#deal();
    });
  }

  async close(): Promise<void> {
    await (await this.#pool).destroy();
    await this.#here.close();
  }

  /** Full messages go to threads; what they have no room for is read here, one file at a time, and what is left at the end goes to whoever is free. */
  async #deal(): Promise<void> {
    this.#isDealing = true;
    await turn();
    while (this.#waiting.length > 0) {
      if (this.#messages < this.#mostMessages) void this.#send(takeMessage(this.#waiting));
      else await this.#readHere();
      await turn();
    }
    this.#isDealing = false;
  }

  async #readHere(): Promise<void> {
    const file = this.#waiting.shift();
    if (file !== undefined) file.resolve(await this.#here.read(file.kind, file.content));
  }

  async #send(files: readonly Waiting[]): Promise<void> {
    this.#messages += 1;
    try {
      const facts = await this.#ask(files);
      files.forEach(({ resolve }, index) => resolve(facts[index] as FileFacts));
    } catch {
      // One of them: each is read alone.
      for (const file of files) file.resolve(await this.#readAlone(file));
    }
    this.#messages -= 1;
  }

  async #readAlone(file: Waiting): Promise<FileFacts> {
    try {
      return (await this.#ask([file]))[0] as FileFacts;
    } catch (error) {
      return skippedFacts({ reason: 'unreadable', detail: `reading it ended a thread (${codeOf(error)})` });
    }
  }

  async #ask(files: readonly ReadTask[]): Promise<readonly FileFacts[]> {
    // Of its own: what git sent lies in larger pieces, which would go along.
    const own = files.map(({ kind, content }) => ({ kind, content: Uint8Array.from(content) }));
    return (await (await this.#pool).run(own satisfies readonly ReadTask[], { transferList: own.map(({ content }) => content.buffer) })) as readonly FileFacts[];
  }
}

async function startPool(entry: string, count: number): Promise<Tinypool> {
  const { Tinypool } = await import('tinypool');
  return new Tinypool({ filename: entry, runtime: 'worker_threads', minThreads: count, maxThreads: count, concurrentTasksPerWorker: MESSAGES_A_THREAD, isolateWorkers: false, useAtomics: false });
}

/** Lets in what arrives, and answers go out. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function takeMessage(waiting: Waiting[]): readonly Waiting[] {
  let [count, bytes] = [0, 0];
  while (count < waiting.length && count < FILES_A_MESSAGE && bytes < BYTES_A_MESSAGE) {
    bytes += waiting[count]?.content.byteLength ?? 0;
    count += 1;
  }
  return waiting.splice(0, count);
}

function codeOf(error: unknown): string {
  if (!isNativeError(error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
