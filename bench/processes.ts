/** What a process and its descendants take of the machine, as Linux's proc(5) tells; nothing where the system does not. I/O. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes at most. */
export interface Memory {
  readonly all: number;
  /** Of the process alone. */
  readonly own: number;
  /** Of its largest descendant. */
  readonly largestChild: number;
}

export interface Usage {
  readonly memory: Memory;
  /** Milliseconds of processor time, of the process and of what it started. */
  readonly own: number;
  readonly children: number;
  /** Milliseconds that processors of the machine had nothing to do, for anybody. */
  readonly idle: number;
}

const PAGE = 4096;
/** Milliseconds in a tick of the kernel's clock, which is the same on all machines that Node runs on. */
const TICK = 10;
const LOOK_EVERY = 100;

/** Watches a process until it is asked what that came to. */
export function watch(pid: number): () => Usage {
  const begun = processorTime(pid);
  const begunIdle = idleTime();
  let memory: Memory = { all: 0, own: 0, largestChild: 0 };
  const look = (): void => {
    const own = residentBytes(pid);
    const children = descendants(pid).map(residentBytes);
    const all = own + children.reduce((sum, one) => sum + one, 0);
    memory = { all: Math.max(memory.all, all), own: Math.max(memory.own, own), largestChild: Math.max(memory.largestChild, ...children) };
  };
  const timer = setInterval(look, LOOK_EVERY);
  return () => {
    clearInterval(timer);
    look();
    const ended = processorTime(pid);
    return { memory, own: ended.own - begun.own, children: ended.children - begun.children, idle: idleTime() - begunIdle };
  };
}

/** Bytes that files take on the disk. */
export function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.blocks ?? 0) * 512, 0);
}

/** Of descendants that live, and of those that were waited for. */
function processorTime(pid: number): { readonly own: number; readonly children: number } {
  const { own, waitedFor } = timesOf(pid);
  const living = descendants(pid).map(timesOf);
  return { own, children: living.reduce((sum, times) => sum + times.own + times.waitedFor, waitedFor) };
}

function timesOf(pid: number): { readonly own: number; readonly waitedFor: number } {
  // The name in the second field may hold anything, also spaces.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  const [own, system, waitedFor, systemWaitedFor] = fields.slice(11, 15).map((ticks) => Number(ticks) * TICK);
  return { own: (own ?? 0) + (system ?? 0), waitedFor: (waitedFor ?? 0) + (systemWaitedFor ?? 0) };
}

function idleTime(): number {
  const fields = read('/proc/stat').split('\n')[0]?.split(/ +/) ?? [];
  return Number(fields[4] ?? 0) * TICK;
}

function residentBytes(pid: number): number {
  return Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE;
}

function descendants(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).trim().split(' ').filter(Boolean).map(Number));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
