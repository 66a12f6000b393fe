/** How a message and its related places show a way of calls. Pure. */
import { rangeOf } from '../../../findings/locate.js';
import type { RelatedLocation } from '../../../findings/types.js';
import type { CallPath } from '../../../project/python/calls/types.js';
import type { ProjectModel } from '../../../project/types.js';
import type { Match } from '../../types.js';
import type { Span } from '../../../facts/types.js';

/** A step of a way, as data of a match. */
export interface Step {
  readonly path: string;
  /** The function in which the call stands. */
  readonly symbol: string;
  readonly line: number;
  readonly span: Span;
}

/** The steps of a way; spans are those of what is called, without its arguments. */
export function stepsOf(model: ProjectModel, way: CallPath): readonly Step[] {
  return way.steps.map(({ inside, call }) => {
    const span = model.symbols.span(inside.path, call.callee);
    return { path: inside.path, symbol: inside.symbol, line: span[0], span };
  });
}

/** "`view` calls `load` (shop/services.py:9), which calls `fetch` (…:3), which calls `requests.get`." — the words after the first function's name. */
export function wordsOf(steps: readonly Step[], effect: string): string {
  const helpers = steps.slice(1).map(({ symbol, path, line }) => `\`${symbol}\` (${path}:${line})`);
  return [...helpers, `\`${effect}\``].join(', which calls ');
}

/** The steps after the first, each with what stands there. */
export function relatedOf(steps: readonly Step[], effect: string): readonly RelatedLocation[] {
  return steps.slice(1).map(({ path, span, symbol }, index) => {
    const next = steps[index + 2];
    return { path, range: rangeOf(span), label: `\`${symbol}\` calls \`${next === undefined ? effect : next.symbol}\` here` };
  });
}

/** The files on the way, innermost last: a change of any of them can have brought the call about. */
export function causesOf(steps: readonly Step[]): Match<unknown>['causes'] {
  return [...new Set(steps.map(({ path }) => path))].map((path) => ({ path }));
}
