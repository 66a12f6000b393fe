/** Ends a daemon. I/O. */
import { readFileSync, rmSync } from 'node:fs';
import { UserError } from '../errors.js';
import { pidFileOf } from './address.js';
import { ask, connect } from './connect.js';

/** Asks the daemon at a socket to end when it has answered what it was asked; resolves when it has heard. False where there is none. */
export async function stop(socket: string): Promise<boolean> {
  return (await ask(socket, { kind: 'stop' }, 'ending')) !== null;
}

/** Kills the daemon at a socket, whatever it is at: one that is at something without an end hears nothing. False where there is none. Throws UserError where it can't be. */
export async function kill(socket: string): Promise<boolean> {
  const connection = await connect(socket);
  if (connection === null) return false;
  connection.destroy();
  try {
    // Somebody listens there, and who does has written this.
    killProcess(Number(readFileSync(pidFileOf(socket), 'utf8')));
  } catch (error) {
    throw new UserError(`the daemon at ${socket} can't be ended (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, { cause: error });
  }
  for (const left of [socket, pidFileOf(socket)]) rmSync(left, { force: true });
  return true;
}

/** Kills a daemon that may have ended meanwhile. It is killed since what runs without an end in its one thread heeds no other signal. Throws where it is somebody else's. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
