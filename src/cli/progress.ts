/** Progress on stderr, when it is a terminal. */
import { cutTo } from '../report/terminal-text.js';
import type { Terminal } from './terminal.js';

export interface Progress {
  /** `total` 0: how far the stage is can't be told. */
  show(stage: string, done: number, total: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** Below this a run is over before the line could be read. */
const SHOWN_AFTER = 300;
const REDRAW_EVERY = 80;
/** Narrower than any terminal: a line that is wrapped could not be taken away. */
const COLUMNS = 72;

/** Draws one line that is rewritten; draws nothing when `stream` is no terminal. */
export function createProgress(stream: Terminal['stderr'], now: () => number): Progress {
  if (stream.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const started = now();
  let drawn = 0;
  let shown = '';
  return {
    show(stage, done, total) {
      // A stage that holds the process up is said before it begins, or never.
      const isDue = now() - drawn >= REDRAW_EVERY || (total === 0 && stage !== shown);
      if (now() - started < SHOWN_AFTER || !isDue) return;
      drawn = now();
      shown = stage;
      const seconds = Math.floor((now() - started) / 1000);
      stream.write(`\r\u001b[2K${cutTo(lineOf(stage, done, total, seconds), COLUMNS)}`);
    },
    clear() {
      if (drawn > 0) stream.write('\r\u001b[2K');
    },
  };
}

const CELLS = 20;

function lineOf(stage: string, done: number, total: number, seconds: number): string {
  const time = seconds < 3 ? '' : `  ${seconds} s`;
  if (total === 0) return `${stage} …${time}`;
  const full = Math.floor((Math.min(done, total) / total) * CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(CELLS - full)} ${stage} ${done.toLocaleString('en')}/${total.toLocaleString('en')}${time}`;
}
