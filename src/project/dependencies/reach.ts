/** Everything that some manifests declare. Pure. */
import type { DeclaredDependency, ManifestFacts } from '../../facts/types.js';
import type { DeclarationAnswer } from '../types.js';
import { broughtBy } from './brought.js';
import { bringsAlong } from './provides.js';
import { openness, type ScopedManifest } from './scopes.js';

export interface Entry {
  readonly manifest: string;
  readonly dependency: DeclaredDependency;
}

export interface Reach {
  readonly manifests: readonly ScopedManifest[];
  readonly open: string | null;
  readonly byName: ReadonlyMap<string, readonly Entry[]>;
  /** Names that declared packages bring along -> the package that brings them. */
  readonly along: ReadonlyMap<string, Entry>;
}

/** Strongest first. */
const GROUPS: readonly DeclaredDependency['group'][] = ['main', 'optional', 'peer', 'locked', 'development'];

export function buildReach(manifests: readonly ScopedManifest[]): Reach {
  const byName = new Map<string, Entry[]>();
  const along = new Map<string, Entry>();
  for (const { path, facts, constraintsOnly } of manifests) {
    if (constraintsOnly) continue;
    for (const dependency of facts.dependencies) {
      if (facts.format === 'requirements' && dependency.group === 'locked') continue;
      const entry = { manifest: path, dependency };
      const known = byName.get(dependency.name);
      if (known === undefined) byName.set(dependency.name, [entry]);
      else known.push(entry);
      for (const other of facts.ecosystem === 'python' ? allBrought(dependency) : []) {
        const before = along.get(other);
        if (before === undefined || rank(dependency) < rank(before.dependency)) along.set(other, entry);
      }
    }
  }
  return { manifests, open: openness(manifests), byName, along };
}

function allBrought({ name, extras }: DeclaredDependency): readonly string[] {
  const told = bringsAlong(name, extras);
  return [...told, ...broughtBy([name, ...told])];
}

function rank(dependency: DeclaredDependency): number {
  return GROUPS.indexOf(dependency.group);
}

/** Entry of the strongest group; the nearest manifest's among equals. */
export function strongest(entries: readonly Entry[]): Entry | undefined {
  return entries.toSorted((a, b) => rank(a.dependency) - rank(b.dependency))[0];
}

export function declared(entry: Entry, group = entry.dependency.group): DeclarationAnswer {
  return { kind: 'declared', group, manifest: entry.manifest, name: entry.dependency.name };
}

/** Whether a manifest says what its project needs at run time: tool configuration alone does not. */
export function declaresMain(facts: ManifestFacts): boolean {
  return facts.dependencies.some((dependency) => dependency.group === 'main');
}
