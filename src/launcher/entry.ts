/** How to run another module of ours as a process: compiled as it is, or from source by the script that compiles it first. */
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Entry {
  /** Path of the module to fork. */
  readonly path: string;
  /** Its first arguments. */
  readonly args: readonly string[];
}

/** @param module URL of a module of ours, with the extension `.js`; `near`: the `import.meta.url` of who asks */
export function entryOf(module: string, near: string): Entry {
  const compiled = fileURLToPath(new URL(module, near));
  if (!near.endsWith('.ts')) return { path: compiled, args: [] };
  const root = fileURLToPath(new URL('../..', import.meta.url));
  return { path: join(root, 'scripts', 'run.mjs'), args: [relative(root, compiled.replace(/\.js$/, '.ts'))] };
}
