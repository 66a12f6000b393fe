/** What code of settings runs in: names and their values, and the machine that runs it. */
import type { Expression, FunctionNode, LambdaExpression, Located, Statement } from '../../../facts/python/code/nodes.js';
import type { Place, Value } from '../types.js';
import { anyOf, unknown } from './values.js';

/** What a name may hold while settings run: values, and what only exists in between. */
export type Held =
  | Value
  /** A function of the repository, with the names that it sees. */
  | { readonly kind: 'function'; readonly node: FunctionNode | LambdaExpression; readonly frame: Frame; readonly dotted: string; readonly place: Place }
  /** A reader of environment variables of a library; `defaults` by variable. */
  | { readonly kind: 'reader'; readonly style: 'environ' | 'decouple'; readonly defaults: ReadonlyMap<string, Value>; readonly prefix: string; readonly place: Place }
  /** A module of the repository. */
  | { readonly kind: 'module'; readonly path: string; readonly dotted: string; readonly place: Place }
  /** A name of another module, looked up when it is used. */
  | { readonly kind: 'lazy'; readonly path: string; readonly name: string; readonly dotted: string; readonly place: Place };

/** What is decided for code that production runs, see `conditions.ts`; `open`: nothing is. */
export type Mode = 'production' | 'open';

/** What one module's run leaves besides its names. */
export interface Outcome {
  readonly names: Map<string, Held>;
  /** Files in the order in which they run, the module itself last. */
  readonly chain: string[];
  /** Why names may be set that can't be seen. */
  open: string | null;
}

/** Runs code. One for each mode and tree. */
export interface Machine {
  readonly mode: Mode;
  evaluate(frame: Frame, expression: Expression): Held;
  /** Runs statements; `ended`: by return or raise. */
  run(frame: Frame, body: readonly Statement[]): 'normal' | 'ended';
  /** The module's names after it ran. */
  module(path: string): Outcome;
  place(path: string, node: Located): Place;
  /** Whether the repository has the file. */
  hasFile(path: string): boolean;
  importInto(frame: Frame, statement: Extract<Statement, { kind: 'import' }>): void;
  /** Whether the import leads to a file of the repository. */
  canImport(frame: Frame, statement: Extract<Statement, { kind: 'import' }>): boolean;
}

/** Said of a setting that only some branches set. */
export const NOT_ALWAYS_SET = 'it is not set in every case';

/** Deeper calls of functions of the repository are not followed. */
export const DEEPEST_CALL = 8;

/** The names that a statement sees and sets. */
export class Frame {
  readonly returns: Value[] = [];

  constructor(
    readonly machine: Machine,
    readonly path: string,
    readonly outcome: Outcome,
    public names: Map<string, Held>,
    /** The module's names, for functions. */
    readonly outer: Frame | null,
    readonly depth: number,
  ) {}

  get(name: string): Held | undefined {
    return this.names.get(name) ?? this.outer?.get(name);
  }

  set(name: string, value: Held): void {
    this.names.set(name, value);
  }

  place(node: Located): Place {
    return this.machine.place(this.path, node);
  }

  evaluate(expression: Expression): Held {
    return this.machine.evaluate(this, expression);
  }

  /** The value of an expression as the settings would show it. */
  value(expression: Expression): Value {
    return plain(this.machine, this.evaluate(expression));
  }

  /** Runs a branch on a copy of the names. Answers null when the branch ends by return or raise. */
  branch(body: readonly Statement[]): Map<string, Held> | null {
    const before = this.names;
    this.names = new Map(before);
    const end = this.machine.run(this, body);
    const after = this.names;
    this.names = before;
    return end === 'ended' ? null : after;
  }

  /** Goes on with the names of any of the branches. False when all of them ended. */
  join(branches: readonly (ReadonlyMap<string, Held> | null)[], node: Located): boolean {
    const open = branches.filter((branch) => branch !== null);
    const [first, ...others] = open;
    if (first === undefined) return false;
    const joined = new Map(first);
    for (const name of new Set(others.flatMap((branch) => [...branch.keys(), ...first.keys()]))) {
      const held = open.map((branch) => branch.get(name));
      if (held.every((one) => one === held[0])) continue;
      joined.set(name, anyOf(this.place(node), held.map((one) => (one === undefined ? unknown(this.place(node), NOT_ALWAYS_SET) : plain(this.machine, one)))));
    }
    this.names = joined;
    return true;
  }
}

/** What is held as the settings would show it: functions and modules are objects. */
export function plain(machine: Machine, held: Held): Value {
  switch (held.kind) {
    case 'function':
    case 'module':
      return { kind: 'object', dotted: held.dotted, place: held.place };
    case 'reader':
      return unknown(held.place, 'it reads the environment');
    case 'lazy':
      return plain(machine, looked(machine, held));
    default:
      return held;
  }
}

/** Looks a name of another module up. */
export function looked(machine: Machine, held: Held): Exclude<Held, { kind: 'lazy' }> {
  let current = held;
  for (let steps = 0; current.kind === 'lazy' && steps < DEEPEST_CALL; steps += 1) {
    const next: Held | undefined = machine.module(current.path).names.get(current.name);
    if (next === undefined) return { kind: 'object', dotted: current.dotted, place: current.place };
    current = next;
  }
  return current.kind === 'lazy' ? unknown(current.place, 'it leads through too many imports') : current;
}
