/** Folders for what is needed during one review. I/O. */
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The pid is that of the process that made the folder. */
const OURS = /^shipworthy-(?:tree|patch)-(\d+)-\w+$/;
/** Milliseconds after which a folder whose process is gone is taken for left behind: in another container the same pid is another process, or none. */
const LONG = 3_600_000;

/** Makes an empty folder that this process alone knows. Takes away those that others left behind when they were ended. @param kind what for: `tree` or `patch` */
export async function makeTemporaryFolder(kind: 'tree' | 'patch', parent: string): Promise<string> {
  await clearLeft(parent);
  return mkdtemp(join(parent, `shipworthy-${kind}-${process.pid}-`));
}

/** What can't be taken away stays. */
async function clearLeft(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const pid = OURS.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)) && (await isOld(join(parent, name)))) await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && found.isDirectory() && Date.now() - found.mtimeMs > LONG;
}
