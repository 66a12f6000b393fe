/** Makes one plain JavaScript file of src and the packages that it uses: it starts in a fifth of the time that its modules take one by one. */
import { createHash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'src');
/** Compiled copies of the source as it is and as it was lately, each in a folder with the hash of its state. */
const COPIES = join(ROOT, 'build', 'compiled');
/** A program that still runs from an older copy reads from it. */
const COPIES_KEPT = 3;
const COPY_KEPT_MS = 7 * 24 * 3600 * 1000;

/** Modules that processes and threads start with. */
const ENTRIES = ['cli', 'server', 'worker', 'readers/thread'];
/** Those that are to stay small: what starts others, and what waits. */
const SMALL_ENTRIES = ['launcher/main', 'launcher/standby'];
/** They have addons, data files, threads or processes of their own, and stay where npm has put them. */
const EXTERNAL = ['@astral-sh/ruff-wasm-nodejs', 'esbuild', 'libsql', 'oxc-parser', 'oxlint', 'pg', 'pino', 'probot', 'tinypool', 'tree-sitter-python', 'tree-sitter-typescript', 'web-tree-sitter'];

/** Where the program imports one of them while it runs, it asks `importOfPackage`: a script that V8 had kept can't import. */
const LOADED = new RegExp(`\\bimport\\((?="(?:${EXTERNAL.join('|')})"\\))`, 'g');

/**
 * Writes the program below the folder: `program.cjs`, for each entry a module that starts it, and the data files that it reads.
 * @param {string} folder made where it is missing; what lies there already stays
 */
export async function compileTo(folder) {
  const files = await sourceFiles();
  const { build } = await import('esbuild');
  const common = { bundle: true, platform: 'node', target: 'node20.18', external: EXTERNAL, conditions: [], alias: asModules(), define: { 'import.meta.url': 'moduleUrl' }, plugins: [OWN_PLACES], charset: 'ascii', legalComments: 'eof', logLevel: 'error', absWorkingDir: ROOT };
  const [program] = await Promise.all([
    build({ ...common, stdin: { contents: entryTable(), resolveDir: ROOT }, format: 'cjs', write: false, outfile: join(folder, 'program.cjs'), sourcemap: 'external', sourcesContent: false, banner: { js: '(function (require, module, importOfPackage, urlOf) {' }, footer: { js: '})' } }),
    build({ ...common, entryPoints: SMALL_ENTRIES.map((entry) => join(SOURCE, `${entry}.ts`)), outdir: join(folder, 'src'), outbase: SOURCE, format: 'esm', banner: { js: SMALL_BANNER } }),
    ...files.filter((path) => extname(path) !== '.ts').map((path) => cp(path, join(folder, relative(ROOT, path)))),
    cp(join(ROOT, 'package.json'), join(folder, 'package.json')),
    cp(join(ROOT, 'scripts', 'start.mjs'), join(folder, 'start.mjs')),
  ]);
  for (const { path, text } of program.outputFiles) {
    if (path.endsWith('.map')) await writeFile(join(folder, 'lines.json'), JSON.stringify(linesOf(JSON.parse(text), folder)));
    else await writeFile(path, inAscii(text.replace(LOADED, 'importOfPackage(')));
  }
  await Promise.all(ENTRIES.map((entry) => writeEntry(folder, entry)));
}

/**
 * One byte for each character, of which V8 makes no second copy. esbuild leaves other characters in comments, where they say nothing, and in regular expressions, where their
 * escapes mean the same.
 */
function inAscii(text) {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A module that hands out the entries, each of which is evaluated when it is asked for. */
function entryTable() {
  return `module.exports = {${ENTRIES.map((entry) => `${JSON.stringify(entry)}: () => import('./src/${entry}.ts')`).join(', ')}};`;
}

async function writeEntry(folder, entry) {
  const path = join(folder, 'src', `${entry}.js`);
  await mkdir(dirname(path), { recursive: true });
  const start = relative(dirname(path), join(folder, 'start.mjs')).replaceAll('\\', '/');
  await writeFile(path, `#!/usr/bin/env node\nimport { start } from '${start.startsWith('.') ? start : `./${start}`}';\n\nexport default (await start('${entry}')).default;\n`);
}

/** Small ones stand alone, each where its source stands below the folder. */
const SMALL_BANNER = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta['url']);\nconst urlOf = (path) => new URL('../../' + path, import.meta['url']).href;`;

/** Modules of ours find data files and each other beside themselves: what they take for their address is where they would lie, were they copied one by one. */
const OWN_PLACES = {
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.url') || !path.startsWith(SOURCE)) return null;
      return { contents: `const moduleUrl = urlOf(${JSON.stringify(relative(ROOT, path).replaceAll('\\', '/').replace(/\.ts$/, '.js'))}); ${text}`, loader: 'ts' };
    });
  },
};

/** A package whose main file asks for its parts in a way that can't be followed, and which has another that can. */
function asModules() {
  const main = createRequire(join(ROOT, 'package.json')).resolve('jsonc-parser');
  return { 'jsonc-parser': join(dirname(main), '..', 'esm', 'main.js') };
}

/** Of each line of the program, of which source it is and of which line there: all that frames of a stack need, in a tenth of the size of its source map. */
function linesOf({ mappings, sources }, folder) {
  const lines = [];
  let [source, line] = [0, 0];
  for (const text of mappings.split(';')) {
    let first = null;
    for (const segment of text.split(',')) {
      const [, sourceStep, lineStep] = decoded(segment);
      if (sourceStep === undefined) continue;
      source += sourceStep;
      line += lineStep;
      first ??= [source, line + 1];
    }
    lines.push(first ?? lines.at(-1) ?? null);
  }
  return { sources: sources.map((path) => relative(ROOT, join(folder, path)).replaceAll('\\', '/')), lines: lines.map((one) => one ?? [0, 0]) };
}

const DIGITS = Object.fromEntries([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((letter, index) => [letter, index]));

/** Base64 VLQ, as source maps have it (ECMA-426). */
function decoded(segment) {
  const numbers = [];
  let [value, shift] = [0, 0];
  for (const letter of segment) {
    const digit = DIGITS[letter];
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
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

/** Names, sizes and times of all files, and what npm has installed: reading them takes ten milliseconds, compiling them two seconds. */
async function stateOfSource() {
  const hash = createHash('sha256');
  const others = ['package.json', 'scripts/compile.mjs', 'scripts/start.mjs', 'node_modules/.package-lock.json'].map((path) => join(ROOT, path));
  for (const path of [...others, ...(await sourceFiles())]) {
    // Where this is a package itself, its own stand elsewhere, and do not change beside it.
    const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
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
