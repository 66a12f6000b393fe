/** What the manifests say of an import. Pure. */
import type { DeclaredDependency, ManifestFacts } from '../../facts/types.js';
import { folderOf, lazily } from '../tree.js';
import type { Catalogue, DependencyIndex, DependencyScope } from '../types.js';
import { knownConstraint } from './known-constraint.js';
import { npmDeclaration } from './npm.js';
import { pythonDeclaration } from './python.js';
import { buildReach, declaresMain, type Reach } from './reach.js';
import { indexManifests, type DependenciesInput, type Manifests, type ScopedManifest } from './scopes.js';

export type { DependenciesInput } from './scopes.js';

/** Builds the index; lazy and memoised per folder. */
export function createDependencyIndex(input: DependenciesInput & { readonly catalogue: Catalogue }): DependencyIndex {
  const { catalogue } = input;
  const manifests = lazily(() => indexManifests(input));
  const installs = lazily(() => installedNames(input));
  const memo = new Map<string, Reach>();
  const reachOf = (path: string, ecosystem: ManifestFacts['ecosystem']): Reach => {
    const folder = folderOf(path);
    const key = `${ecosystem}:${folder}`;
    const known = memo.get(key) ?? buildReach(folder, manifests().inReach(folder, ecosystem));
    memo.set(key, known);
    return known;
  };
  return {
    manifest: (path) => input.facts(path)?.manifest,
    scopeFor: (path, ecosystem) => scopeOf(reachOf(path, ecosystem), manifests()),
    declaration: (path, ecosystem, name) =>
      ecosystem === 'python'
        ? pythonDeclaration({ reach: reachOf(path, 'python'), catalogue, installs: installs() }, name)
        : npmDeclaration({ reach: reachOf(path, 'npm'), catalogue, input, manifests: manifests() }, name),
  };
}

/** Distribution -> the first deployment file that installs it by name. */
function installedNames(input: DependenciesInput): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const path of input.paths) {
    for (const name of input.facts(path)?.deployment?.installs ?? []) if (!names.has(name)) names.set(name, path);
  }
  return names;
}

function scopeOf(reach: Reach, manifests: Manifests): DependencyScope {
  const target = insertionTarget(reach.manifests);
  return {
    manifests: reach.manifests.map((manifest) => manifest.path),
    open: reach.open,
    find: (name) => reach.byName.get(name) ?? [],
    insertInto: target?.path,
    knownConstraint: (name) => (target === undefined ? undefined : knownConstraint(name, manifests.all, target.facts.format)),
  };
}

/** The nearest manifest that takes main dependencies; in one folder, the one with the most. */
function insertionTarget(manifests: readonly ScopedManifest[]): ScopedManifest | undefined {
  const declaring = manifests.filter(({ facts, constraintsOnly }) => !constraintsOnly && declaresMain(facts));
  const takers = declaring.filter(({ facts }) => facts.insertion !== undefined);
  const [nearest] = takers;
  if (nearest === undefined) return undefined;
  const folder = folderOf(nearest.path);
  return takers.filter((manifest) => folderOf(manifest.path) === folder).toSorted((a, b) => mains(b.facts.dependencies) - mains(a.facts.dependencies))[0];
}

function mains(dependencies: readonly DeclaredDependency[]): number {
  return dependencies.filter((dependency) => dependency.group === 'main').length;
}
