/** What development servers of front ends do to paths on the way to a server: Vite, Create React App, Next. Pure. */
import type { Value } from '../../../facts/javascript/uses/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { folderOf } from '../../../project/tree.js';
import { perModel } from '../../shared/per-model.js';

/** A prefix of paths that a proxy hands on. */
export interface Proxy {
  /** The package's folder. */
  readonly folder: string;
  readonly prefix: string;
  /** `outside`: another host's. `unchanged`: with the same path. `changed`: with another, which can't always be told. */
  readonly leads: 'outside' | 'unchanged' | 'changed';
  readonly place: string;
}

const CONFIG = /(^|\/)(vite|vitest|next|vue|webpack[^/]*|rsbuild)\.config\.[cm]?[jt]s$|(^|\/)setupProxy\.[jt]s$/;
const LOCAL = /^(https?:|wss?:)?\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal|[\w-]+)(:\d+)?(\/.*)?$/i;

/** All proxies of a tree. */
export const proxiesOf = perModel((model: ProjectModel): readonly Proxy[] =>
  model.paths.flatMap((path) => (CONFIG.test(path) ? inConfig(path, model) : /(^|\/)package\.json$/.test(path) ? inManifest(path, model) : [])),
);

function inConfig(path: string, model: ProjectModel): Proxy[] {
  const values = model.facts(path)?.javascript?.uses?.values ?? [];
  const entries = values.flatMap(({ value }) => [value, ...(value.kind === 'call' ? value.args : [])]).flatMap((one) => proxyTables(one));
  // What rewrites of Next do is decided when it runs.
  return entries.flatMap(({ key, value }) => (key === REWRITES ? [{ folder: folderOf(path), prefix: '/', leads: 'changed' as const, place: path }] : toProxy(path, key, value)));
}

/** Create React App: `"proxy": "http://localhost:8000"`. */
function inManifest(path: string, model: ProjectModel): Proxy[] {
  const target = /"proxy"\s*:\s*"([^"]+)"/.exec(model.facts(path)?.text ?? '')?.[1];
  return target === undefined ? [] : toProxy(path, '/', { kind: 'string', text: target });
}

const REWRITES = 'rewrites()';

function proxyTables(value: Value, depth = 0): readonly { readonly key: string; readonly value: Value }[] {
  if (value.kind === 'function' && value.result !== undefined) return proxyTables(value.result, depth + 1);
  if (value.kind !== 'object' || depth > 4) return [];
  return value.entries.flatMap(({ key, value: inner }) => {
    if (key === 'rewrites') return [{ key: REWRITES, value: inner }];
    return key === 'proxy' && inner.kind === 'object' ? inner.entries : proxyTables(inner, depth + 1);
  });
}

function toProxy(path: string, key: string, value: Value): Proxy[] {
  const target = value.kind === 'object' ? value.entries.find((one) => one.key === 'target')?.value : value;
  const rewrites = value.kind === 'object' && value.entries.some((one) => /^(rewrite|pathRewrite|router)$/.test(one.key));
  const isOutside = target?.kind === 'string' && !LOCAL.test(target.text);
  const below = target?.kind === 'string' ? (/^(?:\w+:)?\/\/[^/]*(\/.+)$/.exec(target.text)?.[1] ?? '') : '';
  if (!key.startsWith('/')) return [{ folder: folderOf(path), prefix: '/', leads: 'changed', place: path }];
  return [{ folder: folderOf(path), prefix: key, leads: isOutside ? 'outside' : rewrites || below.length > 1 ? 'changed' : 'unchanged', place: path }];
}

/** The proxy that a path of a file's front end goes through. */
export function proxyFor(model: ProjectModel, file: string, path: string): Proxy | undefined {
  const within = proxiesOf(model).filter(({ folder }) => folder === '' || file.startsWith(`${folder}/`));
  return within.filter(({ prefix }) => path.startsWith(prefix)).sort((a, b) => b.prefix.length - a.prefix.length)[0];
}
