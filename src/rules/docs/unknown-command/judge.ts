/** Looks up what a command line of a document needs. A need is met when any folder of the repository meets it. */
import type { DocumentCommand, Span } from '../../../facts/types.js';
import { folderOf, joinPath } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel, perModelScan } from '../../shared/per-model.js';
import { filesEndingWith, isSomewhere, mayExistOutside } from '../missing-path/lookup.js';

/** `missing`: what there is none of, as a noun phrase. `nearest`: existing names, likeliest first. */
export type Answer = { readonly kind: 'ok' } | { readonly kind: 'unknown'; readonly reason: string } | { readonly kind: 'missing'; readonly missing: string; readonly names: readonly string[] };

const OK: Answer = { kind: 'ok' };

/** What all Makefiles, compose files and manifests of a repository offer together. */
interface Offered {
  readonly targets: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly scripts: ReadonlySet<string>;
  /** Packages that some manifest declares: their commands can be run too. */
  readonly packages: ReadonlySet<string>;
  /** Names by which this repository may be cloned. */
  readonly ownNames: ReadonlySet<string>;
  readonly open: { readonly targets: boolean; readonly services: boolean; readonly scripts: boolean };
}

const offeredBy = perModel((model: ProjectModel): Offered => {
  const offered = { targets: new Set<string>(), services: new Set<string>(), scripts: new Set<string>(), packages: new Set<string>(), ownNames: new Set<string>() };
  const open = { targets: false, services: false, scripts: false };
  for (const { told } of offers(model)) {
    for (const kind of ['targets', 'services', 'scripts', 'packages', 'ownNames'] as const) for (const name of told[kind] ?? []) offered[kind].add(name);
    for (const kind of told.open) open[kind] = true;
  }
  return { ...offered, open };
});

/** What one file offers. */
type Offer = Readonly<Partial<Record<'targets' | 'services' | 'scripts' | 'packages' | 'ownNames', readonly string[]>>> & { readonly open: readonly ('targets' | 'services' | 'scripts')[] };

const offers = perModelScan(({ deployment, manifest, text, skip }, path): Offer | undefined => {
  const names = deployment?.format === 'makefile' ? ('targets' as const) : deployment?.format === 'compose' ? ('services' as const) : null;
  const scripts = path.endsWith('package.json') && skip === undefined ? scriptsOf(text) : [];
  // Included makefiles may have any name.
  const isOpen = { targets: /\.(mk|mak)$/.test(path), services: false, scripts: scripts === null };
  if (names !== null && (deployment?.moreNames === true || deployment?.error !== undefined)) isOpen[names] = true;
  const open = (['targets', 'services', 'scripts'] as const).filter((kind) => isOpen[kind]);
  if (names === null && manifest === undefined && open.length === 0 && (scripts ?? []).length === 0) return undefined;
  return {
    ...(names === null ? {} : { [names]: deployment?.names ?? [] }),
    scripts: scripts ?? [],
    packages: manifest?.dependencies.map(({ name }) => name) ?? [],
    ownNames: manifest?.name === undefined ? [] : [(manifest.name.split('/').at(-1) ?? '').toLowerCase()],
    open,
  };
});

function scriptsOf(text: string | undefined): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const scripts = typeof value === 'object' && value !== null && 'scripts' in value ? value.scripts : {};
    return typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : null;
  } catch {
    return null;
  }
}

/** Judges one need of the document at `path`. */
export function judgeNeed(need: DocumentCommand, path: string, model: ProjectModel): Answer {
  const offered = offeredBy(model);
  const elsewhere = need.undecidable ?? leadsAway(need, path, offered, model);
  switch (need.kind) {
    case 'npm-script':
      return offered.scripts.has(need.value) || offered.packages.has(need.value) ? OK : decide(need, elsewhere ?? noScripts(need, offered), [...offered.scripts]);
    case 'make-target':
      return offered.targets.has(need.value) ? OK : decide(need, elsewhere ?? noTargets(offered), [...offered.targets]);
    case 'compose-service':
      return offered.services.has(need.value) ? OK : decide(need, elsewhere ?? noServices(offered), [...offered.services]);
    case 'python-module':
    case 'python-attribute':
      return judgeModule(need, elsewhere, path, model);
    default:
      return judgePath(need, elsewhere, path, model);
  }
}

function decide(need: DocumentCommand, reason: string | undefined, names: readonly string[]): Answer {
  if (reason !== undefined) return { kind: 'unknown', reason };
  const what = { 'npm-script': 'script `$` in any package.json', 'make-target': 'target `$` in any Makefile', 'compose-service': 'service `$` in any compose file' }[need.kind as string] ?? 'file `$`';
  return { kind: 'missing', missing: what.replace('$', need.value), names };
}

/** The reader stands in a folder that is not of this repository. */
function leadsAway(need: DocumentCommand, path: string, { ownNames }: Offered, model: ProjectModel): string | undefined {
  if (need.directory?.startsWith('/')) return 'it runs in a folder outside of the repository';
  if (need.cloned !== undefined && !ownNames.has(need.cloned) && !isNamedSo(need.cloned, model)) return `it may be of the cloned repository ${need.cloned}`;
  if (need.directory === null || need.directory === '' || /^(\.\.\/?)+$/.test(need.directory)) return undefined;
  const parts = need.directory.split('/').filter((part) => part !== '..');
  const inside = parts[0] !== undefined && (parts[0].toLowerCase() === need.cloned || ownNames.has(parts[0].toLowerCase())) ? parts.slice(1) : parts;
  return inside.length === 0 || isSomewhere(inside.join('/'), model) || isSomewhere(joinPath(folderOf(path), inside.join('/')) ?? '', model) ? undefined : `the folder ${need.directory} is not of this repository`;
}

/** The first heading of the README at the top often is the repository's name. */
function isNamedSo(cloned: string, model: ProjectModel): boolean {
  return model.hasFolder(cloned) || model.hasFolder(cloned.replaceAll('-', '_'));
}

function noScripts(need: DocumentCommand, { scripts, open }: Offered): string | undefined {
  if (scripts.size === 0) return 'no package.json has scripts';
  if (need.value === 'start') return '`npm start` runs server.js where no script says otherwise';
  return open.scripts ? 'a package.json can not be read' : undefined;
}

function noTargets({ targets, open }: Offered): string | undefined {
  if (targets.size === 0) return 'no Makefile has targets';
  return open.targets ? 'a Makefile takes in others or makes targets by rules' : undefined;
}

function noServices({ services, open }: Offered): string | undefined {
  if (services.size === 0) return 'no compose file has services';
  return open.services ? 'a compose file takes in others' : undefined;
}

function judgePath(need: DocumentCommand, elsewhere: string | undefined, path: string, model: ProjectModel): Answer {
  const value = need.value.replace(/^\.\//, '');
  const endings = need.kind === 'node-script' ? ['', '.js', '.ts', '.mjs', '/index.js', '/index.ts'] : [''];
  if (endings.some((ending) => isSomewhere(value + ending, model))) return { kind: 'ok' };
  const within = need.directory === null || need.directory === '' ? value : (joinPath(need.directory, value) ?? value);
  const candidates = [within, value, joinPath(folderOf(path), within) ?? within];
  const isExample = need.kind === 'file' && /example|sample|template|dist/.test(value);
  const reason = elsewhere ?? (!isExample && mayExistOutside(candidates, model) ? 'it may be made on each machine' : undefined);
  if (reason !== undefined) return { kind: 'unknown', reason };
  if (!isExample && !hasOwnFolder(value, need, model)) return { kind: 'unknown', reason: 'it may be of the reader\'s own project' };
  const name = value.split('/').at(-1) ?? value;
  const names = model.paths.filter((one) => one.endsWith(`/${name}`) || folderOf(one) === folderOf(value));
  return { kind: 'missing', missing: `file \`${value}\` in any folder`, names };
}

/** A path below a folder that is here; a bare name counts where the repository holds files of its kind at that place. */
function hasOwnFolder(value: string, need: DocumentCommand, model: ProjectModel): boolean {
  if (value === 'manage.py' || value.startsWith('..')) return false;
  const [first = ''] = value.split('/');
  if (value.includes('/')) return isSomewhere(first, model);
  const extension = /\.[a-z]+$/.exec(value)?.[0];
  const { files } = model.children(need.directory === null ? '' : (joinPath('', need.directory) ?? ''));
  return extension !== undefined && files.some((file) => file.endsWith(extension) && !file.endsWith('setup.py'));
}

function judgeModule(need: DocumentCommand, elsewhere: string | undefined, path: string, model: ProjectModel): Answer {
  const [module = '', attribute] = need.value.split(':');
  const value = module.split('.').join('/');
  const [first = value] = value.split('/');
  const found = filesOf(value, model);
  if (found.length > 0) return judgeAttribute(found, attribute, need, elsewhere, model);
  const resolved = model.python.resolve(path, importOf(module, need.span));
  if (resolved.kind === 'local') return judgeAttribute([resolved.path], attribute, need, elsewhere, model);
  if (resolved.kind === 'namespace' || resolved.kind === 'standard-library' || isSomewhere(value, model)) return { kind: 'ok' };
  const reason = elsewhere ?? (mayExistOutside([`${value}.py`, value], model) ? 'a .gitignore names it, so it may be generated' : undefined);
  if (reason !== undefined) return { kind: 'unknown', reason };
  const ours = value.includes('/') && (model.hasFile(`${first}/__init__.py`) || filesOf(first, model).some((one) => one.endsWith('/__init__.py')));
  if (!ours || hasParentAttribute(module, model)) return { kind: 'unknown', reason: 'it may come from an installed package' };
  return { kind: 'missing', missing: `module \`${module}\``, names: model.python.nearestModules(path, module) };
}

function filesOf(value: string, model: ProjectModel): readonly string[] {
  return [...new Set(['.py', '/__init__.py', '/__main__.py'].flatMap((ending) => filesEndingWith(value + ending, model)))].sort();
}

function hasParentAttribute(module: string, model: ProjectModel): boolean {
  const parts = module.split('.');
  return filesOf(parts.slice(0, -1).join('/'), model).some((path) => model.python.exportsName(path, parts.at(-1) ?? '').kind !== 'no');
}

function judgeAttribute(found: readonly string[], attribute: string | undefined, need: DocumentCommand, elsewhere: string | undefined, model: ProjectModel): Answer {
  const name = attribute?.split('.')[0];
  if (name === undefined || name === '' || found.some((path) => !path.endsWith('.py') || model.python.exportsName(path, name).kind !== 'no')) return { kind: 'ok' };
  if (elsewhere !== undefined) return { kind: 'unknown', reason: elsewhere };
  const answer = model.python.exportsName(found[0] ?? '', name);
  return { kind: 'missing', missing: `\`${name}\` in \`${found[0] ?? need.value}\``, names: answer.kind === 'no' ? answer.nearest : [] };
}

function importOf(module: string, span: Span): Parameters<ProjectModel['python']['resolve']>[1] & { readonly span: Span } {
  return { module, level: 0, span };
}
