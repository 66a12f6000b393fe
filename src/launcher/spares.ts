/** A tool kept waiting for the next call that is like the last one: starting Node and loading a tool takes longer than most of what it is asked. I/O. */
import { isDeepStrictEqual } from 'node:util';
import { entryOf } from './entry.js';
import { startTool, type WaitingTool } from './tool.js';
import type { ToolCall } from './types.js';
import { isRoomFor, makeWorkplace, removeWorkplace, sizeOf } from './workplace.js';

interface Spare extends WaitingTool {
  /** What it was started for. */
  readonly call: ToolCall;
  /** Ends the waiting of one that nobody asks for. */
  readonly timer: NodeJS.Timeout;
}

/** Milliseconds that one waits: what nobody has asked for meanwhile may take its time to start when somebody does, and holds no memory until then. */
const PATIENCE = 10 * 60_000;

export class Spares {
  readonly #patience: number;
  #spare: Spare | null = null;

  /** @param patience milliseconds that one waits */
  constructor(patience = PATIENCE) {
    this.#patience = patience;
  }

  /** One that waits for such a call, which is the caller's from now on; null: none does. */
  take(call: ToolCall): WaitingTool | null {
    const spare = this.#spare;
    if (spare === null || !areAlike(spare.call, call) || !isRoomFor(spare.place, sizeOf(call.files))) return null;
    this.#spare = null;
    clearTimeout(spare.timer);
    const { exitCode, signalCode, pid } = spare.child;
    if (exitCode === null && signalCode === null && pid !== undefined) return spare;
    removeWorkplace(spare.place);
    return null;
  }

  /** Has one wait for the next call like this, instead of any other. Nothing where the call names no module to load. Never throws: a call that finds none starts its own. */
  prepare(call: ToolCall): void {
    if (call.warm === undefined || (this.#spare !== null && areAlike(this.#spare.call, call))) return;
    this.close();
    try {
      this.#spare = this.#start({ ...call, files: new Map() }, call.warm);
    } catch {
      // The disk is full, or no process can be had: the next call says so.
    }
  }

  close(): void {
    const spare = this.#spare;
    this.#spare = null;
    if (spare === null) return;
    clearTimeout(spare.timer);
    spare.child.kill('SIGKILL');
    removeWorkplace(spare.place);
  }

  #start(call: ToolCall, module: string): Spare {
    const place = makeWorkplace(call.name, 0);
    try {
      const { path, args } = entryOf('./standby.js', import.meta.url);
      const started = startTool([path, ...args, module, ...call.args], call, place, true);
      const { stdin } = started.child;
      // It may have ended: who waits for its end is told.
      stdin?.on('error', () => undefined);
      const timer = setTimeout(() => this.close(), this.#patience).unref();
      return { ...started, call, place, timer, go: () => void stdin?.end('\n') };
    } catch (error) {
      removeWorkplace(place);
      throw error;
    }
  }
}

function areAlike(one: ToolCall, other: ToolCall): boolean {
  return one.name === other.name && one.warm === other.warm && isDeepStrictEqual(one.args, other.args) && isDeepStrictEqual(one.environment, other.environment);
}
