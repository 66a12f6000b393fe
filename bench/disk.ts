/** How long the disk takes to keep something, which whoever answers after it has kept something waits for. I/O. */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { quantile } from './statistics.js';

const WRITES = 100;
/** Bytes of each: what a batch of some tens of deliveries adds to SQLite's log. */
const SIZE = 64 * 1024;

/** Milliseconds from writing at the end of a file to the disk's word that it has it: the middle and the slowest hundredth. */
export async function measureDisk(folder: string): Promise<{ readonly p50: number; readonly p99: number }> {
  const path = join(folder, 'disk');
  const file = await open(path, 'w');
  const block = Buffer.alloc(SIZE, 1);
  const times: number[] = [];
  for (let write = 0; write < WRITES; write += 1) {
    const begun = performance.now();
    await file.write(block);
    await file.datasync();
    times.push(performance.now() - begun);
  }
  await file.close();
  await rm(path);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
