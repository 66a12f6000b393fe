/** Requests of Python code to given paths of a host that the code does not name. Pure. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import type { Span } from '../../../facts/types.js';
import { dottedName, expressionsOf, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ProjectModel } from '../../../project/types.js';

export interface PathCall {
  readonly path: string;
  readonly span: Span;
  readonly symbol: string;
}

const CLIENT = /(^|\.)(requests|httpx|client|session|urlopen|http|_client|_session)(\.|$)/;

/** `requests.get(f"{base}/health/")` for each of the paths. */
export function callsTo(file: string, model: ProjectModel, paths: ReadonlyMap<string, unknown>): readonly PathCall[] {
  const found: PathCall[] = [];
  walkStatements(model.symbols.code(file)?.body ?? [], (statement) => {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expression) => {
        if (expression.kind !== 'call' || !CLIENT.test(dottedName(expression.callee) ?? '')) return;
        const path = expression.args.map(pathOf).find((one) => one !== undefined && paths.has(one));
        if (path !== undefined) found.push({ path, span: model.symbols.span(file, expression), symbol: '' });
      });
    }
  });
  return found;
}

/** The path of a URL whose host is interpolated or this machine. */
function pathOf(expression: Expression): string | undefined {
  if (expression.kind === 'string') return /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(\/[^?#]*)/.exec(expression.value)?.[1];
  if (expression.kind !== 'formatted' || expression.parts.length !== 2) return undefined;
  const [host, rest] = expression.parts;
  return typeof host === 'object' && typeof rest === 'string' && rest.startsWith('/') ? rest.replace(/[?#].*$/s, '') : undefined;
}
