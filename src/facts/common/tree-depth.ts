/** How deeply a syntax tree nests, before anything walks it. Pure. */
import type { Node, Tree } from 'web-tree-sitter';

/**
 * Levels of a tree. What people write stays below 200. Looking for a node and asking for its parent begin at the root each time, so that
 * thousands of levels make a walk quadratic; the native parser, which calls itself for each of them, ends the process at some thousands.
 */
export const DEEPEST_TREE = 1_000;
/** Parts that wait to be put together in one place. Where nothing closes, the tree is flat, but a parser that calls itself is as deep. */
const MOST_PENDING = 3_000;
/** Nodes between two looks, in the order of the text: what lies between them is deeper by no more than that. */
const STEP = 200;

/** What nests too deeply to be read. */
export class TooDeepError extends Error {
  override readonly name = 'TooDeepError';

  constructor() {
    super(`nested more than ${DEEPEST_TREE} levels deep`);
  }
}

/** Words that stand before each other; some grammars read a row of them as names, which is flat. */
const PREFIXES = /(?:\b(?:new|await|yield|typeof|void|delete|not|lambda)\s+)+/g;
const LONGEST_ROW = 20_000;

/** Throws a TooDeepError for a tree that nests too deeply, made of this text. */
export function refuseDeepTree({ rootNode: root }: Tree, text: string): void {
  // In this order: looking for the depth of a flat tree is slow.
  if (hasLongRow(text) || (root.hasError && isPending(root)) || isDeep(root)) throw new TooDeepError();
}

function hasLongRow(text: string): boolean {
  if (text.length <= LONGEST_ROW) return false;
  for (const [row] of text.matchAll(PREFIXES)) if (row.length > LONGEST_ROW) return true;
  return false;
}

function isDeep(root: Node): boolean {
  const cursor = root.walk();
  try {
    for (let at = STEP; at < root.descendantCount; at += STEP) {
      cursor.gotoDescendant(at);
      if (cursor.currentDepth > DEEPEST_TREE) return true;
    }
    return false;
  } finally {
    cursor.delete();
  }
}

function isPending(root: Node): boolean {
  return [root, ...root.descendantsOfType('ERROR')].some((node) => node.isError && node.childCount > MOST_PENDING);
}
