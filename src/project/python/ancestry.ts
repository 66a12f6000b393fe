/** Classes of the repository and what they inherit from. Pure. */
import type { Expression, FunctionNode, ClassNode } from '../../facts/python/code/nodes.js';
import { inCycles, keyedByPair } from '../tracked.js';
import { sameData } from '../same-data.js';
import type { Ancestry, AttributeAnswer, ClassSymbol, Resolved } from './symbols-types.js';

/** Resolves a base-class expression as it stands in the class's file. */
export type ResolveBase = (path: string, expression: Expression, inside: ClassSymbol) => Resolved;

/** Builds `ancestry`, memoised by file and class: files of the same text share their nodes, and mean other things by them. */
export function createAncestry(resolve: ResolveBase): (symbol: ClassSymbol) => Ancestry {
  const answers = keyedByPair<string, ClassNode, Ancestry>(sameData);
  const ancestry = (symbol: ClassSymbol): Ancestry =>
    inCycles(
      () => answers(symbol.path, symbol.node, () => assemble(symbol, resolve, ancestry)),
      () => ({ classes: [symbol], external: [], unknown: ['the class inherits from itself'] }),
    );
  return ancestry;
}

function assemble(symbol: ClassSymbol, resolve: ResolveBase, ancestry: (symbol: ClassSymbol) => Ancestry): Ancestry {
  const classes: ClassSymbol[] = [];
  const external: string[] = [];
  const unknown: string[] = [];
  for (const base of symbol.node.bases) {
    const resolved = resolve(symbol.path, plainBase(base), symbol);
    if (resolved.kind === 'class') {
      const above = ancestry(resolved);
      classes.push(...above.classes);
      external.push(...above.external);
      unknown.push(...above.unknown);
    } else if (resolved.kind === 'external') external.push(resolved.dotted);
    else unknown.push(resolved.kind === 'unknown' ? resolved.reason : `a base of ${symbol.symbol} is no class that can be read`);
  }
  const lastOf = new Map(classes.map((one, index) => [`${one.path}:${one.symbol}`, index]));
  const kept = classes.filter((one, index) => lastOf.get(`${one.path}:${one.symbol}`) === index);
  return { classes: [symbol, ...kept], external: [...new Set(external)], unknown: [...new Set(unknown)] };
}

/** `Generic[T]` and `Manager["Order"]` inherit from what is subscripted. */
function plainBase(base: Expression): Expression {
  return base.kind === 'subscript' ? base.value : base;
}

/** The value that a class body binds to a name: the last one, inside `if` and `try` too. */
export function ownAttribute(node: ClassNode, name: string): Expression | FunctionNode | ClassNode | undefined {
  let found: Expression | FunctionNode | ClassNode | undefined;
  const visit = (body: ClassNode['body']): void => {
    for (const statement of body) {
      if ((statement.kind === 'function' || statement.kind === 'class') && statement.name === name) found = statement;
      else if (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => target.kind === 'name' && target.id === name)) found = statement.value;
      else if (statement.kind === 'if') {
        visit(statement.body);
        visit(statement.orElse);
      } else if (statement.kind === 'try') visit(statement.body);
    }
  };
  visit(node.body);
  return found;
}

/** The attribute of the nearest class that has it. */
export function inheritedAttribute(line: Ancestry, name: string): AttributeAnswer {
  for (const owner of line.classes) {
    const attribute = ownAttribute(owner.node, name);
    if (attribute !== undefined) return { kind: 'found', owner, attribute };
  }
  const [reason] = line.unknown;
  return reason === undefined ? { kind: 'none' } : { kind: 'unknown', reason };
}
