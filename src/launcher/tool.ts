/** Runs a tool of ours as a process, in a folder that holds nothing but what it is to read. I/O. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Launcher, ToolAnswer, ToolCall, ToolEnd } from './types.js';
import { fill, makeWorkplace, removeWorkplace, removeWorkplaces, sizeOf, type Workplace } from './workplace.js';

/** Has the launcher start it, or starts it here where there is none, or where that has ended. Never rejects for what becomes of the tool. */
export function runTool(call: ToolCall, launcher?: Launcher): Promise<ToolAnswer> {
  return launcher?.isOpen === true ? launcher.tool(call) : runToolHere(call);
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
  const place = waiting?.place ?? makeWorkplace(call.name, sizeOf(call.files));
  try {
    fill(place, call.files);
    const end = await within(waiting === null ? startTool(call.args, call, place) : goOn(waiting), call.timeout);
    return { end, output: end.kind === 'exit' ? await readOutput(place.output, call.longestOutput) : '' };
  } finally {
    whenDone(() => removeWorkplace(place));
  }
}

/** Processes of tools that have not ended. */
const running = new Set<ChildProcess>();

/** For the end of this process: what it started ends too, and leaves nothing. */
export function endTools(): void {
  for (const child of running) child.kill('SIGKILL');
  removeWorkplaces();
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
  running.add(child);
  const ended = end.finally(() => {
    running.delete(child);
    closeSync(file);
  });
  return { child, end: ended };
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
