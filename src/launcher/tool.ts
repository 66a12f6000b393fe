/** Runs a tool of ours as a process. I/O. */
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { Launcher, ToolCall, ToolEnd } from './types.js';

/** Has the launcher start it, or starts it here where there is none, or where that has ended. Never rejects for what becomes of the tool. */
export function runTool(call: ToolCall, launcher?: Launcher): Promise<ToolEnd> {
  return launcher?.isOpen === true ? launcher.tool(call) : runToolHere(call);
}

/** The output goes to a file, so that a process which is busy elsewhere does not hold the tool up. */
export async function runToolHere({ args, cwd, environment, output, timeout }: ToolCall): Promise<ToolEnd> {
  const file = await open(output, 'r+');
  try {
    return await new Promise<ToolEnd>((resolve) => {
      const child = spawn(process.execPath, [...args], { cwd, env: { ...environment }, stdio: ['ignore', file.fd, 'ignore'], timeout, killSignal: 'SIGKILL' });
      child.once('error', (error) => resolve({ kind: 'not-started', why: error.message }));
      child.once('close', (code, signal) => {
        if (child.killed) resolve({ kind: 'timeout' });
        else resolve(code === null ? { kind: 'signal', signal: signal ?? 'an unknown signal' } : { kind: 'exit', code });
      });
    });
  } finally {
    await file.close();
  }
}
