/** What the manifests say of an import. Pure. */
import { distance } from 'fastest-levenshtein';
import type { DeclaredDependency, ManifestFacts } from '../../facts/types.js';
import { nearest, words } from '../nearest.js';
import { folderOf } from '../tree.js';
import type { Catalogue, DeclarationAnswer, DependencyIndex, DependencyScope } from '../types.js';
import { bringsAlong, knowsExtras } from './provides.js';
import { indexManifests, openness, type DependenciesInput, type Manifests, type ScopedManifest } from './scopes.js';

export type { DependenciesInput } from './scopes.js';

interface Entry {
  readonly manifest: string;
  readonly dependency: DeclaredDependency;
}

/** Everything declared in reach of a folder, by name. */
interface Reach {
  readonly manifests: readonly ScopedManifest[];
  readonly open: string | null;
  readonly byName: ReadonlyMap<string, readonly Entry[]>;
  /** Names that declared packages bring along -> the package that brings them. */
  readonly along: ReadonlyMap<string, Entry>;
}

const GROUPS: readonly DeclaredDependency['group'][] = ['main', 'optional', 'peer', 'locked', 'development'];

/** Builds the index; lazy and memoised per folder. */
export function createDependencyIndex(input: DependenciesInput & { readonly catalogue: Catalogue }): DependencyIndex {
  const manifests = indexManifests(input);
  const memo = new Map<string, Reach>();
  const reachOf = (path: string, ecosystem: ManifestFacts['ecosystem']): Reach => {
    const key = `${ecosystem}:${folderOf(path)}`;
    const known = memo.get(key) ?? buildReach(manifests.inReach(folderOf(path), ecosystem));
    memo.set(key, known);
    return known;
  };
  return {
    manifest: (path) => input.facts(path)?.manifest,
    scopeFor: (path, ecosystem) => scopeOf(reachOf(path, ecosystem), manifests, ecosystem),
    declaration: (path, ecosystem, name) =>
      ecosystem === 'python' ? pythonDeclaration(reachOf(path, 'python'), name, input.catalogue) : npmDeclaration(reachOf(path, 'npm'), name, input.catalogue),
  };
}

function buildReach(manifests: readonly ScopedManifest[]): Reach {
  const byName = new Map<string, Entry[]>();
  const along = new Map<string, Entry>();
  for (const { path, facts, constraintsOnly } of manifests) {
    if (constraintsOnly) continue;
    for (const dependency of facts.dependencies) {
      const entry = { manifest: path, dependency };
      const known = byName.get(dependency.name);
      if (known === undefined) byName.set(dependency.name, [entry]);
      else known.push(entry);
      for (const other of bringsAlong(dependency.name, dependency.extras)) {
        const before = along.get(other);
        if (before === undefined || rank(dependency) < rank(before.dependency)) along.set(other, entry);
      }
    }
  }
  return { manifests, open: openness(manifests), byName, along };
}

function rank(dependency: DeclaredDependency): number {
  return GROUPS.indexOf(dependency.group);
}

function scopeOf(reach: Reach, manifests: Manifests, ecosystem: ManifestFacts['ecosystem']): DependencyScope {
  return {
    manifests: reach.manifests.map((manifest) => manifest.path),
    open: reach.open,
    find: (name) => reach.byName.get(name) ?? [],
    insertInto: insertionTarget(reach.manifests),
    knownConstraint: (name) => knownConstraint(name, manifests, ecosystem),
  };
}

/** The nearest manifest that takes main dependencies; in one folder, the one with the most. */
function insertionTarget(manifests: readonly ScopedManifest[]): string | undefined {
  const takers = manifests.filter(({ facts, constraintsOnly }) => !constraintsOnly && facts.insertion !== undefined && facts.dependencies.some((dependency) => dependency.group === 'main'));
  const [nearestOne] = takers;
  if (nearestOne === undefined) return undefined;
  const folder = folderOf(nearestOne.path);
  const mains = (manifest: ScopedManifest): number => manifest.facts.dependencies.filter((dependency) => dependency.group === 'main').length;
  return takers.filter((manifest) => folderOf(manifest.path) === folder).sort((a, b) => mains(b) - mains(a))[0]?.path;
}

/** As another manifest of the repository writes it, else the version of a lock file in the ecosystem's usual form. */
function knownConstraint(name: string, manifests: Manifests, ecosystem: ManifestFacts['ecosystem']): string | undefined {
  const entries = manifests.all.filter(({ facts }) => facts.ecosystem === ecosystem).flatMap(({ facts }) => facts.dependencies.filter((dependency) => dependency.name === name && dependency.constraint !== undefined));
  const written = entries.find((dependency) => dependency.group !== 'locked' && /^[<>=~^\d]/.test(dependency.constraint ?? ''));
  if (written?.constraint !== undefined) return written.constraint;
  const locked = entries.find((dependency) => dependency.group === 'locked')?.constraint;
  if (locked === undefined) return undefined;
  return ecosystem === 'npm' ? `^${locked}` : `==${locked.replace(/^==/, '')}`;
}

/** Entry of the strongest group among several names. */
function strongest(reach: Reach, names: readonly string[]): Entry | undefined {
  const entries = names.flatMap((name) => reach.byName.get(name) ?? []);
  return entries.sort((a, b) => rank(a.dependency) - rank(b.dependency))[0];
}

function declared(entry: Entry, group = entry.dependency.group): DeclarationAnswer {
  return { kind: 'declared', group, manifest: entry.manifest, name: entry.dependency.name };
}

function pythonDeclaration(reach: Reach, dotted: string, catalogue: Catalogue): DeclarationAnswer {
  const distributions = distributionsOf(dotted, catalogue);
  const top = dotted.split('.')[0] as string;
  const entry = strongest(reach, [...distributions, normalise(top), normalise(dotted)]);
  if (entry !== undefined && entry.dependency.group !== 'development') return declared(entry);
  for (const distribution of distributions) {
    const bringer = reach.along.get(distribution);
    if (bringer !== undefined) return declared(bringer, bringer.dependency.group === 'development' ? 'development' : 'locked');
  }
  if (entry !== undefined) return declared(entry);
  const silent = pythonSilence(reach, dotted, distributions.length > 0, catalogue);
  if (silent !== undefined) return { kind: 'unknown', reason: silent };
  if (distributions.length > 0) return { kind: 'undeclared', distributions };
  return { kind: 'unlisted', nearest: nearestKnown(top, catalogue.python.distributionsByImport.keys()) };
}

/** Why nothing can be said about an import that is not declared by name. */
function pythonSilence(reach: Reach, dotted: string, listed: boolean, catalogue: Catalogue): string | undefined {
  if (!reach.manifests.some(({ facts, constraintsOnly }) => !constraintsOnly && facts.dependencies.some((dependency) => dependency.group === 'main'))) {
    return 'no manifest declares the dependencies of this folder';
  }
  if (reach.open !== null) return reach.open;
  const top = dotted.split('.')[0] as string;
  if (reach.manifests.some(({ facts }) => facts.name === normalise(top))) return 'it bears the name of the project itself';
  const names = [...reach.byName.entries()];
  for (const [name, entries] of names) {
    if (!knowsExtras(name, entries.flatMap((entry) => entry.dependency.extras)) && !listed) return `an extra of ${name} may bring it`;
    // An unlisted distribution may install any import name; a shared word makes it plausible.
    if (!catalogue.python.knownDistributions.has(name) && sharesWord(name, top)) return `${name} may provide it`;
  }
  return undefined;
}

function sharesWord(a: string, b: string): boolean {
  const others = new Set(words(b));
  return words(a).some((word) => word.length > 2 && others.has(word));
}

/** The distributions of the longest known prefix of a dotted import. */
function distributionsOf(dotted: string, catalogue: Catalogue): readonly string[] {
  const parts = dotted.split('.');
  for (let length = parts.length; length > 0; length--) {
    const known = catalogue.python.distributionsByImport.get(parts.slice(0, length).join('.'));
    if (known !== undefined) return known;
  }
  return [];
}

function npmDeclaration(reach: Reach, name: string, catalogue: Catalogue): DeclarationAnswer {
  const packages = reach.manifests.filter(({ facts }) => facts.format === 'package-json');
  const own = packages.find(({ facts }) => facts.name === name);
  if (own !== undefined) return { kind: 'unknown', reason: 'it is the package itself' };
  const entries = (reach.byName.get(name) ?? []).filter((entry) => entry.dependency.group !== 'locked');
  const [entry] = [...entries].sort((a, b) => rank(a.dependency) - rank(b.dependency));
  if (entry !== undefined) return declared(entry);
  if (!packages.some(({ facts }) => facts.dependencies.length > 0)) return { kind: 'unknown', reason: 'no package.json declares the dependencies of this folder' };
  if (reach.open !== null) return { kind: 'unknown', reason: reach.open };
  if (catalogue.npm.knownPackages.has(name)) return { kind: 'undeclared', distributions: [name] };
  return { kind: 'unlisted', nearest: nearestKnown(name, catalogue.npm.knownPackages) };
}

/** Known names that differ by a slip of the keyboard: at most two edits, one for short names. */
function nearestKnown(name: string, known: Iterable<string>): readonly string[] {
  const most = name.length < 6 ? 1 : 2;
  const close: string[] = [];
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) <= most && distance(candidate, name) <= most) close.push(candidate);
  }
  return nearest(name, close, { max: 3 });
}

/** PEP 503. */
function normalise(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
