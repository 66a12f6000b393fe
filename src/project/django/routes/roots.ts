/** Which urlconfs a project starts from, and which nothing reaches. Pure. */
import type { FileFacts } from '../../../facts/types.js';
import { ownAttribute } from '../../python/ancestry.js';
import type { DjangoInput } from '../input.js';
import type { Value } from '../types.js';
import { moduleSpot, type Finder } from './finder.js';
import type { UrlconfReader } from './reader.js';
import type { Reading } from './reading.js';

export interface Readings {
  /** Urlconfs that ROOT_URLCONF names, sorted. */
  readonly roots: readonly string[];
  /** Urlconfs that no root reaches, sorted. */
  readonly orphans: readonly string[];
  readonly reached: readonly string[];
  /** One for each root, then one for each urlconf that nothing includes. */
  readonly readings: readonly Reading[];
}

function mayRoute({ code }: FileFacts, path: string): boolean {
  return path.endsWith('.py') && code?.includes('urlpatterns') === true;
}

/** Reads every urlconf of the repository from where it starts. */
export function readAll(input: DjangoInput, finder: Finder, reader: UrlconfReader): Readings {
  const roots = rootUrlconfs(input, finder);
  const fromRoots = roots.map((root) => reader.read(root));
  const reached = new Set(fromRoots.flatMap(({ modules }) => [...modules]));
  const orphans = input.scan(mayRoute)().map(({ path }) => path).filter((path) => !reached.has(path) && finder.script(path).names.has('urlpatterns'));
  const alone = orphans.map((path) => ({ path, reading: reader.read(path) }));
  const included = new Set(alone.flatMap(({ path, reading }) => [...reading.modules].filter((module) => module !== path)));
  const tops = alone.filter(({ path }) => !included.has(path));
  return { roots, orphans, reached: [...reached].sort(), readings: [...fromRoots, ...tops.map(({ reading }) => reading)] };
}

/** Every module of the repository that some settings name as ROOT_URLCONF. */
function rootUrlconfs(input: DjangoInput, finder: Finder): readonly string[] {
  const named = input.django.settings.modules.flatMap((module) => stringsOf(module.get('ROOT_URLCONF')).map((dotted) => ({ from: module.path, dotted })));
  const modules = modulesOf(input, named);
  return modules.length > 0 ? modules : modulesOf(input, writtenRoots(input, finder));
}

interface Named {
  readonly from: string;
  readonly dotted: string;
}

function modulesOf(input: DjangoInput, named: readonly Named[]): readonly string[] {
  const modules = named.flatMap(({ from, dotted }) => {
    const target = input.symbols.importString(from, dotted);
    return target.kind === 'module' ? [target.path] : [];
  });
  return [...new Set(modules)].sort();
}

function stringsOf(value: Value | undefined): readonly string[] {
  if (value?.kind === 'string') return [value.value];
  if (value?.kind === 'environment') return value.fallback === null ? [] : stringsOf(value.fallback);
  return value?.kind === 'either' ? value.values.flatMap(stringsOf) : [];
}

/** `ROOT_URLCONF = '…'` wherever it stands, in classes of settings too, for repositories whose settings can't be found otherwise. */
function writtenRoots(input: DjangoInput, finder: Finder): readonly Named[] {
  return input.symbols.mentions('ROOT_URLCONF').flatMap((from) => {
    const inClasses = input.symbols.classes(from).map(({ node }) => ownAttribute(node, 'ROOT_URLCONF'));
    return [finder.script(from).names.get('ROOT_URLCONF')?.value, ...inClasses].flatMap((value) => {
      const dotted = value === undefined || value.kind === 'function' || value.kind === 'class' ? undefined : finder.text(moduleSpot(from), value);
      return dotted === undefined ? [] : [{ from, dotted }];
    });
  });
}
