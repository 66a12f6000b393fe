/** The Celery tasks of a repository, under the names by which they are called. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { FileFacts } from '../../../facts/types.js';
import type { FunctionSymbol } from '../../python/symbols-types.js';
import { nearest } from '../../nearest.js';
import { early, sameItems } from '../../tracked.js';
import { asEntity, sameData } from '../../same-data.js';
import type { DjangoInput } from '../input.js';
import type { Place, Task, TaskIndex } from '../types.js';
import { createLoading } from './loading.js';
import { scanCelery, type CeleryScan } from './scan.js';

const CELERY_CLASS = /^celery\.(app\.(base\.)?)?Celery$/;
const SHARED = /^celery\.(app\.)?shared_task$|^celery\.(task|decorators)\.(base\.)?(task|periodic_task)$/;
const TASK_CLASS = /^celery\.(app\.(task\.)?|task\.(base\.)?|contrib\.\w+\.)?\w*Task$/;

/** Builds the index. */
export function createTaskIndex(input: DjangoInput): TaskIndex {
  const speaking = input.scan((facts, path) => path.endsWith('.py') && facts.code !== undefined && speaksOfCelery(facts) && scanCelery(facts), sameData);
  const files = early(() => (input.symbols.paths.length === 0 ? [] : speaking().map(({ path }) => path)), sameItems);
  const scans = early(() => new Map(speaking().map(({ path, told }) => [path, told])));
  const found = early(() => collect(input, scans()));
  const bySymbol = early(() => new Map(found().tasks.map((task) => [`${task.path}\0${task.function.symbol}`, task])));
  const apps = early(() => files().flatMap((path) => appPlaces(input, path, scans().get(path))));
  const loading = early(() => createLoading(input, scans(), apps()));
  return {
    get tasks() {
      return found().tasks;
    },
    get apps() {
      return apps();
    },
    get open() {
      return found().open;
    },
    isLoaded: (path) => loading()(path),
    at: (path, symbol) => bySymbol().get(`${path}\0${symbol}`),
    find: (from, name) => find(input, found(), from, name),
  };
}

function speaksOfCelery(facts: FileFacts): boolean {
  const { functions, classes, makers, discoveries, registrations, includes } = scanCelery(facts);
  return functions.length + classes.length + makers.length + discoveries.length + registrations.length + includes.length > 0;
}

interface Found {
  readonly tasks: readonly Task[];
  /** Names of tasks that are classes. */
  readonly classNames: readonly string[];
  /** Functions that a call makes a task: `path\0symbol`. */
  readonly registered: ReadonlySet<string>;
  readonly open: string | null;
}

function collect(input: DjangoInput, scans: ReadonlyMap<string, CeleryScan>): Found {
  const tasks: Task[] = [];
  const classNames: string[] = [];
  const registered = new Set<string>();
  let open: string | null = null;
  for (const [path, scan] of scans) {
    for (const { node, symbol, decorator, callee } of scan.functions) {
      if (!isTaskDecorator(input, path, callee)) continue;
      const name = nameOf(input, path, symbol, decorator);
      if (name === undefined) open ??= `${path} computes a task's name`;
      tasks.push(asEntity({ name: name ?? `${moduleName(input, path)}.${symbol}`, path, function: { kind: 'function', path, symbol, node }, decorator }));
    }
    for (const { node, symbol } of scan.classes) {
      const own = { kind: 'class' as const, path, symbol, node };
      if (input.symbols.inherits(own, (dotted) => TASK_CLASS.test(dotted)) === 'no') continue;
      const name = input.symbols.attribute(own, 'name');
      const literal = name.kind === 'found' && name.attribute.kind === 'string' ? name.attribute.value : undefined;
      if (name.kind === 'found' && literal === undefined) open ??= `${path} computes a task's name`;
      classNames.push(literal ?? `${moduleName(input, path)}.${symbol}`);
    }
    for (const call of scan.registrations) register(input, path, call, registered);
    if (scan.classes.length > 0 && scan.classes.some(({ node }) => node.body.some((statement) => statement.kind === 'function' && statement.name === 'gen_task_name'))) open ??= `${path} makes names of tasks itself`;
  }
  if (input.symbols.mentions('gen_task_name').length > 0) open ??= 'the application makes names of tasks itself';
  return { tasks, classNames, registered, open };
}

function register(input: DjangoInput, path: string, call: CallExpression, registered: Set<string>): void {
  const [first] = call.args;
  const target = first === undefined ? undefined : input.symbols.resolveExpression(path, first);
  if (target?.kind === 'function') registered.add(`${target.path}\0${target.symbol}`);
}

/** Celery's own decorator, or `task` of something that is, or may be, a Celery application. */
function isTaskDecorator(input: DjangoInput, path: string, callee: string): boolean {
  const whole = input.symbols.resolve(path, callee);
  if (whole.kind === 'external') return SHARED.test(whole.dotted);
  if (whole.kind === 'function' || whole.kind === 'class') return false;
  const owner = callee.split('.').slice(0, -1).join('.');
  return owner !== '' && callee.endsWith('.task') && isCeleryApp(input, path, owner);
}

/** Whether a name is a Celery application; a name that can't be followed counts where it is called like one. */
function isCeleryApp(input: DjangoInput, path: string, owner: string): boolean {
  const target = input.symbols.resolve(path, owner);
  if (target.kind === 'value') return target.value.kind === 'call' && makesCelery(input, target.path, target.value);
  if (target.kind === 'external') return /^celery\.(current_app|app)$/.test(target.dotted);
  return target.kind === 'unknown' && /celery/i.test(owner);
}

function makesCelery(input: DjangoInput, path: string, call: CallExpression): boolean {
  const target = input.symbols.resolveExpression(path, call.callee);
  if (target.kind === 'external') return CELERY_CLASS.test(target.dotted);
  if (target.kind === 'class') return input.symbols.inherits(target, (dotted) => CELERY_CLASS.test(dotted)) === 'yes';
  return target.kind === 'function' && (/celery/i.test(target.symbol) || holdsMaker(input, target));
}

/** `def create_application(): … Celery("shop") …` */
function holdsMaker(input: DjangoInput, { path, node }: FunctionSymbol): boolean {
  const facts = input.facts(path);
  return facts !== undefined && scanCelery(facts).makers.some((call) => call.start >= node.start && call.end <= node.end);
}

function appPlaces(input: DjangoInput, path: string, scan: CeleryScan | undefined): readonly Place[] {
  return (scan?.makers ?? []).filter((call) => makesCelery(input, path, call)).map((call) => ({ path, span: input.symbols.span(path, call) }));
}

/** The name given, or the one that Celery makes of module and function; undefined where it is computed. */
function nameOf(input: DjangoInput, path: string, symbol: string, decorator: Expression): string | undefined {
  if (decorator.kind !== 'call') return `${moduleName(input, path)}.${symbol}`;
  if (decorator.keywords.some(({ name }) => name === null)) return undefined;
  const given = keywordOf(decorator, 'name');
  return given === undefined ? `${moduleName(input, path)}.${symbol}` : literalString(given.value);
}

function moduleName(input: DjangoInput, path: string): string {
  return (input.python.dottedName(path, path) ?? path.replace(/\.py$/, '').replaceAll('/', '.')).replace(/\.__init__$/, '');
}

/** Whether a name that the file at `from` uses is that of a task. */
function find(input: DjangoInput, found: Found, from: string, name: string): ReturnType<TaskIndex['find']> {
  const names = [...found.tasks.map((task) => task.name), ...found.classNames];
  if (names.includes(name)) return { kind: 'yes', task: found.tasks.find((task) => task.name === name) ?? null };
  const target = name.includes('.') ? input.symbols.importString(from, name) : ({ kind: 'unknown', reason: `\`${name}\` names no module` } as const);
  switch (target.kind) {
    case 'function':
      return functionAnswer(found, `${target.path}\0${target.symbol}`, target.node.decorators.length > 0);
    case 'missing': {
      if (found.open !== null) return { kind: 'unknown', reason: found.open };
      const answer = nearest(name, names, { max: 3 });
      return { kind: 'no', nearest: answer, path: target.path === '' ? null : target.path };
    }
    case 'external':
      return { kind: 'unknown', reason: `\`${name}\` is outside this repository` };
    case 'unknown':
      return { kind: 'unknown', reason: target.reason };
    default:
      return { kind: 'unknown', reason: `\`${name}\` is a ${target.kind}` };
  }
}

function functionAnswer(found: Found, key: string, decorated: boolean): ReturnType<TaskIndex['find']> {
  const task = found.tasks.find((one) => `${one.path}\0${one.function.symbol}` === key);
  const path = key.split('\0')[0] as string;
  if (task === undefined) {
    if (decorated || found.registered.has(key)) return { kind: 'unknown', reason: 'the function is made a task in a way that can\'t be read' };
    return { kind: 'no', nearest: [], path };
  }
  const given = task.decorator.kind === 'call' ? keywordOf(task.decorator, 'name') : undefined;
  if (given === undefined) return { kind: 'yes', task };
  return literalString(given.value) === undefined ? { kind: 'unknown', reason: 'the task\'s name is computed' } : { kind: 'no', nearest: [task.name], path };
}
