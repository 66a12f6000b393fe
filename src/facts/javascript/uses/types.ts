/** What JavaScript code does with the network, with frameworks and with state, as plain data. No rule's knowledge is in it. */
import type { Span } from '../../types.js';

/** An expression as small plain data. What is deep, long or computed is `other`. */
export type Value =
  | { readonly kind: 'string'; readonly text: string }
  /** A template with substitutions: its pieces in order. */
  | { readonly kind: 'template'; readonly parts: readonly (string | Value)[] }
  /** `a + b + c` */
  | { readonly kind: 'concat'; readonly parts: readonly Value[] }
  /** A name or a chain of members: `x`, `this.client`, `import.meta.env.VITE_URL`. */
  | { readonly kind: 'name'; readonly name: string }
  /** Numbers, true, false, null, undefined, regular expressions, as written. */
  | { readonly kind: 'literal'; readonly text: string }
  /** `open`: it has spreads, computed keys or more entries than are kept. */
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: string; readonly value: Value }[]; readonly open: boolean }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  /** `on`: the callee's object, or the callee, where that is a call itself. */
  | { readonly kind: 'call'; readonly callee: string; readonly on?: Value; readonly args: readonly Value[]; readonly isNew?: true }
  | { readonly kind: 'function'; readonly params: readonly string[]; readonly isAsync: boolean; readonly result?: Value }
  /** `a || b`, `a ?? b`, `c ? a : b` */
  | { readonly kind: 'either'; readonly options: readonly Value[] }
  | { readonly kind: 'other' };

/** A function that encloses something recorded. */
export interface FunctionUse {
  /**
   * How it is held: by its `name` (declaration, variable, method: `Class.method`), as an `argument` of the callee `name`, as the
   * value of the `property` or the JSX `attribute` `name`; `other` otherwise.
   */
  readonly held: 'name' | 'argument' | 'property' | 'attribute' | 'other';
  readonly name: string;
  /** Position among the arguments. */
  readonly index?: number;
  /** Dotted names of the functions and classes around it and its own, outermost first. */
  readonly symbol: string;
  /** Names of the parameters; a destructured one is its names in braces: `{a,b}`. */
  readonly params: readonly string[];
  readonly isAsync: boolean;
  /** It returns a value somewhere, or its body is an expression. */
  readonly returns: boolean;
  /** The enclosing function's index; -1 at the top of the file. */
  readonly parent: number;
  /** From its start to its body. */
  readonly span: Span;
}

export interface CallUse {
  /** Dotted; a call inside is `()`, a part that can't be named `?`: `axios.create`, `app.route().get`. */
  readonly callee: string;
  readonly isNew?: true;
  /** The callee's object where that is a call itself. */
  readonly on?: Value;
  readonly args: readonly Value[];
  /** Requests: where the first argument stands, if it is written as a text. */
  readonly address?: Span;
  /** From the start of the call to the end of its callee. */
  readonly span: Span;
  /** The innermost enclosing function's index in `functions`; -1 at the top of the file. */
  readonly within: number;
  /** What becomes of the result, or of the chain of calls on it. `bound`: to a variable or member; `passed`: any other use. */
  readonly fate: 'awaited' | 'returned' | 'alone' | 'void' | 'bound' | 'passed';
  /** The variable or member (`this.client`) that takes it. */
  readonly bound?: string;
  /** Methods called on the result, in order: `then`, `catch`. Absent when there are none. */
  readonly chain?: readonly string[];
  /** Its rejection is handled in the chain. */
  readonly handled?: true;
  /** It stands in the body of a `try` with a handler of the same function. */
  readonly tried?: true;
  /** It stands below a branch or a loop of the same function. */
  readonly conditional?: true;
  /** Prints and answers: the innermost condition around it that is about development, debugging or the environment; of answers, else the innermost in its function. */
  readonly condition?: string;
}

/** `dangerouslySetInnerHTML`, `innerHTML = …`, `outerHTML = …`. */
export interface HtmlUse {
  readonly sink: string;
  /** The JSX element that has it. */
  readonly element?: string;
  readonly value: Value;
  readonly span: Span;
  readonly within: number;
}

/** A `catch` without statements, or `.catch(() => {})`. */
export interface EmptyCatch {
  /** `rejection`: of a promise. */
  readonly form: 'clause' | 'rejection';
  /** The keyword. */
  readonly span: Span;
  readonly within: number;
  /** A comment in it, behind it or, for a rejection, above it says why. */
  readonly isExplained: boolean;
  /** What its `try` or its promise calls, dotted; not in nested functions. */
  readonly tried: readonly string[];
  /** Its `try` leaves the function or a loop, and something follows: that is what happens instead. */
  readonly leaves?: true;
  /** Its `try` only sets a variable anew whose value for a failure stands right before it. */
  readonly hasFallback?: true;
}

/** A variable or parameter of a function that a recorded expression names. */
export interface LocalUse {
  readonly name: string;
  /** The function that has it. */
  readonly within: number;
  /** What it is declared with and what is assigned or added to it; a name out of a pattern is a member of what is taken apart. */
  readonly values: readonly Value[];
  /** It is a parameter: its type as written, '' without one. */
  readonly parameter?: string;
}

/** One variable of the environment. */
export interface EnvironmentRead {
  readonly name: string;
  /** As the code writes it. */
  readonly form: string;
  /**
   * `needed`: in a text, or asserted to be there; `given`: an argument or a property; `kept`: in a variable; `tolerated`: with a default,
   * compared, tested, set, or below a condition.
   */
  readonly use: 'needed' | 'given' | 'kept' | 'tolerated';
  readonly span: Span;
  readonly within: number;
}

/** A module-level variable that holds a collection. */
export interface ContainerUse {
  readonly name: string;
  readonly form: 'Map' | 'Set' | 'object' | 'array';
  readonly span: Span;
  /** What functions do to it. `method`: `set`, `push`, `add`, `delete`, …; `[]=` for an assignment to a member; `=` for one to the variable. */
  readonly changes: readonly { readonly method: string; readonly key: Value; readonly within: number; readonly span: Span }[];
  /** Something asks how many entries it has. */
  readonly measured?: true;
}

export interface JavaScriptUses {
  readonly functions: readonly FunctionUse[];
  readonly calls: readonly CallUse[];
  readonly html: readonly HtmlUse[];
  readonly emptyCatches: readonly EmptyCatch[];
  readonly containers: readonly ContainerUse[];
  /** Of functions, for names in HTML, in statements for databases and in tokens. Absent when there are none. */
  readonly locals?: readonly LocalUse[];
  /** Absent when there are none. */
  readonly environment?: readonly EnvironmentRead[];
  /** Module-level variables, and `default` for the value of `export default` or `module.exports`. */
  readonly values: readonly { readonly name: string; readonly value: Value }[];
  /** Exported name -> the module's own name for it, where they differ. */
  readonly exportedAs: Readonly<Record<string, string>>;
  /** JSX elements that are no HTML, dotted, sorted. */
  readonly elements: readonly string[];
  /** A class component here catches errors of rendering. */
  readonly catchesRenderErrors: boolean;
  /** It sets the timeout of a client for all its requests, or looks at them on the way. */
  readonly setsRequestDefaults?: true;
  /** `client.defaults.baseURL = …`, `OpenAPI.BASE = …`: of what, and the value. Absent when there are none. */
  readonly bases?: readonly { readonly of: string; readonly value: Value }[];
  /** Code that runs before requests changes their addresses: `config.url = …`. */
  readonly rewritesAddresses?: true;
  /** Files that speak of servers: imported names that the text has nowhere else. Absent when there are none. */
  readonly unread?: readonly string[];
  /** It puts other functions, which do something, in the place of those of `console`. */
  readonly replacesConsole?: true;
  /** It loads modules by computed names. */
  readonly loadsComputed?: true;
  /** For files that open sockets: what their text listens to. */
  readonly sockets?: { readonly close: boolean; readonly error: boolean; readonly reconnect: boolean };
}
