/** A small project model over literal facts, for the unit tests of rules. Every answer can be replaced. */
import { deploymentFormat, extractDeployment } from '../../src/facts/deployment/index.js';
import { extractDocument } from '../../src/facts/documents/index.js';
import type { FileFacts } from '../../src/facts/types.js';
import { createDjangoProject } from '../../src/project/django/project.js';
import { ofDjango } from '../../src/project/http/django.js';
import { createHttpCalls } from '../../src/project/http/calls/index.js';
import { createHttpIndex } from '../../src/project/http/index.js';
import { createBindings } from '../../src/project/javascript/bindings.js';
import { ofNode } from '../../src/project/node/http.js';
import { createNodeProject } from '../../src/project/node/project.js';
import { ofPyweb } from '../../src/project/pyweb/http.js';
import { plainScan } from '../../src/project/live-tree.js';
import { createPywebProject } from '../../src/project/pyweb/project.js';
import { createSymbols } from '../../src/project/python/symbols.js';
import type { Catalogue, NameAnswer, ProjectModel } from '../../src/project/types.js';
import type { Judgement, Rule, RuleContext, Subject } from '../../src/rules/types.js';

/** Facts of a file that nothing reads. */
export const PLAIN: FileFacts = { lineCount: 1, references: [], suppressions: [] };

/** A model of the given files. `ignored` are exact paths or folders that a .gitignore names. */
export function fakeModel(files: Readonly<Record<string, Partial<FileFacts>>>, overrides: Partial<ProjectModel> = {}, ignored: readonly string[] = []): ProjectModel {
  const paths = Object.keys(files).sort();
  const present = new Set(paths);
  const folders = new Set(paths.flatMap((path) => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))));
  const facts = (path: string): FileFacts | undefined => (present.has(path) ? { ...PLAIN, ...files[path] } : undefined);
  const tree: Pick<ProjectModel, 'hasFile' | 'hasFolder' | 'children' | 'isIgnored'> = {
    hasFile: (path) => present.has(path),
    hasFolder: (folder) => folders.has(folder),
    children: (folder) => childrenOf(folder, paths),
    isIgnored: (path) => ignored.some((one) => path === one || path.startsWith(`${one}/`)),
  };
  const python: ProjectModel['python'] = {
    rootsFor: () => [''],
    candidates: () => [],
    resolve: (_path, statement) => ({ kind: 'package', name: statement.module }),
    resolveSubmodule: () => undefined,
    exportsName: () => ({ kind: 'unknown', reason: 'not told by the test' }),
    nearestModules: () => [],
    dottedName: () => undefined,
  };
  const dependencies: ProjectModel['dependencies'] = {
    scopeFor: () => ({ manifests: [], open: null, find: () => [], insertInto: undefined, knownConstraint: () => undefined }),
    declaration: () => ({ kind: 'unlisted', nearest: [] }),
    manifest: () => undefined,
  };
  const scan = plainScan(paths, facts);
  const symbols = createSymbols({ facts, scan, python });
  const django = createDjangoProject({ facts, scan, tree: { ...tree, paths }, python, symbols, dependencies });
  const pyweb = createPywebProject({ facts, scan, symbols, calls: () => django.calls });
  const javascript: ProjectModel['javascript'] = {
    resolve: () => ({ kind: 'unknown', reason: 'not told by the test' }),
    exportsName: () => ({ kind: 'unknown', reason: 'not told by the test' }),
    nearestSpecifiers: () => [],
  };
  const bindings = createBindings({ facts, javascript });
  const node = createNodeProject({ facts, scan, bindings });
  return {
    paths,
    facts,
    scan,
    closedAt: () => undefined,
    ...tree,
    python,
    symbols,
    django,
    pyweb,
    node,
    http: createHttpIndex([() => ofDjango(django.routes), () => ofPyweb(pyweb), () => ofNode(node)]),
    httpCalls: createHttpCalls({ facts, scan, bindings }),
    javascript,
    bindings,
    dependencies,
    references: { incoming: () => [], outgoing: () => [] },
    loaderAbove: () => undefined,
    formerPaths: new Map(),
    formerDependencies: new Set(),
    ...overrides,
  };
}

function childrenOf(folder: string, paths: readonly string[]): { files: readonly string[]; folders: readonly string[] } {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return {
    files: below.filter((path) => !path.includes('/')),
    folders: [...new Set(below.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/'))))],
  };
}

/** A catalogue that knows nothing. */
export const EMPTY_CATALOGUE: Catalogue = {
  python: { standardLibrary: new Set(), distributionsByImport: new Map(), knownDistributions: new Set() },
  npm: { builtins: new Set(), knownPackages: new Set() },
};

/** A model of literal texts: deployment files and documents are read for real; a Python name exists when the text assigns, defines or imports it. */
export function modelOfTexts(texts: Readonly<Record<string, string>>, ignored: readonly string[] = []): ProjectModel {
  const files = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, factsOfText(path, text)]));
  const plain = fakeModel(files, {}, ignored);
  return { ...plain, python: { ...plain.python, exportsName: (path, name) => exportsName(texts[path] ?? '', name) } };
}

function factsOfText(path: string, text: string): FileFacts {
  const format = deploymentFormat(path);
  return {
    ...PLAIN,
    lineCount: text.split('\n').length,
    text,
    ...(format === null ? {} : { deployment: extractDeployment(format, text) }),
    ...(path.endsWith('.md') ? { document: extractDocument(text) } : {}),
  };
}

function exportsName(text: string, name: string): NameAnswer {
  const names = [...text.matchAll(/^(?:def |class |from .* import .* as |from .* import )?(\w+)\b(?= =|\(|:|$)/gm)].map((match) => match[1] ?? '');
  return names.includes(name) ? { kind: 'yes' } : { kind: 'no', nearest: names };
}

/** Judges every file of a model with one rule's default options: `path:line subject` of each match, and the unknowns' reasons. */
export function judgeAll<Data, Options>(rule: Rule<Data, Options>, model: ProjectModel): { found: string[]; unknown: string[]; passed: number; edits: (string | null)[] } {
  const context: RuleContext<Options> = { model, catalogue: EMPTY_CATALOGUE, options: rule.meta.options.parse({}), earlier: [] };
  const found: string[] = [];
  const unknown: string[] = [];
  const edits: (string | null)[] = [];
  let passed = 0;
  for (const path of model.paths) {
    const subject: Subject = { path, facts: model.facts(path) ?? PLAIN };
    if (!rule.applies(subject)) continue;
    const judgement: Judgement<Data> = rule.detect(subject, context);
    passed += judgement.passed;
    unknown.push(...judgement.unknowns.map((one) => `${path}:${one.line} ${one.reason}`));
    for (const match of judgement.matches) {
      found.push(`${path}:${match.span[0]} ${match.subject}`);
      const fix = rule.suggest?.(match, subject, context) ?? null;
      edits.push(fix === null ? null : fix.edits.map((edit) => (edit.kind === 'delete' ? `delete ${edit.path}` : edit.kind === 'create' ? `create ${edit.path}: ${edit.text}` : edit.text)).join('; '));
    }
  }
  return { found, unknown, passed, edits };
}
