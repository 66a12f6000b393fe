/** Where code of FastAPI and Flask turns debug mode on. Pure. */
import type { Expression, Located, Statement } from '../../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, literalString, walkExpressions } from '../../../facts/python/code/walk.js';
import type { DeploymentClaim, Span } from '../../../facts/types.js';
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import { ancestorsOf, folderOf, joinPath } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { isDevelopmentDeployment } from '../../shared/deployment-paths.js';
import { perModel, perModelScan } from '../../shared/per-model.js';
import { statementsWithin } from '../../shared/python-statements.js';

export interface DebugSwitch {
  /** As a reader knows it: `app.run(debug=True)`. */
  readonly written: string;
  readonly span: Span;
  readonly symbol: string;
  readonly framework: 'flask' | 'fastapi';
  /** What starts the file in production, where it turns debug mode on only when it is started itself. */
  readonly startedBy: string | null;
}

/** What a statement turns on, or undefined; `expression` is what a finding marks. */
interface Found {
  readonly written: string;
  readonly expression: Located;
  /** `run(…)` serves by itself: it counts where something starts the file. */
  readonly serves: boolean;
}

/** Switches that production meets; `doubts` are those under a condition that can't be told. */
export function debugSwitches(path: string, model: ProjectModel): { readonly on: readonly DebugSwitch[]; readonly doubts: readonly { readonly line: number; readonly written: string }[]; readonly passed: number } {
  if (!model.pyweb.present || !isShippedPath(path) || isFixturePath(path)) return { on: [], doubts: [], passed: 0 };
  const on: DebugSwitch[] = [];
  const doubts: { line: number; written: string }[] = [];
  let passed = 0;
  for (const { statement, symbol, inMain, inDebug } of statementsWithin(model, path)) {
    for (const { written, expression, serves } of switchesIn(statement, path, model)) {
      const span = model.symbols.span(path, expression);
      const startedBy = starters(model).get(path) ?? null;
      if (inDebug || ((inMain || serves) && startedBy === null)) passed += 1;
      else if (isConditional(path, expression, model)) doubts.push({ line: span[0], written });
      else on.push({ written, span, symbol, framework: written.startsWith('FastAPI') ? 'fastapi' : 'flask', startedBy: inMain || serves ? startedBy : null });
    }
  }
  return { on, doubts, passed };
}

/** Python files that deployment files of production start with an interpreter. */
const starters = perModel((model): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const { path, told } of startingFiles(model)) {
    for (const claim of told) {
      const script = scriptOf(path, claim, model);
      if (script !== undefined) found.set(script, path);
    }
  }
  return found;
});

const startingFiles = perModelScan(({ deployment }, path) => {
  if (deployment === undefined || isDevelopmentDeployment(path) || !/^(dockerfile|compose|procfile|render|railway|app-yaml|fly|kubernetes)$/.test(deployment.format)) return undefined;
  const scripts = deployment.claims.filter(({ kind }) => kind === 'python-script');
  return scripts.length > 0 && scripts;
});

/** The file that is started: below the deployment file's folder, or the nearest folder above it that has such a file. */
function scriptOf(path: string, { value, candidates }: DeploymentClaim, model: ProjectModel): string | undefined {
  const written = candidates ?? [value.replace(/^(\.\/|\/app\/|\/code\/|\/src\/|\/)/, '')];
  const bases = ancestorsOf(folderOf(path)).flatMap((folder) => written.flatMap((one) => joinPath(folder, one) ?? []));
  return bases.find((one) => model.hasFile(one));
}

function switchesIn(statement: Statement, path: string, model: ProjectModel): readonly Found[] {
  const found: Found[] = [];
  if (statement.kind === 'assign' && isTrue(statement.value)) {
    for (const target of statement.targets) {
      if (target.kind === 'attribute' && target.attribute === 'debug' && isApp(target.value, path, model)) found.push({ written: 'app.debug = True', expression: statement, serves: false });
      if (target.kind === 'subscript' && literalString(target.index) === 'DEBUG' && target.value.kind === 'attribute' && target.value.attribute === 'config' && isApp(target.value.value, path, model)) found.push({ written: 'app.config["DEBUG"] = True', expression: statement, serves: false });
    }
  }
  for (const root of expressionsOf(statement)) {
    walkExpressions(root, (expression) => {
      if (expression.kind !== 'call') return;
      const debug = keywordOf(expression, 'debug');
      const { callee } = expression;
      if (debug !== undefined && isTrue(debug.value)) {
        const made = model.symbols.resolveExpression(path, callee);
        if (made.kind === 'external' && /^(fastapi\.(applications\.)?FastAPI|starlette\.applications\.Starlette)$/.test(made.dotted)) found.push({ written: `${made.dotted.split('.').at(-1)}(debug=True)`, expression: debug, serves: false });
        if (callee.kind === 'attribute' && callee.attribute === 'run' && isApp(callee.value, path, model)) found.push({ written: 'app.run(debug=True)', expression: debug, serves: true });
      }
      const whole = keywordOf(expression, 'DEBUG');
      if (whole !== undefined && isTrue(whole.value) && callee.kind === 'attribute' && callee.attribute === 'update' && callee.value.kind === 'attribute' && callee.value.attribute === 'config' && isApp(callee.value.value, path, model)) found.push({ written: 'app.config.update(DEBUG=True)', expression: whole, serves: false });
    });
  }
  return found;
}

function isTrue(value: Expression | null): boolean {
  return value?.kind === 'constant' && value.value === true;
}

/** An application that this repository makes, by the name that holds it. */
function isApp(expression: Expression, path: string, model: ProjectModel): boolean {
  const name = expression.kind === 'name' ? expression.id : expression.kind === 'attribute' ? expression.attribute : '';
  return name !== '' && model.pyweb.apps.some((app) => app.framework === 'flask' && app.name.split('.').at(-1) === name && (app.path === path || (model.facts(path)?.python?.imports ?? []).some(({ names }) => names?.some((one) => (one.alias ?? one.name) === name) === true)));
}

/** Under an `if` that is no test of `__name__`: who knows which branch production takes. */
function isConditional(path: string, { start, end }: Located, model: ProjectModel): boolean {
  return statementsWithin(model, path).some(({ statement }) => statement.kind === 'if' && statement.start <= start && end <= statement.end && !(statement.test.kind === 'comparison' && statement.test.operands.some((operand) => operand.kind === 'name' && operand.id === '__name__')));
}
