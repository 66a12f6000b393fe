/** Looks a claimed name up in everything of the repository that is no document. */
import { HASH_LENGTH, hashOfName } from '../../../facts/common/words.js';
import type { DocumentClaim, FileFacts } from '../../../facts/types.js';
import type { Catalogue, ProjectModel } from '../../../project/types.js';
import { perModel, perModelScan, perModelTally } from '../../shared/per-model.js';

export type Answer = { readonly kind: 'backed' } | { readonly kind: 'unknown'; readonly reason: string } | { readonly kind: 'unbacked'; readonly looked: string };

/** Sources whose names are not read. */
const UNREAD = /\.(go|rs|java|kt|kts|rb|php|c|cc|cpp|h|hpp|cs|swift|dart|exs?|scala|lua|sql|graphql|gql|proto|pl|r|jl|clj|hs|elm|coffee|erl|zig|nim|rst|css|scss)$/i;

/** In how many files each compound name stands, by its hash; documents have none. */
const filesWith = perModelTally(
  perModelScan(({ words }) => words),
  hashesIn,
);

/** In how many files each package is declared, installed or imported, or is what a manifest calls the project. */
const filesNaming = perModelTally(perModelScan(packagesIn), (names) => names);

/** Hashes of the names of files and folders without their extensions. */
const stemsOf = perModel((model): ReadonlySet<string> => new Set(model.paths.flatMap((path) => path.split('/')).map((part) => hashOfName(part.replace(/\.\w+$/, '')))));

/** Why names may stand where they can't be seen, file by file. */
const unread = perModelScan(({ skip }, path): string | undefined => {
  if (UNREAD.test(path) && !/\.(css|scss|rst)$/.test(path)) return `names in files such as ${path} are not read`;
  const isSource = skip !== undefined && /\.(py|[cm]?[jt]sx?)$/.test(path) && skip.reason !== 'vendored' && skip.reason !== 'minified';
  return isSource ? `${path} is not read` : undefined;
});

/** Manifests, and why packages may be declared in them where they can't be seen. */
const manifests = perModelScan(({ manifest }, path) => manifest !== undefined && { doubt: manifest.error !== undefined || manifest.dynamic === true ? `${path} can not be read whole` : null });

function* hashesIn(words: string): Iterable<string> {
  for (let at = 0; at < words.length; at += HASH_LENGTH) yield words.slice(at, at + HASH_LENGTH);
}

function packagesIn({ manifest, deployment, python, javascript }: FileFacts): readonly string[] | undefined {
  const names = [
    ...(manifest?.dependencies ?? []).map(({ name }) => name),
    // What is imported is used, declared or not.
    ...(python?.imports ?? []).flatMap(({ module, level }) => (level === 0 ? [(module.split('.')[0] ?? '').toLowerCase().replaceAll('_', '-')] : [])),
    ...(javascript?.imports ?? []).map(({ specifier }) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')),
    ...(deployment?.installs ?? []),
    ...(manifest?.name === undefined ? [] : [manifest.name]),
  ];
  return names.length === 0 ? undefined : [...new Set(names)];
}

/** Whether anything of the repository but its documents has the name. */
export function lookUp({ name, kind }: Pick<DocumentClaim, 'name' | 'kind'>, model: ProjectModel, catalogue: Catalogue): Answer {
  if (kind === 'package') return isPublished(name, catalogue) ? lookUpPackage(name, model) : { kind: 'unknown', reason: 'it is no package of the public indexes' };
  const hash = hashOfName(name);
  if (filesWith(model, hash) > 0 || stemsOf(model).has(hash)) return { kind: 'backed' };
  if (filesNaming(model, name.toLowerCase().replaceAll('_', '-')) > 0) return { kind: 'backed' };
  const [first] = unread(model);
  if (first !== undefined) return { kind: 'unknown', reason: first.told };
  const looked = kind === 'constant' ? 'no code, setting or environment file has it' : 'no code, setting or template has it, under no spelling';
  return { kind: 'unbacked', looked };
}

function isPublished(name: string, { python, npm }: Catalogue): boolean {
  return python.knownDistributions.has(name.toLowerCase().replace(/[._]+/g, '-')) || npm.knownPackages.has(name);
}

function lookUpPackage(name: string, model: ProjectModel): Answer {
  const normalised = name.toLowerCase().replace(/[._]+/g, '-');
  if (filesNaming(model, normalised) > 0 || filesNaming(model, name.toLowerCase()) > 0) return { kind: 'backed' };
  if (stemsOf(model).has(hashOfName(name)) || filesWith(model, hashOfName(name.replace(/[.-]/g, '_'))) > 0) return { kind: 'backed' };
  const all = manifests(model);
  const doubt = all.length === 0 ? 'no manifest tells' : all.find(({ told }) => told.doubt !== null)?.told.doubt;
  if (doubt !== undefined && doubt !== null) return { kind: 'unknown', reason: doubt };
  return { kind: 'unbacked', looked: 'no manifest declares it' };
}
