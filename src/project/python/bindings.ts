/** What a Python file binds its module-level names to. Pure, of one file alone. */
import type { ClassNode, Expression, FunctionNode, ImportStatement, PythonCode, Statement } from '../../facts/python/code/nodes.js';

/** One way in which a name is bound. */
export type Binding =
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'value'; readonly value: Expression }
  /** `import a.b as c` (target a.b), `import a.b` (binds `a`), `from a import b as c` (member b). */
  | { readonly kind: 'import'; readonly statement: ImportStatement; readonly member: string | null; readonly whole: boolean }
  /** A loop variable, a caught exception, an augmented or unpacked assignment: a value that changes. */
  | { readonly kind: 'other' };

export interface Bindings {
  /** In the order in which they are bound. */
  readonly names: ReadonlyMap<string, readonly Binding[]>;
  /** `from x import *`, in order. */
  readonly stars: readonly ImportStatement[];
}

/** Names bound by the module's own statements, inside `if`, `try`, `with` and loops too. */
export function bindingsOf(code: PythonCode): Bindings {
  return bindingsOfBody(code.body);
}

/** Names that a block of statements binds, nested blocks included and nested functions and classes left out. */
export function bindingsOfBody(body: readonly Statement[]): Bindings {
  const names = new Map<string, Binding[]>();
  const stars: ImportStatement[] = [];
  const bind = (name: string, binding: Binding): void => {
    const known = names.get(name);
    if (known === undefined) names.set(name, [binding]);
    else known.push(binding);
  };
  collect(body, { bind, stars });
  return { names, stars };
}

interface Sink {
  bind(name: string, binding: Binding): void;
  readonly stars: ImportStatement[];
}

function collect(body: readonly Statement[], sink: Sink): void {
  for (const statement of body) collectOne(statement, sink);
}

function collectOne(statement: Statement, sink: Sink): void {
  switch (statement.kind) {
    case 'class':
    case 'function':
      sink.bind(statement.name, statement.kind === 'class' ? { kind: 'class', node: statement } : { kind: 'function', node: statement });
      return;
    case 'import':
      bindImport(statement, sink);
      return;
    case 'assign':
      for (const target of statement.targets) bindTarget(target, statement.value, sink);
      return;
    case 'augmented':
      bindTarget(statement.target, null, sink);
      return;
    case 'if':
    case 'while':
      collect(statement.body, sink);
      collect(statement.orElse, sink);
      return;
    case 'for':
      bindTarget(statement.target, null, sink);
      collect(statement.body, sink);
      collect(statement.orElse, sink);
      return;
    case 'with':
      for (const item of statement.items) if (item.target !== null) bindTarget(item.target, null, sink);
      collect(statement.body, sink);
      return;
    case 'try':
      collectTry(statement, sink);
      return;
    case 'match':
      for (const one of statement.cases) collect(one.body, sink);
      return;
    default:
  }
}

function collectTry(statement: Extract<Statement, { kind: 'try' }>, sink: Sink): void {
  collect(statement.body, sink);
  for (const handler of statement.handlers) {
    if (handler.name !== null) sink.bind(handler.name, { kind: 'other' });
    collect(handler.body, sink);
  }
  collect(statement.orElse, sink);
  collect(statement.final, sink);
}

function bindImport(statement: ImportStatement, sink: Sink): void {
  if (statement.names === null) {
    const name = statement.alias ?? (statement.module.split('.')[0] as string);
    sink.bind(name, { kind: 'import', statement, member: null, whole: statement.alias !== null });
    return;
  }
  for (const { name, alias } of statement.names) {
    if (name === '*') sink.stars.push(statement);
    else sink.bind(alias ?? name, { kind: 'import', statement, member: name, whole: true });
  }
}

function bindTarget(target: Expression, value: Expression | null, sink: Sink): void {
  if (target.kind === 'name') sink.bind(target.id, value === null ? { kind: 'other' } : { kind: 'value', value });
  else if (target.kind === 'starred') bindTarget(target.value, null, sink);
  else if (target.kind === 'tuple' || target.kind === 'list') {
    const values = value !== null && (value.kind === 'tuple' || value.kind === 'list') && value.items.length === target.items.length ? value.items : undefined;
    for (const [index, item] of target.items.entries()) bindTarget(item, values?.[index] ?? null, sink);
  }
}

/**
 * The binding that a reader would take: an import before its fallbacks, else the only one, else the last of a definition;
 * undefined where several values contend.
 */
export function chosen(bindings: readonly Binding[]): Binding | undefined {
  const imported = bindings.find((binding) => binding.kind === 'import');
  if (imported !== undefined) return imported;
  const last = bindings.at(-1);
  if (bindings.length === 1 || last?.kind === 'class' || last?.kind === 'function') return last;
  return undefined;
}
