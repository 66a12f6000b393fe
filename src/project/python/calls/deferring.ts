/** Functions whose call does not run them: their decorators hand them to a queue, a thread or an executor. Pure. */
import type { Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { walkExpressions, walkStatements, expressionsOf } from '../../../facts/python/code/walk.js';
import type { FunctionSymbol, PythonSymbols } from '../symbols-types.js';
import { calledName } from './own-calls.js';

const DEFERRING = /^(huey\b.*|background_task\..*|asgiref\.sync\.(SyncToAsync|sync_to_async)|channels\.db\.(DatabaseSyncToAsync|database_sync_to_async)|tornado\.concurrent\.run_on_executor|uwsgidecorators\..*)$/;
const DEFERRING_NAME = /^(sync_to_async|database_sync_to_async|db_task|db_periodic_task|run_on_executor|run_in_executor)$/;
/** What a decorator of the repository does that hands a function on. */
const HANDS_ON = /^(Thread|Process|Timer|submit|run_in_executor|to_thread|delay|apply_async|enqueue|defer|spawn|sync_to_async|database_sync_to_async|start_new_thread)$/;

/** Whether calling the function only puts it off. */
export function isDeferred(symbol: FunctionSymbol, symbols: PythonSymbols): boolean {
  return symbol.node.decorators.some((decorator) => defers(symbol.path, decorator.kind === 'call' ? decorator.callee : decorator, symbols));
}

function defers(path: string, decorator: Expression, symbols: PythonSymbols): boolean {
  const resolved = symbols.resolveExpression(path, decorator);
  if (resolved.kind === 'external') return DEFERRING.test(resolved.dotted);
  if (resolved.kind === 'function') return handsOn(resolved.node);
  return DEFERRING_NAME.test(calledName(decorator) ?? '');
}

function handsOn(node: FunctionNode): boolean {
  let found = false;
  walkStatements(node.body, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (inner) => {
        if (inner.kind === 'call' && HANDS_ON.test(calledName(inner.callee) ?? '')) found = true;
      });
    }
    return !found;
  });
  return found;
}
