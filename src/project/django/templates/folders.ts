import type { DjangoInput } from '../input.js';
import type { SettingsModule, Value } from '../types.js';

/** What TEMPLATES of the settings says. */
export interface TemplateFolders {
  /** Folders of DIRS with their final slash, in order. */
  readonly folders: readonly string[];
  /** Why templates may come from where nobody can see; null when all sources are known. */
  readonly open: string | null;
}

/** Loaders that read DIRS and the apps' folders. Source: django.template.loaders. */
const LOADERS = /^django\.template\.loaders\.(filesystem|app_directories|cached)\.Loader$/;

/** The template folders that settings name, over all settings modules of the repository. */
export function templateFolders({ django }: Pick<DjangoInput, 'django'>): TemplateFolders {
  const modules = django.settings.modules.filter((module) => module.get('TEMPLATES') !== undefined);
  if (modules.length === 0) return { folders: [], open: 'no settings with TEMPLATES were found' };
  const folders = new Set<string>();
  let open: string | null = null;
  for (const module of modules) {
    for (const engine of itemsOf(module.get('TEMPLATES'))) {
      const dirs = entry(engine, 'DIRS');
      for (const item of itemsOf(dirs)) {
        const folder = folderIn(item, module);
        if (folder === null) open ??= `DIRS of TEMPLATES in ${module.path} can't be told`;
        else folders.add(folder);
      }
      if (!isClosed(dirs) || engine.kind !== 'dictionary') open ??= `DIRS of TEMPLATES in ${module.path} can't be told`;
      if (hasOwnLoader(engine)) open ??= `TEMPLATES in ${module.path} has a loader of its own`;
    }
    if (!isClosed(module.get('TEMPLATES'))) open ??= `TEMPLATES in ${module.path} can't be told`;
  }
  return { folders: [...folders], open };
}

function itemsOf(value: Value | undefined): readonly Value[] {
  if (value?.kind === 'either') return value.values.flatMap(itemsOf);
  return value?.kind === 'list' ? value.items : [];
}

function isClosed(value: Value | undefined): boolean {
  if (value === undefined) return true;
  if (value.kind === 'either') return value.values.every(isClosed);
  return value.kind === 'list' && !value.open;
}

function entry(value: Value, key: string): Value | undefined {
  return value.kind === 'dictionary' ? value.entries.find((one) => one.key === key)?.value : undefined;
}

function hasOwnLoader(engine: Value): boolean {
  const options = entry(engine, 'OPTIONS');
  const loaders = options === undefined ? undefined : entry(options, 'loaders');
  return loaders !== undefined && !strings(loaders).every((loader) => LOADERS.test(loader));
}

function strings(value: Value): readonly string[] {
  if (value.kind === 'string') return [value.value];
  if (value.kind === 'list') return value.items.flatMap(strings);
  return value.kind === 'either' ? value.values.flatMap(strings) : ['?'];
}

/** A folder of the repository with its final slash; null when it can't be told. */
function folderIn(value: Value, module: SettingsModule): string | null {
  if (value.kind === 'path') return value.path === '' ? '' : `${value.path.replace(/\/+$/, '')}/`;
  if (value.kind === 'string' && !value.value.startsWith('/')) return [module.root, value.value].filter((part) => part !== '').join('/').replace(/\/*$/, '/');
  return null;
}
