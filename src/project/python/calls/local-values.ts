/** What a function's variables and a class's instances are bound to. Pure. */
import type { ClassNode, Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { nestedBodies, walkStatements } from '../../../facts/python/code/walk.js';

/** Everything that is bound to a name; `open` when something is bound to it that has no expression of its own (a loop variable, an unpacked value). */
export interface Bound {
  readonly values: readonly Expression[];
  readonly annotation: Expression | null;
  readonly open: boolean;
}

const NOTHING: Bound = { values: [], annotation: null, open: false };

/** Variables of a function by name; its parameters are left out. */
export function localValues(node: FunctionNode): ReadonlyMap<string, Bound> {
  const bound = new Map<string, Bound>();
  visit(node.body, (target, value, annotation) => {
    if (target.kind === 'name') add(bound, target.id, value, annotation);
  });
  return bound;
}

/** A binding of `self.name` in a method. */
export interface InstanceValue {
  readonly method: FunctionNode;
  readonly value: Expression | null;
  readonly annotation: Expression | null;
}

/** What the methods of a class bind to attributes of their first parameter, by attribute. */
export function instanceValues(node: ClassNode): ReadonlyMap<string, readonly InstanceValue[]> {
  const found = new Map<string, InstanceValue[]>();
  for (const method of methodsOf(node)) {
    const self = method.parameters[0]?.name;
    visit(method.body, (target, value, annotation) => {
      if (target.kind !== 'attribute' || target.value.kind !== 'name' || target.value.id !== self) return;
      const known = found.get(target.attribute) ?? [];
      found.set(target.attribute, [...known, { method, value, annotation }]);
    });
  }
  return found;
}

/** Functions in a class body, inside `if` and `try` too. */
export function methodsOf(node: ClassNode): readonly FunctionNode[] {
  const methods: FunctionNode[] = [];
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'function') methods.push(statement);
    return statement.kind !== 'function' && statement.kind !== 'class';
  });
  return methods;
}

type Bind = (target: Expression, value: Expression | null, annotation: Expression | null) => void;

function visit(body: readonly Statement[], bind: Bind): void {
  for (const statement of body) {
    if (statement.kind === 'function' || statement.kind === 'class') continue;
    if (statement.kind === 'assign') for (const target of statement.targets) bindTarget(target, statement.value, statement.annotation ?? null, bind);
    else if (statement.kind === 'augmented' || statement.kind === 'for') bindTarget(statement.target, null, null, bind);
    else if (statement.kind === 'with') for (const { context, target } of statement.items) if (target !== null) bindTarget(target, context, null, bind);
    for (const nested of nestedBodies(statement)) visit(nested, bind);
  }
}

function bindTarget(target: Expression, value: Expression | null, annotation: Expression | null, bind: Bind): void {
  if (target.kind === 'tuple' || target.kind === 'list') for (const item of target.items) bindTarget(item, null, null, bind);
  else if (target.kind === 'starred') bindTarget(target.value, null, null, bind);
  else bind(target, value, annotation);
}

function add(bound: Map<string, Bound>, name: string, value: Expression | null, annotation: Expression | null): void {
  const known = bound.get(name) ?? NOTHING;
  bound.set(name, {
    values: value === null ? known.values : [...known.values, value],
    annotation: known.annotation ?? annotation,
    open: known.open || (value === null && annotation === null),
  });
}
