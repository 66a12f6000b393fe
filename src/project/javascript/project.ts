/** The JavaScript and TypeScript side of the project model. */
import type { JavaScriptImport } from '../../facts/types.js';
import type { JavaScriptProject, Resolution } from '../types.js';
import { resolveBare, type BareContext } from './bare.js';
import { answerExport, exportsBehind } from './exports.js';
import { createFileFinder, relativeTarget } from './files.js';
import { createMappings } from './mappings.js';
import { createPackages } from './packages.js';
import { groupByStem, nearSpecifiers } from './specifiers.js';
import { baseOf, folderOf, join, keyed, lazy, memoised, sameData, type JavaScriptProjectInput } from './tree.js';
import { createWorkspaceResolver } from './workspace.js';

/** Folders whose files are written by tools and stand where the tool's other output is expected. */
const GENERATED_FOLDER = /(?:^|\/)(?:dist|_generated|__generated__|generated|codegen)\//;

type Import = Pick<JavaScriptImport, 'specifier' | 'form' | 'typeOnly'>;

/**
 * Answers questions about the JavaScript and TypeScript modules of one tree. Pure and lazy: nothing is computed before
 * the first question, and an answer is kept for each folder and specifier.
 */
export function createJavaScriptProject(input: JavaScriptProjectInput): JavaScriptProject {
  const packages = createPackages(input);
  const finder = createFileFinder(input, (folder) => {
    const main = packages.at(folder)?.main;
    return main === undefined ? undefined : join(folder, main);
  });
  const mappings = createMappings(input, packages);
  const context: BareContext = { input, finder, packages, mappings, workspace: createWorkspaceResolver(input, finder) };
  const answers = keyed<string, Resolution>(sameData);

  function resolve(path: string, statement: Import): Resolution {
    return answers(keyOf(path, statement), () => resolveFresh(context, path, statement));
  }

  const exportContext = {
    input,
    isAugmented: mappings.isAugmented,
    resolve: (path: string, specifier: string) => resolve(path, { specifier, form: 'reexport', typeOnly: false }),
  };
  const behind = memoised((path: string) => exportsBehind(exportContext, path), sameData);
  const askedContext = { ...exportContext, behind };
  const exported = memoised((key: string) => {
    const end = key.lastIndexOf('\0');
    return answerExport(askedContext, key.slice(0, end), key.slice(end + 1));
  }, sameData);
  const byStem = lazy(() => groupByStem(input.paths));
  return {
    resolve,
    exportsName: (path, name) => exported(`${path}\0${name}`),
    nearestSpecifiers: (path, specifier) => nearSpecifiers({ input, finder, mappings, byStem }, path, specifier),
  };
}

/** Made once for each statement of a file where it stands: many ask where it leads. */
const keysOfStatements = new WeakMap<Import, { readonly path: string; readonly key: string }>();

function keyOf(path: string, statement: Import): string {
  // Others are made for the one question.
  if (!('specifierSpan' in statement)) return freshKey(path, statement);
  const known = keysOfStatements.get(statement);
  if (known?.path === path) return known.key;
  const key = freshKey(path, statement);
  keysOfStatements.set(statement, { path, key });
  return key;
}

function freshKey(path: string, statement: Import): string {
  const language = /\.([cm]?[jt]s)x?$/.exec(path)?.[1] ?? '';
  return `${folderOf(path)}\0${statement.specifier}\0${language}\0${statement.typeOnly}\0${statement.form === 'url'}\0${statement.form === 'glob'}`;
}

function resolveFresh(context: BareContext, path: string, statement: Import): Resolution {
  const { specifier, form } = statement;
  if (form === 'glob') return { kind: 'unknown', reason: 'a pattern' };
  if (specifier.includes('!')) return { kind: 'unknown', reason: 'a loader' };
  if (form === 'url') return resolveUrl(context, path, specifier);
  return /^\.{1,2}(?:\/|$)/.test(specifier) ? resolveRelative(context, path, statement) : resolveBare(context, path, statement);
}

/** A `new URL(…, import.meta.url)` may name a file that is yet to be written: absence says nothing. */
function resolveUrl(context: BareContext, path: string, specifier: string): Resolution {
  const target = /^[a-z][\w+.-]*:|^\//i.test(specifier) ? undefined : join(folderOf(path), specifier.replace(/[?#].*$/, ''));
  const found = target === undefined ? undefined : context.finder.find(target);
  return found === undefined ? { kind: 'unknown', reason: 'a URL' } : { kind: 'local', path: found };
}

function resolveRelative(context: BareContext, path: string, statement: Import): Resolution {
  const specifier = statement.specifier.replace(/\?.*$/, '');
  const aim = relativeTarget(path, specifier);
  if (!aim) return { kind: 'unknown', reason: 'it leads out of the repository' };
  const answer = context.finder.resolve(aim.target, path, aim.folderOnly);
  if (answer.kind !== 'missing') return answer;
  const twin = statement.typeOnly ? otherExtension(aim.target) : undefined;
  if (twin !== undefined && context.input.hasFile(twin)) return { kind: 'local', path: twin };
  if (baseOf(aim.target) === 'package.json') return { kind: 'unknown', reason: 'a package.json is often read from where the build puts the file' };
  if (GENERATED_FOLDER.test(path)) return { kind: 'unknown', reason: `${path} is written by a build` };
  if (context.mappings.configs(path)[0]?.some((config) => config.hasRootDirs)) return { kind: 'unknown', reason: 'rootDirs of the TypeScript configuration' };
  if (context.mappings.isAmbient(specifier)) return { kind: 'unknown', reason: 'a declaration file of the repository declares it' };
  if (isReplacedForBrowsers(context, path, aim.target)) return { kind: 'unknown', reason: 'the browser field of package.json puts another module in its place' };
  return answer;
}

/** TypeScript takes `a.ts` for `./a.tsx` and the other way round; only a type-only import is gone before anything else looks for it. */
function otherExtension(target: string): string | undefined {
  if (target.endsWith('.d.ts')) return undefined;
  const [, stem, extension] = /^(.*)\.(tsx?)$/.exec(target) ?? [];
  return extension === undefined ? undefined : `${stem}.${extension === 'ts' ? 'tsx' : 'ts'}`;
}

/** Bundlers follow the `browser` map of the package that the importing file belongs to. */
function isReplacedForBrowsers(context: BareContext, path: string, target: string): boolean {
  const [owner] = context.packages.above(path);
  return owner?.aliases.some(({ key }) => key.startsWith('.') && [key, key.replace(/\.[cm]?js$/, '')].some((one) => join(owner.folder, one) === target)) ?? false;
}
