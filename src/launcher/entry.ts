/** How to run another module of ours as a process: compiled as it is, or through `tsx` where we run from source. */
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface Entry {
  /** Path of the module to fork. */
  readonly path: string;
  /** Node's own arguments. */
  readonly execArgv: readonly string[];
}

/** @param module URL of a module of ours, with the extension `.js`; `near`: the `import.meta.url` of who asks */
export function entryOf(module: string, near: string): Entry {
  const compiled = fileURLToPath(new URL(module, near));
  if (!near.endsWith('.ts')) return { path: compiled, execArgv: [] };
  const loader = pathToFileURL(createRequire(near).resolve('tsx')).href;
  return { path: compiled.replace(/\.js$/, '.ts'), execArgv: ['--import', loader] };
}
