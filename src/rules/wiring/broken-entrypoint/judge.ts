/** Judges one deployment claim against the project. */
import { distance } from 'fastest-levenshtein';
import type { DeploymentClaim, PythonImport } from '../../../facts/types.js';
import { ancestorsOf, folderOf, inFolder, joinPath } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModelScan } from '../../shared/per-model.js';
import type { RuleContext, Subject } from '../../types.js';

/** `broken`: `tried` are the repository paths of which any one would have answered, likeliest first. */
export type Verdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'broken'; readonly tried: readonly string[]; readonly missing: string; readonly replacement?: string | null };

type Context = Pick<RuleContext<unknown>, 'model'>;

const HOLDS: Verdict = { kind: 'holds' };
/** A folder that holds one of these may be a build context or working directory of its own. */
const PROJECT_FILE = /^(pyproject\.toml|setup\.(py|cfg)|requirements[\w.-]*\.txt|requirements|Pipfile|package\.json|manage\.py|Dockerfile[\w.-]*|Procfile|go\.mod|Cargo\.toml|Gemfile)$/;
const NODE_ENDINGS = ['', '.js', '.cjs', '.mjs', '.ts', '.mts', '.cts', '.tsx', '.json', '/index.js', '/index.cjs', '/index.mjs', '/index.ts', '/package.json'];
const MODULE_ENDINGS = ['.py', '/__init__.py', '/__main__.py', '.pyi', '.pyx', ''];

/** Judges a claim of the file `subject`. */
export function judgeClaim(claim: DeploymentClaim, subject: Subject, { model }: Context): Verdict {
  if (claim.undecidable !== undefined || claim.workingDirectory === null) return unknown(claim.undecidable ?? 'its working directory is not known');
  const contexts = contextsOf(subject, model);
  if (claim.kind === 'npm-script') return judgeNpmScript(claim, contexts, model);
  if (claim.kind === 'python-module' || claim.kind === 'python-attribute') return judgeModule(claim, contexts, subject, model);
  return judgePath(claim, contexts, subject, model);
}

function unknown(reason: string): Verdict {
  return { kind: 'unknown', reason };
}

/** Folders, likeliest first, that a claim's paths may be relative to. */
function contextsOf(subject: Subject, model: ProjectModel): readonly string[] {
  const format = subject.facts.deployment?.format;
  const own = folderOf(subject.path);
  if (format === 'workflow') return [''];
  if (format === 'package-scripts' || format === 'makefile') return [own];
  const composed = format === 'dockerfile' ? buildContexts(subject.path, model) : [];
  return [...new Set([...composed, ...ancestorsOf(own)])];
}

/** Contexts that compose files of the repository give for a Dockerfile. */
function buildContexts(dockerfile: string, model: ProjectModel): readonly string[] {
  return building(model).flatMap(({ path, told: builds }) =>
    builds.flatMap((build) => {
      const context = joinPath(folderOf(path), build.context);
      return context !== undefined && joinPath(context, build.dockerfile ?? 'Dockerfile') === dockerfile ? [context] : [];
    }),
  );
}

const building = perModelScan(({ deployment }) => (deployment?.builds?.length ?? 0) > 0 && deployment?.builds);

/** The claim's paths under every context; null entries left out. */
function basesOf(claim: DeploymentClaim, contexts: readonly string[], value: string): readonly string[] {
  const relative = claim.candidates ?? [`${(claim.workingDirectory ?? '').replace(/^\.\//, '')}/${value}`];
  return [...new Set(contexts.flatMap((context) => relative.flatMap((path) => joinPath(context, path) ?? [])))];
}

function exists(path: string, model: ProjectModel): boolean {
  return model.hasFile(path) || model.hasFolder(path);
}

/** Why a missing path may still be there when the line is read, or undefined. */
function excuse(paths: readonly string[], model: ProjectModel): string | undefined {
  for (const path of paths) {
    if (model.isIgnored(path) || model.isIgnored(`${path}/`)) return 'a .gitignore names it, so it may be generated';
    const outside = ancestorsOf(folderOf(path)).concat(path).find((folder) => model.closedAt(folder) !== undefined);
    if (outside !== undefined) return `it lies in ${outside}, which is a submodule or a link`;
  }
  return undefined;
}

/** Another project folder under which the path exists: the file may be meant for that folder. */
function elsewhere(relative: readonly string[], endings: readonly string[], contexts: readonly string[], model: ProjectModel): string | undefined {
  for (const path of relative.filter((one) => one !== '')) {
    for (const ending of endings) {
      const suffix = `/${path}${ending}`;
      const found = model.paths.filter((candidate) => candidate.endsWith(suffix) || (ending === '' && candidate.includes(`${suffix}/`)));
      const folders = found.map((candidate) => candidate.slice(0, candidate.indexOf(suffix)));
      const other = folders.find((folder) => !contexts.includes(folder) && model.children(folder).files.some((file) => PROJECT_FILE.test(file)));
      if (other !== undefined) return other;
    }
  }
  return undefined;
}

function relativesOf(claim: DeploymentClaim, value: string): readonly string[] {
  return (claim.candidates ?? [joinPath((claim.workingDirectory ?? '').replace(/^\.\//, ''), value) ?? '', joinPath('', value) ?? '']).filter((path) => path !== '');
}

/** Formats whose paths start at one known folder need no look elsewhere. */
function isExact(subject: Subject): boolean {
  return ['workflow', 'package-scripts', 'makefile'].includes(subject.facts.deployment?.format ?? '');
}

function judgePath(claim: DeploymentClaim, contexts: readonly string[], subject: Subject, model: ProjectModel): Verdict {
  const bases = basesOf(claim, contexts, claim.value);
  if (bases.length === 0) return unknown('it lies outside the repository');
  const endings = claim.kind === 'node-script' ? NODE_ENDINGS : [''];
  if (bases.some((base) => base === '' || endings.some((ending) => exists(base + ending, model)))) return HOLDS;
  const reason = excuse(bases, model) ?? envFileExcuse(claim, bases, model) ?? manifestExcuse(claim, endings, subject, model) ?? mountExcuse(claim, bases, model) ?? imageExcuse(claim, bases, subject, model);
  if (reason !== undefined) return unknown(reason);
  const other = isExact(subject) ? undefined : elsewhere(relativesOf(claim, claim.value), endings, contexts, model);
  if (other !== undefined) return unknown(`it exists in ${other}, which may be where this runs`);
  if (claim.where.includes('command') && inContainer(subject)) {
    const found = model.paths.some((path) => path.endsWith(`/${joinPath('', claim.value) ?? ''}`));
    if (found) return unknown('the container may hold it elsewhere');
  }
  return { kind: 'broken', tried: bases, missing: `\`${bases[0] ?? claim.value}\`` };
}

/** A package.json that is put into a folder above, where a .gitignore names it, before its scripts run there. */
function manifestExcuse(claim: DeploymentClaim, endings: readonly string[], subject: Subject, model: ProjectModel): string | undefined {
  if (subject.facts.deployment?.format !== 'package-scripts') return undefined;
  const own = folderOf(subject.path);
  const folder = ancestorsOf(own).find((one) => one !== own && isPutInto(one, model) && basesOf(claim, [one], claim.value).some((base) => endings.some((ending) => exists(base + ending, model))));
  return folder === undefined ? undefined : 'it exists in a folder above, whose package.json a .gitignore names: this one may be put there';
}

function isPutInto(folder: string, model: ProjectModel): boolean {
  const path = inFolder(folder, 'package.json');
  return !model.hasFile(path) && model.isIgnored(path);
}

function inContainer(subject: Subject): boolean {
  return subject.facts.deployment?.format === 'compose';
}

/** Environment files are made on each machine: one is missed only when a tracked file beside it has nearly its name. */
function envFileExcuse(claim: DeploymentClaim, bases: readonly string[], model: ProjectModel): string | undefined {
  if (!claim.where.endsWith('env_file')) return undefined;
  const near = bases.some((base) => {
    const name = base.split('/').at(-1) ?? '';
    const files = model.children(folderOf(base)).files;
    return name !== '.env' && files.some((file) => !/example|sample|template|dist|default/.test(file) && distance(file, name) <= 2);
  });
  return near ? undefined : 'environment files are made on each machine';
}

/** A document beside a compose file often tells its readers to write what is mounted. */
function mountExcuse(claim: DeploymentClaim, bases: readonly string[], model: ProjectModel): string | undefined {
  if (!claim.where.endsWith('volume')) return undefined;
  const told = bases.flatMap((base) => {
    const name = base.split('/').at(-1) ?? '';
    const documents = model.children(folderOf(base)).files.filter((file) => /\.mdx?$/.test(file)).map((file) => inFolder(folderOf(base), file));
    return documents.filter((path) => model.facts(path)?.document?.mentions.some((mention) => mention.path === name || mention.path.endsWith(`/${name}`)));
  });
  return told[0] === undefined ? undefined : `${told[0]} names it, and may tell its readers to make it`;
}

/** Nothing lies below a file that a Dockerfile copies: an absolute path there is one of the image. */
function imageExcuse(claim: DeploymentClaim, bases: readonly string[], subject: Subject, model: ProjectModel): string | undefined {
  if (subject.facts.deployment?.format !== 'dockerfile' || !claim.value.startsWith('/')) return undefined;
  const file = bases.flatMap((base) => ancestorsOf(folderOf(base))).find((folder) => folder !== '' && model.hasFile(folder));
  return file === undefined ? undefined : `${file}, which is copied there, is a file: the image may hold it`;
}

function judgeNpmScript(claim: DeploymentClaim, contexts: readonly string[], model: ProjectModel): Verdict {
  const manifests = claim.candidates ? basesOf(claim, contexts, '') : [];
  const folders = claim.candidates ? [] : basesOf(claim, contexts, '.');
  const nearest = folders.flatMap((folder) => ancestorsOf(folder).map((one) => (one === '' ? 'package.json' : `${one}/package.json`)).find((path) => model.hasFile(path)) ?? []);
  const found = [...new Set([...manifests, ...nearest])].filter((path) => model.hasFile(path));
  if (found.length === 0) return unknown('no package.json speaks for it');
  const scripts = found.map((path) => scriptsOf(model.facts(path)?.text));
  if (scripts.some((names) => names === null)) return unknown('the package.json can not be read');
  const names = [...new Set(scripts.flatMap((list) => list ?? []))];
  if (scripts.some((list) => list?.includes(claim.value))) return HOLDS;
  return { kind: 'broken', tried: found, missing: `a script of that name in \`${found[0] ?? 'package.json'}\``, replacement: nearestName(claim.value, names) };
}

function scriptsOf(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    const scripts = typeof value === 'object' && value !== null && 'scripts' in value ? value.scripts : {};
    return typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : null;
  } catch {
    return null;
  }
}

/** The one name within a fifth of the wanted name's length in edits. */
function nearestName(wanted: string, names: readonly string[]): string | null {
  const near = names.filter((name) => distance(name, wanted) <= Math.max(1, Math.floor(wanted.length / 4)));
  return near.length === 1 ? (near[0] ?? null) : null;
}

function judgeModule(claim: DeploymentClaim, contexts: readonly string[], subject: Subject, model: ProjectModel): Verdict {
  const [module = '', attribute] = claim.value.split(':');
  const value = module.split('.').join('/');
  const bases = basesOf(claim, contexts, value);
  const found = bases.flatMap((base) => MODULE_ENDINGS.map((ending) => base + ending)).find((path) => exists(path, model));
  if (found !== undefined) return judgeAttribute(found, module, attribute, model);
  const resolved = model.python.resolve(subject.path, importOf(module, claim));
  if (resolved.kind === 'local') return judgeAttribute(resolved.path, module, attribute, model);
  if (resolved.kind === 'namespace' || resolved.kind === 'standard-library') return HOLDS;
  if (resolved.kind === 'unknown') return unknown(resolved.reason);
  if (isAttributeOfParent(bases, module, model)) return HOLDS;
  const reason = excuse(bases.flatMap((base) => [`${base}.py`, base]), model);
  if (reason !== undefined) return unknown(reason);
  if (hasSuffix(value, subject, model)) return unknown('a module of that name exists elsewhere and may be on the import path');
  if (!isOurs(claim, bases, value, subject, model)) return unknown('it may come from an installed package');
  const tried = bases.flatMap((base) => [`${base}.py`, `${base}/__init__.py`]);
  return { kind: 'broken', tried, missing: `\`${tried[0] ?? value}\``, replacement: nearestModule(module, attribute, subject, model) };
}

/** `celery -A proj.app` may name an attribute of the module `proj`. */
function isAttributeOfParent(bases: readonly string[], module: string, model: ProjectModel): boolean {
  const name = module.split('.').at(-1) ?? '';
  return module.includes('.') && bases.some((base) => [`${folderOf(base)}.py`, `${folderOf(base)}/__init__.py`].some((path) => model.hasFile(path) && model.python.exportsName(path, name).kind === 'yes'));
}

function hasSuffix(value: string, subject: Subject, model: ProjectModel): boolean {
  const files = [`/${value}.py`, `/${value}/__init__.py`];
  return subject.facts.deployment?.format !== 'makefile' && model.paths.some((path) => files.some((file) => path.endsWith(file)));
}

/**
 * The module should be of this repository: its first name is a folder or file here, or it is an application (which
 * nobody installs) whose name no known package has. `python -m x` may run any tool of the environment.
 */
function isOurs(claim: DeploymentClaim, bases: readonly string[], value: string, subject: Subject, model: ProjectModel): boolean {
  const [first = value] = value.split('/');
  if (value.includes('/') && bases.some((base) => exists(base.slice(0, base.length - value.length) + first, model))) return true;
  if (claim.kind !== 'python-attribute') return false;
  const dotted = value.split('/').join('.');
  const { kind } = model.dependencies.declaration(subject.path, 'python', dotted);
  // Where no manifest tells, a module here with nearly the same name does.
  return kind === 'unlisted' || (kind === 'unknown' && nearestModule(dotted, undefined, subject, model) !== null);
}

function judgeAttribute(path: string, module: string, attribute: string | undefined, model: ProjectModel): Verdict {
  if (attribute === undefined || !path.endsWith('.py')) return HOLDS;
  const [name = attribute] = attribute.split('.');
  const answer = model.python.exportsName(path, name);
  if (answer.kind === 'yes') return HOLDS;
  if (answer.kind === 'unknown') return unknown(answer.reason);
  const near = nearestName(name, answer.nearest) ?? (answer.nearest.length === 1 ? answer.nearest[0] : conventionalName(path, model));
  return { kind: 'broken', tried: [path], missing: `\`${name}\` in \`${path}\``, replacement: near === undefined ? null : `${module}:${near}` };
}

/** The one name under which the module does offer an application. Source: the WSGI, ASGI and Celery conventions. */
function conventionalName(path: string, model: ProjectModel): string | undefined {
  const [only, ...others] = ['application', 'app', 'api'].filter((name) => model.facts(path)?.python?.definitions.some((definition) => definition.name === name));
  return others.length === 0 ? only : undefined;
}

function nearestModule(module: string, attribute: string | undefined, subject: Subject, model: ProjectModel): string | null {
  const near = model.python.nearestModules(subject.path, module).filter((name) => distance(name, module) <= Math.max(2, Math.floor(module.length / 4)));
  const [only] = near;
  if (near.length !== 1 || only === undefined) return null;
  return attribute === undefined ? only : `${only}:${attribute}`;
}

function importOf(module: string, claim: DeploymentClaim): PythonImport {
  return { module, level: 0, names: null, form: 'statement', guard: 'none', scope: 'module', symbol: '', span: claim.span, moduleSpan: claim.span };
}
