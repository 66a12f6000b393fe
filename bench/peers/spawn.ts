/** Runs a program and says what it cost, with all that it started. I/O. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PeerCall, ProcessRun } from './types.js';

export interface Ended extends ProcessRun {
  readonly stdout: string;
  readonly stderr: string;
  /** It ran longer than it may, and was ended. */
  readonly overdue: boolean;
}

/** Milliseconds between two looks at the memory. */
const WATCH = 20;
/** The shell's own account of its children, which is the only one that every system has. */
const TIMED = '"$@"; times >&3';

/**
 * Runs it in `folder`. Its exit code says nothing: linters end with one for what they found.
 * @param scratch folder for what it prints
 * @param limit milliseconds
 */
export async function runMeasured({ command, args, environment }: PeerCall, folder: string, scratch: string, limit: number): Promise<Ended> {
  const files = ['stdout', 'stderr', 'times'].map((name) => join(scratch, name));
  const handles = files.map((file) => openSync(file, 'w'));
  const started = performance.now();
  const child = spawn('sh', ['-c', TIMED, 'sh', command, ...args], { cwd: folder, env: { ...process.env, ...environment }, detached: true, stdio: ['ignore', ...handles] as never });
  let peakBytes = 0;
  let overdue = false;
  const watch = setInterval(() => {
    if (child.pid !== undefined) peakBytes = Math.max(peakBytes, residentBytes(child.pid));
  }, WATCH);
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const timer = setTimeout(() => {
    overdue = true;
    end();
  }, limit);
  process.once('exit', end);
  try {
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    const milliseconds = performance.now() - started;
    const [stdout, stderr, times] = files.map((file) => readFileSync(file, 'utf8')) as [string, string, string];
    return { milliseconds, cpuMilliseconds: childrenTime(times), peakBytes: peakBytes === 0 ? null : peakBytes, stdout, stderr, overdue };
  } finally {
    clearInterval(watch);
    clearTimeout(timer);
    process.off('exit', end);
    for (const handle of handles) closeSync(handle);
  }
}

/** Of `times` (POSIX): a line for the shell, a line for its children, each with user and system time as `1m2.34s`. Pure. */
export function childrenTime(times: string): number | null {
  const parts = [...(times.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) return null;
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
}

/** Of a process and its descendants; 0 where the system does not tell, or it has ended. */
export function residentBytes(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim().split(' ').filter(Boolean));
    return pages * 4096 + children.reduce((sum, child) => sum + residentBytes(Number(child)), 0);
  } catch {
    return 0;
  }
}
