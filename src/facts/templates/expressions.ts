/** Reads the small expressions of template tags. Pure. */

/** A word of a tag: a string literal, or anything else up to the next blank outside quotes. */
export interface TagWord {
  readonly text: string;
  /** Offset in the tag's content. */
  readonly start: number;
}

const WORD = /(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'])+/g;

/** Words of a tag's content, quotes kept. */
export function wordsOfTag(content: string): TagWord[] {
  return Array.from(content.matchAll(WORD), (match) => ({ text: match[0], start: match.index }));
}

/** The value of a word that is one plain string literal, else null. */
export function literalOfWord(word: string | undefined): string | null {
  const match = word === undefined ? null : /^(["'])((?:(?!\1)[^\\])*)\1$/.exec(word);
  return match?.[2] ?? null;
}

export interface VariableRead {
  readonly path: string;
  readonly filters: readonly string[];
  /** Offset in the expression. */
  readonly start: number;
  readonly length: number;
}

const STRINGS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const VARIABLE = /(?<![\w.|:%])(?:[A-Za-z_]\w*)(?:\(\))?(?:\.\w+(?:\(\))?)*/g;
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'elif', 'as', 'with', 'only', 'by', 'from', 'import', 'True', 'False', 'None', 'true', 'false', 'none', 'on', 'off', 'recursive', 'reversed', 'silent', 'ignore', 'missing', 'without', 'context']);

/** Dotted variables of an expression with their filters; strings, numbers, keywords and names of keyword arguments are none. */
export function variablesOf(expression: string): VariableRead[] {
  const plain = expression.replace(STRINGS, (quoted) => `"${' '.repeat(quoted.length - 2)}"`);
  const reads: VariableRead[] = [];
  for (const match of plain.matchAll(VARIABLE)) {
    const after = plain.slice(match.index + match[0].length, match.index + match[0].length + 300);
    if (KEYWORDS.has(match[0]) || /^\s*=(?!=)/.test(after) || /^\s*\(/.test(after)) continue;
    reads.push({ path: match[0].replaceAll('()', ''), filters: filtersAfter(after), start: match.index, length: match[0].length });
  }
  return reads;
}

function filtersAfter(text: string): string[] {
  const chain = /^(?:\s*\|\s*\w+(?::(?:"[^"]*"|[\w.-]+)|\([^()]*\))?)+/.exec(text)?.[0] ?? '';
  return Array.from(chain.matchAll(/\|\s*(\w+)/g), (match) => match[1] as string);
}
