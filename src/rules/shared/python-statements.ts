/** Statements of a Python file with the function or class around them. Pure. */
import type { Statement } from '../../facts/python/code/nodes.js';
import { nestedBodies } from '../../facts/python/code/walk.js';
import type { ProjectModel } from '../../project/types.js';

export interface PlacedStatement {
  readonly statement: Statement;
  /** Dotted name of the function or class around it, '' at module level. */
  readonly symbol: string;
  /** It stands under `if __name__ == "__main__"`. */
  readonly inMain: boolean;
}

/** Every statement of a file in the order of the source, outer before inner. */
export function statementsWithin(model: ProjectModel, path: string): readonly PlacedStatement[] {
  const found: PlacedStatement[] = [];
  visit(model.symbols.code(path)?.body ?? [], '', false, found);
  return found;
}

function visit(body: readonly Statement[], symbol: string, inMain: boolean, found: PlacedStatement[]): void {
  for (const statement of body) {
    found.push({ statement, symbol, inMain });
    const inner = statement.kind === 'function' || statement.kind === 'class' ? (symbol === '' ? statement.name : `${symbol}.${statement.name}`) : symbol;
    const main = inMain || isMainTest(statement);
    for (const nested of nestedBodies(statement)) visit(nested, inner, main, found);
  }
}

function isMainTest(statement: Statement): boolean {
  return statement.kind === 'if' && statement.test.kind === 'comparison' && statement.test.operands.some((operand) => operand.kind === 'name' && operand.id === '__name__');
}
