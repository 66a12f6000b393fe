/** Who mentions whom: the outgoing references of one file, and their inverse over the tree. Pure. */
import type { DeploymentFacts, FileFacts, JavaScriptFacts, PythonFacts, StringReference } from '../facts/types.js';
import { createIncoming } from './inverse.js';
import { folderOf, inFolder, joinPath, type TreeIndex } from './tree.js';
import type { JavaScriptProject, PythonProject, Reference, ReferenceIndex } from './types.js';

export interface Link {
  readonly to: string;
  readonly kind: Reference['kind'];
}

export interface LinksInput {
  readonly tree: TreeIndex;
  facts(path: string): FileFacts | undefined;
  readonly python: PythonProject;
  readonly javascript: JavaScriptProject;
}

/** Files whose scripts are read as text: what they import is among the paths that they name. */
const COMPONENT = /\.(?:vue|svelte|astro)$/;

/** Every file of the repository that `path` mentions, itself left out, once for each kind of mention. */
export function linksOf(input: LinksInput, path: string): readonly Link[] {
  const facts = input.facts(path);
  if (facts === undefined) return [];
  const links: Link[] = [];
  if (facts.python !== undefined) links.push(...pythonLinks(input, path, facts.python));
  if (facts.javascript !== undefined) links.push(...javascriptLinks(input, path, facts.javascript));
  if (facts.deployment !== undefined) links.push(...deploymentLinks(input, facts.deployment));
  for (const mention of facts.document?.mentions ?? []) links.push(...pathLinks(input.tree, path, mention.path, 'document'));
  for (const entry of facts.manifest?.entryPoints ?? []) links.push(...moduleLinks(input.tree, entry.target, 'manifest'));
  const isComponent = COMPONENT.test(path);
  for (const reference of facts.references) {
    if (isComponent && reference.shape === 'path') links.push(...importLinks(input, path, reference.text));
    else if (reference.shape === 'path' && path.endsWith('.json')) links.push(...dataLinks(input, path, reference.text));
    else links.push(...referenceLinks(input.tree, path, reference));
  }
  return distinct(links.filter((link) => link.to !== path));
}

/** In the order of the first places. A package is mentioned by every import of what stands below it. */
function distinct(links: readonly Link[]): readonly Link[] {
  const found = new Map<string, Link>();
  for (const link of links) {
    const key = `${link.kind} ${link.to}`;
    if (!found.has(key)) found.set(key, link);
  }
  return [...found.values()];
}

/** Turns every file's links round, and keeps that up as files change. */
export function createReferences(paths: () => readonly string[], linksFor: (path: string) => readonly Link[]): ReferenceIndex {
  return {
    incoming: createIncoming(() => paths().map((path) => ({ path, told: linksFor(path) })), createSeen()),
    outgoing: linksFor,
  };
}

/** Links as those see them that they lead to: all of one kind that a file has are one reference. */
function createSeen(): (from: string, link: Link) => Reference {
  let [file, ofFile] = ['', new Map<Reference['kind'], Reference>()];
  return (from, { kind }) => {
    if (from !== file) [file, ofFile] = [from, new Map()];
    const reference = ofFile.get(kind) ?? { from, kind };
    ofFile.set(kind, reference);
    return reference;
  };
}

function pythonLinks(input: LinksInput, path: string, facts: PythonFacts): Link[] {
  const links: Link[] = [];
  for (const statement of facts.imports) {
    const target = input.python.resolve(path, statement);
    if (target.kind === 'local') {
      links.push({ to: target.path, kind: 'import' });
      links.push(...packagesAbove(input.tree, target.path));
    }
    if (target.kind === 'unknown') links.push(...moduleLinks(input.tree, statement.module, 'import'));
    if (target.kind !== 'namespace' && (target.kind !== 'local' || !/(^|\/)__init__\.pyi?$/.test(target.path))) continue;
    for (const name of statement.names ?? []) {
      const submodule = name.name === '*' ? undefined : input.python.resolveSubmodule(path, statement, name.name);
      if (submodule?.kind === 'local') links.push({ to: submodule.path, kind: 'import' });
    }
  }
  return links;
}

/** Importing a.b.c runs a/__init__.py and a/b/__init__.py. */
function packagesAbove(tree: TreeIndex, path: string): Link[] {
  const links: Link[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    const init = inFolder(folder, '__init__.py');
    if (!tree.hasFile(init)) break;
    links.push({ to: init, kind: 'import' });
  }
  return links;
}

function javascriptLinks(input: LinksInput, path: string, facts: JavaScriptFacts): Link[] {
  const links: Link[] = [];
  for (const statement of facts.imports) {
    if (statement.form === 'glob') {
      links.push(...globLinks(input.tree, path, statement.specifier));
      continue;
    }
    const target = input.javascript.resolve(path, statement);
    if (target.kind === 'local') links.push({ to: target.path, kind: 'import' });
    if (target.kind === 'unknown' || target.kind === 'package') {
      links.push(...pathLinks(input.tree, path, withoutAlias(statement.specifier), 'import'));
    }
  }
  return links;
}

/** A path in a component file: where the resolver leads if it were imported, else as any text has it. */
function importLinks({ tree, javascript }: LinksInput, path: string, specifier: string): Link[] {
  const target = javascript.resolve(path, { specifier, form: 'import', typeOnly: false });
  return target.kind === 'local' ? [{ to: target.path, kind: 'import' }] : pathLinks(tree, path, withoutAlias(specifier), 'string');
}

/** A path in data that leads nowhere as a text may start with the name of a package of the repository. */
function dataLinks({ tree, javascript }: LinksInput, path: string, text: string): Link[] {
  const links = pathLinks(tree, path, text, 'string');
  if (links.length > 0 || text.startsWith('.')) return links;
  const target = javascript.resolve(path, { specifier: text, form: 'import', typeOnly: false });
  return target.kind === 'local' ? [{ to: target.path, kind: 'string' }] : [];
}

/** `@/shop/cart` and `@web/shop/cart` both end in `shop/cart`. */
function withoutAlias(specifier: string): string {
  return specifier.replace(/^[@~#]+[^/]*\//, '');
}

/** A glob import reaches the files below its fixed folder that have its fixed pieces in their order; below any folder of that name where an alias or a root comes first. */
function globLinks(tree: TreeIndex, path: string, pattern: string): Link[] {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?{[(]/.test(part));
  const fixed = parts.slice(0, wild < 0 ? parts.length : wild).join('/');
  const own = /^\.{1,2}(\/|$)/.test(pattern) ? joinPath(folderOf(path), fixed) : undefined;
  const folders = own === undefined ? tree.endingWith(fixed.replace(/^[@~#]+[^/]*/, '').replace(/^(\.{0,2}\/)+/, '')) : [own];
  const [first = '', ...pieces] = wild < 0 ? [] : parts.slice(wild).join('/').replace(/\*\*\//g, '*').split(/[*?]+|\{[^}]*\}|\[[^\]]*\]|\([^)]*\)/);
  return folders.flatMap((folder) => {
    const prefix = folder === '' ? '' : `${folder}/`;
    return tree.paths.filter((candidate) => candidate === folder || (candidate.startsWith(prefix + first) && mayFit(candidate.slice(prefix.length + first.length), pieces))).map((to): Link => ({ to, kind: 'import' }));
  });
}

/** Generous: what stands between two pieces may be anything. */
function mayFit(rest: string, pieces: readonly string[]): boolean {
  let at = 0;
  for (const piece of pieces) {
    const found = rest.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return rest.endsWith(pieces.at(-1) ?? '');
}

function deploymentLinks(input: LinksInput, facts: DeploymentFacts): Link[] {
  return facts.claims.flatMap((claim) => {
    if (claim.kind === 'npm-script') return [];
    if (claim.kind === 'python-module' || claim.kind === 'python-attribute') return moduleLinks(input.tree, claim.value, 'deployment');
    return tailLinks(input.tree, claim.value, 'deployment');
  });
}

function referenceLinks(tree: TreeIndex, path: string, reference: StringReference): Link[] {
  return reference.shape === 'module' ? moduleLinks(tree, reference.text, 'string') : pathLinks(tree, path, reference.text, 'string');
}

/**
 * Modules that a dotted string may name: `a.b.c`, `a.b:attr` and `a.b.Class` name every module whose dotted path ends
 * in `a.b.c` or `a.b`. Generous on purpose: a mention keeps a module from being called unused.
 */
export function moduleLinks(tree: TreeIndex, text: string, kind: Reference['kind']): Link[] {
  const parts = (text.split(':')[0] ?? '').split('.').filter((part) => part !== '');
  const links: Link[] = [];
  for (let length = parts.length; length > 0 && length >= parts.length - 2; length--) {
    const tail = parts.slice(0, length).join('/');
    const found = [`${tail}.py`, `${tail}/__init__.py`].flatMap((suffix) => tree.endingWith(suffix));
    links.push(...found.map((to) => ({ to, kind })));
    if (found.length > 0) break;
  }
  return links;
}

/** Files that a path-like string may name: relative to the file, to the top, or by its tail. */
export function pathLinks(tree: TreeIndex, from: string, text: string, kind: Reference['kind']): Link[] {
  const relative = joinPath(folderOf(from), text);
  if (relative !== undefined && tree.hasFile(relative)) return [{ to: relative, kind }];
  return tailLinks(tree, text, kind);
}

const SCRIPT_EXTENSIONS = ['.py', '.js', '.ts', '.tsx', '.jsx', '.mjs', '.cjs'];

function tailLinks(tree: TreeIndex, text: string, kind: Reference['kind']): Link[] {
  const tail = text.replace(/^(\.{0,2}\/)+/, '').replace(/\/+$/, '');
  if (tail === '' || tail.includes('..')) return [];
  const exact = tree.endingWith(tail).filter((path) => tree.hasFile(path));
  if (exact.length > 0) return exact.map((to) => ({ to, kind }));
  if (/\.[A-Za-z0-9]{1,4}$/.test(tail)) return [];
  return SCRIPT_EXTENSIONS.flatMap((extension) => tree.endingWith(tail + extension)).map((to) => ({ to, kind }));
}
