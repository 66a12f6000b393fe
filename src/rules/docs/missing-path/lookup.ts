/** Looks a documented path up in the repository. */
import { distance } from 'fastest-levenshtein';
import { groupedBy } from '../../../project/grouped.js';
import { ancestorsOf, folderOf, nameOf } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel, perModelAnd, perModelScan } from '../../shared/per-model.js';

/** Endings that documentation sites and GitHub add to a link. */
const LINK_ENDINGS = ['', '.md', '.mdx', '.rst', '.markdown', '/index.md', '/README.md', '/index.mdx', '/index.rst', '.ipynb', '.py', '.ts', '.tsx', '.js'];
/** Folders that builds, installs and runs write. */
const OUTPUT = /(^|\/)(dist|build|out|output|target|coverage|htmlcov|[\w-]*-reports?|test-results|node_modules|\.?venv|env|\.next|\.?cache|__pycache__|_build|site|site-packages|static(files)?|media|uploads?|logs?|tmp|temp|data|\.git|\.vscode|\.idea|generated|certs?|secrets?|backups?)(\/|$)|(^|\/)\.env|\.(log|db|sqlite3?|pyc|pem|key|crt|lock|local)$/i;

/** The path exists as written, or under any folder of the repository. */
export function isSomewhere(path: string, model: ProjectModel): boolean {
  const plain = path.replace(/^(\.{1,2}\/)+/, '').replace(/\/+$/, '');
  if (plain === '' || plain === '.' || plain === '..') return true;
  return stands(model, plain);
}

const stands = perModelAnd((model, path: string): boolean => endingWith(path, foldersByName(model)).length > 0 || LINK_ENDINGS.some((ending) => endingWith(path + ending, filesByName(model)).length > 0));

/** The path begins with the repository itself, whose clone bears the project's name: `shop/docs/` where `docs` stands at the top. */
export function standsBelowOwnName(path: string, model: ProjectModel): boolean {
  const [first = '', ...rest] = path.replace(/\/+$/, '').split('/');
  const inner = rest.join('/');
  return inner !== '' && ownNames(model).some(({ told }) => told === first.toLowerCase()) && (model.hasFile(inner) || model.hasFolder(inner));
}

const ownNames = perModelScan(({ manifest }) => manifest?.name?.split('/').at(-1)?.toLowerCase());

/** The files that a path names as it is written or under any folder of the repository, sorted. */
export function filesEndingWith(path: string, model: ProjectModel): readonly string[] {
  return endingWith(path, filesByName(model));
}

type ByName = ReadonlyMap<string, readonly string[]>;

const filesByName = perModel((model): ByName => groupedBy(model.paths, nameOf), Object.is);
const foldersByName = perModel((model): ByName => groupedBy(new Set(model.paths.flatMap((path) => ancestorsOf(folderOf(path)))), nameOf), Object.is);

function endingWith(path: string, byName: ByName): readonly string[] {
  const end = `/${path}`;
  return byName.get(nameOf(path))?.filter((one) => one === path || one.endsWith(end)) ?? [];
}

/** Why the path may exist though the repository does not hold it. */
export function mayExistOutside(paths: readonly string[], model: ProjectModel): boolean {
  return paths.some((path) => path !== '' && (OUTPUT.test(path) || model.isIgnored(path) || leadsOutside(path, model)));
}

function leadsOutside(path: string, model: ProjectModel): boolean {
  const parts = path.split('/');
  return parts.some((_, index) => model.closedAt(parts.slice(0, index + 1).join('/')) !== undefined);
}

/** The one existing path that is clearly meant: the same name elsewhere, or a name close to it in the same folder. */
export function nearestPath(path: string, model: ProjectModel): string | null {
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  if (path.endsWith('/')) return null;
  const [top = ''] = path.split('/');
  const same = model.paths.filter((candidate) => candidate.startsWith(`${top}/`) && candidate.endsWith(`/${name}`));
  if (same.length === 1 && !/^(__init__|index|main|README)\./i.test(name)) return same[0] ?? null;
  const folder = folderOf(path);
  const limit = Math.max(1, Math.floor(name.length / 5));
  const siblings = model.paths.filter((candidate) => folderOf(candidate) === folder);
  const near = siblings.filter((candidate) => distance((candidate.split('/').at(-1) ?? '').toLowerCase(), name.toLowerCase()) <= limit);
  return near.length === 1 ? (near[0] ?? null) : null;
}
