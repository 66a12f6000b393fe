/** package.json and the lock files of npm, Yarn and pnpm. Pure. */
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { indexLines, type LineIndex } from '../common/spans.js';
import type { DeclaredDependency, ManifestFacts } from '../types.js';
import { insertionOf } from './insertion.js';
import { neededIn } from './needed.js';
import { conflictError, manifestOf, type Group } from './shared.js';

const SECTIONS: readonly (readonly [string, Group])[] = [
  ['dependencies', 'main'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'peer'],
  ['devDependencies', 'development'],
];

/** Reads a package.json with the exact place of every entry. */
export function readPackageJson(text: string): ManifestFacts {
  const errors: ParseError[] = [];
  const root = text.trim() === '' ? undefined : parseTree(text, errors, { allowTrailingComma: false, disallowComments: true });
  const conflict = conflictError(text);
  const [first] = errors;
  if (conflict !== undefined || first !== undefined || root?.type !== 'object') {
    return manifestOf('npm', 'package-json', { error: conflict ?? `it is not valid JSON${first === undefined ? '' : ` (${printParseErrorCode(first.error)})`}` });
  }
  const lines = indexLines(text);
  const name = findNodeAtLocation(root, ['name'])?.value as unknown;
  const insertion = insertionFor(root, text, lines);
  return manifestOf('npm', 'package-json', {
    ...(typeof name === 'string' ? { name } : {}),
    dependencies: SECTIONS.flatMap(([section, group]) => entriesOf(root, section, group, lines)),
    workspaces: workspaces(root),
    ...(insertion === undefined ? {} : { insertion }),
  });
}

function entriesOf(root: Node, section: string, group: Group, lines: LineIndex): DeclaredDependency[] {
  return properties(findNodeAtLocation(root, [section])).flatMap(({ key, value, node }) => {
    if (typeof value.value !== 'string') return [];
    return [{ name: key, raw: key, constraint: value.value, group, extras: [], span: lines.span(node.offset, node.offset + node.length) }];
  });
}

function properties(node: Node | undefined): { key: string; value: Node; node: Node }[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : [{ key: String(key.value), value, node: property }];
  });
}

function workspaces(root: Node): string[] {
  const node = findNodeAtLocation(root, ['workspaces', 'packages']) ?? findNodeAtLocation(root, ['workspaces']);
  return node?.type === 'array' ? (node.children ?? []).flatMap((child) => (typeof child.value === 'string' ? [child.value] : [])) : [];
}

function insertionFor(root: Node, text: string, lines: LineIndex): ManifestFacts['insertion'] {
  const found = properties(findNodeAtLocation(root, ['dependencies']));
  if (found.length === 0) return undefined;
  const entries = found.map(({ key, node }) => ({ name: key, start: node.offset, end: node.offset + node.length }));
  return insertionOf(entries, { text, lines, template: '"{name}": "{constraint|*}"', separator: ',' });
}

/** Names and versions of a lock file, by line: lock files are large and written by tools in one form. */
export function readNpmLock(name: string, text: string): ManifestFacts {
  const error = conflictError(text);
  if (error !== undefined) return manifestOf('npm', 'npm-lock', { error });
  const found = new Map<string, DeclaredDependency>();
  const lines = indexLines(text);
  for (const { key, version, at } of lockEntries(name, text)) {
    if (found.has(key)) continue;
    const line = lines.lineAt(at);
    found.set(key, { name: key, raw: key, constraint: version, group: 'locked', extras: [], span: [line, 1, line, 2] });
  }
  return manifestOf('npm', 'npm-lock', { dependencies: [...found.values()], needed: neededIn(name, text) });
}

function* lockEntries(name: string, text: string): Generator<{ key: string; version: string; at: number }> {
  const pattern = LINE_FORMS[name] ?? (text.includes('"lockfileVersion": 1') ? NPM_1 : NPM);
  for (const match of text.matchAll(pattern)) {
    const { key, version } = match.groups ?? {};
    if (key !== undefined && version !== undefined) yield { key, version, at: match.index };
  }
}

/** `"node_modules/x": { "version": "1.2.3"` of package-lock versions 2 and 3; nested copies are left out. */
const NPM = /^[ \t]*"node_modules\/(?<key>(?:@[^/"]+\/)?[^/"]+)":\s*\{\s*(?:"name":\s*"[^"]*",\s*)?"version":\s*"(?<version>[^"]+)"/gm;
const NPM_1 = /^ {4}"(?<key>[^"]+)":\s*\{\s*"version":\s*"(?<version>[^"]+)"/gm;
/** `"x@^1.0.0", x@^1.1.0:` then `version "1.2.3"` (Yarn 1) or `version: 1.2.3` (Berry). */
const YARN = /^"?(?<key>(?:@[^/@\s"]+\/)?[^@\s",]+)@[^\n]*:\r?\n\s+version:?\s+"?(?<version>[^"\s]+)"?/gm;
/** `/x@1.2.3:`, `x@1.2.3:`, `/x/1.2.3:` and quoted forms, without the peers behind `(` or `_`, at two spaces under `packages:`. */
const PNPM = /^ {2}'?\/?(?<key>(?:@[^/@'\s]+\/)?[^/@'\s:]+)[@/](?<version>\d[^:'(_\s]*)[^\n]*:\s*$/gm;
/** `"x": ["x@1.2.3", …`; nested copies, whose keys are paths, and packages of the workspace are left out. https://bun.com/docs/pm/lockfile */
const BUN = /^ {4}"(?<key>(?:@[^/"]+\/)?[^/"]+)": \["(?:@[^/"]+\/)?[^@"]+@(?<version>\d[^"]*)"/gm;
/** Of lock files that are no package-lock.json. */
const LINE_FORMS: Readonly<Record<string, RegExp>> = { 'yarn.lock': YARN, 'pnpm-lock.yaml': PNPM, 'bun.lock': BUN };
