/** Which manifests speak for a source file. Pure. */
import { manifestFormat } from '../../facts/manifests/format.js';
import { manifestOf } from '../../facts/manifests/shared.js';
import type { FileFacts, ManifestFacts } from '../../facts/types.js';
import { globMatcher } from '../globs.js';
import { groupedBy } from '../grouped.js';
import type { Scan } from '../live-tree.js';
import { early, perPair, sameItems } from '../tracked.js';
import { sameData } from '../same-data.js';
import { ancestorsOf, folderOf, joinPath } from '../tree.js';

export interface DependenciesInput {
  readonly paths: readonly string[];
  readonly scan: Scan;
  hasFile(path: string): boolean;
  facts(path: string): FileFacts | undefined;
}

interface Manifest {
  readonly path: string;
  readonly facts: ManifestFacts;
}

export interface ScopedManifest extends Manifest {
  /** Reached by `-c`: it limits versions and installs nothing. */
  readonly constraintsOnly: boolean;
}

export interface Manifests {
  /** Manifests of an ecosystem in reach of a folder, nearest folder first, includes followed. */
  inReach(ecosystem: ManifestFacts['ecosystem'], folder: string): readonly ScopedManifest[];
  /** Every manifest of the tree, sorted by path. */
  readonly all: readonly Manifest[];
  /** The manifest of a path, or none. */
  at(path: string): readonly Manifest[];
}

/**
 * The manifest at a path. One that was not read (too large, not text, nested too deeply) may declare anything, so it stands as one
 * with an error; those of npm's installers left out, of which only some put what they hold where code finds it.
 */
export function manifestAt(path: string, facts: FileFacts | undefined): ManifestFacts | undefined {
  if (facts?.manifest !== undefined || facts?.skip === undefined || facts.skip.reason === 'vendored') return facts?.manifest;
  const format = manifestFormat(path);
  if (format === null || format === 'npm-lock') return undefined;
  return manifestOf(format === 'package-json' || format === 'tsconfig' ? 'npm' : 'python', format, { error: facts.skip.detail });
}

/** Indexes the manifests of a tree; made anew where one of them changes, or speaks for another folder. */
export function indexManifests(input: DependenciesInput): () => Manifests {
  const told = input.scan((facts, path) => {
    const manifest = manifestAt(path, facts);
    return manifest === undefined ? undefined : { manifest, isRead: facts.manifest !== undefined };
  }, sameData);
  const all = early(() => told().map((one) => ({ path: one.path, facts: one.told.manifest, isRead: one.told.isRead })));
  const homes = early(() => {
    const inhabited = foldersWithPython(input.paths);
    return all().map((manifest) => homeOf(manifest, inhabited));
  }, sameItems);
  return early(() => createManifests(all(), homes()));
}

function createManifests(all: readonly (Manifest & { readonly isRead: boolean })[], homes: readonly string[]): Manifests {
  const byFolder = new Map<string, Manifest[]>();
  for (const [index, manifest] of all.entries()) add(byFolder, homes[index] as string, manifest);
  const read = new Map(all.filter(({ isRead }) => isRead).map(({ path, facts }) => [path, facts]));
  const sources: Sources = { read, byFolder, all, projects: projectsByName(all) };
  const byPath = groupedBy(all, ({ path }) => path);
  return {
    all,
    at: (path) => byPath.get(path) ?? [],
    inReach: perPair((ecosystem: ManifestFacts['ecosystem'], folder: string) => follow(sources, ancestorsOf(folder).flatMap((ancestor) => byFolder.get(ancestor) ?? []), ecosystem)),
  };
}

function add<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}

/** Folders with Python code of their own or below; setup scripts are none. */
function foldersWithPython(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>(['']);
  for (const path of paths) {
    if (!path.endsWith('.py') || path.endsWith('setup.py')) continue;
    for (const folder of ancestorsOf(folderOf(path))) folders.add(folder);
  }
  return folders;
}

/**
 * The folder a manifest speaks for: its own. Python manifests that stand in a folder without code (`requirements/`,
 * `deploy/docker/`) speak for the nearest folder above that has some.
 */
function homeOf({ path, facts }: Manifest, inhabited: ReadonlySet<string>): string {
  const folder = folderOf(path);
  if (facts.ecosystem === 'npm') return folder;
  return ancestorsOf(folder).find((ancestor) => inhabited.has(ancestor)) ?? folder;
}

/** Python projects of the repository by their distribution name. */
function projectsByName(all: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> {
  const projects = new Map<string, Manifest[]>();
  for (const manifest of all) {
    if (manifest.facts.ecosystem === 'python' && manifest.facts.name !== undefined) add(projects, manifest.facts.name, manifest);
  }
  return projects;
}

interface Sources {
  /** Those that could be read, by path. */
  readonly read: ReadonlyMap<string, ManifestFacts>;
  readonly byFolder: ReadonlyMap<string, readonly Manifest[]>;
  readonly all: readonly Manifest[];
  readonly projects: ReadonlyMap<string, readonly Manifest[]>;
}

/** Adds what the manifests lead to; each once, a real include beats a constraint. */
function follow(sources: Sources, start: readonly Manifest[], ecosystem: ManifestFacts['ecosystem']): ScopedManifest[] {
  const found = new Map<string, ScopedManifest>();
  const queue: ScopedManifest[] = start.filter((manifest) => manifest.facts.ecosystem === ecosystem).map((manifest) => ({ ...manifest, constraintsOnly: false }));
  for (let manifest = queue.shift(); manifest !== undefined; manifest = queue.shift()) {
    const known = found.get(manifest.path);
    if (known !== undefined && (!known.constraintsOnly || manifest.constraintsOnly)) continue;
    found.set(manifest.path, manifest);
    if (ecosystem === 'python') queue.push(...leadsTo(sources, manifest));
  }
  return [...found.values()];
}

/** `-r`, `-c`, dynamic sources, projects installed by path, as a workspace member or by name. */
function leadsTo(sources: Sources, manifest: ScopedManifest): ScopedManifest[] {
  const { facts, constraintsOnly } = manifest;
  const folder = folderOf(manifest.path);
  const found: ScopedManifest[] = [];
  const targets = [...facts.includes, ...[...facts.dynamicSources, ...facts.workspaces.filter((glob) => !/[*?{[]/.test(glob))].map((path) => ({ path, kind: 'requirement' as const }))];
  for (const target of targets) {
    const path = joinPath(folder, target.path);
    if (path === undefined) continue;
    const limits = constraintsOnly || target.kind === 'constraint';
    const file = sources.read.get(path);
    if (file !== undefined) found.push({ path, facts: file, constraintsOnly: limits });
    else for (const project of sources.byFolder.get(path) ?? []) if (isProject(project)) found.push({ ...project, constraintsOnly: limits });
  }
  for (const glob of facts.workspaces.filter((pattern) => /[*?{[]/.test(pattern))) {
    const matches = globMatcher([`${folder === '' ? '' : `${folder}/`}${glob.replace(/\/$/, '')}`], {});
    found.push(...sources.all.filter((other) => isProject(other) && matches(folderOf(other.path))).map((other) => ({ ...other, constraintsOnly })));
  }
  for (const { name } of facts.format === 'python-lock' ? [] : facts.dependencies) {
    for (const project of sources.projects.get(name) ?? []) found.push({ ...project, constraintsOnly });
  }
  return found;
}

function isProject({ facts }: Manifest): boolean {
  return facts.format === 'pyproject' || facts.format === 'setup-py' || facts.format === 'setup-cfg';
}

/**
 * Why absence can't be claimed over these manifests, or null: one can't be read, or computes its dependencies from
 * something that is not among them.
 */
export function openness(manifests: readonly ScopedManifest[]): string | null {
  const byPath = new Map(manifests.map((manifest) => [manifest.path, manifest]));
  for (const manifest of manifests) {
    const { path, facts } = manifest;
    if (facts.error !== undefined) return `${path} can't be read: ${facts.error}`;
    const missing = facts.includes.find((include) => include.kind === 'requirement' && leavesReach(folderOf(path), include.path, byPath));
    if (missing !== undefined) return `${path} includes ${missing.path}, which is not in the repository`;
    if (!facts.dynamic) continue;
    const sources = facts.dynamicSources.map((source) => joinPath(folderOf(path), source));
    const told = sources.length > 0 && sources.every((source) => source !== undefined && byPath.has(source));
    if (!told && !setupTells(manifest, byPath)) return `${path} computes dependencies that can't be listed`;
  }
  return null;
}

/** An included requirements file that no manifest in reach answers; folders are answered by any project in them. */
function leavesReach(folder: string, target: string, byPath: ReadonlyMap<string, ScopedManifest>): boolean {
  const path = joinPath(folder, target);
  if (path === undefined) return true;
  return /\.(txt|in|pip)$/.test(path) && !byPath.has(path);
}

/** `dynamic = ["dependencies"]` of a pyproject.toml is filled by the setup script or setup.cfg beside it. */
function setupTells({ path, facts }: ScopedManifest, byPath: ReadonlyMap<string, ScopedManifest>): boolean {
  if (facts.format !== 'pyproject') return false;
  const folder = folderOf(path);
  return ['setup.cfg', 'setup.py'].some((name) => {
    const setup = byPath.get(folder === '' ? name : `${folder}/${name}`)?.facts;
    return setup !== undefined && !setup.dynamic && setup.dependencies.some((dependency) => dependency.group === 'main');
  });
}
