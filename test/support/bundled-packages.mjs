/**
 * Packages of many small modules, each as one file: Jest loads modules anew for every file of tests, which takes longer than most tests.
 * What is in them stays what it is; as in Vite's pre-bundling (https://vite.dev/guide/dep-pre-bundling).
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where they lie; the name tells the versions of all packages. */
const FOLDER = join(ROOT, 'build', 'test-packages');

/** Plain JavaScript without files, addons or workers of its own. */
const PACKAGES = ['kysely', 'zod', '@typescript-eslint/scope-manager', 'yaml', 'mdast-util-from-markdown', 'mdast-util-gfm', 'micromark-extension-gfm', 'dockerfile-ast', 'enhanced-resolve', 'toml-eslint-parser', 'smol-toml', 'prom-client', 'rate-limiter-flexible'];

/** @returns {Record<string, string>} for Jest's `moduleNameMapper` */
export const BUNDLED = Object.fromEntries(PACKAGES.map((name) => [`^${name}$`, join(FOLDER, `${fileOf(name)}.mjs`)]));

/** Makes them where they are missing or of other versions. */
export async function bundlePackages() {
  const state = createHash('sha256').update(await readFile(join(ROOT, 'package-lock.json'))).update(await readFile(fileURLToPath(import.meta.url))).digest('hex');
  if (existsSync(join(FOLDER, state))) return;
  const making = `${FOLDER}-${process.pid}`;
  await mkdir(making, { recursive: true });
  await build({
    entryPoints: await Promise.all(PACKAGES.map(async (name) => ({ in: await entryOf(name, making), out: fileOf(name) }))),
    outdir: making,
    outExtension: { '.js': '.mjs' },
    nodePaths: [join(ROOT, 'node_modules')],
    bundle: true,
    // What two of them share stays one.
    splitting: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);" },
    logLevel: 'error',
  });
  await writeFile(join(making, state), '');
  await rm(FOLDER, { recursive: true, force: true });
  await rename(making, FOLDER);
}

/** A module that hands on all names of a package, those of a CommonJS package as Node finds them. */
async function entryOf(name, folder) {
  const exported = Object.keys(await import(name)).filter((key) => key !== 'module.exports');
  const names = exported.filter((key) => key !== 'default');
  const entry = join(folder, `${fileOf(name)}.entry.mjs`);
  const ofCommonJs = `import all from '${name}';\nexport default all;\nexport const { ${names.join(', ')} } = all;\n`;
  const ofModule = `export * from '${name}';\n${exported.includes('default') ? `export { default } from '${name}';\n` : ''}`;
  await writeFile(entry, (await isCommonJs(name)) ? ofCommonJs : ofModule);
  return entry;
}

/** None of the packages has both kinds under one condition. */
async function isCommonJs(name) {
  return JSON.parse(await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).type !== 'module';
}

function fileOf(name) {
  return name.replace(/^@/, '').replaceAll('/', '-');
}
