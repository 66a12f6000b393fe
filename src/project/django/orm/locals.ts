/** Which values a function's local names can have at a place in it. Pure, of one function alone. */
import type { Expression, FunctionNode, Located, Statement } from '../../../facts/python/code/nodes.js';
import { childExpressions, expressionsOf, nestedBodies } from '../../../facts/python/code/walk.js';

/** How a name gets its value. */
export type Given =
  | { readonly kind: 'value'; readonly value: Expression }
  /** One of what `iterable` yields. */
  | { readonly kind: 'element'; readonly iterable: Expression }
  /** The first of the pair that `value` gives: `order, created = …`. */
  | { readonly kind: 'first'; readonly value: Expression }
  | { readonly kind: 'other' };

interface Block extends Located {
  readonly owner: Statement;
  readonly arm: number;
  /** Its last statement leaves the function or the loop. */
  readonly leaves: boolean;
}

export interface LocalBinding {
  readonly name: string;
  /** From here on the name has the value. */
  readonly from: number;
  /** The comprehension or lambda that alone sees it; null for a name of the function. */
  readonly within: Located | null;
  readonly given: Given;
  readonly blocks: readonly Block[];
}

export interface Locals {
  readonly bindings: ReadonlyMap<string, readonly LocalBinding[]>;
  readonly blocks: readonly Block[];
}

/** Gathers the bindings of a function's own body, nested functions and classes left out. */
export function localsOf(node: Pick<FunctionNode, 'body'>): Locals {
  const collector = new Collector();
  collector.body(node.body, []);
  return { bindings: collector.bindings, blocks: collector.blocks };
}

/**
 * The bindings of a name that can be in force at an offset: the last one that surely ran, and all later ones that may have.
 * `certain` is false when the name can also be what it was before the function's first statement (a parameter).
 */
export function visible(locals: Locals, name: string, offset: number): { readonly bindings: readonly LocalBinding[]; readonly certain: boolean } {
  const all = locals.bindings.get(name) ?? [];
  const inner = all.filter((one) => one.within !== null && holds(one.within, offset)).sort((left, right) => size(left.within) - size(right.within));
  const [closest] = inner;
  if (closest !== undefined) return { bindings: inner.filter((one) => one.within === closest.within).slice(-1), certain: true };
  const own = all.filter((one) => one.within === null);
  const sure = own.filter((one) => one.from <= offset && one.blocks.every((block) => holds(block, offset))).at(-1);
  const here = locals.blocks.filter((block) => holds(block, offset));
  const may = own.filter((one) => one !== sure && mayReach(one, sure, offset, here));
  return { bindings: sure === undefined ? may : [sure, ...may], certain: sure !== undefined };
}

function mayReach(one: LocalBinding, sure: LocalBinding | undefined, offset: number, here: readonly Block[]): boolean {
  const loops = one.blocks.filter((block) => isLoop(block.owner) && block.arm === 0 && holds(block, offset));
  if (one.from > offset) return loops.some((loop) => sure === undefined || sure.from < loop.start);
  if (sure !== undefined && one.from < sure.from) return false;
  const outside = one.blocks.filter((block) => !here.includes(block));
  if (outside.some((block) => block.leaves)) return false;
  return loops.length > 0 || !outside.some((block) => isChoice(block.owner) && here.some((other) => other.owner === block.owner));
}

function isLoop(statement: Statement): boolean {
  return statement.kind === 'for' || statement.kind === 'while';
}

function isChoice(statement: Statement): boolean {
  return statement.kind === 'if' || statement.kind === 'match';
}

function holds(place: Located, offset: number): boolean {
  return place.start <= offset && offset < place.end;
}

function size(place: Located | null): number {
  return place === null ? Infinity : place.end - place.start;
}

class Collector {
  readonly bindings = new Map<string, LocalBinding[]>();
  readonly blocks: Block[] = [];

  body(body: readonly Statement[], blocks: readonly Block[]): void {
    for (const statement of body) this.statement(statement, blocks);
  }

  private statement(statement: Statement, blocks: readonly Block[]): void {
    if (statement.kind === 'function' || statement.kind === 'class') {
      this.bind(statement.name, statement.end, { kind: 'other' }, blocks);
      return;
    }
    for (const expression of expressionsOf(statement)) this.expression(expression, blocks);
    this.own(statement, blocks);
    for (const [arm, body] of nestedBodies(statement).entries()) {
      const [first] = body;
      const last = body.at(-1);
      if (first === undefined || last === undefined) continue;
      const block: Block = { start: first.start, end: last.end, owner: statement, arm, leaves: ['return', 'raise', 'continue', 'break'].includes(last.kind) };
      this.blocks.push(block);
      const inside = [...blocks, block];
      if (statement.kind === 'for' && arm === 0) this.target(statement.target, { kind: 'element', iterable: statement.iterable }, block.start, inside);
      this.body(body, inside);
    }
  }

  private own(statement: Statement, blocks: readonly Block[]): void {
    if (statement.kind === 'assign' && statement.value !== null) {
      for (const target of statement.targets) this.target(target, { kind: 'value', value: statement.value }, statement.end, blocks);
    } else if (statement.kind === 'augmented' && statement.target.kind === 'name') {
      if (!['|', '&'].includes(statement.operator)) this.bind(statement.target.id, statement.end, { kind: 'other' }, blocks);
    } else if (statement.kind === 'with') {
      for (const { target } of statement.items) if (target !== null) this.target(target, { kind: 'other' }, target.end, blocks);
    } else if (statement.kind === 'try') {
      for (const { name, body } of statement.handlers) if (name !== null && body[0] !== undefined) this.bind(name, body[0].start, { kind: 'other' }, blocks);
    }
  }

  private target(target: Expression, given: Given, from: number, blocks: readonly Block[], within: Located | null = null): void {
    if (target.kind === 'name') this.bind(target.id, from, given, blocks, within);
    else if (target.kind === 'starred') this.target(target.value, { kind: 'other' }, from, blocks, within);
    else if (target.kind === 'tuple' || target.kind === 'list') {
      for (const [index, item] of target.items.entries()) this.target(item, part(given, index, target.items.length), from, blocks, within);
    }
  }

  private bind(name: string, from: number, given: Given, blocks: readonly Block[], within: Located | null = null): void {
    const known = this.bindings.get(name);
    const binding = { name, from, within, given, blocks };
    if (known === undefined) this.bindings.set(name, [binding]);
    else known.push(binding);
  }

  private expression(expression: Expression, blocks: readonly Block[]): void {
    if (expression.kind === 'comprehension') {
      for (const clause of expression.clauses) this.target(clause.target, { kind: 'element', iterable: clause.iterable }, expression.start, blocks, expression);
    } else if (expression.kind === 'lambda') {
      for (const parameter of expression.parameters) this.bind(parameter.name, expression.start, { kind: 'other' }, blocks, expression);
    } else if (expression.kind === 'named') this.bind(expression.target, expression.end, { kind: 'value', value: expression.value }, blocks);
    for (const child of childExpressions(expression)) this.expression(child, blocks);
  }
}

/** What the item of a tuple target gets. */
function part(given: Given, index: number, count: number): Given {
  if (given.kind === 'value') {
    const { value } = given;
    if ((value.kind === 'tuple' || value.kind === 'list') && value.items.length === count && value.items.every((item) => item.kind !== 'starred')) return { kind: 'value', value: value.items[index] as Expression };
    return index === 0 && count === 2 ? { kind: 'first', value } : { kind: 'other' };
  }
  if (given.kind === 'element' && count === 2 && index === 1) {
    const counted = given.iterable;
    const [first] = counted.kind === 'call' && counted.callee.kind === 'name' && counted.callee.id === 'enumerate' ? counted.args : [];
    if (first !== undefined) return { kind: 'element', iterable: first };
  }
  return { kind: 'other' };
}
