/** Values of variables that builds put into code, where committed files of the repository give them. Pure. */
import type { DeploymentFacts } from '../../../facts/types.js';
import type { Scan, Told } from '../../live-tree.js';
import { sameData } from '../../same-data.js';
import { early } from '../../tracked.js';
import { folderOf } from '../../tree.js';

/** The variable that a name reads: `import.meta.env.VITE_API_URL`, and the same of Node's `process`. */
export function variableOf(name: string): string | undefined {
  return /^(?:import\.meta|process)\.env\.(\w+)$/.exec(name)?.[1];
}

/** Answers what a variable is set to for a file: by the environment files of its folder or the nearest above, all alternatives. */
export function createEnvironment(scan: Scan): () => (path: string, variable: string) => readonly string[] {
  const setting = scan(({ deployment }, path) => /env/i.test(path) && deployment?.format === 'env-file' && (deployment.addresses ?? []), sameData);
  return early(() => lookUp(setting()));
}

function lookUp(files: readonly Told<NonNullable<DeploymentFacts['addresses']>>[]): (path: string, variable: string) => readonly string[] {
  const byFolder = new Map<string, Map<string, Set<string>>>();
  for (const { path, told } of files) {
    const known = byFolder.get(folderOf(path)) ?? new Map<string, Set<string>>();
    byFolder.set(folderOf(path), known);
    for (const { name, value } of told) known.set(name, (known.get(name) ?? new Set()).add(value));
  }
  return (path, variable) => {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const found = byFolder.get(folder)?.get(variable);
      if (found !== undefined) return [...found];
      if (folder === '') return [];
    }
  };
}
