/**
 * Bodies of functions, four fifths of what a repository's syntax takes in memory: read when somebody asks for one, kept for a while, and let go once nobody
 * holds a part of it. Each node of a body holds the whole of it, so that there are never two sets of the same nodes at a time: a node that somebody
 * holds is the one that whoever reads the body meets. What is computed of one body and kept is to be kept by the body (`perBody`), not by its
 * function, which stays. Pure but for what it keeps.
 */
import { createContext, Script } from 'node:vm';
import { getHeapStatistics } from 'node:v8';
import type { Statement } from './nodes.js';

/** The statements of one function, of those nested in it too. */
export class Body {
  statements: readonly Statement[] = [];
  /** Encoded characters. */
  length = 0;
  /** The generation that it was last asked for in. */
  generation = 0;
}

/** Answers the object that it is given, to which a class that is derived from it may then add private fields. */
class Given {
  constructor(given: object) {
    return given;
  }
}

class Part extends Given {
  readonly #body: Body;

  constructor(node: object, body: Body) {
    super(node);
    this.#body = body;
  }

  static bodyOf(node: Part): Body {
    return node.#body;
  }

}

/** Has a node hold the body that it stands in, unseen. */
export function within<T extends object>(node: T, body: Body | null): T {
  if (body !== null) new Part(node, body);
  return node;
}

/** Characters of a generation for each byte of heap: decoded, one character takes some 25 bytes. Two generations are kept, some 3 % of the heap. */
const SHARE = 1 / 4000;
const GENERATION = getHeapStatistics().heap_size_limit * SHARE;

const kept: { young: Body[]; old: readonly Body[]; /** Characters of the young ones. */ filled: number; generation: number } = { young: [], old: [], filled: 0, generation: 1 };

/** Keeps a body that is asked for, until as much again was asked for twice. */
export function keep(body: Body): void {
  if (body.generation === kept.generation) return;
  body.generation = kept.generation;
  kept.young.push(body);
  kept.filled += body.length;
  if (kept.filled <= GENERATION) return;
  Object.assign(kept, { young: [], old: kept.young, filled: 0, generation: kept.generation + 1 });
  release();
}

/** Keeps none any longer, for when nobody will ask for a while; those that somebody holds stay. */
export function letGo(): void {
  Object.assign(kept, { young: [], old: [], filled: 0, generation: kept.generation + 1 });
  release();
}

/**
 * What a weak reference was made of or asked for in a piece of work is held until that piece is done, and judging a whole repository is one. Running a script
 * whose microtasks are its own ends a piece as far as weak references go; where an engine sees that otherwise, more memory is needed, and no answer is another.
 */
const nothing = new Script('0');
const apart = createContext({}, { microtaskMode: 'afterEvaluate' });

function release(): void {
  nothing.runInContext(apart);
}
