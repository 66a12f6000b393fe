/** Follows rows through expressions and statements and reports the relations that are read of them. */
import type { CallExpression, Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { childExpressions, dottedName, expressionsOf, nestedBodies, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ModelClass } from '../../../project/django/types.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { asksWhatIsLoaded, elementName, loadsObjects, repeatedRoot } from './loops.js';
import { isLoaded, memberOf, pathOf, type Read, type Related, type Root, type Row, type Spot, type Value, type Via } from './rows.js';

/** Calls that are followed from a loop. */
const DEEPEST = 2;
const READS_ALL: ReadonlySet<string> = new Set(['list', 'tuple', 'set', 'sorted', 'len', 'sum', 'any', 'all', 'max', 'min', 'bool', 'enumerate', 'reversed', 'frozenset', 'dict']);
const COUNTS: ReadonlySet<string> = new Set(['count', 'exists', 'acount', 'aexists', '__len__']);
const ASKS: ReadonlySet<string> = new Set(['get', 'latest', 'earliest', 'aggregate', 'in_bulk', 'contains', 'dates', 'datetimes']);
const NARROWS: ReadonlySet<string> = new Set([
  'filter', 'exclude', 'order_by', 'annotate', 'distinct', 'values', 'values_list', 'only', 'defer', 'select_related', 'prefetch_related', 'reverse', 'extra', 'iterator', 'complex_filter', 'alias',
]);

/** Methods that write the row anyway, and do much for new rows alone. */
const WRITES: ReadonlySet<string> = new Set(['save', 'delete', 'asave', 'adelete', 'clean', 'full_clean']);

/** What names mean at a place, and the roots whose reads there happen once at most. */
interface Scope {
  readonly names: Map<string, Value>;
  readonly once: ReadonlySet<Root>;
  /** Where an exception is handled: rare, whatever the rows are. */
  readonly rare?: true;
  /** Parameters that are false, as nobody gave them. */
  readonly off?: ReadonlySet<string>;
}

/** Reads one function's body, or what is called from it. */
export class RowReader {
  constructor(
    private readonly model: ProjectModel,
    private readonly inside: FunctionSymbol,
    private readonly report: (read: Read) => void,
    private readonly via: readonly Via[] = [],
    /** Calls followed on the way; loops of what is called are judged where it stands. */
    private readonly depth: number | 'own' = 'own',
  ) {}

  /** Reads the body with some parameters known; `off`: those that are false there. */
  read(names: ReadonlyMap<string, Value> = new Map(), off: ReadonlySet<string> = new Set()): void {
    this.statements(this.inside.node.body, { names: new Map(names), once: new Set(), off });
  }

  private statements(body: readonly Statement[], scope: Scope): void {
    for (const statement of body) this.statement(statement, scope);
  }

  private statement(statement: Statement, scope: Scope): void {
    switch (statement.kind) {
      case 'function':
      case 'class':
        scope.names.delete(statement.name);
        return;
      case 'for':
        return this.loop(statement, scope);
      case 'assign':
        return this.assign(statement.targets, statement.value, scope);
      case 'return':
      case 'raise':
        for (const expression of expressionsOf(statement)) this.value(expression, this.quiet(scope));
        return;
      case 'try':
        this.arm(statement.body, scope);
        for (const handler of statement.handlers) this.statements(handler.body, { ...scope, rare: true });
        this.arm(statement.orElse, scope);
        return this.arm(statement.final, scope);
      case 'if':
        return this.branch(statement, scope);
      default:
        for (const expression of expressionsOf(statement)) this.value(expression, scope);
        for (const body of nestedBodies(statement)) this.arm(body, scope);
    }
  }

  private branch({ test, body, orElse }: Extract<Statement, { kind: 'if' }>, scope: Scope): void {
    this.value(test, scope);
    if (test.kind !== 'name' || scope.off?.has(test.id) !== true) this.arm(body, this.asksForKind(test, scope) ? { ...scope, rare: true } : scope);
    this.arm(orElse, scope);
  }

  /** `if asset.kind == …` of a related row: which kinds are met on this way can't be told. */
  private asksForKind(test: Expression, scope: Scope): boolean {
    let asks = false;
    walkExpressions(test, (one) => {
      if (one.kind !== 'comparison' || one.operators.some((operator) => operator.startsWith('is'))) return;
      for (const operand of one.operands) {
        if (operand.kind !== 'attribute' || operand.value.kind !== 'name') continue;
        const row = scope.names.get(operand.value.id);
        asks ||= row?.kind === 'row' && row.path.length > 0 && row.model !== null && memberOf(row.model, operand.attribute) === undefined;
      }
    });
    return asks;
  }

  /** A block that leaves the loop runs once at most. */
  private arm(body: readonly Statement[], scope: Scope): void {
    this.statements(body, leaves(body) ? this.quiet(scope) : scope);
  }

  /** The same names, with the loops of this body counted as run once. */
  private quiet(scope: Scope): Scope {
    const once = new Set(scope.once);
    for (const value of scope.names.values()) {
      const root = value?.kind === 'row' ? value.root : value?.row.root;
      if (root?.frame === this.inside.node) once.add(root);
    }
    return { ...scope, once };
  }

  private assign(targets: readonly Expression[], value: Expression | null, scope: Scope): void {
    const given = value === null ? undefined : this.value(value, scope);
    for (const target of targets) {
      if (target.kind === 'name') scope.names.set(target.id, given);
      else if (target.kind === 'attribute') this.assignAttribute(target.value, target.attribute, scope);
      else if (target.kind === 'tuple' || target.kind === 'list') for (const item of target.items) if (item.kind === 'name') scope.names.delete(item.id);
    }
  }

  private assignAttribute(holder: Expression, name: string, scope: Scope): void {
    const row = this.value(holder, scope);
    if (row?.kind === 'row') row.root.assigned.add(pathOf(row, name));
  }

  private loop(statement: Extract<Statement, { kind: 'for' }>, scope: Scope): void {
    const element = this.element(statement.iterable, statement.target, statement, scope);
    const names = new Map(scope.names);
    for (const name of namesIn(statement.target)) names.delete(name);
    const name = elementName(statement.target, statement.iterable);
    if (name !== undefined && element !== undefined && !leaves(statement.body)) names.set(name, element);
    this.statements(statement.body, { ...scope, names });
    this.arm(statement.orElse, scope);
  }

  /** The row that a loop's target is each time. */
  private element(iterable: Expression, target: Expression, loop: Statement | Expression, scope: Scope): Row | undefined {
    const given = this.value(iterable, scope);
    if (given?.kind === 'related') {
      this.evaluate(given, iterable, scope);
      if (!given.refined) return this.elementOf(given);
    }
    const root = this.depth === 'own' ? repeatedRoot(this.model, this.inside, { iterable, target, loop }) : undefined;
    return root === undefined ? undefined : { kind: 'row', root, path: [], model: root.model, many: false, back: root.back };
  }

  /** A row of the related ones. What a manager of its own loads with them can't be told from here. */
  elementOf({ row, name, target, field }: Related): Row | undefined {
    if (target === null || target.managers.length > 0) return undefined;
    const back = memberOf(row.model as ModelClass, name)?.back ?? null;
    return { kind: 'row', root: row.root, path: [...row.path, name], model: target, many: true, back: field.relation?.form === 'many-to-many' ? null : back };
  }

  private value(expression: Expression, scope: Scope): Value {
    switch (expression.kind) {
      case 'name':
        return scope.names.get(expression.id);
      case 'attribute':
        return this.attribute(expression, scope);
      case 'call':
        return this.call(expression, scope);
      case 'await':
      case 'starred':
        return this.value(expression.value, scope);
      case 'named': {
        const value = this.value(expression.value, scope);
        scope.names.set(expression.target, value);
        return value;
      }
      case 'conditional': {
        this.value(expression.test, scope);
        const [body, orElse] = [this.value(expression.body, scope), this.value(expression.orElse, scope)];
        return body ?? orElse;
      }
      case 'comprehension':
        return this.comprehension(expression, scope);
      case 'subscript': {
        const value = this.value(expression.value, scope);
        this.value(expression.index, scope);
        if (value?.kind === 'related') this.evaluate(value, expression, scope);
        return undefined;
      }
      case 'formatted':
        for (const part of expression.parts) if (typeof part !== 'string') this.shown(this.value(part, scope), part, scope);
        return undefined;
      case 'lambda':
        return undefined;
      default:
        for (const child of childExpressions(expression)) this.value(child, scope);
        return undefined;
    }
  }

  private comprehension(expression: Extract<Expression, { kind: 'comprehension' }>, scope: Scope): Value {
    const inner: Scope = { ...scope, names: new Map(scope.names) };
    for (const { target, iterable, conditions } of expression.clauses) {
      const element = this.element(iterable, target, expression, inner);
      for (const name of namesIn(target)) inner.names.delete(name);
      const name = elementName(target, iterable);
      if (name !== undefined && element !== undefined) inner.names.set(name, element);
      for (const condition of conditions) this.value(condition, inner);
    }
    this.value(expression.element, inner);
    if (expression.value !== undefined) this.value(expression.value, inner);
    return undefined;
  }

  private attribute(expression: Extract<Expression, { kind: 'attribute' }>, scope: Scope): Value {
    const { value, attribute } = expression;
    // `order.customer.pk` is mostly meant as the id that the row has.
    if ((attribute === 'pk' || attribute === 'id') && value.kind === 'attribute') {
      this.value(value.value, scope);
      return undefined;
    }
    const base = this.value(value, scope);
    if (base?.kind !== 'row') return undefined;
    return this.member(base, attribute, { path: this.inside.path, at: expression }, scope);
  }

  /** What an attribute of a row gives; reports the relation that it reads. */
  member(row: Row, name: string, spot: Spot, scope: Scope = EMPTY): Value {
    const { model } = row;
    if (model === null) return undefined;
    const member = memberOf(model, name);
    if (member === undefined) {
      this.computed(row, name, spot, scope, true);
      return undefined;
    }
    const { field, target } = member;
    if (member.kind === 'many') return { kind: 'related', row, name, field, target, refined: false };
    // All rows of `order.items` share that one order, and what was read of it.
    if (name === row.back) return undefined;
    this.emit({ root: row.root, path: pathOf(row, name), form: row.many ? 'prefetch' : 'select', field, spot, via: this.via }, scope);
    return { kind: 'row', root: row.root, path: [...row.path, name], model: target, many: row.many, back: member.back };
  }

  /** A property or method of the model, with the row as `self`. */
  computed(row: Row, name: string, spot: Spot, scope: Scope = EMPTY, property = false, call?: CallExpression): void {
    const { model } = row;
    if (model === null || model.path === '' || WRITES.has(name)) return;
    const found = this.model.symbols.attribute(model, name);
    if (found.kind !== 'found' || found.attribute.kind !== 'function' || isProperty(found.attribute) !== property) return;
    const self = found.attribute.parameters[0]?.name;
    if (self === undefined || !isPlain(found.attribute)) return;
    this.follow({ kind: 'function', path: found.owner.path, symbol: `${found.owner.symbol}.${name}`, node: found.attribute }, new Map([[self, row]]), spot, scope, call);
  }

  /** Reads the body of another function that is given rows. */
  follow(fn: FunctionSymbol, names: ReadonlyMap<string, Value>, spot: Spot, scope: Scope = EMPTY, call?: CallExpression): void {
    const depth = this.depth === 'own' ? 1 : this.depth + 1;
    if (depth > DEEPEST || loadsObjects(fn)) return;
    const via: Via = { spot, label: fn.symbol };
    new RowReader(this.model, fn, (read) => this.emit(read, scope), [...this.via, via], depth).read(names, call === undefined ? undefined : switchedOff(fn.node, call));
  }

  /** `str(order)`, `f"{order}"`, `{{ order }}` */
  shown(value: Value, at: Expression | Spot, scope: Scope = EMPTY): void {
    const spot: Spot = 'kind' in at ? { path: this.inside.path, at } : at;
    if (value?.kind === 'row') this.computed(value, '__str__', spot, scope, false);
  }

  private call(call: CallExpression, scope: Scope): Value {
    const { callee } = call;
    const base = callee.kind === 'attribute' ? this.value(callee.value, scope) : undefined;
    const args = [...call.args.map((one) => this.value(one, scope)), ...call.keywords.map(({ value }) => this.value(value, scope))];
    if (callee.kind === 'attribute' && base?.kind === 'related') return this.onRelated(base, callee.attribute, call, scope);
    if (callee.kind === 'attribute' && base?.kind === 'row') this.computed(base, callee.attribute, { path: this.inside.path, at: callee }, scope, false, call);
    if (callee.kind === 'name') {
      const [first] = args;
      if (callee.id === 'str' || callee.id === 'repr') this.shown(first, callee, scope);
      if (READS_ALL.has(callee.id) && first?.kind === 'related') {
        this.evaluate(first, call, scope);
        return first;
      }
    }
    if (args.some((value) => value?.kind === 'row')) this.helper(call, args, scope);
    return undefined;
  }

  /** A function of the repository that is given the row. */
  private helper(call: CallExpression, args: readonly Value[], scope: Scope): void {
    const edge = this.model.django.calls.from(this.inside).find((one) => one.call === call);
    if (edge === undefined || !isPlain(edge.to.node)) return;
    const { node } = edge.to;
    const bound = node.parameters[0] !== undefined && /^(self|cls)$/.test(node.parameters[0].name) ? 1 : 0;
    const names = new Map<string, Value>();
    for (const [index, value] of args.entries()) {
      const keyword = call.keywords[index - call.args.length];
      const name = keyword === undefined ? node.parameters[index + bound]?.name : keyword.name;
      if (name !== undefined && name !== null && value !== undefined) names.set(name, value);
    }
    if (names.size > 0) this.follow(edge.to, names, { path: this.inside.path, at: call.callee }, scope, call);
  }

  /** `order.items.all()`, `.count()`, `.filter()` */
  onRelated(related: Related, method: string, at: Expression | Spot, scope: Scope = EMPTY): Value {
    if (method === 'all' || method === 'using' || method === 'get_queryset') return related;
    if (NARROWS.has(method)) return { ...related, refined: true };
    if (COUNTS.has(method)) this.evaluate(related, at, scope, 'counted');
    else if (ASKS.has(method)) this.evaluate({ ...related, refined: true }, at, scope);
    else if (method === 'first' || method === 'last') {
      // Django answers from the loaded rows where they have an order.
      const held = isLoaded(related.row.root, pathOf(related.row, related.name)) && related.target?.meta.has('ordering') !== false;
      this.evaluate(held ? related : { ...related, refined: true }, at, scope);
    }
    return undefined;
  }

  /** The related rows are fetched here. */
  evaluate({ row, name, field, refined }: Related, at: Expression | Spot, scope: Scope = EMPTY, plain: 'prefetch' | 'counted' = 'prefetch'): void {
    const spot: Spot = 'kind' in at ? { path: this.inside.path, at } : at;
    this.emit({ root: row.root, path: pathOf(row, name), form: refined ? 'refined' : plain, field, spot, via: this.via }, scope);
  }

  private emit(read: Read, { once, rare }: Scope): void {
    const { root, path } = read;
    if (rare === true || !root.repeated || once.has(root) || root.assigned.has(path) || this.answersFromLoaded(read)) return;
    this.report(read);
  }

  /** A function that is given rows and looks at what is loaded reads a relation where that is, and asks the database where it is not. */
  private answersFromLoaded({ root, path, form }: Read): boolean {
    if (form === 'select' || root.frame === this.inside.node || (form !== 'prefetch' && !isLoaded(root, path))) return false;
    return asksWhatIsLoaded(this.model, this.inside);
  }
}

const EMPTY: Scope = { names: new Map(), once: new Set() };

/** Whether a block leaves the loop around it, or the function, unless it raises: a loop that tries row after row ends at the first that works. */
function leaves(body: readonly Statement[]): boolean {
  const last = body.at(-1);
  if (last === undefined) return false;
  if (last.kind === 'with' || (last.kind === 'try' && last.orElse.length === 0)) return leaves(last.body);
  if (last.kind === 'try') return leaves(last.orElse);
  if (last.kind === 'return' || last.kind === 'raise' || last.kind === 'break') return true;
  return last.kind === 'if' && last.orElse.length > 0 && leaves(last.body) && leaves(last.orElse);
}

/** Parameters that a call leaves at a default of False or None, and that the function does not set. */
function switchedOff(node: FunctionNode, call: CallExpression): ReadonlySet<string> {
  if (call.keywords.some(({ name }) => name === null) || call.args.some(({ kind }) => kind === 'starred')) return new Set();
  const bound = node.parameters[0] !== undefined && /^(self|cls)$/.test(node.parameters[0].name) ? 1 : 0;
  const off = new Set<string>();
  for (const [index, { name, default: given }] of node.parameters.entries()) {
    const passed = index - bound < call.args.length || call.keywords.some((keyword) => keyword.name === name);
    if (!passed && given?.kind === 'constant' && (given.value === false || given.value === null)) off.add(name);
  }
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'assign') for (const target of statement.targets) for (const name of namesIn(target)) off.delete(name);
  });
  return off;
}

function namesIn(target: Expression): readonly string[] {
  if (target.kind === 'name') return [target.id];
  return target.kind === 'tuple' || target.kind === 'list' || target.kind === 'starred' ? childExpressions(target).flatMap(namesIn) : [];
}

export function isProperty(node: FunctionNode): boolean {
  return node.decorators.some((decorator) => /(^|\.)(cached_)?property$/.test(dottedName(decorator) ?? ''));
}

/** No decorator that may keep what the function once gave, or call it otherwise. */
function isPlain(node: FunctionNode): boolean {
  return node.decorators.every((decorator) => /(^|\.)((cached_)?property|display|mark_safe|override|staticmethod|atomic)$/.test(dottedName(decorator.kind === 'call' ? decorator.callee : decorator) ?? ''));
}
