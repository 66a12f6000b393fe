/** The operations of a migration, told by their classes. Pure. */
import type { CallExpression, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, PythonSymbols } from '../../python/symbols-types.js';

/** Parameters of each operation that changes the state, in their order. */
const PARAMETERS = {
  CreateModel: ['name', 'fields', 'options', 'bases', 'managers'],
  DeleteModel: ['name'],
  RenameModel: ['old_name', 'new_name'],
  AlterModelTable: ['name', 'table'],
  AlterModelTableComment: ['name', 'table_comment'],
  AlterUniqueTogether: ['name', 'unique_together'],
  AlterIndexTogether: ['name', 'index_together'],
  AlterOrderWithRespectTo: ['name', 'order_with_respect_to'],
  AlterModelOptions: ['name', 'options'],
  AlterModelManagers: ['name', 'managers'],
  AddField: ['model_name', 'name', 'field', 'preserve_default'],
  RemoveField: ['model_name', 'name'],
  AlterField: ['model_name', 'name', 'field', 'preserve_default'],
  RenameField: ['model_name', 'old_name', 'new_name'],
  AddIndex: ['model_name', 'index'],
  RemoveIndex: ['model_name', 'name'],
  RenameIndex: ['model_name', 'new_name', 'old_name', 'old_fields'],
  AddConstraint: ['model_name', 'constraint'],
  AlterConstraint: ['model_name', 'name', 'constraint'],
  RemoveConstraint: ['model_name', 'name'],
} as const;

export type OperationName = keyof typeof PARAMETERS;

/** `changes` the state by a known operation; `none` leaves it alone; `nested` holds others. */
export type Operation =
  | { readonly kind: 'changes'; readonly name: OperationName; readonly call: CallExpression; argument(name: string): Expression | undefined; text(name: string): string | undefined }
  | { readonly kind: 'nested'; readonly list: Expression | undefined }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

const NONE: Operation = { kind: 'none' };
/** Django's own variants that do the same to the state. */
const SAME_AS: Readonly<Record<string, OperationName>> = { AddIndexConcurrently: 'AddIndex', RemoveIndexConcurrently: 'RemoveIndex', AddConstraintNotValid: 'AddConstraint' };

/** Reads one item of a list of operations in the file at `path`. */
export function readOperation(symbols: PythonSymbols, path: string, item: Expression): Operation {
  if (item.kind !== 'call') return { kind: 'unknown', reason: 'an operation is computed' };
  const resolved = symbols.resolveExpression(path, item.callee);
  if (resolved.kind === 'external') return external(resolved.dotted, item);
  if (resolved.kind === 'class') return local(symbols, resolved, item);
  return { kind: 'unknown', reason: 'an operation is made by code that can\'t be told' };
}

function external(dotted: string, call: CallExpression): Operation {
  const name = dotted.slice(dotted.lastIndexOf('.') + 1);
  if (!dotted.startsWith('django.')) return { kind: 'unknown', reason: `\`${dotted}\` is an operation of another package` };
  const same = SAME_AS[name] ?? name;
  if (Object.hasOwn(PARAMETERS, same)) return changes(same as OperationName, call);
  if (name === 'SeparateDatabaseAndState') return { kind: 'nested', list: keywordOf(call, 'state_operations')?.value ?? call.args[1] };
  if (name === 'RunSQL') return { kind: 'nested', list: keywordOf(call, 'state_operations')?.value ?? call.args[2] };
  return NONE;
}

/** An operation class of the repository: what its base does, unless it changes the state itself. */
function local(symbols: PythonSymbols, symbol: ClassSymbol, call: CallExpression): Operation {
  const line = symbols.ancestry(symbol);
  const own = line.classes.flatMap(({ node }) => node.body.filter((statement): statement is FunctionNode => statement.kind === 'function' && (statement.name === 'state_forwards' || statement.name === '__init__')));
  const outside = line.external.filter((dotted) => dotted.startsWith('django.db.migrations.') || dotted.startsWith('django.contrib.postgres.operations.'));
  const [base] = outside;
  const moves = own.some((method) => method.name === 'state_forwards' && !isEmpty(method));
  if (base === undefined || line.unknown.length > 0 || moves) return { kind: 'unknown', reason: `\`${symbol.symbol}\` is an operation of its own` };
  if (base.endsWith('.Operation')) return NONE;
  const answer = external(base, call);
  if (answer.kind !== 'none' && own.some((method) => method.name === '__init__')) return { kind: 'unknown', reason: `\`${symbol.symbol}\` is an operation of its own` };
  return answer;
}

function isEmpty(method: FunctionNode): boolean {
  return method.body.every((statement) => statement.kind === 'pass' || (statement.kind === 'expression' && statement.value.kind !== 'call') || (statement.kind === 'return' && statement.value === null));
}

function changes(name: OperationName, call: CallExpression): Operation {
  const argument = (parameter: string): Expression | undefined => keywordOf(call, parameter)?.value ?? call.args[(PARAMETERS[name] as readonly string[]).indexOf(parameter)];
  return { kind: 'changes', name, call, argument, text: (parameter) => literalString(argument(parameter)) };
}
