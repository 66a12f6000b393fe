/** What the manifests say of an import. Pure. */
import type { DeclaredDependency, ManifestFacts } from '../../facts/types.js';
import { keyed, early, perKey, perPair } from '../tracked.js';
import { sameData } from '../same-data.js';
import { folderOf } from '../tree.js';
import type { Catalogue, DependencyIndex, DependencyScope } from '../types.js';
import { knownConstraint } from './known-constraint.js';
import { npmDeclaration } from './npm.js';
import { pythonDeclaration } from './python.js';
import { buildReach, declaresMain, type Reach } from './reach.js';
import { indexManifests, type DependenciesInput, type Manifests, type ScopedManifest } from './scopes.js';

export type { DependenciesInput } from './scopes.js';

/** Builds the index; lazy and memoised per folder. */
export function createDependencyIndex(input: DependenciesInput & { readonly catalogue: Catalogue; readonly formerDependencies?: ReadonlySet<string> }): DependencyIndex {
  const { catalogue } = input;
  const isFormer = (ecosystem: ManifestFacts['ecosystem'], name: string): boolean => input.formerDependencies?.has(`${ecosystem}:${name}`) ?? false;
  const manifests = indexManifests(input);
  const installs = installedNames(input);
  const reach = createReach(manifests);
  const python = perPair((folder: string, name: string) => pythonDeclaration({ reach: reach().python(folder), catalogue, installs: installs(), isFormer: (other) => isFormer('python', other) }, name), sameData);
  const npm = perPair((folder: string, name: string) => npmDeclaration({ reach: reach().npm(folder), catalogue, input, manifests: manifests(), isFormer: (other) => isFormer('npm', other) }, name), sameData);
  return {
    manifest: (path) => input.facts(path)?.manifest,
    scopeFor: (path, ecosystem) => scopeOf(reach()[ecosystem](folderOf(path)), manifests()),
    declaration: (path, ecosystem, name) => (ecosystem === 'python' ? python : npm)(folderOf(path), name),
  };
}

type ReachOf = (folder: string) => Reach;

/** What is declared in reach of a folder; shared by folders of the same Python manifests. */
function createReach(manifests: () => Manifests): () => Readonly<Record<ManifestFacts['ecosystem'], ReachOf>> {
  return early(() => {
    const { inReach } = manifests();
    const byManifests = keyed<string, Reach>();
    return {
      python: perKey((folder: string) => {
        const found = inReach('python', folder);
        return byManifests(found.map((manifest) => `${manifest.path}\0${manifest.constraintsOnly}`).join('\n'), () => buildReach(folder, found));
      }),
      npm: perKey((folder: string) => buildReach(folder, inReach('npm', folder))),
    };
  });
}

/** Files of projects that run on AWS Lambda. */
const ON_LAMBDA = /(^|\/)(serverless\.ya?ml|samconfig\.toml|cdk\.json|lambda_function\.py)$/;

/** Distribution -> the first deployment file that installs it by name. */
function installedNames(input: DependenciesInput): () => ReadonlyMap<string, string> {
  const telling = input.scan(({ deployment }, path) => {
    // The AWS Lambda runtime holds its own SDK: https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
    const names = [...(deployment?.installs ?? []), ...(ON_LAMBDA.test(path) ? ['boto3', 'botocore'] : [])];
    return names.length > 0 && names;
  }, sameData);
  return early(() => {
    const names = new Map<string, string>();
    for (const { path, told } of telling()) for (const name of told) if (!names.has(name)) names.set(name, path);
    return names;
  });
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
