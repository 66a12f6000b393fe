/** Which application or router an expression is. Pure. */
import type { CallExpression, Expression, FunctionNode } from '../../facts/python/code/nodes.js';
import { dottedName, keywordOf, walkStatements } from '../../facts/python/code/walk.js';
import { asEntity } from '../same-data.js';
import { instanceValues, localValues } from '../python/calls/local-values.js';
import type { ClassSymbol, FunctionSymbol, Resolved } from '../python/symbols-types.js';
import type { PywebInput } from './input.js';
import { madeBy } from './known.js';
import type { CallUse, Creation, Scopes } from './scan.js';
import { moduleLevel } from './texts.js';
import type { Holder } from './types.js';

/** What an expression may be. */
export interface Found {
  readonly holders: readonly Holder[];
  /** Why others are possible; null when these are all. */
  readonly open: string | null;
  readonly missing?: Extract<Resolved, { kind: 'missing' }>;
}

const DEEPEST = 10;
const NOTHING: Found = { holders: [], open: null };

interface Where {
  readonly path: string;
  readonly scopes: Scopes;
  readonly depth: number;
}

export class Holders {
  /** By path first: files of equal content share their nodes. */
  private readonly made = new Map<string, Map<CallExpression, Holder | null>>();
  private readonly resolving = new Set<string>();

  constructor(private readonly input: PywebInput) {}

  /** The holders that a file makes where their names tell. */
  inFile(path: string, creations: readonly Creation[]): readonly Holder[] {
    return creations.flatMap((creation) => (creation.maker ? (this.make(path, creation.call, creation.scopes, dottedName(creation.target ?? creation.call) ?? '') ?? []) : []));
  }

  /** The holders that an expression at a place may be. Names of loops over written lists are followed. */
  of(path: string, expression: Expression, use: Pick<CallUse, 'scopes' | 'loops'>): Found {
    const loop = expression.kind === 'name' ? use.loops.findLast(({ target }) => target.kind === 'name' && target.id === expression.id) : undefined;
    if (loop !== undefined) return this.ofItems(path, loop.iterable, use.scopes);
    return this.resolve(expression, { path, scopes: use.scopes, depth: 0 });
  }

  /** What the first function that a place stands in is as a symbol. */
  functionSymbol(path: string, scopes: Scopes): FunctionSymbol | null {
    const node = scopes.at(-1);
    if (node === undefined) return null;
    return this.input.symbols.functions(path).find((one) => one.node === node) ?? null;
  }

  private ofItems(path: string, iterable: Expression, scopes: Scopes): Found {
    const listed = iterable.kind === 'name' || iterable.kind === 'attribute' ? this.input.symbols.resolveExpression(path, iterable, scopes.at(-1)) : undefined;
    const value = listed?.kind === 'value' ? listed.value : iterable;
    const at = listed?.kind === 'value' ? listed.path : path;
    if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'set') return { holders: [], open: 'routers of a list that is made when the program runs' };
    return joined(value.items.map((item) => this.resolve(item, { path: at, scopes: at === path ? scopes : [], depth: 1 })));
  }

  private resolve(expression: Expression, where: Where): Found {
    if (where.depth > DEEPEST) return { holders: [], open: 'the name leads through too many aliases' };
    switch (expression.kind) {
      case 'call':
        return this.ofCall(expression, where);
      case 'name':
        return this.ofName(expression, where);
      case 'attribute':
        return this.ofAttribute(expression, where);
      case 'await':
        return this.resolve(expression.value, deeper(where));
      case 'conditional':
        return joined([this.resolve(expression.body, deeper(where)), this.resolve(expression.orElse, deeper(where))]);
      case 'boolean':
        return joined([this.resolve(expression.left, deeper(where)), this.resolve(expression.right, deeper(where))]);
      case 'constant':
        return NOTHING;
      default:
        return { holders: [], open: 'it is computed' };
    }
  }

  private ofName(expression: Extract<Expression, { kind: 'name' }>, where: Where): Found {
    const { path, scopes } = where;
    for (const [index, scope] of [...scopes.entries()].reverse()) {
      const position = scope.parameters.findIndex(({ name }) => name === expression.id);
      if (position >= 0) return this.ofParameter(scope, position, { ...where, scopes: scopes.slice(0, index + 1) });
      const bound = localValues(scope).get(expression.id);
      if (bound !== undefined) {
        const found = joined(bound.values.map((value) => this.resolve(value, { ...where, scopes: scopes.slice(0, index + 1), depth: where.depth + 1 })));
        return bound.open || bound.values.length === 0 ? { ...found, open: found.open ?? `\`${expression.id}\` is a value that changes` } : found;
      }
      const local = this.input.symbols.resolve(path, expression.id, scope);
      if (local.kind !== 'unknown' && local.kind !== 'missing') return this.ofResolved(local, where);
    }
    const resolved = this.input.symbols.resolve(path, expression.id, scopes.at(-1));
    return resolved.kind === 'unknown' ? this.ofReassigned(expression.id, resolved.reason, where) : this.ofResolved(resolved, where);
  }

  /** `app = FastAPI()` and later `app = Wrapper(app)`: all that a module binds to the name. */
  private ofReassigned(name: string, reason: string, where: Where): Found {
    const key = `${where.path} ${name}`;
    if (this.resolving.has(key)) return NOTHING;
    this.resolving.add(key);
    const values: Expression[] = [];
    walkStatements(this.input.symbols.code(where.path)?.body ?? [], (statement) => {
      if (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => target.kind === 'name' && target.id === name)) values.push(statement.value);
      return statement.kind !== 'function' && statement.kind !== 'class';
    });
    const found = joined(values.map((value) => this.resolve(value, { path: where.path, scopes: [], depth: where.depth + 1 })));
    this.resolving.delete(key);
    return found.holders.length > 0 ? { ...found, open: null } : { holders: [], open: reason };
  }

  private ofResolved(resolved: Resolved, { depth }: Where): Found {
    if (resolved.kind === 'value') return this.resolve(resolved.value, { path: resolved.path, scopes: [], depth: depth + 1 });
    if (resolved.kind === 'missing') return { holders: [], open: null, missing: resolved };
    if (resolved.kind === 'unknown') return { holders: [], open: resolved.reason };
    return resolved.kind === 'external' ? { holders: [], open: `\`${resolved.dotted}\` is not of the repository` } : NOTHING;
  }

  private ofAttribute(expression: Extract<Expression, { kind: 'attribute' }>, where: Where): Found {
    const { path, scopes } = where;
    const resolved = this.input.symbols.resolveExpression(path, expression, scopes.at(-1));
    if (resolved.kind !== 'unknown') return this.ofResolved(resolved, where);
    const inside = this.functionSymbol(path, scopes) ?? moduleLevel(path);
    const receiver = this.input.calls().receiver(inside, expression.value);
    if (receiver?.kind === 'class') return this.ofInstance(receiver, expression.attribute, where);
    // `users.router` where the function imports the module itself, `main_app.app` of a value.
    return { holders: [], open: resolved.reason };
  }

  private ofInstance(owner: ClassSymbol, name: string, where: Where): Found {
    for (const one of this.input.symbols.ancestry(owner).classes) {
      const values = instanceValues(one.node).get(name) ?? [];
      const told = values.flatMap(({ method, value }) => (value === null ? [] : [this.resolve(value, { path: one.path, scopes: [method], depth: where.depth + 1 })]));
      if (told.length > 0) return joined(told);
    }
    const answer = this.input.symbols.attribute(owner, name);
    if (answer.kind !== 'found' || answer.attribute.kind === 'function' || answer.attribute.kind === 'class') return { holders: [], open: `an attribute of \`${owner.symbol}\`` };
    return this.resolve(answer.attribute, { path: answer.owner.path, scopes: [], depth: where.depth + 1 });
  }

  private ofCall(call: CallExpression, where: Where): Found {
    const own = this.make(where.path, call, where.scopes, '');
    if (own !== undefined) return { holders: [own], open: null };
    const resolved = this.input.symbols.resolveExpression(where.path, call.callee, where.scopes.at(-1));
    if (resolved.kind === 'function') return this.ofReturns(resolved, where);
    // A wrapper: `socketio.ASGIApp(sio, app)`, `ProxyFix(app)`.
    const wrapped = [...call.args, ...call.keywords.map(({ value }) => value)].filter((one) => one.kind === 'name');
    const inner = joined(wrapped.map((one) => this.resolve(one, deeper(where))));
    if (inner.holders.length > 0) return { ...inner, open: null };
    return { holders: [], open: 'it is what a call gives that can\'t be followed' };
  }

  private ofReturns(symbol: FunctionSymbol, where: Where): Found {
    const values: Expression[] = [];
    walkStatements(symbol.node.body, (statement) => {
      if (statement.kind === 'return' && statement.value !== null) values.push(statement.value);
      return statement.kind !== 'function' && statement.kind !== 'class';
    });
    return joined(values.map((value) => this.resolve(value, { path: symbol.path, scopes: [symbol.node], depth: where.depth + 1 })));
  }

  /** What the callers of a function hand to it. */
  private ofParameter(scope: FunctionNode, position: number, where: Where): Found {
    const symbol = this.functionSymbol(where.path, where.scopes);
    const parameter = scope.parameters[position];
    if (symbol === null || parameter === undefined) return { holders: [], open: 'it is a parameter' };
    const key = `${where.path} ${symbol.symbol} ${parameter.name}`;
    if (this.resolving.has(key)) return NOTHING;
    this.resolving.add(key);
    const callers = this.input.calls().callers(symbol).filter(({ certain }) => certain);
    const bound = this.input.calls().ownerOf(symbol) === undefined ? 0 : 1;
    const atModule = this.moduleCalls(symbol);
    const found = joined([
      ...callers.map(({ inside, own }) => this.ofArgument(own.call, position - bound, parameter.name, { path: inside.path, scopes: [inside.node], depth: where.depth + 1 })),
      ...atModule.map(({ path, call }) => this.ofArgument(call, position - bound, parameter.name, { path, scopes: [], depth: where.depth + 1 })),
    ]);
    this.resolving.delete(key);
    return found.holders.length > 0 ? found : { holders: [], open: found.open ?? `\`${parameter.name}\` is a parameter whose callers can't be seen` };
  }

  /** Calls of a function that stand at module level, where the call graph does not look. */
  private moduleCalls(symbol: FunctionSymbol): readonly { readonly path: string; readonly call: CallExpression }[] {
    const { name } = symbol.node;
    return this.input.symbols.mentions(name).flatMap((path) => {
      const calls: CallExpression[] = [];
      walkStatements(this.input.symbols.code(path)?.body ?? [], (statement) => {
        const value = statement.kind === 'expression' ? statement.value : statement.kind === 'assign' ? statement.value : null;
        if (value?.kind === 'call') {
          const resolved = this.input.symbols.resolveExpression(path, value.callee);
          if (resolved.kind === 'function' && resolved.node === symbol.node) calls.push(value);
        }
        return statement.kind !== 'function' && statement.kind !== 'class';
      });
      return calls.map((call) => ({ path, call }));
    });
  }

  private ofArgument(call: CallExpression, position: number, name: string, where: Where): Found {
    const argument = keywordOf(call, name)?.value ?? call.args[position];
    return argument === undefined ? { holders: [], open: 'what is handed over can\'t be seen' } : this.resolve(argument, where);
  }

  private make(path: string, call: CallExpression, scopes: Scopes, name: string): Holder | undefined {
    const inFile = this.made.get(path) ?? new Map<CallExpression, Holder | null>();
    this.made.set(path, inFile);
    const known = inFile.get(call);
    if (known !== undefined) return known ?? undefined;
    const dotted = this.makerOf(path, call, scopes);
    const made = dotted === undefined ? undefined : madeBy(dotted);
    const holder = made === undefined || dotted === undefined ? null : asEntity({ ...made, path, call, inside: this.functionSymbol(path, scopes), name, place: { path, span: this.input.symbols.span(path, call) }, dotted });
    inFile.set(call, holder);
    return holder ?? undefined;
  }

  /** The framework's class that a call makes, also through a class of the repository. */
  private makerOf(path: string, call: CallExpression, scopes: Scopes): string | undefined {
    const resolved = this.input.symbols.resolveExpression(path, call.callee, scopes.at(-1));
    if (resolved.kind === 'external') return resolved.dotted;
    return resolved.kind === 'class' ? this.input.symbols.ancestry(resolved).external.find((dotted) => madeBy(dotted) !== undefined) : undefined;
  }
}

function deeper(where: Where): Where {
  return { ...where, depth: where.depth + 1 };
}

function joined(all: readonly Found[]): Found {
  const holders = [...new Set(all.flatMap((one) => one.holders))];
  const missing = all.find((one) => one.missing !== undefined)?.missing;
  return { holders, open: all.find(({ open }) => open !== null)?.open ?? null, ...(missing === undefined ? {} : { missing }) };
}
