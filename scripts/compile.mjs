/** Makes plain JavaScript of src, file by file: it starts in a third of the time that TypeScript takes which is compiled as it is loaded. */
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'src');
/** Compiled copies of the source as it is and as it was lately, each in a folder with the hash of its state. */
const COPIES = join(ROOT, 'build', 'compiled');
/** A program that still runs from an older copy reads from it. */
const COPIES_KEPT = 3;
const COPY_KEPT_MS = 7 * 24 * 3600 * 1000;

/**
 * Writes `src` below the folder, with source maps, beside the data files that the program reads.
 * @param {string} folder made where it is missing; what lies there already stays
 */
export async function compileTo(folder) {
  const files = await sourceFiles();
  const { build } = await import('esbuild');
  await build({
    entryPoints: files.filter((path) => extname(path) === '.ts'),
    outdir: join(folder, 'src'),
    outbase: SOURCE,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
  });
  await Promise.all(files.filter((path) => extname(path) !== '.ts').map((path) => cp(path, join(folder, relative(ROOT, path)))));
  await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
}

/**
 * The folder of a compiled copy of the source as it is now; it is made where there is none yet.
 * @returns {Promise<string>} its path; the compiled entry is `src/cli.js` below it
 */
export async function compiledCopy() {
  const copy = join(COPIES, await stateOfSource());
  if (await isThere(copy)) return copy;
  const making = join(COPIES, `making-${randomUUID()}`);
  await mkdir(making, { recursive: true });
  try {
    await compileTo(making);
    await rename(making, copy);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    // Another process was faster.
    if (!(await isThere(copy))) throw error;
  }
  await removeOldCopies();
  return copy;
}

/** Names, sizes and times of all files: reading them takes ten milliseconds, compiling them a second. */
async function stateOfSource() {
  const hash = createHash('sha256');
  for (const path of [join(ROOT, 'package.json'), ...(await sourceFiles())]) {
    const { size, mtimeMs } = await stat(path);
    hash.update(`${relative(ROOT, path)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function sourceFiles() {
  const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

async function removeOldCopies() {
  const copies = await Promise.all((await readdir(COPIES)).map(async (name) => ({ path: join(COPIES, name), time: (await stat(join(COPIES, name)).catch(() => null))?.mtimeMs ?? 0 })));
  copies.sort((a, b) => b.time - a.time);
  for (const { path, time } of copies.slice(COPIES_KEPT)) if (time < Date.now() - COPY_KEPT_MS) await rm(path, { recursive: true, force: true });
}

/** Whether a copy is there; using it makes it young. */
async function isThere(copy) {
  const now = new Date();
  return utimes(copy, now, now).then(() => true, () => false);
}
