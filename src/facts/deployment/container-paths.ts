/** Follows COPY instructions from a path in a container back to the build context. */
import { normalise } from './shell.js';

/** What a COPY or ADD puts somewhere. */
export interface Copied {
  /** Absolute path in the container; null when it can't be read. */
  readonly target: string | null;
  /** The target is a folder for sure: it ends in `/` or several sources go there. */
  readonly intoFolder: boolean;
  /** Where it comes from: a path of the build context, of an earlier stage, or unknown. */
  readonly from: { readonly kind: 'context' | 'stage'; readonly stage: number; readonly path: string } | null;
}

export interface Stage {
  readonly copies: readonly Copied[];
  /** Text of RUN instructions that may write files. */
  readonly runs: string;
}

/** Context paths that may be what stands at a container path; `opaque` says why they may not be all. */
export interface Origins {
  readonly paths: readonly string[];
  readonly opaque?: string;
}

/** Follows `path` (absolute) through one stage's copies. `stages` are all stages in file order. */
export function originsOf(path: string, stage: Stage, stages: readonly Stage[], depth = 0): Origins {
  const paths: string[] = [];
  let opaque: string | undefined;
  for (const copied of stage.copies) {
    const sources = sourcesFor(path, copied);
    if (sources === null) opaque ??= 'it comes from a source that the Dockerfile does not show';
    else if (copied.from?.kind === 'context') paths.push(...sources);
    else if (copied.from && sources.length > 0) {
      const other = stages[copied.from.stage];
      const found = other && depth < 5 ? sources.map((source) => originsOf(source, other, stages, depth + 1)) : [];
      if (found.every((one) => one.paths.length === 0)) opaque ??= 'it comes from another build stage';
      paths.push(...found.flatMap((one) => one.paths));
      opaque ??= found.find((one) => one.opaque !== undefined)?.opaque;
    }
  }
  return { paths: [...new Set(paths)], ...(opaque === undefined ? {} : { opaque }) };
}

/** Names that are files for sure, so that nothing lies below them. */
const FILE_NAME = /\.(txt|toml|lock|json|ya?ml|py|sh|js|ts|mjs|cjs|ini|cfg|conf|md|env|template)$|^(Pipfile|Makefile|Procfile)$/;

/** Source paths that would put something at `path`; null when the copy may put it there but its source is unknown. */
function sourcesFor(path: string, copied: Copied): readonly string[] | null {
  if (copied.target === null) return null;
  const inside = path === copied.target ? '' : below(path, copied.target);
  if (inside === undefined) return [];
  if (copied.from === null) return null;
  const source = copied.from.path;
  const name = source.split('/').at(-1) ?? '';
  const results: string[] = [];
  if (inside === '' && !copied.intoFolder) results.push(source);
  else if (inside !== '' && !FILE_NAME.test(name)) results.push(join(source, inside));
  if (name !== '' && inside === name) results.push(source);
  return results;
}

function below(path: string, folder: string): string | undefined {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

function join(folder: string, rest: string): string {
  return normalise(folder === '' ? rest : `${folder}/${rest}`);
}
