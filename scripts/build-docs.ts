/**
 * Writes the site with the rules' pages and the guides, anew.
 *
 *   tsx scripts/build-docs.ts [folder]      default: build/docs
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { INDEX_PATH } from './docs/shell.js';
import { buildSite } from './docs/site.js';

const folder = process.argv[2] ?? 'build/docs';
const site = await buildSite();
if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, INDEX_PATH))) throw new Error(`${folder} holds something else than the site; name another folder`);
rmSync(folder, { recursive: true, force: true });
for (const [path, content] of site) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
process.stdout.write(`${site.size} files in ${folder}; open ${join(folder, 'index.html')}\n`);
