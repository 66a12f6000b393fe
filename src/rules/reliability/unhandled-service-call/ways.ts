/** Who deals with the failure of a call, from the function that makes it out to the view. Pure. */
import type { Span } from '../../../facts/types.js';
import type { OwnCall } from '../../../project/python/calls/types.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isHandled, isTask } from '../../shared/effects/handling.js';
import { handlersIn, isServerPath } from '../../shared/effects/request-code.js';
import { isTestPath } from '../../../project/path-uses.js';

interface PlacedCall {
  readonly path: string;
  readonly span: Span;
  readonly label: string;
}

export type Caught =
  | { readonly kind: 'somewhere' }
  /** From the function itself to a view, with the calls that lead there; none of them handles it. */
  | { readonly kind: 'nowhere'; readonly way: readonly FunctionSymbol[]; readonly calls: readonly PlacedCall[] }
  /** No view was found that leads here. */
  | { readonly kind: 'unknown' };

/** Callers of callers are followed this far. */
const DEPTH = 2;

/** Whether some function on some way to the call handles its failure. */
export function unhandledWay(model: ProjectModel, symbol: FunctionSymbol, own: OwnCall): Caught {
  if (isHandled(model, symbol, own)) return { kind: 'somewhere' };
  return outwards(model, symbol, DEPTH, new Set([symbol.node]));
}

function outwards(model: ProjectModel, symbol: FunctionSymbol, depth: number, seen: Set<unknown>): Caught {
  if (isTask(symbol.node)) return { kind: 'somewhere' };
  let open: Caught = isHandler(model, symbol) ? { kind: 'nowhere', way: [symbol], calls: [] } : { kind: 'unknown' };
  if (depth === 0) return open;
  for (const caller of model.django.calls.callers(symbol)) {
    const { inside, own, certain } = caller;
    if (isTestPath(inside.path) || seen.has(inside.node)) continue;
    if (isHandled(model, inside, own)) return { kind: 'somewhere' };
    if (!certain || !isServerPath(inside.path)) continue;
    seen.add(inside.node);
    const above = outwards(model, inside, depth - 1, seen);
    if (above.kind === 'somewhere') return above;
    if (above.kind === 'nowhere' && open.kind === 'unknown') open = { kind: 'nowhere', way: [symbol, ...above.way], calls: [placed(model, symbol, inside, own), ...above.calls] };
  }
  return open;
}

function placed(model: ProjectModel, symbol: FunctionSymbol, inside: FunctionSymbol, own: OwnCall): PlacedCall {
  return { path: inside.path, span: model.symbols.span(inside.path, own.call.callee), label: `\`${inside.symbol}\` calls \`${symbol.symbol}\` here` };
}

function isHandler(model: ProjectModel, symbol: FunctionSymbol): boolean {
  return handlersIn(model, symbol.path).some(({ node }) => node === symbol.node);
}
