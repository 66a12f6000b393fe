/** Runs of equal lines over a whole repository. Pure. */
import { unpackLines, type ContentLine } from '../../../facts/content/lines.js';
import type { FileFacts } from '../../../facts/types.js';
import { perFacts } from '../../../project/per-facts.js';
import { isShippedPath } from '../../../project/path-uses.js';
import { perObject } from '../../../project/per-object.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModelAnd, perModelScan } from '../../shared/per-model.js';
import { areVariants } from '../../shared/sibling-projects.js';
import { createSharedWindows, type Marks, type Place } from './windows.js';

/** A run of equal lines. All numbers of lines are 1-based and inclusive. */
export interface Block {
  readonly first: number;
  readonly last: number;
  readonly twin: { readonly path: string; readonly first: number; readonly last: number };
}

/** Lines with content of the smallest block, and how many of them must do something. */
const SMALLEST = { lines: 12, code: 8 };
/** Lines of a window, and windows of which the least is kept: any run of WINDOW + KEPT - 1 lines shares a kept one (winnowing, Schleimer et al. 2003). */
const WINDOW = 6;
const KEPT = 7;
const marksOf = perFacts((facts): Marks => winnow(unpackLines(facts.content?.lines ?? '')));

function winnow(lines: readonly ContentLine[]): Marks {
  const windows: number[] = [];
  for (let at = 0; at + WINDOW <= lines.length; at++) {
    let hash = 17;
    for (let line = at; line < at + WINDOW; line++) hash = Math.imul(hash ^ (lines[line]?.hash ?? 0), 0x5bd1e995) ^ (hash >>> 13);
    windows.push(hash >>> 0);
  }
  const at: number[] = [];
  let kept = -1;
  for (let from = 0; from + KEPT <= windows.length; from++) {
    let least = from;
    for (let other = from; other < from + KEPT; other++) if ((windows[other] ?? 0) <= (windows[least] ?? 0)) least = other;
    if (least !== kept) at.push(least);
    kept = least;
  }
  return { hashes: at.map((one) => (windows[one] ?? 0) | 0), at: at.slice() };
}

/** Whether a file's lines are compared. */
export function isCompared(path: string, facts: FileFacts): boolean {
  return facts.content?.lines !== undefined && facts.skip === undefined && isShippedPath(path) && !/(^|\/)(migrations|versions|locales?|i18n|lang|translations|generated|__generated__|gen|proto|registry|templates?)\/|\.(d|gen|generated)\.[cm]?tsx?$|_pb2(_grpc)?\.py$/i.test(path);
}

const comparedLines = perModelScan((facts, path) => isCompared(path, facts) && marksOf(facts), Object.is);
const sharedWindows = perObject((model: ProjectModel) => createSharedWindows(() => comparedLines(model)));

/** Blocks of a file that stand elsewhere before. Of several copies each but the first is told, with the first as its twin. */
export const blocksOf = perModelAnd((model, path: string): readonly Block[] => {
  let found: readonly Block[] = [];
  let lines: readonly ContentLine[] | undefined;
  for (const places of sharedWindows(model)(path)) {
    const [first, ...others] = places as [Place, ...Place[]];
    for (const other of others) {
      if (other.path !== path || areVersions(first.path, path) || isCompiled(first.path, path) || areVariants(first.path, path, model)) continue;
      lines ??= linesAt(model, path);
      const line = lines[other.at]?.line ?? 0;
      if (found.some((block) => block.first <= line && line <= block.last)) continue;
      const block = grow(first, other, [linesAt(model, first.path), lines]);
      if (block !== undefined) found = [...found.filter((one) => one.last < block.first || one.first > block.last), block];
    }
  }
  return found;
});

/** Unpacked each time: few files share anything. */
function linesAt(model: ProjectModel, path: string): readonly ContentLine[] {
  return unpackLines(model.facts(path)?.content?.lines ?? '');
}

/** The longest run of equal lines around two places; undefined where it is too small, says too little or overlaps itself. */
function grow(first: Place, other: Place, [left, right]: readonly [readonly ContentLine[], readonly ContentLine[]]): Block | undefined {
  const equal = (offset: number): boolean => left[first.at + offset] !== undefined && left[first.at + offset]?.hash === right[other.at + offset]?.hash;
  if (!equal(0)) return undefined;
  let [start, end] = [0, 0];
  while (equal(start - 1)) start--;
  while (equal(end + 1)) end++;
  if (first.path === other.path && first.at + end >= other.at + start) return undefined;
  const lines = right.slice(other.at + start, other.at + end + 1);
  const code = new Set(lines.filter(({ kind }) => kind === 'code').map(({ hash }) => hash));
  if (lines.length < SMALLEST.lines || code.size < SMALLEST.code) return undefined;
  return {
    first: lines[0]?.line ?? 1,
    last: lines.at(-1)?.line ?? 1,
    twin: { path: first.path, first: left[first.at + start]?.line ?? 1, last: left[first.at + end]?.line ?? 1 },
  };
}

/** `api/v1/orders.py` beside `api/v2/orders.py`: both are kept on purpose. */
function areVersions(left: string, right: string): boolean {
  const plain = (path: string): string => path.replace(/(^|[/_.-])(?:v?\d+(?:[._]\d+)*|py[23]|legacy|next|old|new|alpha\d*|beta\d*)(?=[/_.-])/gi, '$1#');
  return left !== right && plain(left) === plain(right) && plain(left).includes('#');
}

/** `util.js` beside `util.ts`: one was made from the other. */
function isCompiled(left: string, right: string): boolean {
  const stem = (path: string): string => path.replace(/\.[^./]+$/, '');
  return left !== right && stem(left) === stem(right);
}
