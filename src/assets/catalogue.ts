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
 * A curated import name takes the place of the one in Debian's archive index; the distributions of both are known.
 * Synchronous, meant to be called once at start; throws what `fs` and `JSON` throw when a table is missing or broken.
 */
export function loadCatalogue(): Catalogue {
  const curated = readTable<PythonImportsFile>('python-imports-curated.json');
  const archive = readTable<PythonImportsFile>('python-imports.json');
  const standardLibrary = readTable<{ readonly modules: string }>('python-stdlib.json');
  const npm = readTable<{ readonly packages: string }>('npm-packages.json');
  const imports = [...importsOf(archive), ...importsOf(curated)];
  return {
    python: {
      standardLibrary: new Set(split(standardLibrary.modules)),
      // Of two entries with one name, the later stays.
      distributionsByImport: new Map(imports),
      knownDistributions: new Set([...split(archive.distributions ?? ''), ...imports.flatMap(([, distributions]) => distributions)]),
    },
    npm: { builtins: builtins(), knownPackages: new Set(split(npm.packages)) },
  };
}

function importsOf({ imports }: PythonImportsFile): [string, readonly string[]][] {
  return Object.entries(imports).map(([name, distributions]) => [name, split(distributions)]);
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
