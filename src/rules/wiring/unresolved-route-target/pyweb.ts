/** Routers, blueprints and handlers that FastAPI and Flask code registers and that do not exist. Pure. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf } from '../../../facts/python/code/walk.js';
import type { Span } from '../../../facts/types.js';
import { nearest } from '../../../project/nearest.js';
import type { ProjectModel } from '../../../project/types.js';

export interface MissingTarget {
  readonly form: 'router' | 'endpoint';
  /** As written: `users.router`. */
  readonly written: string;
  /** The module that lacks it. */
  readonly path: string;
  readonly name: string;
  readonly nearest: readonly string[];
  readonly span: Span;
  /** A branch decides whether the line runs. */
  readonly conditional: boolean;
  /** `include_router`, `register_blueprint`, `add_url_rule`. */
  readonly call: string;
}

/** What the file at a path registers, and what of it is missing. Names whose import fails already are left out: that is told where they are imported. */
export function registered(path: string, model: ProjectModel): { readonly missing: readonly MissingTarget[]; readonly found: number } {
  const { includes, declared } = model.pyweb.at(path);
  const called = declared.filter(({ expression, handler, missing }) => expression.kind === 'call' && (missing !== undefined || handler !== undefined));
  const all = [
    ...includes.map(({ call, missing, conditional }) => ({ form: 'router' as const, call, missing, conditional, target: call.args[0] ?? keywordOf(call, 'router')?.value ?? keywordOf(call, 'blueprint')?.value })),
    ...called.map(({ expression, missing, conditional }) => ({ form: 'endpoint' as const, call: expression, missing, conditional, target: missing === undefined ? undefined : endpointOf(expression) })),
  ];
  const missing = all.flatMap(({ form, call, missing: lack, conditional, target }): MissingTarget[] => {
    const written = target === undefined ? undefined : dottedName(target);
    if (lack === undefined || target === undefined || written === undefined || lack.path === '' || isImported(path, written, model)) return [];
    const callee = call.kind === 'call' && call.callee.kind === 'attribute' ? call.callee.attribute : '';
    const names = (model.facts(lack.path)?.python?.definitions ?? []).map(({ name }) => name);
    return [{ form, written, path: lack.path, name: lack.name, nearest: nearest(lack.name, names), span: model.symbols.span(path, target), conditional, call: callee }];
  });
  return { missing, found: all.filter((one) => one.missing === undefined).length };
}

function endpointOf(call: Expression): Expression | undefined {
  if (call.kind !== 'call') return undefined;
  const verb = call.callee.kind === 'attribute' ? call.callee.attribute : '';
  const given = keywordOf(call, 'view_func')?.value ?? keywordOf(call, 'endpoint')?.value ?? keywordOf(call, 'route')?.value ?? call.args[verb === 'add_url_rule' ? 2 : verb === 'add_resource' ? 0 : 1];
  return given?.kind === 'call' && given.callee.kind === 'attribute' && given.callee.attribute === 'as_view' ? given.callee.value : given;
}

/** `from .users import router`: the name itself is imported, and its absence is a finding of the import. */
function isImported(path: string, written: string, model: ProjectModel): boolean {
  const [first, ...others] = written.split('.');
  return others.length === 0 && (model.facts(path)?.python?.imports ?? []).some(({ names }) => names?.some(({ name, alias }) => (alias ?? name) === first) === true);
}
