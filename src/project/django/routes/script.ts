/** How the module-level names of a urlconf come to their values, statement by statement. Pure, of one file alone. */
import { dottedName, walkExpressions } from '../../../facts/python/code/walk.js';
import type { CallExpression, Expression, ImportStatement, PythonCode, Statement } from '../../../facts/python/code/nodes.js';

/** One statement that gives a name its value or adds to it. */
export interface Version {
  readonly value: Expression;
  /** `add`: the value's items are added (`+=`, `.extend`); `append`: the value itself is one item. */
  readonly mode: 'set' | 'add' | 'append';
  /** The value that is added to; what a reference to the name itself means within `value`. */
  readonly previous: Version | undefined;
  readonly guard: Guarded;
}

/** Whether the statement runs: always, in a branch or a `try` only, or several times. */
export type Guarded = 'none' | 'branch' | 'loop';

/** `receiver.method(…)` as a statement. */
export interface MethodCall {
  readonly call: CallExpression;
  readonly receiver: Expression;
  readonly method: string;
  readonly guard: Guarded;
}

export interface Script {
  /** The last version of each assigned name, dotted for attributes. */
  readonly names: ReadonlyMap<string, Version>;
  readonly calls: readonly MethodCall[];
  readonly imports: readonly ImportStatement[];
}

const ADDING = new Set(['extend', 'append', 'insert']);

/** Reads the statements of a module. */
export function scriptOf(code: PythonCode): Script {
  return readBody(code.body);
}

/** The same for the body of a function. */
export function readBody(body: readonly Statement[]): Script {
  const script = { names: new Map<string, Version>(), calls: [] as MethodCall[], imports: [] as ImportStatement[] };
  readStatements(body, script, 'none');
  return script;
}

interface Draft extends Script {
  readonly names: Map<string, Version>;
  readonly calls: MethodCall[];
  readonly imports: ImportStatement[];
}

function readStatements(body: readonly Statement[], draft: Draft, guard: Guarded): void {
  for (const statement of body) readStatement(statement, draft, guard);
}

function readStatement(statement: Statement, draft: Draft, guard: Guarded): void {
  const branch = guard === 'loop' ? 'loop' : 'branch';
  switch (statement.kind) {
    case 'import':
      draft.imports.push(statement);
      return;
    case 'assign':
      if (statement.value !== null) for (const target of statement.targets) assign(target, statement.value, draft, guard);
      return;
    case 'augmented':
      if (statement.target.kind === 'name' && statement.operator === '+') add(statement.target.id, statement.value, 'add', draft, guard);
      return;
    case 'expression':
      if (statement.value.kind === 'call') readCall(statement.value, draft, guard);
      return;
    case 'if':
      readStatements(statement.body, draft, branch);
      readStatements(statement.orElse, draft, branch);
      return;
    case 'try':
      for (const part of [statement.body, ...statement.handlers.map((handler) => handler.body), statement.orElse]) readStatements(part, draft, branch);
      readStatements(statement.final, draft, guard);
      return;
    case 'for':
    case 'while':
      readStatements(statement.body, draft, 'loop');
      readStatements(statement.orElse, draft, branch);
      return;
    case 'with':
      readStatements(statement.body, draft, guard);
      return;
    default:
  }
}

/** In a branch an assignment does not undo the one before: either may hold. */
function assign(target: Expression, value: Expression, draft: Draft, guard: Guarded): void {
  const name = dottedName(target);
  if (name === undefined) return;
  if (guard !== 'none' && draft.names.has(name) && !mentions(value, name)) add(name, value, 'add', draft, guard);
  else draft.names.set(name, { value, mode: 'set', previous: draft.names.get(name), guard });
}

/** Whether what is assigned is made from what the name held before. */
function mentions(value: Expression, name: string): boolean {
  let found = false;
  walkExpressions(value, (inner) => {
    found ||= inner.kind === 'name' && inner.id === name;
    return !found;
  });
  return found;
}

function add(name: string, value: Expression, mode: 'add' | 'append', draft: Draft, guard: Guarded): void {
  draft.names.set(name, { value, mode, previous: draft.names.get(name), guard });
}

function readCall(call: CallExpression, draft: Draft, guard: Guarded): void {
  if (call.callee.kind !== 'attribute') return;
  const { value: receiver, attribute: method } = call.callee;
  const [first, second] = call.args;
  if (receiver.kind === 'name' && ADDING.has(method) && first !== undefined) {
    if (method === 'insert' && second !== undefined) add(receiver.id, second, 'append', draft, guard);
    else if (method !== 'insert') add(receiver.id, first, method === 'extend' ? 'add' : 'append', draft, guard);
    return;
  }
  draft.calls.push({ call, receiver, method, guard });
}
