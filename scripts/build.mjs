/** `npm run build`: the program as JavaScript in dist. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compileTo, ROOT } from './compile.mjs';

const dist = join(ROOT, 'dist');
await rm(dist, { recursive: true, force: true });
await compileTo(dist);
