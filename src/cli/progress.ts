/** Progress on stderr, when it is a terminal. */
import type { Terminal } from './terminal.js';

export interface Progress {
  show(stage: string, done: number, total: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** Below this a run is over before the line could be read. */
const SHOWN_AFTER = 300;
const REDRAW_EVERY = 80;

/** Draws one line that is rewritten; draws nothing when `stream` is no terminal. */
export function createProgress(stream: Terminal['stderr'], now: () => number): Progress {
  if (stream.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const started = now();
  let drawn = 0;
  return {
    show(stage, done, total) {
      if (now() - started < SHOWN_AFTER || now() - drawn < REDRAW_EVERY) return;
      drawn = now();
      stream.write(`\r\u001b[2K${stage} ${done}/${total}`);
    },
    clear() {
      if (drawn > 0) stream.write('\r\u001b[2K');
    },
  };
}
