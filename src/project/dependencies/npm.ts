/** What package.json files say of an import. Pure. */
import type { Catalogue, DeclarationAnswer } from '../types.js';
import { ancestorsOf, inFolder } from '../tree.js';
import { HOISTING_LOCKS, unreadLock } from './locks.js';
import { nearestKnown } from './nearest-known.js';
import { HOSTED, NPM_SHIPS_WITH } from './provides.js';
import { declared, strongest, type Entry, type Reach } from './reach.js';
import type { DependenciesInput, Manifests } from './scopes.js';

export interface NpmSources {
  /** The folder of the file that imports. */
  readonly folder: string;
  /** What is declared in reach of it. */
  readonly reach: Reach;
  readonly catalogue: Catalogue;
  readonly input: DependenciesInput;
  /** Every manifest of the tree, sorted by path. */
  manifests(): Manifests['all'];
  /** Whether the change under review takes a package out of every package.json. */
  isFormer(name: string): boolean;
}

/** Files whose presence makes every package.json below them a member of one installation. */
const WORKSPACE_FILES = ['pnpm-workspace.yaml', 'lerna.json', 'rush.json', 'nx.json', 'turbo.json'];

/** Builders whose scripts map import names in code of their own, or loaders with such maps. */
const BUILD_SCRIPTS = ['gulp', 'grunt', 'webpack-stream', 'browserify', 'requirejs', 'systemjs', 'jspm'];

/** The answer for an npm package name. */
export function npmDeclaration(sources: NpmSources, name: string): DeclarationAnswer {
  const { reach, catalogue } = sources;
  const packages = reach.manifests.filter(({ facts }) => facts.format === 'package-json');
  if (packages.some(({ facts }) => facts.name === name)) return { kind: 'unknown', reason: 'it is the package itself' };
  const entries = [name, typesOf(name)].flatMap((wanted) => (reach.byName.get(wanted) ?? []).filter((entry) => entry.dependency.group !== 'locked'));
  const entry = strongest(entries.filter((found) => found.dependency.name === name)) ?? strongest(entries);
  if (entry !== undefined) return declared(entry);
  // What was declared until this change needs no table to be known, and a lock file that still holds it is behind.
  if (sources.isFormer(name) && reach.open === null) return { kind: 'undeclared', distributions: [name] };
  const silent = silence(sources, name, packages.some(({ facts }) => facts.dependencies.length > 0));
  if (silent !== undefined) return { kind: 'unknown', reason: silent };
  if (catalogue.npm.knownPackages.has(name)) return { kind: 'undeclared', distributions: [name] };
  const scripted = BUILD_SCRIPTS.find((tool) => reach.byName.has(tool));
  if (scripted !== undefined) return { kind: 'unknown', reason: `the ${scripted} build may map it` };
  return { kind: 'unlisted', nearest: nearestKnown(name, catalogue.npm.knownPackages) };
}

/** `@scope/x` -> `@types/scope__x` */
function typesOf(name: string): string {
  return `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;
}

function silence(sources: NpmSources, name: string, declares: boolean): string | undefined {
  const { folder: own, reach, input } = sources;
  if (!declares) return 'no package.json declares the dependencies of this folder';
  if (reach.open !== null) return reach.open;
  const host = HOSTED.npm[name] ?? (name.startsWith('@types/') ? 'the type checker' : undefined);
  if (host !== undefined) return `${host} provides it`;
  if (ancestorsOf(own).some((folder) => ['deno.json', 'deno.jsonc', 'import_map.json'].some((file) => input.hasFile(inFolder(folder, file))))) {
    return 'Deno resolves imports by a map of its own';
  }
  const bringer = Object.keys(NPM_SHIPS_WITH).find((other) => reach.byName.has(other) && NPM_SHIPS_WITH[other]?.includes(name) === true);
  if (bringer !== undefined) return `${bringer} brings it`;
  const sibling = workspaceSibling(sources, name);
  if (sibling !== undefined) return `${sibling.manifest}, in the same workspace, declares it`;
  return fromLock(sources, name);
}

/** A declaration by another member of the workspace: installers hoist it to where this file finds it. */
function workspaceSibling({ folder: own, input, manifests }: NpmSources, name: string): Entry | undefined {
  const root = ancestorsOf(own).findLast((folder) => isWorkspaceRoot(folder, input));
  if (root === undefined) return undefined;
  const prefix = root === '' ? '' : `${root}/`;
  for (const { path, facts } of manifests()) {
    if (facts.format !== 'package-json' || !path.startsWith(prefix)) continue;
    const dependency = facts.dependencies.find((candidate) => candidate.name === name);
    if (dependency !== undefined) return { manifest: path, dependency };
    if (facts.name === name) return { manifest: path, dependency: { name, raw: name, group: 'main', extras: [], span: [1, 1, 1, 1] } };
  }
  return undefined;
}

function isWorkspaceRoot(folder: string, input: DependenciesInput): boolean {
  if (WORKSPACE_FILES.some((file) => input.hasFile(inFolder(folder, file)))) return true;
  return (input.facts(inFolder(folder, 'package.json'))?.manifest?.workspaces.length ?? 0) > 0;
}

/** What a lock file holds is installed, if only because another package needs it; one that can't be read may hold anything. */
function fromLock({ folder: own, reach, input }: NpmSources, name: string): string | undefined {
  const locked = reach.byName.get(name)?.[0];
  if (locked !== undefined) return `no package.json in reach declares it, but ${locked.manifest} installs it for another package`;
  const unread = unreadLock(own, HOISTING_LOCKS, input);
  return unread === undefined ? undefined : `${unread} could not be read and may bring it`;
}
