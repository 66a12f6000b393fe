/** What both we and another tool say of one tree, and what only one of the two says. Pure. */
import { KINDS, type Kind } from './kinds.js';
import type { Language, OwnFinding, OwnReport, Peer, PeerFinding } from './types.js';

/** One kind of finding, with one tool. */
export interface Agreement {
  readonly kind: Kind;
  readonly peer: string;
  readonly both: number;
  readonly onlyOurs: readonly OwnFinding[];
  readonly onlyTheirs: readonly PeerFinding[];
  /** Theirs, of modules that the tree does not hold. */
  readonly notInTree: number;
  /** Theirs, where ours says that it could not judge, or that the file is not read. */
  readonly notJudged: number;
}

/** Lines by which two tools may point at one thing differently. */
const NEAR = 1;

/** Files that the tools of a language read. */
const READ: Readonly<Record<Language, RegExp>> = { python: /\.pyi?$/, javascript: /\.[cm]?[jt]sx?$|(^|\/)package\.json$/ };

/** A row for each kind that the peer knows and that one of the two has found. `paths`: the tree's. */
export function agreements({ id: peer, language }: Pick<Peer, 'id' | 'language'>, theirs: readonly PeerFinding[], ours: OwnReport, paths: ReadonlySet<string>): Agreement[] {
  const roots = importRoots(paths);
  return KINDS.flatMap((kind) => {
    const checks = kind.theirs[peer];
    if (checks === undefined) return [];
    const own = ours.findings.filter(({ ruleId, path }) => kind.ours.includes(ruleId) && paths.has(path) && READ[language].test(path));
    const row = match(kind, peer, theirs.filter(({ check, path }) => checks.includes(check) && paths.has(path)), { ...ours, findings: own }, roots);
    return own.length === 0 && row.onlyTheirs.length + row.notInTree + row.notJudged === 0 ? [] : [row];
  });
}

/** What the peer says that no rule of ours stands for: check -> how often, most first. */
export function unmapped(peer: string, theirs: readonly PeerFinding[]): [string, number][] {
  const mapped = new Set(KINDS.flatMap((kind) => kind.theirs[peer] ?? []));
  const counts = new Map<string, number>();
  for (const { check } of theirs) if (!mapped.has(check)) counts.set(check, (counts.get(check) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function match(kind: Kind, peer: string, found: readonly PeerFinding[], ours: OwnReport, roots: ReadonlySet<string>): Agreement {
  const theirs = oncePerPlace(found, kind);
  const left = oncePerPlace(ours.findings, kind);
  let both = 0;
  const alone: PeerFinding[] = [];
  for (const one of theirs) {
    const at = nearest(one, left, kind);
    if (at < 0) alone.push(one);
    else {
      left.splice(at, 1);
      both += 1;
    }
  }
  const inTree = alone.filter((one) => kind.namesModule !== true || isInTree(moduleOf(one.text), one.path, roots));
  const judged = inTree.filter((one) => !ours.skipped.has(one.path) && !ours.unknowns.some((unknown) => kind.ours.includes(unknown.ruleId) && isNear(one, unknown, kind)));
  return { kind, peer, both, onlyOurs: left, onlyTheirs: judged, notInTree: alone.length - inTree.length, notJudged: inTree.length - judged.length };
}

/** Two checks of one tool may say the same of one line. */
function oncePerPlace<T extends { readonly path: string; readonly line: number | null }>(found: readonly T[], { by }: Kind): T[] {
  return [...new Map(found.map((one) => [by === 'file' || one.line === null ? one.path : `${one.path}:${one.line}`, one])).values()];
}

/** The index of the finding that means the same, or -1. */
function nearest(one: PeerFinding, ours: readonly OwnFinding[], kind: Kind): number {
  let best = -1;
  ours.forEach((own, at) => {
    if (isNear(one, own, kind) && (best < 0 || distance(one, own) < distance(one, ours[best] as OwnFinding))) best = at;
  });
  return best;
}

function isNear(one: PeerFinding, other: { readonly path: string; readonly line: number }, kind: Kind): boolean {
  return one.path === other.path && (kind.by === 'file' || one.line === null || distance(one, other) <= NEAR);
}

function distance(one: PeerFinding, other: { readonly line: number }): number {
  return Math.abs((one.line ?? other.line) - other.line);
}

/** The first thing in quotes, else the whole text. */
function moduleOf(text: string): string {
  return /['"]([^'"]+)['"]/.exec(text)?.[1] ?? text;
}

/** A path; in Python also a dotted name whose first part the tree has where imports begin. */
function isInTree(module: string, importer: string, roots: ReadonlySet<string>): boolean {
  if (/^[./~#]|^@\//.test(module)) return true;
  return importer.endsWith('.py') && roots.has(module.split('.')[0] ?? '');
}

/** Python's modules and folders that stand in no package. */
function importRoots(paths: ReadonlySet<string>): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const path of paths) {
    if (!path.endsWith('.py') || /(^|\/)\./.test(path)) continue;
    const parts = path.slice(0, -'.py'.length).split('/');
    parts.forEach((part, at) => {
      if (!paths.has([...parts.slice(0, at), '__init__.py'].join('/'))) roots.add(part);
    });
  }
  return roots;
}
