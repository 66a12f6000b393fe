/** Loops over data, and the code that runs in each of their rounds. */
import type { Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { childExpressions, dottedName, expressionsOf, nestedBodies, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';

/** A loop with the names that differ from round to round. */
export interface DataLoop {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly at: Statement | Expression;
  readonly names: ReadonlySet<string>;
}

/** Visits each expression that runs in a round of a loop, with the innermost loop around it. `iterated`: the expression is what a loop within goes through. */
export type Visit = (expression: Expression, loop: DataLoop, iterated: boolean) => void;

/** Rounds of more than this many count as many. */
const FEW = 5;
const BATCHES = /batch|chunk|page|bulk|grouper|islice|window|slices/i;
const ATTEMPTS = /^(_+|attempt|attempts|retry|retries|tries|trial|n_try)$/i;

/** Goes through the loops of a function's own body. */
export function visitLoops(node: FunctionNode, visit: Visit): void {
  new Walker(node, visit).body(node.body, undefined);
}

class Walker {
  constructor(
    private readonly node: FunctionNode,
    private readonly visit: Visit,
  ) {}

  body(body: readonly Statement[], loop: DataLoop | undefined): void {
    // What leaves the loop runs once.
    const inside = leaves(body) ? undefined : loop;
    for (const statement of body) this.statement(statement, inside);
  }

  private statement(statement: Statement, loop: DataLoop | undefined): void {
    if (statement.kind === 'function' || statement.kind === 'class') return;
    if (statement.kind === 'for') return this.loop(statement, loop);
    const once = statement.kind === 'return' || statement.kind === 'raise';
    for (const expression of expressionsOf(statement)) this.expression(expression, once ? undefined : loop);
    if (statement.kind === 'while') {
      for (const body of nestedBodies(statement)) this.body(body, undefined);
    } else if (statement.kind === 'try') {
      for (const body of [statement.body, statement.orElse, statement.final]) this.body(body, loop);
      for (const { body } of statement.handlers) this.body(body, undefined);
    } else {
      const remembers = statement.kind === 'if' && isMissing(statement.test);
      for (const [index, body] of nestedBodies(statement).entries()) this.body(body, remembers && index === 0 ? undefined : loop);
    }
  }

  private loop(statement: Extract<Statement, { kind: 'for' }>, outer: DataLoop | undefined): void {
    this.expression(statement.iterable, outer, true);
    const many = this.isMany(statement.target, statement.iterable) && !leaves(statement.body);
    const names = new Set([...(outer?.names ?? []), ...namesIn(statement.target)]);
    addDependent(statement.body, names);
    this.body(statement.body, many ? { target: statement.target, iterable: statement.iterable, at: statement, names } : outer);
    this.body(statement.orElse, outer);
  }

  private expression(expression: Expression, loop: DataLoop | undefined, iterated = false): void {
    if (expression.kind === 'lambda') return;
    if (loop !== undefined) this.visit(expression, loop, iterated);
    if (expression.kind !== 'comprehension') {
      for (const child of childExpressions(expression)) this.expression(child, loop);
      return;
    }
    let inside = loop;
    for (const { target, iterable, conditions } of expression.clauses) {
      this.expression(iterable, inside, true);
      if (this.isMany(target, iterable)) inside = { target, iterable, at: expression, names: new Set([...(inside?.names ?? []), ...namesIn(target)]) };
      for (const condition of conditions) this.expression(condition, inside);
    }
    this.expression(expression.element, inside);
    if (expression.value !== undefined) this.expression(expression.value, inside);
  }

  private isMany(target: Expression, iterable: Expression): boolean {
    if (namesIn(target).some((name) => BATCHES.test(name) || ATTEMPTS.test(name))) return false;
    return !this.isFew(iterable, 0);
  }

  private isFew(iterable: Expression, depth: number): boolean {
    switch (iterable.kind) {
      case 'list':
      case 'tuple':
      case 'set':
        return iterable.items.length <= FEW && iterable.items.every((item) => item.kind !== 'starred' || (item.value.kind === 'name' && /^[A-Z]/.test(item.value.id)));
      case 'dictionary':
        return iterable.entries.length <= FEW;
      case 'subscript':
        return iterable.index.kind === 'slice' && iterable.index.upper?.kind === 'number' && iterable.index.upper.value <= FEW;
      case 'attribute':
        return /^(choices|values|labels|names)$/.test(iterable.attribute) && /^[A-Z]/.test(dottedName(iterable.value)?.split('.').at(-1) ?? '');
      case 'name':
        return /^[A-Z]/.test(iterable.id) || (depth < 3 && this.valuesOf(iterable.id).some((value) => this.isFew(value, depth + 1)));
      case 'call':
        return this.givesFew(iterable, depth);
      default:
        return false;
    }
  }

  private givesFew({ callee, args }: Extract<Expression, { kind: 'call' }>, depth: number): boolean {
    const [first] = args;
    const name = callee.kind === 'attribute' ? callee.attribute : callee.kind === 'name' ? callee.id : '';
    if (BATCHES.test(name)) return true;
    if (name === 'range') return args.length === 3 || (args.length === 1 && first?.kind === 'number' && first.value <= FEW);
    if (callee.kind === 'attribute' && /^(items|keys|values)$/.test(name)) return this.isFew(callee.value, depth + 1);
    return /^(enumerate|zip|sorted|reversed|list|tuple|set)$/.test(name) && args.some((argument) => this.isFew(argument, depth + 1));
  }

  private valuesOf(name: string): readonly Expression[] {
    const values: Expression[] = [];
    walkStatements(this.node.body, (statement) => {
      if (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => target.kind === 'name' && target.id === name)) values.push(statement.value);
      if (statement.kind === 'for' && namesIn(statement.target).includes(name)) values.push({ kind: 'unknown', start: 0, end: 0 });
    });
    // Names that are added to later have more than their first value.
    return values.length === 1 && values[0]?.kind !== 'list' && values[0]?.kind !== 'set' ? values : [];
  }
}

/** `if key not in known:`, `if known.get(key) is None:`: what is looked up is kept. */
function isMissing(test: Expression): boolean {
  if (test.kind === 'unary' && test.operator === 'not') return test.operand.kind === 'name';
  if (test.kind !== 'comparison') return false;
  return test.operators.includes('not in') || (test.operators.includes('is') && test.operands.some((one) => one.kind === 'constant' && one.value === null));
}

/** Whether a block leaves the loop around it, or the function, unless it raises: a loop that tries one after the other ends at the first that works. */
function leaves(body: readonly Statement[]): boolean {
  const last = body.at(-1);
  if (last?.kind === 'with' || (last?.kind === 'try' && last.orElse.length === 0)) return leaves(last.body);
  if (last?.kind === 'try') return leaves(last.orElse);
  return last?.kind === 'return' || last?.kind === 'raise' || last?.kind === 'break';
}

function namesIn(target: Expression): readonly string[] {
  return target.kind === 'name' ? [target.id] : target.kind === 'tuple' || target.kind === 'list' || target.kind === 'starred' ? childExpressions(target).flatMap(namesIn) : [];
}

/** Whether the function also writes what the loop goes through with one query, as where a database can't return keys. */
export function isWrittenAtOnce({ body }: FunctionNode, { iterable }: DataLoop): boolean {
  if (iterable.kind !== 'name') return false;
  let written = false;
  walkStatements(body, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.kind !== 'call' || one.callee.kind !== 'attribute' || !/^a?bulk_(create|update)$/.test(one.callee.attribute)) return;
        const [first] = one.args;
        written ||= first?.kind === 'name' && first.id === iterable.id;
      });
    }
  });
  return written;
}

/** Names that the body makes of the loop's own. */
function addDependent(body: readonly Statement[], names: Set<string>): void {
  walkStatements(body, (statement) => {
    const [value, targets] = statement.kind === 'assign' ? [statement.value, statement.targets] : statement.kind === 'for' ? [statement.iterable, [statement.target]] : [null, []];
    if (value !== null && uses(value, names)) for (const target of targets) for (const name of namesIn(target)) names.add(name);
  });
}

/** Whether an expression reads one of the names. */
export function uses(expression: Expression, names: ReadonlySet<string>): boolean {
  let found = false;
  walkExpressions(expression, (one) => void (found ||= one.kind === 'name' && names.has(one.id)));
  return found;
}
