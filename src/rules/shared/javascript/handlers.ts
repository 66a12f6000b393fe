/** Functions of JavaScript that answer requests, told from one file. Pure. */
import type { FunctionUse, JavaScriptUses } from '../../../facts/javascript/uses/types.js';

/** Calls that are given handlers. */
export const ROUTE = /(^|[.)])(get|post|put|patch|delete|all|head|options|use|route|register|addHook|setErrorHandler|param)$/;
const NEXT_METHOD = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;
/** Names of what a handler is given. */
const REQUEST = /^_?(req|request|ctx|context|c|event)$/;
const RESPONSE = /^_?(res|response|reply|next|rep|h)$/;

/** The innermost function around an index that answers requests; undefined outside any. `path` is the file's. */
export function handlerAround(uses: JavaScriptUses, within: number, path: string): FunctionUse | undefined {
  for (let at = uses.functions[within]; at !== undefined; at = uses.functions[at.parent]) if (isHandler(at, path)) return at;
  return undefined;
}

/** Whether the function is given requests: by its place in a call that makes a route, by its parameters, or by its name in a file of routes. */
export function isHandler(one: FunctionUse, path: string): boolean {
  const [first = '', second = '', third = ''] = one.params;
  if (one.held === 'argument' && ROUTE.test(one.name) && (one.index ?? 0) > 0) return one.params.length === 0 || REQUEST.test(first) || first.startsWith('{');
  if (REQUEST.test(first) && RESPONSE.test(second)) return true;
  if (REQUEST.test(second) && RESPONSE.test(third)) return true;
  return one.held === 'name' && NEXT_METHOD.test(one.name) && /(^|\/)route\.[cm]?[jt]s$/.test(path);
}
