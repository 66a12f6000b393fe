/** What views hand to templates. */
import type { CallExpression, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isTestPath } from '../../../project/path-uses.js';
import { perBody } from '../../../project/per-object.js';
import { perModel, perModelScan } from '../../shared/per-model.js';

/** One rendering of a template: the names of its context with the expressions that give their values. */
export interface Rendering {
  readonly inside: FunctionSymbol;
  readonly context: ReadonlyMap<string, Expression>;
}

/** Files that may render something. */
const rendering = perModelScan(({ code }, path) => path.endsWith('.py') && !isTestPath(path) && code?.includes('render') === true);

/** Renderings with a literal name and a literal context, by the template's path. */
export const renderings = perModel((model): ReadonlyMap<string, readonly Rendering[]> => {
  const found = new Map<string, Rendering[]>();
  for (const { path } of rendering(model)) {
    for (const inside of model.symbols.functions(path)) {
      for (const call of rendersIn(inside.node)) {
        const name = literalString(call.args[1]);
        const template = name === undefined ? undefined : model.django.templates.names.get(name);
        const context = contextOf(keywordOf(call, 'context')?.value ?? call.args[2], inside);
        if (template !== undefined && context !== undefined) found.set(template, [...(found.get(template) ?? []), { inside, context }]);
      }
    }
  }
  return found;
});

const rendersIn = perBody((node: FunctionNode): readonly CallExpression[] => {
  const calls: CallExpression[] = [];
  walkStatements(node.body, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.kind === 'call' && /^(render|shortcuts\.render|TemplateResponse)$/.test(dottedName(one.callee) ?? '')) calls.push(one);
      });
    }
    return statement.kind !== 'function' && statement.kind !== 'class';
  });
  return calls;
});

/** A literal dictionary, or a name that the function gives one. */
function contextOf(expression: Expression | undefined, inside: FunctionSymbol): ReadonlyMap<string, Expression> | undefined {
  if (expression?.kind === 'name') return contextOf(dictionaryOf(expression.id, inside), inside);
  if (expression?.kind !== 'dictionary') return undefined;
  return new Map(expression.entries.flatMap(({ key, value }) => (literalString(key) === undefined ? [] : [[literalString(key) as string, value] as const])));
}

function dictionaryOf(id: string, { node }: FunctionSymbol): Expression | undefined {
  let found: Expression | undefined;
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'assign' && statement.value?.kind === 'dictionary' && statement.targets.some((target) => target.kind === 'name' && target.id === id)) found = statement.value;
  });
  return found;
}

/** The model whose instances a variable of a template holds, where every rendering that hands it says the same. */
export function modelOfVariable(template: string, name: string, looped: boolean, model: ProjectModel): { readonly path: string; readonly symbol: string } | undefined {
  const kinds = (renderings(model).get(template) ?? []).flatMap(({ inside, context }) => {
    const value = context.get(name);
    const type = value === undefined ? undefined : model.django.orm.typeOf(inside, value);
    if (type === undefined) return [];
    const fits = looped ? (type.kind === 'queryset' && type.rows === 'instances') || type.kind === 'manager' : type.kind === 'instance';
    return [fits && type.kind !== 'unknown' ? type.model : null];
  });
  const [first] = kinds;
  return first !== undefined && first !== null && kinds.every((kind) => kind === first) ? first : undefined;
}
