/** Calls in a function's own body. Pure. */
import type { Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { childExpressions, expressionsOf, nestedBodies } from '../../../facts/python/code/walk.js';
import type { OwnCall } from './types.js';

type Around = Pick<OwnCall, 'tries' | 'contexts'>;

/** The calls that run when the function runs: those of nested functions, classes and lambdas are left out. */
export function ownCalls(node: Pick<FunctionNode, 'body'>): readonly OwnCall[] {
  const found: OwnCall[] = [];
  visitBody(node.body, { tries: [], contexts: [] }, found);
  return found;
}

function visitBody(body: readonly Statement[], around: Around, found: OwnCall[]): void {
  for (const statement of body) visitStatement(statement, around, found);
}

function visitStatement(statement: Statement, around: Around, found: OwnCall[]): void {
  if (statement.kind === 'function' || statement.kind === 'class') return;
  for (const expression of expressionsOf(statement)) visitExpression(expression, around, false, found);
  if (statement.kind === 'try') {
    visitBody(statement.body, statement.handlers.length === 0 ? around : { ...around, tries: [...around.tries, statement] }, found);
    for (const handler of statement.handlers) visitBody(handler.body, around, found);
    visitBody(statement.orElse, around, found);
    visitBody(statement.final, around, found);
    return;
  }
  const inner = statement.kind === 'with' ? { ...around, contexts: [...around.contexts, ...statement.items.map(({ context }) => context)] } : around;
  for (const nested of nestedBodies(statement)) visitBody(nested, inner, found);
}

function visitExpression(expression: Expression, around: Around, awaited: boolean, found: OwnCall[]): void {
  if (expression.kind === 'lambda') return;
  for (const child of childExpressions(expression)) visitExpression(child, around, expression.kind === 'await', found);
  if (expression.kind === 'call') found.push({ call: expression, ...around, awaited });
}

/** The name by which something is called: `send` of `mail.send(…)`. */
export function calledName(callee: Expression): string | undefined {
  if (callee.kind === 'name') return callee.id;
  return callee.kind === 'attribute' ? callee.attribute : undefined;
}
