/** What Python manifests say of an import. Pure. */
import { words } from '../nearest.js';
import { early } from '../tracked.js';
import type { Catalogue, DeclarationAnswer } from '../types.js';
import { nearestKnown } from './nearest-known.js';
import { bringsAlong, HOSTED, knowsExtras } from './provides.js';
import { declared, declaresMain, strongest, type Entry, type Reach } from './reach.js';

/** From how many letters on a word of a name stands for the whole. */
const LONG = 5;

export interface PythonSources {
  readonly reach: Reach;
  readonly catalogue: Catalogue;
  /** Distributions that Dockerfiles, workflows and other deployment files install by name -> the file. */
  readonly installs: ReadonlyMap<string, string>;
  /** Whether the change under review takes a distribution out of every manifest. */
  isFormer(name: string): boolean;
}

/** The answer for a dotted import that leads out of the repository. */
export function pythonDeclaration(sources: PythonSources, dotted: string): DeclarationAnswer {
  const { reach, catalogue } = sources;
  const distributions = distributionsOf(dotted, catalogue);
  const top = dotted.split('.')[0] as string;
  const names = [...new Set([...distributions, ...spellings(dotted)])];
  const entry = strongest(names.flatMap((name) => reach.byName.get(name) ?? []));
  if (entry !== undefined && entry.dependency.group !== 'development') return declared(entry);
  const bringer = bringerOf(reach, names);
  if (bringer !== undefined && bringer.dependency.group !== 'development') return declared(bringer, 'locked');
  if (entry !== undefined) return declared(entry);
  // What was declared until this change needs no table to be known.
  const former = names.filter((name) => sources.isFormer(name));
  if (former.length > 0 && reach.open === null) return { kind: 'undeclared', distributions: former };
  const silent = hosted(sources, top, names) ?? silence(reach) ?? otherProvider(sources, dotted, distributions);
  if (silent !== undefined) return { kind: 'unknown', reason: silent };
  if (distributions.length > 0) return { kind: 'undeclared', distributions };
  // Looking through all known names takes long, and most who ask want the kind alone.
  const nearest = early(() => nearestKnown(top, catalogue.python.distributionsByImport.keys()));
  return {
    kind: 'unlisted',
    get nearest() {
      return nearest();
    },
  };
}

function bringerOf(reach: Reach, names: readonly string[]): Entry | undefined {
  return strongest(names.flatMap((name) => reach.along.get(name) ?? []));
}

/** Names that a distribution of this import would bear if it were called like it: `a.b` -> a, a-b, python-a, a-python. */
function spellings(dotted: string): string[] {
  const parts = dotted.split('.');
  const top = normalise(parts[0] as string);
  return [top, normalise(parts.slice(0, 2).join('-')), normalise(parts.slice(0, 3).join('-')), `python-${top}`, `${top}-python`];
}

/** Provided by what runs the code. */
function hosted({ installs }: PythonSources, top: string, names: readonly string[]): string | undefined {
  const host = HOSTED.python[top];
  if (host !== undefined) return `${host} provides it`;
  for (const name of names) {
    const file = installs.get(name);
    if (file !== undefined) return `${file} installs it`;
  }
  for (const [installed, file] of installs) {
    if (bringsAlong(installed, []).some((name) => names.includes(name))) return `${file} installs ${installed}, which may bring it`;
  }
  return undefined;
}

/** Why nothing can be said about any import of this folder that is not declared by name. */
function silence(reach: Reach): string | undefined {
  if (!reach.manifests.some(({ facts, constraintsOnly }) => !constraintsOnly && declaresMain(facts))) return 'no manifest declares the dependencies of this folder';
  return reach.open ?? undefined;
}

/** What among the declared may provide the import under another name. */
function otherProvider({ reach, catalogue }: PythonSources, dotted: string, distributions: readonly string[]): string | undefined {
  const listed = distributions.length > 0;
  const top = dotted.split('.')[0] as string;
  if (reach.manifests.some(({ facts }) => facts.name === normalise(top))) return 'it bears the name of the project itself';
  for (const { path, facts } of reach.manifests) {
    const unnamed = facts.unnamed?.find((source) => !listed || related(lastSegment(source), top));
    if (unnamed !== undefined) return `${path} installs ${unnamed}, which may provide it`;
    if (facts.ownIndex === true && !listed) return `${path} installs from an index of its own`;
  }
  for (const [name, entries] of reach.byName) {
    if (!knowsExtras(name, entries.flatMap((entry) => entry.dependency.extras)) && !listed) return `an extra of ${name} may bring it`;
    if (integrates(name, distributions, top)) return `${name} may bring it`;
    // A distribution in no table may install any import name; a shared word makes it plausible.
    if (!catalogue.python.knownDistributions.has(name) && related(name, top)) return `${name} may provide it`;
  }
  return undefined;
}

/** Whether a declared package is named after the wanted one and something else, as `django-structlog` is: it needs it to work. */
function integrates(name: string, distributions: readonly string[], top: string): boolean {
  if (/^types-|-(stubs|types)$/.test(name)) return false;
  const held = new Set(words(name));
  return [...distributions, top].some((wanted) => {
    const parts = words(wanted);
    return parts.length > 0 && parts.length < held.size && parts.every((part) => held.has(part));
  });
}

/** They share a word, or one holds the other, or they begin alike, or one begins or ends with a long word of the other. */
function related(a: string, b: string): boolean {
  const others = new Set(words(b));
  if (words(a).some((word) => word.length > 2 && others.has(word))) return true;
  if (holdsWordOf(a, b) || holdsWordOf(b, a)) return true;
  const [left, right] = [a, b].map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, '').replace(/^py|py$|^python|python$/g, '')) as [string, string];
  if (left.length < 3 || right.length < 3) return false;
  return left.includes(right) || right.includes(left) || left.slice(0, 4) === right.slice(0, 4);
}

/** `actstream` of `django-activity-stream`: whoever shortens a name keeps a part of it. Names of frameworks are in too many to tell anything. */
function holdsWordOf(name: string, other: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return words(other).some((word) => word.length >= LONG && !/^(django|flask|fastapi|python)$/.test(word) && (plain.startsWith(word) || plain.endsWith(word)));
}

/** `git+https://host/org/foo-bar.git@v1` -> foo-bar */
function lastSegment(source: string): string {
  return source.replace(/[#?].*$/, '').replace(/@[^/@]*$/, '').replace(/\.git$/, '').replace(/\/+$/, '').replace(/^.*\//, '');
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

/** PEP 503. */
function normalise(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
