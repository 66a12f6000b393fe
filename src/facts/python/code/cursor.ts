/**
 * A cursor that leaves its place where the parser's memory has it. The library's own copies the place there and back at each question, which costs more than
 * the question; nobody else uses that memory during a synchronous walk.
 */
import type { Parser, Tree, TreeCursor } from 'web-tree-sitter';

/** As far as a walk over the whole tree needs it. */
export type Cursor = Pick<TreeCursor, 'nodeTypeId' | 'startIndex' | 'endIndex' | 'gotoFirstChild' | 'gotoNextSibling' | 'gotoParent'>;

/** Walks a tree from its root. The cursor is of no use afterwards, and no other may be asked meanwhile. */
export type Walk = <Answer>(tree: Tree, visit: (cursor: Cursor) => Answer) => Answer;

/** By the library alone. */
export const walkByLibrary: Walk = (tree, visit) => {
  const cursor = tree.walk();
  try {
    return visit(cursor);
  } finally {
    cursor.delete();
  }
};

type Question = (tree: number) => number;

/** What the library's WebAssembly module exports; the options that it is started with become that module (Emscripten's MODULARIZE). */
interface Runtime {
  readonly _ts_init: () => number;
  readonly _ts_tree_cursor_current_node_type_id_wasm: Question;
  readonly _ts_tree_cursor_start_index_wasm: Question;
  readonly _ts_tree_cursor_end_index_wasm: Question;
  readonly _ts_tree_cursor_goto_first_child_wasm: Question;
  readonly _ts_tree_cursor_goto_next_sibling_wasm: Question;
  readonly _ts_tree_cursor_goto_parent_wasm: Question;
  readonly getValue: (address: number, type: 'i32') => number;
}

const QUESTIONS = ['_ts_init', '_ts_tree_cursor_current_node_type_id_wasm', '_ts_tree_cursor_start_index_wasm', '_ts_tree_cursor_end_index_wasm', '_ts_tree_cursor_goto_first_child_wasm', '_ts_tree_cursor_goto_next_sibling_wasm', '_ts_tree_cursor_goto_parent_wasm', 'getValue'] as const satisfies readonly (keyof Runtime)[];

/** Numbers of a cursor's place, four bytes each. */
const PLACE = [0, 1, 2, 3] as const;

/**
 * A walk by the module itself, where the options were made it, and where it goes as the library does over a sample; else the library's.
 * @param options those of the process's first `Parser.init`
 */
export function createWalk(options: object, parser: Parser): Walk {
  if (!isRuntime(options)) return walkByLibrary;
  const walk = walkBy(options, options._ts_init());
  try {
    return agrees(walk, parser) ? walk : walkByLibrary;
  } catch {
    return walkByLibrary;
  }
}

function isRuntime(options: object): options is Runtime {
  return QUESTIONS.every((name) => typeof (options as Partial<Runtime>)[name] === 'function');
}

function walkBy(runtime: Runtime, place: number): Walk {
  return (tree, visit) => {
    const own = tree.walk();
    // Puts its place there.
    void own.nodeTypeId;
    try {
      return visit(new InPlaceCursor(runtime, addressOf(tree)));
    } finally {
      for (const part of PLACE) (own as unknown as number[])[part] = runtime.getValue(place + 4 * part, 'i32');
      own.delete();
    }
  };
}

/** The library's handle of a tree. */
function addressOf(tree: Tree): number {
  return (tree as unknown as readonly [number])[0];
}

class InPlaceCursor implements Cursor {
  readonly #runtime: Runtime;
  readonly #tree: number;

  constructor(runtime: Runtime, tree: number) {
    this.#runtime = runtime;
    this.#tree = tree;
  }

  get nodeTypeId(): number {
    return this.#runtime._ts_tree_cursor_current_node_type_id_wasm(this.#tree);
  }

  get startIndex(): number {
    return this.#runtime._ts_tree_cursor_start_index_wasm(this.#tree);
  }

  get endIndex(): number {
    return this.#runtime._ts_tree_cursor_end_index_wasm(this.#tree);
  }

  gotoFirstChild(): boolean {
    return this.#runtime._ts_tree_cursor_goto_first_child_wasm(this.#tree) === 1;
  }

  gotoNextSibling(): boolean {
    return this.#runtime._ts_tree_cursor_goto_next_sibling_wasm(this.#tree) === 1;
  }

  gotoParent(): boolean {
    return this.#runtime._ts_tree_cursor_goto_parent_wasm(this.#tree) === 1;
  }
}

const SAMPLE = 'class A(B):\n    def ä(self, x=[1, "y"]):\n        return [self.x.z for x in f"{x}" if x]\n(\n';

function agrees(walk: Walk, parser: Parser): boolean {
  const tree = parser.parse(SAMPLE);
  if (tree === null) return false;
  try {
    return JSON.stringify(walk(tree, nodesOf)) === JSON.stringify(walkByLibrary(tree, nodesOf));
  } finally {
    tree.delete();
  }
}

/** Types and places of all nodes, in the order of the text. */
export function nodesOf(cursor: Cursor): readonly number[] {
  const nodes: number[] = [];
  for (let isNew = true; ; ) {
    if (isNew) nodes.push(cursor.nodeTypeId, cursor.startIndex, cursor.endIndex);
    if (isNew && cursor.gotoFirstChild()) continue;
    isNew = cursor.gotoNextSibling();
    if (!isNew && !cursor.gotoParent()) return nodes;
  }
}
