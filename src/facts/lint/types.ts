/** What parsers and linters tell of one file alone. Plain data, kept with the other facts. */
import type { Span } from '../types.js';

/** Whose word it is. */
export type ParserName = 'Ruff' | 'oxc' | 'JSON' | 'YAML' | 'TOML' | 'Git';

/** A file that its own language's parser refuses. Absent from the facts where it parses. */
export interface SyntaxProblem {
  readonly parser: ParserName;
  /** The parser's sentence, without a final stop. */
  readonly message: string;
  readonly span: Span;
  /** Why the file may be something else than its name says (a template, Python 2, a notebook), so that nothing is claimed. */
  readonly doubt?: string;
}

/** A name and where it stands. */
export interface Named {
  readonly name: string;
  readonly span: Span;
  /** Dotted enclosing functions and classes, '' at the top. */
  readonly symbol: string;
}

/** A number that something is measured against. */
export interface Limit extends Named {
  /** A constant that could stand for it: its name and, unless the file has it, the text that declares it and the line (1-based) at whose start that goes. */
  readonly constant?: { readonly name: string; readonly declare?: { readonly line: number; readonly text: string } };
}

/** Ruff's diagnostics on one Python file that our rules build on. A list is absent where it is empty. */
export interface PythonLint {
  /** F821: the first use of each name; `quoted` where it stands in an annotation in quotes, `doubt` where a comment or an idiom speaks for it. */
  readonly undefinedNames?: readonly (Named & { readonly quoted?: true; readonly doubt?: string })[];
  /** Public functions and methods without a return type (ANN201), in files that otherwise have them. */
  readonly untyped?: readonly Named[];
  /** Public functions without a docstring (D103), in files whose public definitions otherwise have them (D101, D102, D103). */
  readonly undocumented?: readonly Named[];
  /** PLR2004: numbers that something is measured against. */
  readonly limits?: readonly Limit[];
  /** C901: functions with more ways through them than the limit; `ways` is their number. */
  readonly complex?: readonly (Named & { readonly ways: number })[];
  /** ERA001: blocks of code in comments; the span is whole lines, half-open. */
  readonly commentedOut?: readonly Named[];
}

/** Names that a script of JavaScript or TypeScript uses as values and no scope of it binds, and that no environment is known to have. */
export interface UnboundNames {
  /** The first use of each. `element`: as an element of JSX. `near`: what is bound there under nearly the same name. */
  readonly names: readonly (Named & { readonly element?: true; readonly near?: string })[];
  /** Why they may be there for all that. */
  readonly doubt?: string;
  /** It has import or export statements, and is none of CommonJS. */
  readonly isModule: boolean;
  /** How its imports are written. */
  readonly quote: '"' | "'";
  readonly semicolon: boolean;
}

/** What a script does to the globals of whoever loads it with others. */
export interface GlobalNames {
  /** Names that it puts on the global object, declares as global, or tells a tool to provide. */
  readonly names: readonly string[];
  /** It puts names there that are told when it runs. */
  readonly unlisted?: true;
}

/** A credential that stands in a text; never its value. */
export interface SecretFact {
  /** "GitHub Token", in secretlint's words. */
  readonly what: string;
  /** secretlint's own name of the message. */
  readonly code: string;
  readonly url: string;
  readonly span: Span;
}

/** A variable of an environment file that holds something like a secret; never its value. */
export interface FilledVariable {
  readonly name: string;
  readonly span: Span;
}
