/** Which manifests speak for a source file. Pure. */
import type { FileFacts, ManifestFacts } from '../../facts/types.js';
import { ancestorsOf, folderOf, joinPath } from '../tree.js';

export interface DependenciesInput {
  readonly paths: readonly string[];
  hasFile(path: string): boolean;
  facts(path: string): FileFacts | undefined;
}

export interface ScopedManifest {
  readonly path: string;
  readonly facts: ManifestFacts;
  /** Reached by `-c`: it limits versions and installs nothing. */
  readonly constraintsOnly: boolean;
}

export interface Manifests {
  /** Manifests of an ecosystem in reach of a folder, nearest folder first, includes followed. */
  inReach(folder: string, ecosystem: ManifestFacts['ecosystem']): readonly ScopedManifest[];
  /** Every manifest of the tree, sorted by path. */
  readonly all: readonly { readonly path: string; readonly facts: ManifestFacts }[];
}

/** Folders whose files speak for the folder above them. */
const REQUIREMENTS_FOLDER = /(^|\/)(requirements|reqs|requirements\.d)$/i;

/** Indexes the manifests of a tree. */
export function indexManifests(input: DependenciesInput): Manifests {
  const byFolder = new Map<string, { path: string; facts: ManifestFacts }[]>();
  const all: { path: string; facts: ManifestFacts }[] = [];
  for (const path of input.paths) {
    const facts = input.facts(path)?.manifest;
    if (facts === undefined) continue;
    all.push({ path, facts });
    const folder = folderOf(path);
    add(byFolder, folder, { path, facts });
    if (REQUIREMENTS_FOLDER.test(folder)) add(byFolder, folderOf(folder), { path, facts });
  }
  const memo = new Map<string, readonly ScopedManifest[]>();
  return {
    all,
    inReach(folder, ecosystem) {
      const key = `${ecosystem}:${folder}`;
      const known = memo.get(key);
      if (known !== undefined) return known;
      const found = follow(input, ancestorsOf(folder).flatMap((ancestor) => byFolder.get(ancestor) ?? []), ecosystem);
      memo.set(key, found);
      return found;
    },
  };
}

function add(byFolder: Map<string, { path: string; facts: ManifestFacts }[]>, folder: string, manifest: { path: string; facts: ManifestFacts }): void {
  const known = byFolder.get(folder);
  if (known === undefined) byFolder.set(folder, [manifest]);
  else known.push(manifest);
}

/** Adds what `-r`, `-c` and dynamic sources lead to; each manifest once, a real include beats a constraint. */
function follow(input: DependenciesInput, start: readonly { path: string; facts: ManifestFacts }[], ecosystem: ManifestFacts['ecosystem']): ScopedManifest[] {
  const found = new Map<string, ScopedManifest>();
  const queue: ScopedManifest[] = start.filter((manifest) => manifest.facts.ecosystem === ecosystem).map((manifest) => ({ ...manifest, constraintsOnly: false }));
  for (let manifest = queue.shift(); manifest !== undefined; manifest = queue.shift()) {
    const known = found.get(manifest.path);
    if (known !== undefined && (!known.constraintsOnly || manifest.constraintsOnly)) continue;
    found.set(manifest.path, manifest);
    const folder = folderOf(manifest.path);
    const targets = [...manifest.facts.includes, ...manifest.facts.dynamicSources.map((path) => ({ path, kind: 'requirement' as const }))];
    for (const target of targets) {
      const path = joinPath(folder, target.path);
      const facts = path === undefined ? undefined : input.facts(path)?.manifest;
      if (path !== undefined && facts !== undefined) queue.push({ path, facts, constraintsOnly: manifest.constraintsOnly || target.kind === 'constraint' });
    }
  }
  return [...found.values()];
}

/**
 * Why absence can't be claimed over these manifests, or null: one can't be read, or computes its dependencies from
 * something that is not among them.
 */
export function openness(manifests: readonly ScopedManifest[]): string | null {
  const known = new Set(manifests.map((manifest) => manifest.path));
  for (const { path, facts } of manifests) {
    if (facts.error !== undefined) return `${path} can't be read: ${facts.error}`;
    if (!facts.dynamic) continue;
    const sources = facts.dynamicSources.map((source) => joinPath(folderOf(path), source));
    if (sources.length === 0 || sources.some((source) => source === undefined || !known.has(source))) return `${path} computes or links dependencies that can't be listed`;
  }
  return null;
}
