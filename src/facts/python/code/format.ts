/**
 * The encoded form of a file's syntax, shared by `encode.ts` and `decode.ts`.
 *
 * `<JSON array of strings>\n<digits>`. The digits are a stream of non-negative integers, low bits first: five bits in each
 * character from `]` on, then the rest (0 to 56) in one character from `#` to `[`; so neither quotes nor backslashes
 * occur, and most numbers take one character. The stream is: line count, length of each line but the last, 1 for syntax
 * errors, then the statements. A node is its code, where it starts (counted from the start of the node before), its
 * length unless its content tells, and its parts in the order of the source. Strings are indexes into the array. Lists
 * end with END, which also stands for what is absent.
 *
 * Whoever changes it raises EXTRACTOR_VERSION: stored codes of other versions are never read.
 */

export const FINAL_DIGIT = 35;
export const FINAL_DIGITS = 57;
export const LOW_DIGIT = 93;

/** Characters of a literal that are kept. */
export const LONGEST_STRING = 4096;
/** Items of a container that is kept. */
export const LARGEST_CONTAINER = 2000;
/** Integers below are digits of their own. */
export const SMALL_INTEGER = 2 ** 25;

export const END = 0;

/** Codes of expressions, and of what stands among them in lists. */
export const EXPRESSION = {
  name: 1,
  /** A dotted chain of names without white space, as one string. */
  chain: 2,
  attribute: 3,
  call: 4,
  /** A string between single quotes without prefix and escapes: its length tells its end. */
  plainString: 5,
  string: 6,
  formatted: 7,
  integer: 8,
  number: 9,
  true: 10,
  false: 11,
  none: 12,
  ellipsis: 13,
  list: 14,
  tuple: 15,
  set: 16,
  dictionary: 17,
  binary: 18,
  boolean: 19,
  comparison: 20,
  unary: 21,
  conditional: 22,
  comprehension: 23,
  lambda: 24,
  await: 25,
  yield: 26,
  subscript: 27,
  slice: 28,
  named: 29,
  starred: 30,
  unknown: 31,
  /** In arguments: `name=value`, `**value`. */
  keyword: 40,
  /** In dictionaries: `**value`. */
  spread: 41,
  /** In comprehensions: the next `for`. */
  clause: 42,
  /** In formatted strings: a literal piece. */
  literal: 43,
  /** Ends a list that may be a tuple without parentheses and is one. */
  tupleEnd: 44,
} as const;

/** Codes of statements. */
export const STATEMENT = {
  function: 1,
  class: 2,
  assign: 3,
  augmented: 4,
  expression: 5,
  return: 6,
  raise: 7,
  if: 8,
  for: 9,
  while: 10,
  try: 11,
  with: 12,
  match: 13,
  import: 14,
  assert: 15,
  delete: 16,
  global: 17,
  nonlocal: 18,
  pass: 19,
  break: 20,
  continue: 21,
  unknown: 22,
  /** Decorators, before the function or class that they decorate. */
  decorated: 23,
} as const;

/** Codes of parameters; `plain` is positional and a name alone. */
export const PARAMETER = { positional: 1, keyword: 2, variadic: 3, keywords: 4, plain: 5 } as const;
export const PARAMETER_FORMS = ['positional', 'positional', 'keyword', 'variadic', 'keywords'] as const;

export const COMPREHENSION_FORMS = ['list', 'set', 'dictionary', 'generator'] as const;

/** Operators by number, from 1; augmented assignments have those of `+` and the like. */
export const OPERATORS = [
  '', '+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>', '~', 'not', 'and', 'or',
  '<', '>', '==', '!=', '<=', '>=', '<>', 'in', 'not in', 'is', 'is not',
] as const;

/** Flags of `EXPRESSION.string`. */
export const BYTES = 1;
export const CUT = 2;
