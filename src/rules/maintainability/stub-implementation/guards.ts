/** Functions that may well do nothing. Pure. */
import type { ClassNode, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, nestedBodies, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isTestPath } from '../../../project/path-uses.js';
import { perModel, perModelAnd } from '../../shared/per-model.js';

/** Names of what others override or a framework calls at its own time. */
const HOOK = /^_*(on|pre|post|before|after|handle|visit|leave|init|setup|set_up|tear_?down|teardown|noop|no_op|do_nothing|dummy|nop|null|ignore|hook|emit|notify|receive)(_|$)|_(hook|callback|noop|handler|placeholder)$|^(close|flush|ready|start|stop|shutdown|cleanup|clean|connect|disconnect|reset|cancel|dispose|destroy|release|acquire|lock|unlock|validate|main|run|debug_task|open|write|read|log|debug|warmup|reverse|reverse_code|forwards?|backwards?|forward|initialize|configure|finalize|enter|exit|begin|commit|rollback|save|delete|update)$/i;
/** Classes that are made to do nothing, or to be filled in. */
const QUIET_CLASS = /^_*(Null|No[Oo]p|NoOp|Dummy|Fake|Mock|Stub|Base|Abstract|Empty|Blank|Default|Missing|Anonymous|Void|Generic|Test)|(Base|Mixin|Interface|Protocol|Abstract|Stub|Mock|Dummy|Template|Null|Backend|Hooks?|Plugin|Strategy[A-Z]\w*)$/;
const TRANSPARENT = /^(staticmethod|classmethod)$/;

/** Last parts of all base classes that are written anywhere outside tests and in them. */
const allBaseNames = perModel(({ symbols }): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const path of symbols.paths) {
    for (const { node } of symbols.classes(path)) for (const base of node.bases) names.add(dottedName(base)?.split('.').at(-1) ?? '');
  }
  return names;
});

const isBaseName = perModelAnd((model, name: string) => allBaseNames(model).has(name));

const countsOfNames = perModel(({ symbols }): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const path of symbols.paths) {
    if (!isTestPath(path)) for (const { node } of symbols.functions(path)) counts.set(node.name, (counts.get(node.name) ?? 0) + 1);
  }
  return counts;
});

/** How many functions and methods outside tests bear a name. */
export const countOfName = perModelAnd((model, name: string) => countsOfNames(model).get(name) ?? 0);

/** The function is a plain one of its module or class: no hook, no decorator, defined once, not under a condition. */
export function isPlain(symbol: FunctionSymbol, scope: readonly Statement[]): boolean {
  const { name, decorators } = symbol.node;
  if (HOOK.test(name) || name.startsWith('__')) return false;
  if (!decorators.every((decorator) => TRANSPARENT.test(dottedName(decorator) ?? ''))) return false;
  return scope.includes(symbol.node) && definitionsOf(name, scope) === 1;
}

function definitionsOf(name: string, body: readonly Statement[]): number {
  let count = 0;
  for (const statement of body) {
    if (statement.kind === 'function' || statement.kind === 'class') count += statement.name === name ? 1 : 0;
    else if (statement.kind === 'assign') count += statement.targets.some((target) => target.kind === 'name' && target.id === name) ? 1 : 0;
    else if (statement.kind === 'import') count += statement.names?.some((one) => (one.alias ?? one.name) === name) === true ? 1 : 0;
    else for (const nested of nestedBodies(statement)) count += definitionsOf(name, nested);
  }
  return count;
}

/** The class stands for itself: nothing inherits from it, it overrides nothing, and it is no double or pattern. */
export function isConcrete(owner: ClassSymbol, method: string, model: ProjectModel): boolean {
  if (QUIET_CLASS.test(owner.node.name) || owner.node.keywords.length > 0 || owner.node.decorators.length > 0) return false;
  if (isBaseName(model, owner.node.name) || hasAbstract(owner.node)) return false;
  const { classes, external, unknown } = model.symbols.ancestry(owner);
  if (unknown.length > 0 || external.some((base) => base !== 'builtins.object')) return false;
  return !classes.slice(1).some((base) => definitionsOf(method, base.node.body) > 0);
}

function hasAbstract({ body }: ClassNode): boolean {
  return body.some((statement) => statement.kind === 'function' && statement.decorators.some((decorator) => /abstract|overload/.test(dottedName(decorator) ?? '')));
}

/** Somewhere the class is called: one that is never made only describes others. */
export function isMade({ node }: ClassSymbol, { symbols }: ProjectModel): boolean {
  return symbols.mentions(node.name).some((path) => !isTestPath(path) && calledNames(symbols, path).has(node.name));
}

/** Last parts of what a file calls. */
function calledNames(symbols: PythonSymbols, path: string): ReadonlySet<string> {
  const names = new Set<string>();
  walkStatements(symbols.code(path)?.body ?? [], (statement) => {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.kind === 'call') names.add(dottedName(one.callee)?.split('.').at(-1) ?? '');
      });
    }
  });
  return names;
}

/** `handle` of a management command, which manage.py runs. */
export function isCommand(symbol: FunctionSymbol, owner: ClassSymbol | undefined, symbols: PythonSymbols): boolean {
  if (owner?.symbol !== 'Command' || symbol.node.name !== 'handle' || !/(^|\/)management\/commands\/[A-Za-z]\w*\.py$/.test(symbol.path)) return false;
  const { external, classes } = symbols.ancestry(owner);
  return classes.length === 1 && external.some((base) => base === 'django.core.management.base.BaseCommand' || base === 'django.core.management.BaseCommand');
}
