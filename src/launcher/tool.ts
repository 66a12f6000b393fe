/** Runs a tool of ours as a process, in a folder that holds nothing but what it is to read. I/O. */
import { spawn } from 'node:child_process';
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

/**
 * Writes the files below a fresh folder that only this user can read, runs the tool there and removes the folder.
 * @param whenDone is handed the removal: whoever waits for the answer need not wait for it
 */
export async function runToolHere(call: ToolCall, whenDone: (clear: () => void) => void = (clear) => clear()): Promise<ToolAnswer> {
  const folder = mkdtempSync(join(tmpdir(), call.name));
  try {
    const work = join(folder, 'work');
    writeAll(work, call.files);
    const output = join(folder, 'output');
    const end = await execute(call, work, output);
    return { end, output: end.kind === 'exit' ? await readOutput(output, call.longestOutput) : '' };
  } finally {
    whenDone(() => rmSync(folder, { recursive: true, force: true }));
  }
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
  mkdirSync(work, { mode: 0o700 });
  const made = new Set<string>();
  for (const [path, text] of files) {
    if (!isPlainPath(path)) continue;
    const target = join(work, path);
    if (!made.has(dirname(target))) mkdirSync(dirname(target), { recursive: true });
    made.add(dirname(target));
    writeFileSync(target, text, { flag: 'wx', mode: 0o600 });
  }
}

/** It is started before this returns. The output goes to a file, so that a process which is busy elsewhere does not hold the tool up. */
async function execute({ args, environment, timeout }: ToolCall, cwd: string, output: string): Promise<ToolEnd> {
  const file = openSync(output, 'wx', 0o600);
  try {
    const child = spawn(process.execPath, [...args], { cwd, env: { ...environment }, stdio: ['ignore', file, 'ignore'], timeout, killSignal: 'SIGKILL' });
    return await new Promise((resolve) => {
      child.once('error', (error) => resolve({ kind: 'not-started', why: error.message }));
      child.once('close', (code, signal) => {
        if (child.killed) resolve({ kind: 'timeout' });
        else resolve(code === null ? { kind: 'signal', signal: signal ?? 'an unknown signal' } : { kind: 'exit', code });
      });
    });
  } finally {
    closeSync(file);
  }
}
