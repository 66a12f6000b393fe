/** Places in a clean project's Python code. */
import type { CallExpression, Expression, FunctionNode, Statement } from '../../src/facts/python/code/nodes.js';
import { childExpressions, expressionsOf, walkExpressions, walkStatements } from '../../src/facts/python/code/walk.js';
import { isFixturePath, isSupportPath, isTestPath } from '../../src/project/path-uses.js';
import type { Clean } from './types.js';

/** Application code: neither tests nor migrations, commands, settings, scripts. */
export function applicationFiles(clean: Clean): readonly string[] {
  return clean.model.symbols.paths.filter((path) => !isTestPath(path) && !isFixturePath(path) && !isSupportPath(path) && !/(^|\/)(migrations|management|settings)\/|(^|\/)(manage|settings[^/]*|setup|conftest)\.py$/.test(path));
}

/** Every statement of a file. */
export function statementsOf(clean: Clean, path: string): Statement[] {
  const found: Statement[] = [];
  walkStatements(clean.model.symbols.code(path)?.body ?? [], (statement) => {
    found.push(statement);
  });
  return found;
}

/** Every expression of a file. */
export function expressionsIn(clean: Clean, path: string): Expression[] {
  const found: Expression[] = [];
  for (const statement of statementsOf(clean, path)) {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expression) => {
        found.push(expression);
      });
    }
  }
  return found;
}

export function callsIn(clean: Clean, path: string): CallExpression[] {
  return expressionsIn(clean, path).filter((expression) => expression.kind === 'call');
}

/** The first statement of a function after its docstring. */
export function firstStatement(node: FunctionNode): Statement | undefined {
  const [first, second] = node.body;
  return first?.kind === 'expression' && first.value.kind === 'string' ? (second ?? first) : first;
}

/** String literals below an expression, itself included. */
export function stringsBelow(expression: Expression): Extract<Expression, { kind: 'string' }>[] {
  return expression.kind === 'string' ? [expression] : childExpressions(expression).flatMap(stringsBelow);
}
