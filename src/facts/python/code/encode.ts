import type { Language, Tree } from 'web-tree-sitter';
import { walkByLibrary, type Walk } from './cursor.js';
import type { Encoder, Writer } from './encoder.js';
import { EXPRESSION_WRITERS } from './expressions.js';
import { OPERATORS } from './format.js';
import { createOutput, finish, put, type Output } from './output.js';
import { STATEMENT_WRITERS, writeBody } from './statements.js';

/**
 * Encodes a file's syntax as plain text; `decodeCode` reads it. What can't be kept (syntax errors, nesting deeper than 200,
 * containers of more than 2,000 items) becomes `unknown` nodes; never throws for the content of a file.
 * @param text the text that the tree was parsed from.
 */
export function encodeCode(text: string, tree: Tree, walk: Walk = walkByLibrary): string {
  const out = createOutput(text.length);
  writeLines(out, text);
  put(out, tree.rootNode.hasError ? 1 : 0);
  const grammar = grammarOf(tree.language);
  return walk(tree, (cursor) => {
    const encoder: Encoder = { text, cursor, out, ...grammar, chain: /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y, depth: 0, broken: false };
    // A text of nothing but errors has an error for its root.
    writeBody(encoder);
    return finish(out);
  });
}

/** The number of lines and the length of each but the last. */
function writeLines(out: Output, text: string): void {
  const lengths: number[] = [];
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', start)) {
    lengths.push(at + 1 - start);
    start = at + 1;
  }
  put(out, lengths.length + 1);
  for (const length of lengths) put(out, length);
}

/** Operators by their tokens; `+=` has the number of `+`, but `<=` one of its own. */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...OPERATORS.map((operator, number): [string, number] => [`${operator}=`, number]),
  ...OPERATORS.map((operator, number): [string, number] => [operator, number]),
]);

type Grammar = Pick<Encoder, 'types' | 'expressions' | 'statements' | 'operators'>;

/** Remembered for each language: making the tables takes as long as encoding a small file. */
const grammarOf = perLanguage(readGrammar);

function perLanguage(read: (language: Language) => Grammar): (language: Language) => Grammar {
  const known = new WeakMap<Language, Grammar>();
  return (language) => {
    const grammar = known.get(language) ?? read(language);
    known.set(language, grammar);
    return grammar;
  };
}

/** Tokens such as `lambda` are called like nodes: the nodes are the named ones. */
function readGrammar(language: Language): Grammar {
  const { types } = language;
  const expressions: (Writer | undefined)[] = [];
  const statements: (Writer | undefined)[] = [];
  const operators: number[] = [];
  for (const [id, named] of types.entries()) {
    const type: string = named ?? '';
    const expression = EXPRESSION_WRITERS[type];
    const statement = STATEMENT_WRITERS[type];
    const isNode = (expression !== undefined || statement !== undefined) && language.nodeTypeIsNamed(id);
    expressions.push(isNode ? expression : undefined);
    statements.push(isNode ? statement : undefined);
    operators.push(NUMBERS.get(type) ?? 0);
  }
  return { types, expressions, statements, operators };
}
