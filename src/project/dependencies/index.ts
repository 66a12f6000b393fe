/** What the manifests say of an import. Pure. */
import type { DeclaredDependency, ManifestFacts } from '../../facts/types.js';
import { folderOf, lazily } from '../tree.js';
import type { Catalogue, DeclarationAnswer, DependencyIndex, DependencyScope } from '../types.js';
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
  const manifests = lazily(() => indexManifests(input));
  const installs = lazily(() => installedNames(input));
  const reachOf = createReach(manifests);
  const answers = new Map<Reach, Map<string, DeclarationAnswer>>();
  const answer = (path: string, ecosystem: ManifestFacts['ecosystem'], name: string): DeclarationAnswer => {
    const reach = reachOf(path, ecosystem);
    const ofReach = answers.get(reach) ?? new Map<string, DeclarationAnswer>();
    answers.set(reach, ofReach);
    const known = ofReach.get(name) ?? (ecosystem === 'python' ? pythonDeclaration({ reach, catalogue, installs: installs(), isFormer: (other) => isFormer('python', other) }, name) : npmDeclaration({ reach, catalogue, input, manifests: manifests(), isFormer: (other) => isFormer('npm', other) }, name));
    ofReach.set(name, known);
    return known;
  };
  return {
    manifest: (path) => input.facts(path)?.manifest,
    scopeFor: (path, ecosystem) => scopeOf(reachOf(path, ecosystem), manifests()),
    declaration: answer,
  };
}

/** What is declared in reach of a path; built once for each folder, and shared by folders of the same Python manifests. */
function createReach(manifests: () => Manifests): (path: string, ecosystem: ManifestFacts['ecosystem']) => Reach {
  const byFolder = { python: new Map<string, Reach>(), npm: new Map<string, Reach>() };
  const byManifests = new Map<string, Reach>();
  return (path, ecosystem) => {
    const folder = folderOf(path);
    const known = byFolder[ecosystem].get(folder);
    if (known !== undefined) return known;
    const found = manifests().inReach(folder, ecosystem);
    const key = ecosystem === 'python' ? found.map((manifest) => `${manifest.path}\0${manifest.constraintsOnly}`).join('\n') : `npm\0${folder}`;
    const reach = byManifests.get(key) ?? buildReach(folder, found);
    byManifests.set(key, reach);
    byFolder[ecosystem].set(folder, reach);
    return reach;
  };
}

/** Files of projects that run on AWS Lambda. */
const ON_LAMBDA = /(^|\/)(serverless\.ya?ml|samconfig\.toml|cdk\.json|lambda_function\.py)$/;

/** Distribution -> the first deployment file that installs it by name. */
function installedNames(input: DependenciesInput): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const path of input.paths) {
    for (const name of input.facts(path)?.deployment?.installs ?? []) if (!names.has(name)) names.set(name, path);
    // The AWS Lambda runtime holds its own SDK: https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
    if (ON_LAMBDA.test(path)) for (const name of ['boto3', 'botocore']) if (!names.has(name)) names.set(name, path);
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
