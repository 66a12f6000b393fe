import type { Span } from '../types.js';

/** What a file's text tells beside its syntax: its words, its lines, its tests. */
export interface ContentFacts {
  /** Every distinct word of the text, packed by `packWords`. */
  readonly words: string;
  /** Source only: the lines with content, packed by `packLines`. */
  readonly lines?: string;
  /**
   * Source only: functions and classes at the top (JavaScript: exported ones) that the file does not name a second time, not even in a
   * comment, and that no decorator and no foreign base class hands to anyone. Absent when there are none.
   */
  readonly unmentioned?: readonly Unmentioned[];
  /** Source only: its tests. Absent when there are none. */
  readonly tests?: readonly TestBlock[];
  /** Names of functions of this file that assert something, themselves or through others of this file. Absent when there are none. */
  readonly asserting?: readonly string[];
}

export interface Unmentioned {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'variable';
  /** The name's own span. */
  readonly span: Span;
  /** Base classes as written, dotted; only of Python classes. */
  readonly bases?: readonly string[];
}

/** One test function or one `it(…)` / `test(…)` call. */
export interface TestBlock {
  readonly name: string;
  /** The classes or describe blocks around it, joined by a dot; '' at the top. */
  readonly scope: string;
  /** JavaScript: the line in which the innermost describe block around it starts. Absent at the top. */
  readonly block?: number;
  /** The name's span. */
  readonly span: Span;
  /** Lines with content in its body. */
  readonly lines: number;
  /** Its text without its name, normalised and packed: equal for tests that repeat each other. */
  readonly body: string;
  /** Something in it asserts. */
  readonly asserts: boolean;
  /** It is skipped or expected to fail, says that running without an error is what it proves, or is a step that others go on from. */
  readonly excused: boolean;
  /** Names of functions it calls, last part only, deduplicated; empty where something in it asserts. */
  readonly calls: readonly string[];
  /** All that it does is put what a call gives into a name, which nothing reads. */
  readonly unread?: true;
  /** JavaScript: it goes on after something else has happened, and names what is set while the tests around it run: what it asks may depend on those before it. */
  readonly shares?: true;
}
