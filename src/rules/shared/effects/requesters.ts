/** Whether a key tells who makes a request. Pure. */
import type { Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { walkExpressions } from '../../../facts/python/code/walk.js';
import { localValues } from '../../../project/python/calls/local-values.js';

const REQUESTER = /^(ip|addr|address|user|username|uid|session|client|visitor|identifier|ident|channel|token|email|sid)$/i;
/** Longer chains of variables are not followed. */
const DEEPEST = 3;

/** The word in a key that stands for the user, session, address or request: `ip` of `client_ip`. Variables of the function are followed. */
export function requesterOf(key: Expression, inside: FunctionNode, depth = 0): string | undefined {
  let found: string | undefined;
  walkExpressions(key, (expression) => {
    const name = expression.kind === 'name' ? expression.id : expression.kind === 'attribute' ? expression.attribute : expression.kind === 'string' ? expression.value : undefined;
    if (name !== undefined && name.length < 40) found ??= requesterIn(name);
    if (found !== undefined) return false;
    if (expression.kind === 'name' && depth < DEEPEST) {
      for (const value of localValues(inside).get(expression.id)?.values ?? []) found ??= requesterOf(value, inside, depth + 1);
    }
    return found === undefined;
  });
  return found;
}

/** The word of a name that stands for the user, session, address or request, in lower case. */
export function requesterIn(name: string): string | undefined {
  return wordsIn(name).find((word) => REQUESTER.test(word))?.toLowerCase();
}

function wordsIn(name: string): readonly string[] {
  return name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/);
}
