/** Statements of a Python file with the function or class around them. Pure. */
import type { Statement } from '../../facts/python/code/nodes.js';
import { nestedBodies, walkExpressions } from '../../facts/python/code/walk.js';
import type { ProjectModel } from '../../project/types.js';

export interface PlacedStatement {
  readonly statement: Statement;
  /** Dotted name of the function or class around it, '' at module level. */
  readonly symbol: string;
  /** It stands under `if __name__ == "__main__"`. */
  readonly inMain: boolean;
  /** It stands under a test that speaks of DEBUG or of verbosity. */
  readonly inDebug: boolean;
}

/** Every statement of a file in the order of the source, outer before inner. */
export function statementsWithin(model: ProjectModel, path: string): readonly PlacedStatement[] {
  const found: PlacedStatement[] = [];
  visit(model.symbols.code(path)?.body ?? [], { symbol: '', inMain: false, inDebug: false }, found);
  return found;
}

type Around = Omit<PlacedStatement, 'statement'>;

function visit(body: readonly Statement[], around: Around, found: PlacedStatement[]): void {
  for (const statement of body) {
    found.push({ statement, ...around });
    const inner = {
      symbol: statement.kind === 'function' || statement.kind === 'class' ? [around.symbol, statement.name].filter(Boolean).join('.') : around.symbol,
      inMain: around.inMain || isMainTest(statement),
      inDebug: around.inDebug || speaksOfDebug(statement),
    };
    for (const nested of nestedBodies(statement)) visit(nested, inner, found);
  }
}

function isMainTest(statement: Statement): boolean {
  return statement.kind === 'if' && statement.test.kind === 'comparison' && statement.test.operands.some((operand) => operand.kind === 'name' && operand.id === '__name__');
}

/** Whether a statement is an `if` whose test speaks of DEBUG or of verbosity. */
export function speaksOfDebug(statement: Statement): boolean {
  if (statement.kind !== 'if') return false;
  let debug = false;
  walkExpressions(statement.test, (expression) => {
    if (/debug|verbos/i.test(expression.kind === 'name' ? expression.id : expression.kind === 'attribute' ? expression.attribute : '')) debug = true;
  });
  return debug;
}
