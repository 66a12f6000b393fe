/** What one file alone tells of Celery: tasks, apps, and what loads tasks. Pure. */
import { codeOf } from '../../python/code.js';
import type { CallExpression, ClassNode, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { classesOf, dottedName, expressionsOf, functionsOf, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { FileFacts } from '../../../facts/types.js';
import { perFacts } from '../../per-facts.js';

export interface CeleryScan {
  /** Functions with a decorator that may make a task: `shared_task`, `app.task`, with or without arguments. */
  readonly functions: readonly { readonly node: FunctionNode; readonly symbol: string; readonly decorator: Expression; readonly callee: string }[];
  /** Classes with a base whose last name ends in `Task`. */
  readonly classes: readonly { readonly node: ClassNode; readonly symbol: string }[];
  /** Calls of a name that ends in `Celery`. */
  readonly makers: readonly CallExpression[];
  /** Calls of `autodiscover_tasks`. */
  readonly discoveries: readonly CallExpression[];
  /** Calls that turn a function into a task without a decorator: `app.task(send)`, `app.register_task(Send())`. */
  readonly registrations: readonly CallExpression[];
  /** Values given to `imports`, `include`, `CELERY_IMPORTS` or `CELERY_INCLUDE`. */
  readonly includes: readonly Expression[];
}

const NOTHING: CeleryScan = { functions: [], classes: [], makers: [], discoveries: [], registrations: [], includes: [] };
const SPEAKS = /task|Celery|CELERY/;
const DECORATOR = /^(.*\.)?(shared_task|periodic_task|task)$/;
const INCLUDES = /^(imports|include|CELERY_IMPORTS|CELERY_INCLUDE)$/;

/** Reads a file's code for what concerns Celery; empty where there is nothing. */
export const scanCelery = perFacts((facts: FileFacts): CeleryScan => {
  const code = facts.code === undefined || !SPEAKS.test(facts.code) ? undefined : codeOf(facts);
  if (code === undefined) return NOTHING;
  const found = { makers: [] as CallExpression[], discoveries: [] as CallExpression[], registrations: [] as CallExpression[], includes: [] as Expression[] };
  walkStatements(code.body, (statement) => {
    if (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => INCLUDES.test(lastName(target) ?? '') && isConfiguration(target))) found.includes.push(statement.value);
    const decorators: readonly Expression[] = statement.kind === 'function' || statement.kind === 'class' ? statement.decorators : [];
    for (const expression of expressionsOf(statement)) if (!decorators.includes(expression)) walkExpressions(expression, (inner) => collectCall(inner, found));
  });
  return {
    functions: functionsOf(code).flatMap(({ node, symbol }) => decoratorsOf(node).map((own) => ({ node, symbol, ...own }))),
    classes: classesOf(code).filter(({ node }) => node.bases.some((base) => (lastName(base) ?? '').endsWith('Task'))).map(({ node, symbol }) => ({ node, symbol })),
    ...found,
  };
});

function collectCall(expression: Expression, found: { makers: CallExpression[]; discoveries: CallExpression[]; registrations: CallExpression[]; includes: Expression[] }): void {
  if (expression.kind !== 'call') return;
  const last = lastName(expression.callee);
  if (last === undefined) return;
  if (last.endsWith('Celery')) {
    found.makers.push(expression);
    for (const { name, value } of expression.keywords) if (name === 'include' || name === 'imports') found.includes.push(value);
  }
  if (last === 'autodiscover_tasks') found.discoveries.push(expression);
  if (/^(task|shared_task|register_task|register)$/.test(last) && expression.args.length === 1) found.registrations.push(expression);
}

/** `CELERY_IMPORTS = …`, `app.conf.imports = …`; not any variable called `imports`. */
function isConfiguration(target: Expression): boolean {
  const dotted = dottedName(target) ?? '';
  return dotted.startsWith('CELERY_') || /\.conf\.\w+$/.test(dotted);
}

function decoratorsOf(node: FunctionNode): readonly { decorator: Expression; callee: string }[] {
  for (const decorator of node.decorators) {
    const callee = dottedName(decorator.kind === 'call' ? decorator.callee : decorator);
    if (callee !== undefined && DECORATOR.test(callee)) return [{ decorator, callee }];
  }
  return [];
}

function lastName(expression: Expression): string | undefined {
  return dottedName(expression)?.split('.').at(-1);
}
