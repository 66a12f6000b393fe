/** Facts about this machine. I/O. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Machine } from './types.js';

/** Reads them; throws when git is not installed. */
export function readMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMegabytes: Math.round(totalmem() / 2 ** 20),
    node: process.version,
    git: execFileSync('git', ['--version'], { encoding: 'utf8' }).replace(/^git version /, '').trim(),
  };
}
