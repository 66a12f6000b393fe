/** The apps of a repository: packages that Django knows as apps, or could. Pure. */
import type { FileFacts } from '../../../facts/types.js';
import { asker } from '../../live-tree.js';
import { perFacts } from '../../per-facts.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import { asEntity, sameData } from '../../same-data.js';
import { ancestorsOf, folderOf, inFolder } from '../../tree.js';
import type { DjangoInput } from '../input.js';
import type { App, AppIndex, SettingsModule, Value } from '../types.js';
import { isTemplate } from '../settings/names.js';
import { itemsOf } from '../settings/values.js';

const APP_CONFIG = 'AppConfig';

interface Named {
  readonly folder: string;
  readonly config: ClassSymbol | null;
}

interface Draft {
  readonly folder: string;
  config: ClassSymbol | null;
  /** Settings modules that name it. */
  readonly in: Set<SettingsModule>;
}

/** Builds the apps of one tree. */
export function createAppIndex(input: DjangoInput): AppIndex {
  if (!input.django.present) return { apps: [], of: () => undefined, byLabel: () => undefined, external: { names: [], open: true } };
  const drafts = new Map<string, Draft>();
  const draft = (folder: string): Draft => {
    const known = drafts.get(folder) ?? { folder, config: null, in: new Set() };
    drafts.set(folder, known);
    return known;
  };
  const external = readSettings(input, draft);
  const named = new Set(drafts.keys());
  const shows = { models: asker(input.facts, definesModels), config: asker(input.facts, definesConfig) };
  for (const path of input.tree.paths) {
    const found = appFolderOf(input, shows, path);
    if (found === undefined || !input.tree.hasFile(inFolder(found.folder, '__init__.py')) || isTemplate(found.folder)) continue;
    // Django counts models of a package inside an installed app as that app's.
    if (found.sure || !ancestorsOf(folderOf(found.folder)).some((folder) => named.has(folder))) draft(found.folder);
  }
  const apps = [...drafts.values()].map((one) => toApp(input, one)).sort((left, right) => (left.folder < right.folder ? -1 : 1));
  return { apps, of: createOwner(apps), byLabel: createByLabel(apps), external };
}

/** Whether two indexes say the same of the same apps, whatever files they were made of. */
export function sameApps(before: AppIndex, after: AppIndex): boolean {
  return before.apps.length === after.apps.length && before.apps.every((app, index) => sameParts(app, after.apps[index] as App)) && sameData(before.external, after.external);
}

function sameParts(app: App, other: App): boolean {
  return app.folder === other.folder && app.dotted === other.dotted && app.label === other.label && sameData(app.config, other.config) && app.installed === other.installed;
}

/** Notes the apps that settings name; answers those outside the repository. */
function readSettings(input: DjangoInput, draft: (folder: string) => Draft): AppIndex['external'] {
  const names = new Set<string>();
  let isOpen = input.django.settings.modules.length === 0;
  for (const module of input.django.settings.modules) {
    const { items, open } = itemsOf(module.get('INSTALLED_APPS'));
    if (module.role === 'production' || module.role === 'base') isOpen ||= open || module.open !== null;
    for (const item of items) {
      if (item.kind !== 'string') continue;
      const named = resolveApp(input, item);
      if (named === undefined) {
        names.add(item.value);
        continue;
      }
      const app = draft(named.folder);
      app.config ??= named.config;
      app.in.add(module);
    }
  }
  return { names: [...names].sort(), open: isOpen };
}

/** The folder of the package that an entry of INSTALLED_APPS names; undefined for packages outside the repository. */
function resolveApp(input: DjangoInput, item: Extract<Value, { kind: 'string' }>): Named | undefined {
  const found = input.symbols.importString(item.place.path, item.value);
  if (found.kind === 'module') return { folder: folderOfModule(found.path), config: null };
  if (found.kind === 'class') {
    const name = literalAttribute(input, found, 'name');
    const target = name === undefined ? undefined : input.python.resolve(item.place.path, { module: name, level: 0 });
    return { folder: target?.kind === 'local' ? folderOfModule(target.path) : folderOf(found.path), config: found };
  }
  const folder = input.python.resolve(item.place.path, { module: item.value, level: 0 });
  return folder.kind === 'namespace' ? { folder: folder.folder, config: null } : undefined;
}

function folderOfModule(path: string): string {
  return /(^|\/)__init__\.py$/.test(path) ? folderOf(path) : path.replace(/\.py$/, '');
}

const definesModels = perFacts(({ python, skip }: FileFacts): boolean => skip === undefined && python?.imports.some(({ module, names }) => module === 'django.db.models' || (module === 'django.db' && names?.some(({ name }) => name === 'models') === true)) === true && python.bases.length > 0);
const definesConfig = perFacts(({ python, skip }: FileFacts): boolean => skip === undefined && python?.bases.some((base) => base.split('.').at(-1)?.endsWith(APP_CONFIG) === true) === true);

/** The folder that a file makes an app of; `sure` by migrations or an AppConfig, not by models alone. */
function appFolderOf(input: DjangoInput, shows: Shows, path: string): { readonly folder: string; readonly sure: boolean } | undefined {
  if (!path.endsWith('.py')) return undefined;
  const folder = folderOf(path);
  const name = path.slice(folder === '' ? 0 : folder.length + 1);
  if (name === 'apps.py' && shows.config(path) === true && configsOf(input, folder).length > 0) return { folder, sure: true };
  if (/(^|\/)migrations$/.test(folder) && /^\d{4}_\w+\.py$/.test(name)) return { folder: folderOf(folder), sure: true };
  if (/(^|\/)models$/.test(folder) && shows.models(path) === true) return { folder: folderOf(folder), sure: false };
  return name === 'models.py' && shows.models(path) === true ? { folder, sure: false } : undefined;
}

/** What files show on their own. */
interface Shows {
  models(path: string): boolean | undefined;
  config(path: string): boolean | undefined;
}

function toApp(input: DjangoInput, { folder, config: named, in: settings }: Draft): App {
  const config = named ?? defaultConfig(input, folder);
  const init = inFolder(folder, '__init__.py');
  const dotted = (config === null ? undefined : literalAttribute(input, config, 'name')) ?? (input.tree.hasFile(init) ? input.python.dottedName(init, init) : undefined) ?? folder.replaceAll('/', '.');
  const label = (config === null ? undefined : literalAttribute(input, config, 'label')) ?? (dotted.split('.').at(-1) as string);
  return asEntity({ folder, dotted, label, config, installed: installed(input, folder, settings) });
}

/** The AppConfig that Django takes on its own: the only one of apps.py, or its default. */
function defaultConfig(input: DjangoInput, folder: string): ClassSymbol | null {
  const configs = configsOf(input, folder);
  const [only, ...others] = configs;
  if (only === undefined || others.length === 0) return only ?? null;
  return configs.find((symbol) => isDefault(input, symbol)) ?? null;
}

/** AppConfigs of a package's apps.py that speak of the package itself. */
function configsOf(input: DjangoInput, folder: string): readonly ClassSymbol[] {
  return input.symbols.classes(inFolder(folder, 'apps.py')).filter((symbol) => {
    if (symbol.symbol.includes('.') || input.symbols.inherits(symbol, (dotted) => dotted.endsWith(`.${APP_CONFIG}`)) !== 'yes') return false;
    const name = literalAttribute(input, symbol, 'name');
    return name === undefined || name.split('.').at(-1) === folder.split('/').at(-1);
  });
}

function isDefault(input: DjangoInput, symbol: ClassSymbol): boolean {
  const answer = input.symbols.attribute(symbol, 'default');
  return answer.kind === 'found' && answer.attribute.kind === 'constant' && answer.attribute.value === true;
}

function literalAttribute(input: DjangoInput, symbol: ClassSymbol, name: string): string | undefined {
  const answer = input.symbols.attribute(symbol, name);
  return answer.kind === 'found' && answer.attribute.kind === 'string' ? answer.attribute.value : undefined;
}

/** An app counts as installed when any settings name it; as not, when all settings of its project are seen whole. */
function installed(input: DjangoInput, folder: string, named: ReadonlySet<SettingsModule>): App['installed'] {
  if (named.size > 0) return 'yes';
  const governing = input.django.settings.forFile(inFolder(folder, '__init__.py'));
  const seen = governing.filter(({ role }) => role === 'production' || role === 'base');
  if (seen.length === 0) return 'unknown';
  return seen.some((module) => module.open !== null || module.get('INSTALLED_APPS') === undefined || itemsOf(module.get('INSTALLED_APPS')).open) ? 'unknown' : 'no';
}

function createOwner(apps: readonly App[]): AppIndex['of'] {
  const byFolder = new Map(apps.map((app) => [app.folder, app]));
  return (path) => {
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
      const app = byFolder.get(folder);
      if (app !== undefined) return app;
    }
    return byFolder.get('');
  };
}

/** Labels are unique among installed apps; where others share one, the installed app counts. */
function createByLabel(apps: readonly App[]): AppIndex['byLabel'] {
  const byLabel = new Map<string, App>();
  for (const app of [...apps].sort((left, right) => Number(left.installed === 'yes') - Number(right.installed === 'yes'))) byLabel.set(app.label, app);
  return (label) => byLabel.get(label);
}
