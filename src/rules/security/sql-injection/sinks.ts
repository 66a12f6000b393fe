/** Calls that run SQL as it is written. */
import type { CallExpression, Expression, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, nestedBodies, walkExpressions } from '../../../facts/python/code/walk.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';

export interface Sink {
  /** The expression that holds SQL. */
  readonly sql: Expression;
  readonly call: CallExpression;
  /** The function around it; null at module and class level. */
  readonly fn: FunctionSymbol | null;
  readonly symbol: string;
  /** As the message calls it: `cursor.execute()`. */
  readonly name: string;
}

const CURSOR = /(^|\.|_)(cursor|cur|curs)\d?$/i;
const CURSOR_METHODS = new Set(['execute', 'executemany', 'mogrify']);
const STATEMENT = /^\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s)/i;
const TEXT = /^sqlalchemy(\.sql(\.expression)?)?\.text$/;
const RAW_SQL = /^django\.db\.models\.expressions\.RawSQL$/;

/** Every call of a file that hands SQL to a database. */
export function sinksIn(model: ProjectModel, path: string): readonly Sink[] {
  const found: Sink[] = [];
  const functions = new Map<Statement, FunctionSymbol>(model.symbols.functions(path).map((fn) => [fn.node, fn]));
  const visit = (body: readonly Statement[], fn: FunctionSymbol | null, symbol: string): void => {
    for (const statement of body) {
      for (const expression of expressionsOf(statement)) {
        walkExpressions(expression, (call) => {
          if (call.kind === 'call') found.push(...sinksOf(model, path, fn, call).map((one) => ({ ...one, call, fn, symbol })));
        });
      }
      const own = functions.get(statement);
      const inner = statement.kind === 'class' ? [symbol, statement.name].filter(Boolean).join('.') : (own?.symbol ?? symbol);
      for (const nested of nestedBodies(statement)) visit(nested, statement.kind === 'class' ? null : (own ?? fn), inner);
    }
  };
  visit(model.symbols.code(path)?.body ?? [], null, '');
  return found;
}

function sinksOf(model: ProjectModel, path: string, fn: FunctionSymbol | null, call: CallExpression): readonly { sql: Expression; name: string }[] {
  const { callee } = call;
  const [first] = call.args;
  if (callee.kind === 'attribute') {
    const method = callee.attribute;
    if (CURSOR_METHODS.has(method) && first !== undefined && (isCursor(callee.value) || isStatement(first))) return [{ sql: first, name: isCursor(callee.value) ? `cursor.${method}()` : `${dottedName(callee.value) ?? ''}.${method}()` }];
    if (method === 'raw' && isQuery(model, path, fn, callee.value)) return first === undefined ? [] : [{ sql: first, name: 'raw()' }];
    if (method === 'extra' && isQuery(model, path, fn, callee.value)) return ofExtra(call);
  }
  const last = dottedName(callee)?.split('.').at(-1);
  if ((last !== 'text' && last !== 'RawSQL') || first === undefined) return [];
  const resolved = model.symbols.resolveExpression(path, callee, fn?.node);
  if (resolved.kind !== 'external') return [];
  return TEXT.test(resolved.dotted) || RAW_SQL.test(resolved.dotted) ? [{ sql: first, name: `${last}()` }] : [];
}

/** `cursor`, `self.cursor`, `connection.cursor()` */
function isCursor(expression: Expression): boolean {
  if (expression.kind === 'call') return dottedName(expression.callee)?.endsWith('.cursor') === true;
  return CURSOR.test(dottedName(expression) ?? '');
}

/** Text of SQL with something in it: `f"SELECT … {x}"`, `"SELECT …" + x`, `"SELECT … %s" % x`, `"SELECT … {}".format(x)`. */
function isStatement(expression: Expression): boolean {
  switch (expression.kind) {
    case 'formatted':
      return typeof expression.parts[0] === 'string' && STATEMENT.test(expression.parts[0]);
    case 'binary':
      return (expression.left.kind === 'string' && STATEMENT.test(expression.left.value)) || isStatement(expression.left);
    case 'call':
      return expression.callee.kind === 'attribute' && expression.callee.attribute === 'format' && expression.callee.value.kind === 'string' && STATEMENT.test(expression.callee.value.value);
    default:
      return false;
  }
}

function isQuery(model: ProjectModel, path: string, fn: FunctionSymbol | null, expression: Expression): boolean {
  if (expression.kind === 'attribute' && expression.attribute === 'objects') return true;
  const { orm } = model.django;
  const type = fn === null ? orm.typeAt(path, expression) : orm.typeOf(fn, expression);
  return type.kind === 'manager' || type.kind === 'queryset';
}

function ofExtra(call: CallExpression): readonly { sql: Expression; name: string }[] {
  const where = keywordOf(call, 'where')?.value ?? call.args[1];
  const select = keywordOf(call, 'select')?.value ?? call.args[0];
  const conditions = where?.kind === 'list' || where?.kind === 'tuple' ? where.items : [];
  const columns = select?.kind === 'dictionary' ? select.entries.map(({ value }) => value) : [];
  return [...conditions, ...columns].map((sql) => ({ sql, name: 'extra()' }));
}
