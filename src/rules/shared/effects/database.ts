/** Calls that make Django ask its database at once. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';

/** Methods of managers and querysets that run a query before they return. */
const EVALUATES: ReadonlySet<string> = new Set([
  'get', 'create', 'get_or_create', 'update_or_create', 'bulk_create', 'bulk_update', 'count', 'exists', 'first', 'last', 'latest', 'earliest', 'aggregate', 'update', 'delete', 'in_bulk', 'create_user', 'create_superuser',
]);
/** Builtins that read all rows of what they are given. */
const READS_ROWS: ReadonlySet<string> = new Set(['list', 'tuple', 'set', 'sorted', 'len', 'bool', 'sum', 'max', 'min']);

/** `Order.objects.get` for a call that runs a query on a model's manager when it is made; undefined for any other call. */
export function databaseCall(model: ProjectModel, inside: FunctionSymbol, call: CallExpression): string | undefined {
  const { callee } = call;
  if (callee.kind === 'attribute' && EVALUATES.has(callee.attribute)) {
    const owner = managerOwner(model, inside, callee.value);
    return owner === undefined ? undefined : `${owner}.objects…${callee.attribute}`.replace('…', callee.value.kind === 'attribute' ? '.' : '….');
  }
  if (callee.kind === 'name' && READS_ROWS.has(callee.id) && call.args.length === 1) {
    const owner = managerOwner(model, inside, call.args[0] as Expression);
    return owner === undefined ? undefined : `${callee.id}(${owner}.objects…)`;
  }
  return undefined;
}

/** The model's name where an expression is a chain of calls on `Model.objects`. */
function managerOwner(model: ProjectModel, inside: FunctionSymbol, expression: Expression): string | undefined {
  let current = expression;
  while (current.kind === 'call' && current.callee.kind === 'attribute') current = current.callee.value;
  if (current.kind !== 'attribute' || !/^(objects|_default_manager)$/.test(current.attribute)) return undefined;
  const resolved = model.symbols.resolveExpression(inside.path, current.value, inside.node);
  if (resolved.kind === 'external') return /^django\..*models\./.test(resolved.dotted) ? (resolved.dotted.split('.').at(-1) as string) : undefined;
  if (resolved.kind !== 'class') return undefined;
  return model.symbols.inherits(resolved, (dotted) => /^django\..*\bmodels\b/.test(dotted)) === 'yes' ? resolved.node.name : undefined;
}
