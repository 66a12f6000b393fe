/** `npm run demo`: plays the story of `scenario.ts` and prints what a reviewer would see. Exit code 0 only when all of it worked. */
import { createColors } from 'picocolors';
import { renderDemo } from './print.js';
import { playDemo } from './scenario.js';

/** On a terminal only, and there not against NO_COLOR. */
function colorsFor(stream: NodeJS.WriteStream): ReturnType<typeof createColors> {
  return createColors(stream.isTTY && !process.env.NO_COLOR);
}

async function main(stop: AbortController): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const startedAt = performance.now();
  const result = await playDemo({ signal: stop.signal, progress: showProgress });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${renderDemo(result, colorsFor(process.stdout))}\nDone in ${seconds} s over loopback alone; everything is stopped and removed.\n`);
}

function showProgress(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${colorsFor(process.stderr).dim(`${step} …`)}\n`);
}

const stop = new AbortController();
main(stop).catch((error: unknown) => {
  const [message = ''] = String(error instanceof Error ? error.message : error).split('\n');
  // A terminal's interrupt reaches the App too: its end is then no news.
  process.stderr.write(`demo: ${stop.signal.aborted ? 'interrupted' : message}\n`);
  // A wait that was cut short may still hold the process.
  process.exit(1);
});
