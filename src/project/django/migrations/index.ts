/** Migrations of a repository and the models that they build. Pure. */
import { groupedBy } from '../../grouped.js';
import { perObject } from '../../per-object.js';
import { early, earlyPerKey, perKey, perPair, sameItems } from '../../tracked.js';
import { asEntity, sameData } from '../../same-data.js';
import type { DjangoInput } from '../input.js';
import type { MigratedModel, Migration, MigrationIndex } from '../types.js';
import { createGraph } from './graph.js';
import { isMigrationFile, readMigration, type MigrationFile } from './read.js';
import { replay } from './replay.js';

const NO_MODELS: ReadonlyMap<string, MigratedModel> = new Map();

/** Builds the index: files are read when first asked for, and played when a state is. It follows its tree. */
export function createMigrationIndex(input: DjangoInput): MigrationIndex {
  const files = createFiles(input);
  const byPath = early(() => new Map(files().map((file) => [file.path, file])));
  const byApp = early(() => groupedBy(files(), ({ app }) => app));
  const doubled = early(() => new Set([...byApp()].filter(([, own]) => new Set(own.map(({ folder }) => folder)).size > 1).map(([app]) => app)), sameData);
  const graph = early(() => createGraph(files().filter(({ app }) => !doubled().has(app))));
  const played = early(() => replay(input, graph().order));
  const apps = early(() => [...byApp().keys()].sort(), sameItems);
  return {
    get apps() {
      return apps();
    },
    of: earlyPerKey((app: string): readonly Migration[] => byApp().get(app) ?? [], sameItems),
    leaves: earlyPerKey((app: string) => graph().leaves(app), sameItems),
    at: earlyPerKey((path: string) => byPath().get(path)),
    state: earlyPerKey((app: string) => {
      if (doubled().has(app)) return { models: NO_MODELS, open: `several apps are called ${app}` };
      return played().states.get(app) ?? { models: NO_MODELS, open: null };
    }, sameData),
    renamed: earlyPerKey((label: string) => {
      let current = label;
      for (const { from, to } of played().renames) if (current === from) current = to;
      return current;
    }),
  };
}

/** Every migration of the repository, by path. */
function createFiles(input: DjangoInput): () => readonly MigrationFile[] {
  const moved = early(() => movedFolders(input), sameData);
  const isMigration = perKey((path: string) => isMigrationFile(path, input.facts(path)));
  const read = perPair((path: string, app: string) => readMigration(input, path, app), sameData);
  const raw = early(() => {
    const unused = new Set([...moved().values()].map(({ app }) => app));
    return input.symbols.paths.flatMap((path): MigrationFile | readonly MigrationFile[] => {
      const slash = path.lastIndexOf('/');
      const folder = path.slice(0, Math.max(0, slash));
      const own = moved().get(folder);
      if (own === undefined && !/(^|\/)migrations$/.test(folder)) return [];
      if (!isMigration(path)) return [];
      const app = own?.app ?? labelOf(input, folder);
      if (own === undefined && unused.has(app)) return [];
      return read(path, app) ?? [];
    });
  }, sameItems);
  const labels = early(() => labelsTold(raw()), sameData);
  // One for each reading and label, so that lists of them can be told apart.
  const told = perObject((file: MigrationFile) => perKey((app: string) => asEntity({ ...file, app })));
  return early(() => raw().map((file) => told(file)(labels().get(file.folder) ?? file.app)), sameItems);
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
