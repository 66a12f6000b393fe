/** Which modules are imported when Django loads the models. Pure. */
import { asker } from '../../live-tree.js';
import { sameData } from '../../same-data.js';
import { early, perKey, sameItems } from '../../tracked.js';
import { folderOf } from '../../tree.js';
import type { DjangoInput } from '../input.js';

/**
 * The paths that are imported, directly or through other modules, from the models modules (`models.py`,
 * `models/__init__.py`), AppConfig modules and urlconfs of the repository: imports at module level that no condition guards.
 */
export function createLoaded(input: DjangoInput): () => ReadonlySet<string> {
  const imports = asker(input.facts, ({ python }) => python?.imports.map(({ module, level, scope, names }) => ({ module, level, scope, names: names?.map(({ name }) => name) ?? [] })) ?? []);
  const next = perKey((path: string) => [...packagesOf(input, path), ...importedBy(input, path, imports(path) ?? [])], sameItems);
  const starts = early(() => input.symbols.paths.filter((path) => /(^|\/)(models\.py|models\/__init__\.py|apps\.py|admin\.py|urls\.py)$/.test(path)), sameItems);
  return early(() => {
    const loaded = new Set<string>();
    const waiting = [...starts()];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (loaded.has(path)) continue;
      loaded.add(path);
      waiting.push(...next(path));
    }
    return loaded;
  }, sameData);
}

interface Imported {
  readonly module: string;
  readonly level: number;
  readonly scope: string;
  readonly names: readonly string[];
}

/** Importing a module runs the packages above it. */
function packagesOf(input: DjangoInput, path: string): readonly string[] {
  const packaged: string[] = [];
  for (let folder = folderOf(path); folder !== '' && input.tree.hasFile(`${folder}/__init__.py`); folder = folderOf(folder)) packaged.push(`${folder}/__init__.py`);
  return packaged;
}

function importedBy(input: DjangoInput, path: string, imports: readonly Imported[]): readonly string[] {
  const found: string[] = [];
  const isApp = path.endsWith('apps.py');
  for (const statement of imports) {
    if (statement.scope === 'function' && !isApp) continue;
    const target = input.python.resolve(path, statement);
    if (target.kind === 'local') found.push(target.path);
    for (const name of statement.names) {
      if (name === '*') continue;
      const submodule = input.python.resolveSubmodule(path, statement, name);
      if (submodule?.kind === 'local') found.push(submodule.path);
    }
  }
  return found;
}

