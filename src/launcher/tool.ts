/** Runs a tool of ours as a process, in a folder that holds nothing but what it is to read. I/O. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isPlainPath } from '../fixes/apply.js';
import type { Launcher, ToolAnswer, ToolCall, ToolEnd } from './types.js';

/** Has the launcher start it, or starts it here where there is none, or where that has ended. Never rejects for what becomes of the tool. */
export function runTool(call: ToolCall, launcher?: Launcher): Promise<ToolAnswer> {
  return launcher?.isOpen === true ? launcher.tool(call) : runToolHere(call);
}

/** A fresh folder that only this user can read. */
export interface Workplace {
  readonly folder: string;
  /** Where the tool runs; empty at first. */
  readonly work: string;
  /** What it says: a file, so that a process which is busy elsewhere does not hold the tool up. */
  readonly output: string;
}

/** A process of a tool. */
export interface StartedTool {
  readonly child: ChildProcess;
  /** How it ends by itself. Never rejects. */
  readonly end: Promise<ToolEnd>;
}

/** A tool that was started before it was known what it is to read. */
export interface WaitingTool extends StartedTool {
  readonly place: Workplace;
  /** Has it begin, with what is in its folder by now. */
  go(): void;
}

export interface RunOptions {
  /** Is handed the removal of the folder: whoever waits for the answer need not wait for it. */
  readonly whenDone?: (clear: () => void) => void;
  /** One that waits for this call. */
  readonly waiting?: WaitingTool | null;
}

/** Writes the files below a fresh folder, runs the tool there and removes the folder. Never rejects for what becomes of the tool. */
export async function runToolHere(call: ToolCall, { whenDone = (clear) => clear(), waiting = null }: RunOptions = {}): Promise<ToolAnswer> {
  const place = waiting?.place ?? makeWorkplace(call.name);
  try {
    writeAll(place.work, call.files);
    const end = await within(waiting === null ? startTool(call.args, call, place) : goOn(waiting), call.timeout);
    return { end, output: end.kind === 'exit' ? await readOutput(place.output, call.longestOutput) : '' };
  } finally {
    whenDone(() => removeWorkplace(place));
  }
}

/** @param name what the name of its folder begins with */
export function makeWorkplace(name: string): Workplace {
  const folder = mkdtempSync(join(tmpdir(), name));
  const work = join(folder, 'work');
  mkdirSync(work, { mode: 0o700 });
  return { folder, work, output: join(folder, 'output') };
}

export function removeWorkplace({ folder }: Workplace): void {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * It is started before this returns. Throws where no process or file can be had.
 * @param args of Node
 * @param hears whether it can be told something on its standard input
 */
export function startTool(args: readonly string[], { environment }: Pick<ToolCall, 'environment'>, { work, output }: Workplace, hears = false): StartedTool {
  const file = openSync(output, 'wx', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [...args], { cwd: work, env: { ...environment }, stdio: [hears ? 'pipe' : 'ignore', file, 'ignore'] });
  } catch (error) {
    closeSync(file);
    throw error;
  }
  const end = new Promise<ToolEnd>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'not-started', why: error.message }));
    child.once('close', (code, signal) => resolve(code === null ? { kind: 'signal', signal: signal ?? 'an unknown signal' } : { kind: 'exit', code }));
  });
  return { child, end: end.finally(() => closeSync(file)) };
}

function goOn(waiting: WaitingTool): StartedTool {
  waiting.go();
  return waiting;
}

/** After so many milliseconds it is killed. */
async function within({ child, end }: StartedTool, timeout: number): Promise<ToolEnd> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = child.kill('SIGKILL');
  }, timeout);
  const ended = await end.finally(() => clearTimeout(timer));
  return isLate ? { kind: 'timeout' } : ended;
}

/** null: it is too long. */
async function readOutput(path: string, longest: number): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    return (await file.stat()).size > longest ? null : await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/**
 * Paths that no repository should have are left out. At once: a file that is written while others are waited for costs five times as much of a
 * processor.
 */
function writeAll(work: string, files: ReadonlyMap<string, string>): void {
  const made = new Set<string>();
  for (const [path, text] of files) {
    if (!isPlainPath(path)) continue;
    const target = join(work, path);
    if (!made.has(dirname(target))) mkdirSync(dirname(target), { recursive: true });
    made.add(dirname(target));
    writeFileSync(target, text, { flag: 'wx', mode: 0o600 });
  }
}
