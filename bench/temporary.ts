import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As shells tell the end by SIGINT (128 and its number): a handler of ours takes the place of Node's own ending. */
const INTERRUPTED = 130;

/** Works in a temporary folder that is removed at the end, also where a person interrupts the work. Rejects as the work does. */
export async function inTemporaryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `shipworthy-${name}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const removeAndStop = (): void => {
    remove();
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', removeAndStop);
  try {
    return await work(folder);
  } finally {
    process.off('SIGINT', removeAndStop);
    remove();
  }
}
