/** Which functions of a repository call which. Pure; every answer is memoised by its function. */
import type { CallExpression, ClassNode, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { functionsOf } from '../../../facts/python/code/walk.js';
import type { FileFacts } from '../../../facts/types.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols } from '../symbols-types.js';
import { isDeferred } from './deferring.js';
import { calledName, ownCalls } from './own-calls.js';
import { sameData } from '../../same-data.js';
import { keyedByPair, perKey } from '../../tracked.js';
import { perBody } from '../../per-object.js';
import { Receivers } from './receivers.js';
import type { CallEdge, Caller, CallGraph, CallPath, OwnCall, Receiver } from './types.js';

export interface CallsInput {
  readonly symbols: PythonSymbols;
  facts(path: string): FileFacts | undefined;
}

const callsOf = perBody((node: FunctionNode): readonly OwnCall[] => ownCalls(node));

/** Builds the call graph of one tree; nothing is computed before it is asked for. */
export function createCalls({ symbols, facts }: CallsInput): CallGraph {
  return new Graph(symbols, facts);
}

/** A caller without its call, so that nothing of the body is held. */
interface FoundCaller extends Pick<Caller, 'inside' | 'certain'> {
  /** Of the call among the function's own. */
  readonly index: number;
}

class Graph implements CallGraph {
  private readonly receivers: Receivers;
  private readonly edges = keyedByPair<string, FunctionNode, readonly CallEdge[]>(sameData);
  /** By the file of the function that is called, by that function and by the file that calls: a common name is called in many, of which a change touches few. */
  private readonly callersIn = perKey((_path: string) => keyedByPair<FunctionNode, string, readonly FoundCaller[]>(sameData));
  private readonly functionsAt = perKey((path: string) => this.readFunctions(path));

  constructor(
    private readonly symbols: PythonSymbols,
    private readonly facts: (path: string) => FileFacts | undefined,
  ) {
    this.receivers = new Receivers({ symbols, ownerOf: (symbol) => this.ownerOf(symbol), functionAt: (path, node) => this.functionAt(path, node) });
  }

  from(symbol: FunctionSymbol): readonly CallEdge[] {
    return this.edges(symbol.path, symbol.node, () =>
      callsOf(symbol.node).flatMap(({ call }, index) => {
        const to = this.target(symbol, call);
        return to === undefined || to.node === symbol.node || isDeferred(to, this.symbols) ? [] : [new Edge(symbol.node, index, to)];
      }),
    );
  }

  reach(symbol: FunctionSymbol, depth: number, test: (call: CallExpression, inside: FunctionSymbol) => boolean): readonly CallPath[] {
    const found: CallPath[] = [];
    const seen = new Set<FunctionNode>([symbol.node]);
    let level: { readonly at: FunctionSymbol; readonly way: CallPath['steps'] }[] = [{ at: symbol, way: [] }];
    for (let deep = 0; deep <= depth && level.length > 0; deep += 1) {
      const next: typeof level = [];
      for (const { at, way } of level) {
        for (const { call } of callsOf(at.node)) if (test(call, at)) found.push({ steps: [...way, { inside: at, call }] });
        if (deep === depth) continue;
        for (const { call, to } of this.from(at)) {
          if (seen.has(to.node)) continue;
          seen.add(to.node);
          next.push({ at: to, way: [...way, { inside: at, call }] });
        }
      }
      level = next;
    }
    return found;
  }

  calls(symbol: FunctionSymbol): readonly OwnCall[] {
    return callsOf(symbol.node);
  }

  external(inside: FunctionSymbol, call: CallExpression): readonly string[] {
    const { callee } = call;
    const resolved = this.symbols.resolveExpression(inside.path, callee, inside.node);
    if (resolved.kind === 'external') return [resolved.dotted];
    if (callee.kind !== 'attribute' || this.target(inside, call) !== undefined) return [];
    const receiver = isSuper(callee.value) ? this.ownerOf(inside) : this.receivers.of({ path: inside.path, inside }, callee.value);
    if (receiver === undefined) return [];
    if (receiver.kind === 'external') return [`${receiver.dotted}.${callee.attribute}`];
    return this.symbols.ancestry(receiver).external.map((dotted) => `${dotted}.${callee.attribute}`);
  }

  receiver(inside: FunctionSymbol, expression: Expression): Receiver | undefined {
    return this.receivers.of({ path: inside.path, inside }, expression);
  }

  callers(symbol: FunctionSymbol): readonly Caller[] {
    const owner = this.ownerOf(symbol);
    const name = symbol.node.name === '__init__' && owner !== undefined ? owner.node.name : symbol.node.name;
    return this.symbols.mentions(name).flatMap((path) => {
      const found = this.callersIn(symbol.path)(symbol.node, path, () => {
        const names = new Set([name, ...this.aliases(path, name)]);
        return this.symbols.functions(path).flatMap((inside) => this.callsTo(symbol, inside, names));
      });
      return found.map(({ inside, index, certain }): Caller => ({ inside, own: callsOf(inside.node)[index] as OwnCall, certain }));
    });
  }

  ownerOf(symbol: FunctionSymbol): ClassSymbol | undefined {
    return this.functionsAt(symbol.path).get(symbol.node)?.owner;
  }

  private callsTo(symbol: FunctionSymbol, inside: FunctionSymbol, names: ReadonlySet<string>): FoundCaller[] {
    return callsOf(inside.node).flatMap(({ call }, index): FoundCaller[] => {
      const { callee } = call;
      if (!names.has(calledName(callee) ?? '')) return [];
      const to = this.target(inside, call);
      if (to?.node === symbol.node) return [{ inside, index, certain: true }];
      if (to !== undefined) return this.overrides(symbol, to) ? [{ inside, index, certain: false }] : [];
      const open = callee.kind === 'attribute' && this.ownerOf(symbol) !== undefined && this.receivers.of({ path: inside.path, inside }, callee.value) === undefined;
      return open ? [{ inside, index, certain: false }] : [];
    });
  }

  /** Whether a call of one method may run the other: it stands in a class below. */
  private overrides(symbol: FunctionSymbol, base: FunctionSymbol): boolean {
    const below = this.ownerOf(symbol);
    const above = this.ownerOf(base);
    return below !== undefined && above !== undefined && this.symbols.ancestry(below).classes.some(({ node }) => node === above.node);
  }

  private aliases(path: string, name: string): readonly string[] {
    const imports = this.facts(path)?.python?.imports ?? [];
    return imports.flatMap((statement) => statement.names?.flatMap((one) => (one.name === name && one.alias !== undefined ? [one.alias] : [])) ?? []);
  }

  private target(inside: FunctionSymbol, call: CallExpression): FunctionSymbol | undefined {
    const { callee } = call;
    const resolved = this.symbols.resolveExpression(inside.path, callee, inside.node);
    if (resolved.kind === 'function') return this.functionAt(resolved.path, resolved.node);
    if (resolved.kind === 'class') return this.receivers.method(resolved, '__init__');
    if (callee.kind !== 'attribute') return undefined;
    if (isSuper(callee.value)) return this.receivers.above(inside, callee.attribute);
    const receiver = this.receivers.of({ path: inside.path, inside }, callee.value);
    return receiver?.kind === 'class' ? this.receivers.method(receiver, callee.attribute) : undefined;
  }

  private functionAt(path: string, node: FunctionNode): FunctionSymbol | undefined {
    return this.functionsAt(path).get(node)?.symbol;
  }

  private readFunctions(path: string): ReadonlyMap<FunctionNode, { readonly symbol: FunctionSymbol; readonly owner: ClassSymbol | undefined }> {
    const code = this.symbols.code(path);
    const owners = new Map<FunctionNode, ClassNode | null>(code === undefined ? [] : functionsOf(code).map(({ node, owner }) => [node, owner]));
    const classes = new Map(this.symbols.classes(path).map((one) => [one.node, one]));
    return new Map(
      this.symbols.functions(path).map((symbol) => {
        const owner = owners.get(symbol.node);
        return [symbol.node, { symbol, owner: owner == null ? undefined : classes.get(owner) }] as const;
      }),
    );
  }
}

/** Does not hold the call, which would hold the body that it stands in. */
class Edge implements CallEdge {
  constructor(
    private readonly from: FunctionNode,
    private readonly index: number,
    readonly to: FunctionSymbol,
  ) {}

  get call(): CallExpression {
    return (callsOf(this.from)[this.index] as OwnCall).call;
  }
}

function isSuper(expression: Expression): boolean {
  return expression.kind === 'call' && expression.callee.kind === 'name' && expression.callee.id === 'super';
}
