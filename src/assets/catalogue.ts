import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import type { Catalogue } from '../project/types.js';

/** Names are separated by single spaces: one string parses faster than thousands of them. */
interface PythonImportsFile {
  readonly imports: Readonly<Record<string, string>>;
  readonly distributions?: string;
}

/**
 * Reads the tables of src/assets/data (each tells its source in its own `source` field) into one catalogue.
 * Curated import names come before those of Debian's archive index; both together answer one name.
 * Synchronous, meant to be called once at start; throws what `fs` and `JSON` throw when a table is missing or broken.
 */
export function loadCatalogue(): Catalogue {
  const curated = readTable<PythonImportsFile>('python-imports-curated.json');
  const archive = readTable<PythonImportsFile>('python-imports.json');
  const standardLibrary = readTable<{ readonly modules: string }>('python-stdlib.json');
  const npm = readTable<{ readonly packages: string }>('npm-packages.json');
  const distributionsByImport = mergeImports([curated, archive]);
  const listed = [curated, archive].flatMap((table) => split(table.distributions ?? ''));
  return {
    python: {
      standardLibrary: new Set(split(standardLibrary.modules)),
      distributionsByImport,
      knownDistributions: new Set([...listed, ...[...distributionsByImport.values()].flat()]),
    },
    npm: { builtins: builtins(), knownPackages: new Set(split(npm.packages)) },
  };
}

function mergeImports(tables: readonly PythonImportsFile[]): Map<string, readonly string[]> {
  const merged = new Map<string, readonly string[]>();
  for (const { imports } of tables) {
    for (const [name, distributions] of Object.entries(imports)) {
      merged.set(name, [...new Set([...(merged.get(name) ?? []), ...split(distributions)])]);
    }
  }
  return merged;
}

/** Names as they are imported without `node:`, and the first part of those with a slash. */
function builtins(): Set<string> {
  const names = builtinModules.map((name) => name.replace(/^node:/, ''));
  return new Set(names.flatMap((name) => [name, name.split('/')[0] as string]));
}

function split(names: string): string[] {
  return names === '' ? [] : names.split(' ');
}

function readTable<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8')) as T;
}
