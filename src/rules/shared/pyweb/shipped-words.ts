/** What the code that ships speaks of. Pure. */
import type { Expression, Statement } from '../../../facts/python/code/nodes.js';
import { someExpression, walkStatements } from '../../../facts/python/code/walk.js';
import { isShippedPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';

/**
 * A file that ships and whose code holds a name or text that the test fits. Imports alone say nothing, nor does a module whose middleware nothing
 * attaches.
 */
export function shippedWith(model: ProjectModel, test: RegExp): string | undefined {
  // The encoded syntax holds names and texts as they are written.
  return model.symbols.paths.find((path) => isShippedPath(path) && test.test(model.facts(path)?.code ?? '') && speaksOf(model, path, test) && !isIdle(model, path));
}

function speaksOf(model: ProjectModel, path: string, test: RegExp): boolean {
  const body = model.symbols.code(path)?.body ?? [];
  return definesOne(body, test) || someExpression(body, (expression) => wordsOf(expression).some((word) => test.test(word)));
}

function definesOne(body: readonly Statement[], test: RegExp): boolean {
  let found = false;
  walkStatements(body, (statement) => {
    found ||= (statement.kind === 'function' || statement.kind === 'class') && test.test(statement.name);
    return !found;
  });
  return found;
}

/** It defines middleware, and no code names any of it. */
function isIdle(model: ProjectModel, path: string): boolean {
  const defined = (model.symbols.code(path)?.body ?? []).flatMap((statement) => (statement.kind === 'class' && statement.name.endsWith('Middleware') ? [statement.name] : []));
  return defined.length > 0 && defined.every((name) => !model.symbols.mentions(name).some((other) => isShippedPath(other) && isUsed(model, other, name)));
}

function isUsed(model: ProjectModel, path: string, name: string): boolean {
  return someExpression(model.symbols.code(path)?.body ?? [], (expression) => wordsOf(expression).some((word) => word.includes(name)));
}

/** Names and texts of an expression itself. */
function wordsOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'name':
      return [expression.id];
    case 'attribute':
      return [expression.attribute];
    case 'string':
      return [expression.value];
    case 'formatted':
      return expression.parts.filter((part) => typeof part === 'string');
    case 'call':
      return expression.keywords.flatMap(({ name }) => name ?? []);
    default:
      return [];
  }
}
