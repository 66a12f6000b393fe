/** Writes of a function to the database, and which of them can run on one path. */
import type { CallExpression, Statement } from '../../../facts/python/code/nodes.js';
import { expressionsOf, nestedBodies, walkExpressions } from '../../../facts/python/code/walk.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';

export interface Write {
  readonly call: CallExpression;
  /** The model written to. */
  readonly model: string;
  /** `create`, `save`, … */
  readonly method: string;
  readonly blocks: readonly Block[];
}

interface Block {
  readonly owner: Statement;
  readonly arm: number;
  /** Its last statement leaves the function. */
  readonly leaves: boolean;
}

/** `get_or_create` is left out: run again, it finds what it made. */
const ON_QUERY = new Set(['create', 'bulk_create', 'update_or_create', 'update', 'delete', 'bulk_update', 'create_user', 'acreate', 'aupdate', 'adelete', 'abulk_create']);
const ON_INSTANCE = new Set(['save', 'delete', 'asave', 'adelete']);

/** The writes in a function's own body, in the order of the source. */
export function writesOf(model: ProjectModel, fn: FunctionSymbol): readonly Write[] {
  const found: Write[] = [];
  const visit = (body: readonly Statement[], blocks: readonly Block[]): void => {
    for (const statement of body) {
      if (statement.kind === 'function' || statement.kind === 'class') continue;
      for (const expression of expressionsOf(statement)) {
        walkExpressions(expression, (call) => {
          if (call.kind === 'call') found.push(...writeOf(model, fn, call).map((write) => ({ ...write, call, blocks })));
          return call.kind !== 'lambda';
        });
      }
      for (const [arm, nested] of nestedBodies(statement).entries()) visit(nested, [...blocks, { owner: statement, arm, leaves: ['return', 'raise', 'continue', 'break'].includes(nested.at(-1)?.kind ?? '') }]);
    }
  };
  visit(fn.node.body, []);
  return found;
}

function writeOf(model: ProjectModel, fn: FunctionSymbol, call: CallExpression): readonly { model: string; method: string }[] {
  if (call.callee.kind !== 'attribute') return [];
  const { attribute: method, value } = call.callee;
  if (!ON_QUERY.has(method) && !ON_INSTANCE.has(method)) return [];
  const type = model.django.orm.typeOf(fn, value);
  if (type.kind === 'unknown') return [];
  const writes = type.kind === 'instance' ? ON_INSTANCE.has(method) : ON_QUERY.has(method);
  return writes ? [{ model: type.model.name, method }] : [];
}

/** The first two writes to different models that one run of the function can both do. */
export function pairOf(writes: readonly Write[]): readonly [Write, Write] | undefined {
  for (const [index, second] of writes.entries()) {
    const first = writes.slice(0, index).find((one) => one.model !== second.model && together(one, second));
    if (first !== undefined) return [first, second];
  }
  return undefined;
}

function together(first: Write, second: Write): boolean {
  for (const block of first.blocks) {
    const other = second.blocks.find(({ owner }) => owner === block.owner);
    if (other !== undefined && other.arm !== block.arm && (block.owner.kind === 'if' || block.owner.kind === 'match' || (block.owner.kind === 'try' && !isThrough(block.owner, block.arm, other.arm)))) return false;
    if (other === undefined && block.leaves) return false;
  }
  return true;
}

/** From the body of a `try` on to its `else` and `finally`; a handler runs because the body failed. */
function isThrough(owner: Extract<Statement, { kind: 'try' }>, from: number, to: number): boolean {
  const afterHandlers = owner.handlers.length + 1;
  return (from === 0 || from >= afterHandlers) && to >= afterHandlers;
}
