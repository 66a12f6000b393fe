/** What one file says of routes, before names are looked up. Pure. */
import type { CallExpression, ClassNode, Expression, ForStatement, FunctionNode, Statement } from '../../facts/python/code/nodes.js';
import { nestedBodies } from '../../facts/python/code/walk.js';
import { perFacts } from '../per-facts.js';
import { codeOf } from '../python/code.js';
import { calledName } from '../python/calls/own-calls.js';
import { ADDERS, DECORATORS, MAKER_NAME } from './known.js';

/** Functions around a place, outermost first. */
export type Scopes = readonly FunctionNode[];

interface Around {
  readonly scopes: Scopes;
  readonly loops: readonly ForStatement[];
  readonly conditional: boolean;
  readonly symbol: string;
}

/** `@holder.verb(…)` on a function or class. */
export interface DecoratorUse extends Around {
  readonly holder: Expression;
  readonly verb: string;
  /** Null for a decorator that is not called. */
  readonly call: CallExpression | null;
  readonly expression: Expression;
  readonly target: FunctionNode | ClassNode;
}

/** `holder.verb(…)` as a statement. */
export interface CallUse extends Around {
  readonly holder: Expression;
  readonly verb: string;
  readonly call: CallExpression;
}

/** `name = Maker(…)` and `Extension(app, …)`. */
export interface Creation extends Around {
  /** Null where it is not kept. */
  readonly target: Expression | null;
  readonly call: CallExpression;
  /** It may make a holder. */
  readonly maker: boolean;
}

export interface Scan {
  readonly decorators: readonly DecoratorUse[];
  readonly calls: readonly CallUse[];
  readonly creations: readonly Creation[];
}

interface Growing {
  readonly decorators: DecoratorUse[];
  readonly calls: CallUse[];
  readonly creations: Creation[];
}

/** Reads a file's uses of holders, in the order of the source. */
export const scanOf = perFacts((facts): Scan => {
  const found: Growing = { decorators: [], calls: [], creations: [] };
  const code = codeOf(facts);
  if (code !== undefined) visitBody(code.body, { scopes: [], loops: [], conditional: false, symbol: '' }, found);
  return found;
});

function visitBody(body: readonly Statement[], around: Around, found: Growing): void {
  for (const statement of body) visit(statement, around, found);
}

function visit(statement: Statement, around: Around, found: Growing): void {
  if (statement.kind === 'function' || statement.kind === 'class') {
    const symbol = around.symbol === '' ? statement.name : `${around.symbol}.${statement.name}`;
    for (const decorator of statement.decorators) addDecorator(decorator, statement, { ...around, symbol }, found);
    visitBody(statement.body, { scopes: statement.kind === 'function' ? [...around.scopes, statement] : around.scopes, loops: [], conditional: around.conditional && statement.kind === 'class', symbol }, found);
    return;
  }
  if (statement.kind === 'expression') addExpression(statement.value, null, around, found);
  else if (statement.kind === 'assign' && statement.value !== null) addExpression(statement.value, statement.targets[0] ?? null, around, found);
  else if (statement.kind === 'return' && statement.value !== null) addExpression(statement.value, null, around, found);
  const inner = statement.kind === 'for' ? { ...around, loops: [...around.loops, statement] } : statement.kind === 'if' && !isMainTest(statement.test) ? { ...around, conditional: true } : statement.kind === 'try' ? { ...around, conditional: true } : around;
  for (const nested of nestedBodies(statement)) visitBody(nested, inner, found);
}

function isMainTest(test: Expression): boolean {
  return test.kind === 'comparison' && test.operands.some((operand) => operand.kind === 'name' && operand.id === '__name__');
}

function addDecorator(expression: Expression, target: FunctionNode | ClassNode, around: Around, found: Growing): void {
  const callee = expression.kind === 'call' ? expression.callee : expression;
  if (callee.kind !== 'attribute' || !DECORATORS.has(callee.attribute)) return;
  found.decorators.push({ ...around, holder: callee.value, verb: callee.attribute, call: expression.kind === 'call' ? expression : null, expression, target });
}

function addExpression(value: Expression, target: Expression | null, around: Around, found: Growing): void {
  if (value.kind === 'await') return addExpression(value.value, target, around, found);
  if (value.kind !== 'call') return;
  const { callee } = value;
  if (callee.kind === 'attribute' && ADDERS.has(callee.attribute)) found.calls.push({ ...around, holder: callee.value, verb: callee.attribute, call: value });
  const name = calledName(callee) ?? '';
  const maker = MAKER_NAME.test(name);
  if (maker || /^[A-Z]/.test(name)) found.creations.push({ ...around, target, call: value, maker });
}
