/** Entry of a launcher's process: small, so that starting others is cheap. It ends with the one that asked for it. */
import { BlobReader } from '../checkout/blob-reader.js';
import { fetchWithinHere } from '../checkout/fetch-process.js';
import { tryGitHere } from '../checkout/git.js';
import type { Blob } from '../checkout/types.js';
import { UserError } from '../errors.js';
import type { LauncherAnswer, LauncherRequest, LauncherTask } from './protocol.js';
import { Spares } from './spares.js';
import { endTools, runToolHere } from './tool.js';
import type { ToolCall } from './types.js';

const readers = new Map<number, BlobReader>();
const spares = new Spares();

process.on('message', (request: LauncherRequest) => void answer(request));
process.once('disconnect', () => process.exit(0));
process.once('exit', endTools);
// What a terminal or a supervisor tells the whole group: whoever started this process decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

async function answer(request: LauncherRequest): Promise<void> {
  let answered: LauncherAnswer;
  try {
    answered = { id: request.id, ok: true, value: await perform(request) };
  } catch (error) {
    answered = { id: request.id, ok: false, message: error instanceof Error ? error.message : String(error), forUser: error instanceof UserError };
  }
  // Whoever asked may be gone: then so are we.
  if (process.connected) process.send?.(answered, () => undefined);
}

async function perform(task: LauncherTask): Promise<unknown> {
  switch (task.kind) {
    case 'git':
      return tryGitHere(task.call);
    case 'fetch':
      return fetchWithinHere(task.call, task.limits);
    case 'tool':
      return runToolHere(task.call, { waiting: spares.take(task.call), whenDone: (clear) => void setImmediate(clearUp, clear, task.call) });
    case 'start-blobs': {
      const reader = new BlobReader(task.options);
      readers.set(task.reader, reader);
      return reader.start();
    }
    case 'read-blobs':
      return readAll(readers.get(task.reader), task.oids);
    case 'close-blobs': {
      const reader = readers.get(task.reader);
      readers.delete(task.reader);
      return reader?.close();
    }
  }
}

/** Once the call is answered. */
function clearUp(clear: () => void, call: ToolCall): void {
  spares.prepare(call);
  clear();
}

async function readAll(reader: BlobReader | undefined, oids: readonly string[]): Promise<Blob[]> {
  if (reader === undefined) throw new Error('The blob reader is closed');
  const blobs: Blob[] = [];
  for await (const blob of reader.read(oids)) blobs.push(blob);
  return blobs;
}
