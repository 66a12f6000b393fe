/** Looks a claimed name up in everything of the repository that is no document. */
import { HASH_LENGTH, hashOfName } from '../../../facts/common/words.js';
import type { DocumentClaim } from '../../../facts/types.js';
import type { Catalogue, ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';

export type Answer = { readonly kind: 'backed' } | { readonly kind: 'unknown'; readonly reason: string } | { readonly kind: 'unbacked'; readonly looked: string };

/** Sources whose names are not read. */
const UNREAD = /\.(go|rs|java|kt|kts|rb|php|c|cc|cpp|h|hpp|cs|swift|dart|exs?|scala|lua|sql|graphql|gql|proto|pl|r|jl|clj|hs|elm|coffee|erl|zig|nim|rst|css|scss)$/i;

interface Names {
  /** Hashes of the compound names of all files that are no documents. */
  readonly words: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
  /** Names of files and folders without their extensions, hashed. */
  readonly stems: ReadonlySet<string>;
  /** Why names may stand where they can't be seen. */
  readonly unread: string | null;
  /** Why packages may be declared where they can't be seen. */
  readonly unreadPackages: string | null;
}

const namesOf = perModel((model: ProjectModel): Names => {
  const words = new Set<string>();
  const packages = new Set<string>();
  const stems = new Set<string>();
  let unread: string | null = null;
  let unreadPackages: string | null = null;
  let manifests = 0;
  for (const path of model.paths) {
    const { words: hashes = '', manifest, deployment, python, javascript, skip } = model.facts(path) ?? {};
    for (let at = 0; at < hashes.length; at += HASH_LENGTH) words.add(hashes.slice(at, at + HASH_LENGTH));
    for (const part of path.split('/')) stems.add(hashOfName(part.replace(/\.\w+$/, '')));
    for (const { name } of manifest?.dependencies ?? []) packages.add(name);
    // What is imported is used, declared or not.
    for (const { module, level } of python?.imports ?? []) if (level === 0) packages.add((module.split('.')[0] ?? '').toLowerCase().replaceAll('_', '-'));
    for (const { specifier } of javascript?.imports ?? []) packages.add(specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/'));
    for (const name of deployment?.installs ?? []) packages.add(name);
    if (manifest?.name !== undefined) packages.add(manifest.name);
    if (manifest !== undefined) manifests += 1;
    if (manifest?.error !== undefined || manifest?.dynamic === true) unreadPackages ??= `${path} can not be read whole`;
    if (UNREAD.test(path) && !/\.(css|scss|rst)$/.test(path)) unread ??= `names in files such as ${path} are not read`;
    else if (skip !== undefined && /\.(py|[cm]?[jt]sx?)$/.test(path) && skip.reason !== 'vendored' && skip.reason !== 'minified') unread ??= `${path} is not read`;
  }
  return { words, packages, stems, unread, unreadPackages: manifests === 0 ? 'no manifest tells' : unreadPackages };
});

/** Whether anything of the repository but its documents has the name. */
export function lookUp({ name, kind }: Pick<DocumentClaim, 'name' | 'kind'>, model: ProjectModel, catalogue: Catalogue): Answer {
  const names = namesOf(model);
  if (kind === 'package') return isPublished(name, catalogue) ? lookUpPackage(name, names) : { kind: 'unknown', reason: 'it is no package of the public indexes' };
  const hash = hashOfName(name);
  if (names.words.has(hash) || names.stems.has(hash)) return { kind: 'backed' };
  if (names.packages.has(name.toLowerCase().replaceAll('_', '-'))) return { kind: 'backed' };
  if (names.unread !== null) return { kind: 'unknown', reason: names.unread };
  const looked = kind === 'constant' ? 'no code, setting or environment file has it' : 'no code, setting or template has it, under no spelling';
  return { kind: 'unbacked', looked };
}

function isPublished(name: string, { python, npm }: Catalogue): boolean {
  return python.knownDistributions.has(name.toLowerCase().replace(/[._]+/g, '-')) || npm.knownPackages.has(name);
}

function lookUpPackage(name: string, names: Names): Answer {
  const normalised = name.toLowerCase().replace(/[._]+/g, '-');
  if (names.packages.has(normalised) || names.packages.has(name.toLowerCase())) return { kind: 'backed' };
  if (names.stems.has(hashOfName(name)) || names.words.has(hashOfName(name.replace(/[.-]/g, '_')))) return { kind: 'backed' };
  if (names.unreadPackages !== null) return { kind: 'unknown', reason: names.unreadPackages };
  return { kind: 'unbacked', looked: 'no manifest declares it' };
}
