/** The file routes of Next: `pages/api/**` and `app/**`'s `route` files. Pure. */
import type { Value } from '../../facts/javascript/uses/types.js';
import type { FileFacts, Span } from '../../facts/types.js';
import { segmentsOf } from '../http/paths.js';
import { isFixturePath, isTestPath } from '../path-uses.js';
import { sameData } from '../same-data.js';
import { folderOf, nameOf } from '../tree.js';
import type { NodeInput } from './input.js';
import type { NodeHolder, NodeRoute } from './types.js';

const PAGES = /^(.*?)(?:src\/)?pages\/(api(?:\/.+)?)\.[cm]?[jt]sx?$/;
const APP = /^(.*?)(?:src\/)?app\/(.*\/)?route\.[cm]?[jt]sx?$/;
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** What a route file tells of its route. */
interface RouteFile {
  /** The functions that may answer, in the order of the source. */
  readonly exported: readonly { readonly name: string; readonly span: Span }[];
  /** It may export others that can't be seen. */
  readonly open: boolean;
}

function routeFile({ javascript }: FileFacts, path: string): RouteFile | false {
  if (javascript === undefined || !(PAGES.test(path) || APP.test(path))) return false;
  const exported = javascript.exports.filter(({ name }) => name === 'default' || METHODS.includes(name)).map(({ name, span }) => ({ name, span }));
  return { exported, open: javascript.starExports.length > 0 || javascript.commonJs.used };
}

function declaresNext({ manifest }: FileFacts, path: string): boolean {
  return /(^|\/)package\.json$/.test(path) && manifest?.dependencies.some(({ name }) => name === 'next') === true;
}

/** The routes that files are, in the packages that declare Next. */
export function nextRoutes(input: NodeInput): readonly NodeRoute[] {
  const homes = nextHomes(input);
  if (homes.size === 0) return [];
  return input.scan(routeFile, sameData)().flatMap(({ path, told }) => {
    const found = PAGES.exec(path) ?? APP.exec(path);
    if (found === null || isNoRoute(found[1] ?? '', path)) return [];
    const home = (found[1] ?? '').replace(/\/$/, '');
    const config = homes.get(home);
    return config === undefined ? [] : [toRoute(path, (found[2] ?? '').replace(/\/$/, ''), PAGES.test(path), told, config)];
  });
}

/** The folders inside of `app` and `pages` are parts of the route: there `test` and `templates` say nothing of what the file is for. */
function isNoRoute(above: string, path: string): boolean {
  const place = `${above}${nameOf(path)}`;
  return isTestPath(place) || isFixturePath(place) || /(^|\/)__\w+__\//.test(path) || path.endsWith('.d.ts');
}

interface NextConfig {
  /** Undefined where it can't be told. */
  readonly basePath: string | undefined;
}

/** Folders of packages that declare Next -> their configuration. */
function nextHomes({ scan, facts, bindings }: NodeInput): ReadonlyMap<string, NextConfig> {
  const homes = new Map<string, NextConfig>();
  for (const { path } of scan(declaresNext)()) {
    const home = folderOf(path);
    const config = ['js', 'mjs', 'ts', 'cjs', 'mts'].map((extension) => `${home === '' ? '' : `${home}/`}next.config.${extension}`).find((one) => facts(one) !== undefined);
    const values = config === undefined ? [] : (facts(config)?.javascript?.uses?.values ?? []);
    const whole = config === undefined ? undefined : objectOf(values, bindings, config);
    const written = whole?.kind === 'object' ? whole.entries.find(({ key }) => key === 'basePath')?.value : undefined;
    homes.set(home, { basePath: written === undefined ? '' : written.kind === 'string' ? written.text : undefined });
  }
  return homes;
}

function objectOf(values: readonly { readonly name: string; readonly value: Value }[], bindings: NodeInput['bindings'], config: string): Value | undefined {
  const origin = bindings.exported(config, 'default');
  if (origin.kind === 'local') return bindings.value(origin.path, origin.name);
  return values.find(({ value }) => value.kind === 'object')?.value;
}

function toRoute(path: string, below: string, isPages: boolean, { exported, open }: RouteFile, { basePath }: NextConfig): NodeRoute {
  const segments = below.split('/').filter((segment) => segment !== '' && !/^\(.*\)$|^@/.test(segment));
  if (isPages && segments.at(-1) === 'index') segments.pop();
  const pattern = `${basePath ?? ''}/${segments.map(segmentOf).join('/')}`;
  const place = { path, span: [1, 1, 1, 1] as const };
  const holder: NodeHolder = { framework: 'next', form: 'app', path, name: '', within: -1, isParameter: false, place, args: [] };
  const answered = exported.map(({ name }) => name).filter((name) => METHODS.includes(name)).sort();
  const methods = isPages || open || answered.length === 0 ? 'any' : answered;
  const first = exported.find(({ name }) => (isPages ? name === 'default' : METHODS.includes(name)));
  const handler = first === undefined ? undefined : { path, symbol: first.name, value: { kind: 'name', name: first.name } as const };
  return {
    framework: 'next',
    declared: { holder, methods, protocol: 'http', pattern, place: { path, span: first?.span ?? place.span }, handler, middleware: [], conditional: false, symbol: '' },
    app: holder,
    pattern,
    segments: segmentsOf(pattern),
    through: [],
    middleware: [],
    unknown: basePath === undefined ? 'the base path of Next can\'t be told' : null,
    conditional: false,
  };
}

/** `[id]`, `[...slug]`, `[[...slug]]` */
function segmentOf(segment: string): string {
  if (/^\[\[?\.\.\.[^\]]+\]\]?$/.test(segment)) return '{*}';
  return segment.replace(/\[([^\]]+)\]/g, '{$1}');
}
