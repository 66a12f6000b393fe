/** What the manifests say of an import. Pure. */
import type { DeclaredDependency, ManifestFacts } from '../../facts/types.js';
import { early, earlyPerKey, perKey } from '../tracked.js';
import { sameData } from '../same-data.js';
import { folderOf } from '../tree.js';
import type { Catalogue, DeclarationAnswer, DependencyIndex, DependencyScope } from '../types.js';
import { knownConstraint } from './known-constraint.js';
import { npmDeclaration } from './npm.js';
import { pythonDeclaration } from './python.js';
import { buildReach, declaresMain, type Reach } from './reach.js';
import { indexManifests, type DependenciesInput, type Manifests, type ScopedManifest } from './scopes.js';

export type { DependenciesInput } from './scopes.js';

/** Builds the index; every answer is kept until the manifests in reach say something else. */
export function createDependencyIndex(input: DependenciesInput & { readonly catalogue: Catalogue; readonly formerDependencies?: ReadonlySet<string> }): DependencyIndex {
  const { catalogue } = input;
  const former = earlyPerKey((name: string) => input.formerDependencies?.has(name) ?? false);
  const manifests = indexManifests(input);
  const installs = installedNames(input);
  const reach = createReach(manifests);
  const python = perKey((key: string) =>
    earlyPerKey((name: string) => pythonDeclaration({ reach: reach.pythonBy(key), catalogue, installs: installs(), isFormer: (other) => former(`python:${other}`) }, name), sameAnswer),
  );
  const npm = perKey((folder: string) => earlyPerKey((name: string) => npmDeclaration({ reach: reach.npm(folder), catalogue, input, manifests: () => manifests().all, isFormer: (other) => former(`npm:${other}`) }, name), sameAnswer));
  return {
    manifest: (path) => input.facts(path)?.manifest,
    scopeFor: (path, ecosystem) => scopeOf(ecosystem === 'python' ? reach.pythonBy(reach.pythonKey(folderOf(path))) : reach.npm(folderOf(path)), () => manifests().all),
    declaration: (path, ecosystem, name) => (ecosystem === 'python' ? python(reach.pythonKey(folderOf(path))) : npm(folderOf(path)))(name),
  };
}

/** What is like an unlisted name hangs on nothing but the name. */
function sameAnswer(before: DeclarationAnswer, after: DeclarationAnswer): boolean {
  return (before.kind === 'unlisted' && after.kind === 'unlisted') || sameData(before, after);
}

/** What is declared in reach of a folder. */
interface ReachIndex {
  /** The Python manifests in reach of a folder; many folders share theirs. */
  pythonKey(folder: string): string;
  pythonBy(key: string): Reach;
  npm(folder: string): Reach;
}

function createReach(manifests: () => Manifests): ReachIndex {
  const keyOf = (ecosystem: ManifestFacts['ecosystem'], folder: string): string =>
    manifests().inReach(ecosystem, folder).map(({ path, constraintsOnly }) => `${path}\0${constraintsOnly}`).join('\n');
  const by = earlyPerKey((key: string) => {
    const found = key === '' ? [] : key.split('\n').map((one) => one.split('\0') as [string, string]);
    return buildReach('', found.flatMap(([path, limits]) => manifests().at(path).map((manifest) => ({ ...manifest, constraintsOnly: limits === 'true' }))));
  }, sameReach);
  const npmKey = earlyPerKey((folder: string) => keyOf('npm', folder));
  return {
    pythonKey: earlyPerKey((folder: string) => keyOf('python', folder)),
    pythonBy: by,
    npm: earlyPerKey((folder: string) => ({ ...by(npmKey(folder)), folder }), sameReach),
  };
}

/** The same manifests, which are made anew only where one of them says something else. */
function sameReach(before: Reach, after: Reach): boolean {
  return before.open === after.open && before.manifests.length === after.manifests.length && before.manifests.every((one, index) => isSame(one, after.manifests[index]));
}

function isSame(one: ScopedManifest, other: ScopedManifest | undefined): boolean {
  return one.path === other?.path && one.facts === other.facts && one.constraintsOnly === other.constraintsOnly;
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
  }, sameData);
}

function scopeOf(reach: Reach, all: () => Manifests['all']): DependencyScope {
  const target = insertionTarget(reach.manifests);
  return {
    manifests: reach.manifests.map((manifest) => manifest.path),
    open: reach.open,
    find: (name) => reach.byName.get(name) ?? [],
    insertInto: target?.path,
    knownConstraint: (name) => (target === undefined ? undefined : knownConstraint(name, all(), target.facts.format)),
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
