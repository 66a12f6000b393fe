/**
 * Rebuilds src/assets/data/python-imports.json from Debian's archive index.
 *
 *   tsx scripts/build-python-tables.ts Contents-all Contents-amd64
 *
 * The arguments are Debian's `Contents` files (main, unpacked). A package that ships exactly one `*.dist-info` or
 * `*.egg-info` tells which distribution its top-level modules belong to.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { normaliseName } from '../src/facts/manifests/shared.js';
import { isTelling } from '../src/assets/telling-names.js';

const LINE = /^usr\/lib\/python3(?:\.\d+)?\/dist-packages\/(\S+)\s+(\S+)$/;
const INFO = /^([A-Za-z0-9][\w.]*?)-[^/]*?\.(?:dist|egg)-info(?:\/|$)/;

/** Folders that many distributions share: the import name is the dotted path below them. */
const NAMESPACES = new Set(['google', 'google.cloud', 'azure', 'azure.mgmt', 'zope', 'zc', 'plone', 'ruamel', 'sphinxcontrib', 'backports', 'jaraco', 'oslo', 'opentelemetry', 'mpl_toolkits', 'paste', 'repoze', 'collective', 'flufl', 'lazr', 'keystoneauth1']);

interface Shipped {
  readonly distributions: Set<string>;
  readonly modules: Set<string>;
}

function readPackages(files: readonly string[]): Map<string, Shipped> {
  const packages = new Map<string, Shipped>();
  for (const line of files.flatMap((file) => readFileSync(file, 'utf8').split('\n'))) {
    const [, path, owner] = LINE.exec(line) ?? [];
    if (path === undefined || owner === undefined || owner.includes(',')) continue;
    const shipped = packages.get(owner) ?? { distributions: new Set(), modules: new Set() };
    packages.set(owner, shipped);
    const info = INFO.exec(path);
    if (info !== null) shipped.distributions.add(normaliseName(info[1] as string));
    else for (const module of modulesOf(path)) shipped.modules.add(module);
  }
  return packages;
}

/** The importable name a path stands for, as deep as namespaces need. */
function modulesOf(path: string): string[] {
  const parts = path.replace(/\.(py|pyi|so|abi3\.so|cpython-[^/]*\.so)$/, '').split('/');
  let depth = 1;
  while (NAMESPACES.has(parts.slice(0, depth).join('.')) && depth < parts.length) depth += 1;
  const name = parts.slice(0, depth).join('.');
  return /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name) && !NAMESPACES.has(name) && !name.endsWith('.__init__') ? [name] : [];
}

function isPublic(module: string): boolean {
  return !/^_|(^|_)(tests?|examples?|docs?|samples?)(_|$)/i.test(module);
}

const imports: Record<string, string[]> = {};
const distributions = new Set<string>();
for (const { distributions: found, modules } of readPackages(process.argv.slice(2)).values()) {
  const [only, ...others] = found;
  // A distribution counts as known when its imports are: one that ships a module we don't list may provide more than we tell.
  const isToldInFull = ![...modules].some((module) => isPublic(module) && [...found].some((name) => !isTelling(module, name)));
  for (const name of isToldInFull ? found : []) distributions.add(name);
  if (only === undefined || others.length > 0) continue;
  for (const module of modules) {
    if (!isTelling(module, only)) continue;
    const known = (imports[module] ??= []);
    if (!known.includes(only)) known.push(only);
  }
}

const sorted = Object.fromEntries(Object.keys(imports).sort().map((name) => [name, (imports[name] as string[]).sort().join(' ')]));
const table = {
  source: 'Debian 12 (bookworm) archive index, Contents-all and Contents-amd64 of main: which package ships which module and which *.dist-info/*.egg-info',
  rebuilt: 'tsx scripts/build-python-tables.ts Contents-all Contents-amd64',
  imports: sorted,
  distributions: [...distributions].filter((name) => !(name in sorted)).sort().join(' '),
};
writeFileSync('src/assets/data/python-imports.json', `${JSON.stringify(table, null, 1)}\n`);
