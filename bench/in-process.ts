/** Measurements in a process of their own, so that they share neither memory nor compiled code. I/O. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Measured, Task } from './types.js';

const MEASURE = fileURLToPath(new URL('./measure.ts', import.meta.url));

export async function inProcess(task: Task): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, MEASURE, JSON.stringify(task)], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as Measured;
}
