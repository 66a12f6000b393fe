/** The launcher that this process uses; one for all that it does, as its environment is. */
import type { Launcher } from './types.js';

let current: Launcher | null = null;

/** The launcher to hand starts to; null: processes are started here, also where the launcher has ended. */
export function currentLauncher(): Launcher | null {
  return current?.isOpen === true ? current : null;
}

/** Has all further processes started by it; null: here again. */
export function launchThrough(launcher: Launcher | null): void {
  current = launcher;
}
