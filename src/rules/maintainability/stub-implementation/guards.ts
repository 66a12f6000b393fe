/** Functions that may well do nothing. Pure. */
import type { ClassNode, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, nestedBodies, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isTestPath } from '../../../project/path-uses.js';
import { perFacts } from '../../../project/per-facts.js';
import { classesIn, functionsIn } from '../../../project/python/code.js';
import { perModelAnd, perModelInverse, perModelScan, perModelTally } from '../../shared/per-model.js';

/** Names of what others override or a framework calls at its own time. */
const HOOK = /^_*(on|pre|post|before|after|handle|visit|leave|init|setup|set_up|tear_?down|teardown|noop|no_op|do_nothing|dummy|nop|null|ignore|hook|emit|notify|receive)(_|$)|_(hook|callback|noop|handler|placeholder)$|^(close|flush|ready|start|stop|shutdown|cleanup|clean|connect|disconnect|reset|cancel|dispose|destroy|release|acquire|lock|unlock|validate|main|run|debug_task|open|write|read|log|debug|warmup|reverse|reverse_code|forwards?|backwards?|forward|initialize|configure|finalize|enter|exit|begin|commit|rollback|save|delete|update)$/i;
/** Classes that are made to do nothing, or to be filled in. */
const QUIET_CLASS = /^_*(Null|No[Oo]p|NoOp|Dummy|Fake|Mock|Stub|Base|Abstract|Empty|Blank|Default|Missing|Anonymous|Void|Generic|Test)|(Base|Mixin|Interface|Protocol|Abstract|Stub|Mock|Dummy|Template|Null|Backend|Hooks?|Plugin|Strategy[A-Z]\w*)$/;
const TRANSPARENT = /^(staticmethod|classmethod)$/;

/** Last parts of all base classes that are written in a file. */
const baseNames = perFacts((facts): readonly string[] => classesIn(facts).flatMap(({ node }) => node.bases.map((base) => dottedName(base)?.split('.').at(-1) ?? '')));

/** In how many files, tests too, a class of this name is a base. */
const filesWithBase = perModelTally(perModelScan((facts, path) => path.endsWith('.py') && facts.code !== undefined && baseNames(facts)), (names) => names);

/** Names of functions and methods of a file, as often as they are defined. */
const functionNames = perFacts((facts): readonly string[] => functionsIn(facts).map(({ node }) => node.name));

const definingFiles = perModelInverse(perModelScan((facts, path) => path.endsWith('.py') && facts.code !== undefined && !isTestPath(path) && functionNames(facts)), (names) => names);

/** How many functions and methods outside tests bear a name. */
export const countOfName = perModelAnd((model, name: string) => definingFiles(model, name).reduce((sum, path) => sum + model.symbols.functions(path).filter(({ node }) => node.name === name).length, 0));

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
  if (filesWithBase(model, owner.node.name) > 0 || hasAbstract(owner.node)) return false;
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
