/** After the compiler: copies what it leaves out (data files, the rules' Markdown) from src to dist/src. */
import { cp, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const COMPILED = new Set(['.ts', '.tsx', '.mts', '.cts']);

for (const entry of await readdir(join(root, 'src'), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || COMPILED.has(extname(entry.name))) continue;
  const from = join(entry.parentPath, entry.name);
  await cp(from, join(root, 'dist', from.slice(root.length)));
}
