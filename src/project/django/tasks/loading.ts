/** Which modules a Celery worker loads. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf, literalString } from '../../../facts/python/code/walk.js';
import { isTestPath } from '../../path-uses.js';
import { perKey } from '../../tracked.js';
import { folderOf } from '../../tree.js';
import type { DjangoInput } from '../input.js';
import type { Place, Value } from '../types.js';
import type { CeleryScan } from './scan.js';

interface Discovery {
  /** Modules named one by one: includes, packages of `autodiscover_tasks([...])`. */
  readonly modules: ReadonlySet<string>;
  /** Module names that are looked for in each installed app (`tasks`). */
  readonly related: ReadonlySet<string>;
  /** Why modules may be loaded that can't be seen. */
  readonly open: string | null;
}

/** Answers for a module whether a worker loads it; null when it can't be told. */
export function createLoading(input: DjangoInput, scans: ReadonlyMap<string, CeleryScan>, apps: readonly Place[]): (path: string) => boolean | null {
  if (apps.length === 0) return () => null;
  const discovery = discover(input, scans);
  return perKey((path: string) => isLoaded(input, discovery, apps, path));
}

function isLoaded(input: DjangoInput, { modules, related, open }: Discovery, apps: readonly Place[], path: string): boolean | null {
  if (modules.has(path) || apps.some((app) => app.path === path)) return true;
  const asPackage = path.endsWith('/__init__.py');
  const module = asPackage ? folderOf(path) : path.replace(/\.py$/, '');
  const found = input.django.apps.apps.find(({ folder }) => folder === folderOf(module));
  if (related.has(module.split('/').at(-1) as string)) {
    if (found?.installed === 'yes') return true;
    if (found === undefined || found.installed === 'unknown') return null;
  }
  if (importers(input, path, module.split('/').at(-1) as string).length > 0) return true;
  return open === null ? false : null;
}

/** Files other than tests that import the module, in any scope, or name it in a string. */
function importers(input: DjangoInput, path: string, word: string): readonly string[] {
  return input.symbols.mentions(word).filter((other) => other !== path && !isTestPath(other) && speaksOf(input, other, path, word));
}

function speaksOf(input: DjangoInput, other: string, path: string, word: string): boolean {
  const facts = input.facts(other);
  for (const statement of facts?.python?.imports ?? []) {
    const target = input.python.resolve(other, statement);
    if (target.kind === 'local' && target.path === path) return true;
    for (const { name } of statement.names ?? []) {
      const inner = name === word || name === '*' ? input.python.resolveSubmodule(other, statement, word) : undefined;
      if (inner?.kind === 'local' && inner.path === path) return true;
    }
  }
  return facts?.references.some(({ text, shape }) => shape === 'module' && text.split('.').includes(word)) ?? false;
}

function discover(input: DjangoInput, scans: ReadonlyMap<string, CeleryScan>): Discovery {
  const modules = new Set<string>();
  const related = new Set<string>();
  let open: string | null = null;
  for (const [path, scan] of scans) {
    if (isTestPath(path)) continue;
    for (const call of scan.discoveries) open = discovered(input, path, call, modules, related) ?? open;
    for (const value of scan.includes) open = included(input, path, value, modules) ?? open;
  }
  for (const settings of input.django.settings.modules) {
    for (const name of ['CELERY_IMPORTS', 'CELERY_INCLUDE']) open = fromSettings(input, settings.path, settings.get(name), modules) ?? open;
  }
  return { modules, related, open };
}

/** Returns why the call can't be read whole, else null. */
function discovered(input: DjangoInput, path: string, call: CallExpression, modules: Set<string>, related: Set<string>): string | null {
  const name = keywordOf(call, 'related_name')?.value ?? call.args[1];
  const word = name === undefined ? 'tasks' : literalString(name);
  if (word === undefined) return `${path} computes what it discovers`;
  const packages = call.args[0] ?? keywordOf(call, 'packages')?.value;
  if (packages === undefined || isInstalledApps(packages)) {
    related.add(word);
    return null;
  }
  if (packages.kind !== 'list' && packages.kind !== 'tuple') return `${path} computes what it discovers`;
  for (const item of packages.items) {
    const dotted = literalString(item);
    if (dotted === undefined) return `${path} computes what it discovers`;
    add(input, path, `${dotted}.${word}`, modules);
  }
  return null;
}

/** `settings.INSTALLED_APPS`, `lambda: settings.INSTALLED_APPS`, and what is built from the app registry. */
function isInstalledApps(expression: Expression): boolean {
  if (expression.kind === 'lambda') return isInstalledApps(expression.body);
  if (expression.kind === 'comprehension') return true;
  return (dottedName(expression) ?? '').endsWith('INSTALLED_APPS');
}

function included(input: DjangoInput, path: string, value: Expression, modules: Set<string>): string | null {
  if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'set') return `${path} computes what it includes`;
  for (const item of value.items) {
    const dotted = literalString(item);
    if (dotted === undefined) return `${path} computes what it includes`;
    add(input, path, dotted, modules);
  }
  return null;
}

function fromSettings(input: DjangoInput, path: string, value: Value | undefined, modules: Set<string>): string | null {
  if (value === undefined || value.kind === 'none') return null;
  if (value.kind !== 'list' || value.open) return `${path} computes what Celery imports`;
  for (const item of value.items) {
    if (item.kind !== 'string') return `${path} computes what Celery imports`;
    add(input, path, item.value, modules);
  }
  return null;
}

function add(input: DjangoInput, from: string, dotted: string, modules: Set<string>): void {
  const target = input.python.resolve(from, { module: dotted, level: 0 });
  if (target.kind === 'local') modules.add(target.path);
}
