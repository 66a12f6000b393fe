/** Migrations of a repository and the models that they build. Pure. */
import { early, perKey, perPair } from '../../tracked.js';
import { asEntity, sameData } from '../../same-data.js';
import type { DjangoInput } from '../input.js';
import type { MigratedModel, Migration, MigrationIndex } from '../types.js';
import { createGraph } from './graph.js';
import { isMigrationFile, readMigration, type MigrationFile } from './read.js';
import { replay } from './replay.js';

const NO_MODELS: ReadonlyMap<string, MigratedModel> = new Map();

/** Builds the index: files are read when first asked for, and played when a state is. */
export function createMigrationIndex(input: DjangoInput): MigrationIndex {
  const files = filesOf(input);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const byApp = new Map<string, MigrationFile[]>();
  for (const file of files) byApp.set(file.app, [...(byApp.get(file.app) ?? []), file]);
  const doubled = new Set([...byApp].filter(([, own]) => new Set(own.map(({ folder }) => folder)).size > 1).map(([app]) => app));
  const graph = early(() => createGraph(files.filter(({ app }) => !doubled.has(app))));
  const played = early(() => replay(input, graph().order));
  return {
    apps: [...byApp.keys()].sort(),
    of: (app): readonly Migration[] => byApp.get(app) ?? [],
    leaves: (app) => graph().leaves(app),
    at: (path) => byPath.get(path),
    state(app) {
      if (doubled.has(app)) return { models: NO_MODELS, open: `several apps are called ${app}` };
      return played().states.get(app) ?? { models: NO_MODELS, open: null };
    },
    renamed(label) {
      let current = label;
      for (const { from, to } of played().renames) if (current === from) current = to;
      return current;
    },
  };
}

/** Every migration of the repository, by path. */
function filesOf(input: DjangoInput): readonly MigrationFile[] {
  const moved = movedFolders(input);
  const unused = new Set([...moved.values()].map(({ app }) => app));
  const isMigration = perKey((path: string) => isMigrationFile(path, input.facts(path)));
  const read = perPair((path: string, app: string) => readMigration(input, path, app), sameData);
  const files = input.symbols.paths.flatMap((path) => {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, slash));
    const own = moved.get(folder);
    if (own === undefined && !/(^|\/)migrations$/.test(folder)) return [];
    if (!isMigration(path)) return [];
    const app = own?.app ?? labelOf(input, folder);
    if (own === undefined && unused.has(app)) return [];
    return read(path, app) ?? [];
  });
  const labels = labelsTold(files);
  return files.map((file) => asEntity({ ...file, app: labels.get(file.folder) ?? file.app }));
}

/** Folder -> the label by which its migrations name each other, where that is another than the folder's. */
function labelsTold(files: readonly MigrationFile[]): ReadonlyMap<string, string> {
  const names = new Map<string, Set<string>>();
  for (const { folder, name } of files) names.set(folder, (names.get(folder) ?? new Set()).add(name));
  const told = new Map<string, Set<string>>();
  for (const file of files) {
    const labels = told.get(file.folder) ?? new Set<string>();
    told.set(file.folder, labels);
    for (const { app, name } of file.dependencies) if (names.get(file.folder)?.has(name) === true) labels.add(app);
  }
  const used = new Set(files.map(({ app }) => app));
  return new Map(files.flatMap(({ folder, app }) => {
    const labels = [...(told.get(folder) ?? [])];
    const [only] = labels;
    return labels.length === 1 && only !== undefined && only !== app && !used.has(only) ? [[folder, only] as const] : [];
  }));
}

function labelOf(input: DjangoInput, folder: string): string {
  const above = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  return input.django.apps.of(`${folder}/__init__.py`)?.label ?? above.slice(above.lastIndexOf('/') + 1);
}

/** Folders that MIGRATION_MODULES of settings other than those for tests names. */
function movedFolders(input: DjangoInput): ReadonlyMap<string, { readonly app: string }> {
  const found = new Map<string, { app: string }>();
  for (const settings of input.django.settings.modules) {
    const value = settings.role === 'test' ? undefined : settings.get('MIGRATION_MODULES');
    if (value?.kind !== 'dictionary') continue;
    for (const { key, value: module } of value.entries) {
      if (module.kind !== 'string') continue;
      const resolved = input.symbols.importString(settings.path, module.value);
      if (resolved.kind === 'module') found.set(resolved.path.replace(/\/__init__\.py$/, ''), { app: key });
    }
  }
  return found;
}
