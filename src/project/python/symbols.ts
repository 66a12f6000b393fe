/** What names in Python code mean, over the files of a repository. Pure; every answer is memoised by its file. */
import { spanOf } from '../../facts/python/code/decode.js';
import type { ClassNode, Expression, FunctionNode, ImportStatement, Located, PythonCode } from '../../facts/python/code/nodes.js';
import { dottedName } from '../../facts/python/code/walk.js';
import type { FileFacts, Span } from '../../facts/types.js';
import { wantsCode } from '../../facts/wants-code.js';
import { perFacts } from '../per-facts.js';
import type { Scan } from '../live-tree.js';
import { early, perKey, perPair, sameItems } from '../tracked.js';
import { sameData } from '../same-data.js';
import type { PythonProject, Resolution } from '../types.js';
import { createAncestry, inheritedAttribute, ownAttribute } from './ancestry.js';
import { bindingsOf, bindingsOfBody, chosen, type Binding } from './bindings.js';
import { BUILTINS } from './builtins.js';
import { classesIn, codeOf, functionsIn } from './code.js';
import { createMentions } from './mentions.js';
import { perBody } from '../per-object.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols, Resolved } from './symbols-types.js';

export interface SymbolsInput {
  readonly scan: Scan;
  facts(path: string): FileFacts | undefined;
  readonly python: Pick<PythonProject, 'resolve' | 'resolveSubmodule' | 'exportsName'>;
}

/** No file has as many characters. */
const LONGEST = 2 ** 26;

/** Import cycles, aliases of aliases: longer ways lead nowhere in code that runs. */
const LONGEST_WAY = 24;

const NO_BINDINGS = { names: new Map<string, readonly Binding[]>(), stars: [] as readonly ImportStatement[] };
const fileBindings = perFacts((facts) => {
  const code = codeOf(facts);
  return code === undefined ? NO_BINDINGS : bindingsOf(code);
});
/** Builds the symbols of one tree. */
export function createSymbols(whole: SymbolsInput): PythonSymbols {
  // Freshly read files have their code at hand even where no rule wants it: both must answer alike.
  const wanting = whole.scan((facts, path) => path.endsWith('.py') && wantsCode([facts]));
  const isWanted = early(() => wanting().length > 0);
  const input: SymbolsInput = { ...whole, facts: (path) => (isWanted() ? whole.facts(path) : undefined) };
  const coded = whole.scan((facts, path) => path.endsWith('.py') && facts.code !== undefined);
  const paths = early(() => (isWanted() ? coded().map(({ path }) => path) : []), sameItems);
  const known = new KnownSymbols();
  const classes = perKey((path: string): readonly ClassSymbol[] => {
    const facts = input.facts(path);
    return facts === undefined ? [] : classesIn(facts).map(({ symbol, node }) => known.one({ kind: 'class', path, symbol, node }));
  }, sameItems);
  const functions = perKey((path: string): readonly FunctionSymbol[] => {
    const facts = input.facts(path);
    return facts === undefined ? [] : functionsIn(facts).map(({ symbol, node }) => known.one({ kind: 'function', path, symbol, node }));
  }, sameItems);
  const finder = new SymbolFinder(input, classes);
  // By its place: a node would hold the body of the function that it stands in.
  const spans = perPair((path: string, place: number) => spanWithin(finder.code(path), { start: Math.floor(place / LONGEST), end: place % LONGEST }), sameData);
  const ancestry = createAncestry((path, expression, inside) => finder.resolveBase(path, expression, inside));
  finder.attributeOf = (symbol, name) => inheritedAttribute(ancestry(symbol), name);
  return {
    code: (path) => finder.code(path),
    span: (path, { start, end }) => spans(path, start * LONGEST + end),
    resolve: (path, dotted, scope) => finder.resolve(path, dotted, scope),
    resolveExpression(path, expression, scope) {
      const dotted = dottedName(expression);
      return dotted === undefined ? { kind: 'unknown', reason: 'the expression is computed' } : finder.resolve(path, dotted, scope);
    },
    importString: (from, dotted) => finder.importString(from, dotted),
    classes,
    functions,
    ancestry,
    inherits(symbol, test) {
      const line = ancestry(symbol);
      if (line.external.some(test)) return 'yes';
      return line.unknown.length > 0 ? 'unknown' : 'no';
    },
    attribute: (symbol, name) => inheritedAttribute(ancestry(symbol), name),
    mentions: createMentions(whole.scan, isWanted),
    get paths() {
      return paths();
    },
  };
}

function spanWithin(code: PythonCode | undefined, node: Located): Span {
  return code === undefined ? [1, 1, 1, 1] : spanOf(code, node);
}

/** One symbol for each node of a file, so that lists of them can be told apart. */
class KnownSymbols {
  private readonly byPath = new Map<string, WeakMap<ClassNode | FunctionNode, ClassSymbol | FunctionSymbol>>();

  /** The one that was there first. */
  one<T extends ClassSymbol | FunctionSymbol>(symbol: T): T {
    const { path, node } = symbol;
    const ofFile = this.byPath.get(path) ?? new WeakMap<ClassNode | FunctionNode, ClassSymbol | FunctionSymbol>();
    this.byPath.set(path, ofFile);
    const known = ofFile.get(node) ?? symbol;
    ofFile.set(node, known);
    return known as T;
  }
}

class SymbolFinder {
  private readonly answers = perPair((path: string, dotted: string) => this.resolveAfresh(path, dotted, 0), sameData);
  /** Set once the ancestry, which needs the finder itself, is there. */
  attributeOf: PythonSymbols['attribute'] = () => ({ kind: 'none' });

  constructor(
    private readonly input: SymbolsInput,
    private readonly classesOf: (path: string) => readonly ClassSymbol[],
  ) {}

  code(path: string): PythonCode | undefined {
    const facts = this.input.facts(path);
    return facts === undefined ? undefined : codeOf(facts);
  }

  resolve(path: string, dotted: string, scope?: FunctionNode, depth = 0): Resolved {
    if (scope !== undefined) {
      const local = this.resolveLocal(path, dotted, scope, depth);
      if (local !== undefined) return local;
    }
    return depth === 0 ? this.answers(path, dotted) : this.resolveAfresh(path, dotted, depth);
  }

  /** Names that a function binds itself: its imports are followed, anything else is a value of its own. */
  private resolveLocal(path: string, dotted: string, scope: FunctionNode, depth: number): Resolved | undefined {
    const [head, ...rest] = dotted.split('.') as [string, ...string[]];
    if (scope.parameters.some((parameter) => parameter.name === head)) return { kind: 'unknown', reason: `\`${head}\` is a parameter` };
    const bound = localBindings(scope).get(head);
    if (bound === undefined) return undefined;
    const [first] = bound;
    if (bound.length === 1 && first?.kind === 'import') return this.follow(path, first, head, rest, depth);
    if (bound.length === 1 && (first?.kind === 'class' || first?.kind === 'function') && rest.length === 0) return { ...first, path, symbol: `${scope.name}.${head}` } as Resolved;
    return { kind: 'unknown', reason: `\`${head}\` is a local variable` };
  }

  private resolveAfresh(path: string, dotted: string, depth: number): Resolved {
    if (depth > LONGEST_WAY) return { kind: 'unknown', reason: 'the name leads through too many aliases' };
    const [head, ...rest] = dotted.split('.') as [string, ...string[]];
    const facts = this.input.facts(path);
    if (facts?.code === undefined) return { kind: 'unknown', reason: `${path} was not read` };
    const { names, stars } = fileBindings(facts);
    const bindings = names.get(head);
    if (bindings === undefined) return this.unbound(path, stars, head, rest, depth);
    const deeper = this.deepestImport(path, bindings, dotted);
    if (deeper !== undefined) return deeper;
    const binding = chosen(bindings);
    if (binding === undefined) return { kind: 'unknown', reason: `\`${head}\` is assigned more than once` };
    return this.follow(path, binding, head, rest, depth);
  }

  /** `import a.b` and then `a.b.c`: the longest imported module that begins the name. */
  private deepestImport(path: string, bindings: readonly Binding[], dotted: string): Resolved | undefined {
    const modules = bindings.flatMap((binding) => (binding.kind === 'import' && binding.member === null && !binding.whole ? [binding.statement.module] : []));
    const [longest] = modules.filter((module) => dotted === module || dotted.startsWith(`${module}.`)).sort((left, right) => right.length - left.length);
    if (longest === undefined || !longest.includes('.')) return undefined;
    const target = this.input.python.resolve(path, { module: longest, level: 0 });
    const rest = dotted.slice(longest.length + 1).split('.').filter(Boolean);
    return target.kind === 'local' || target.kind === 'namespace' ? this.below(target, path, { module: longest, level: 0 }, rest, 1) : undefined;
  }

  private follow(path: string, binding: Binding, head: string, rest: readonly string[], depth: number): Resolved {
    switch (binding.kind) {
      case 'class':
        return this.member({ kind: 'class', path, symbol: head, node: binding.node }, rest, depth);
      case 'function':
        return rest.length === 0 ? { kind: 'function', path, symbol: head, node: binding.node } : { kind: 'unknown', reason: `an attribute of the function \`${head}\`` };
      case 'value':
        return this.value(path, head, binding.value, rest, depth);
      case 'import':
        return this.imported(path, binding, rest, depth);
      case 'other':
        return { kind: 'unknown', reason: `\`${head}\` is a value that changes` };
    }
  }

  private value(path: string, symbol: string, value: Expression, rest: readonly string[], depth: number): Resolved {
    const alias = dottedName(value);
    if (alias !== undefined && alias.split('.')[0] !== symbol) {
      const target = this.resolve(path, [alias, ...rest].join('.'), undefined, depth + 1);
      if (target.kind !== 'missing' && target.kind !== 'unknown') return target;
    }
    return rest.length === 0 ? { kind: 'value', path, symbol, value } : { kind: 'unknown', reason: `an attribute of the value \`${symbol}\`` };
  }

  private imported(path: string, binding: Extract<Binding, { kind: 'import' }>, rest: readonly string[], depth: number): Resolved {
    const { statement, member, whole } = binding;
    if (member === null) {
      const module = whole ? statement.module : (statement.module.split('.')[0] as string);
      return this.below(this.input.python.resolve(path, { module, level: 0 }), path, { module, level: 0 }, rest, depth);
    }
    const target = this.input.python.resolve(path, statement);
    // `from . import posts` in the package's own `__init__.py` means the module beside it.
    const own = target.kind === 'local' && target.path === path ? this.input.python.resolveSubmodule(path, statement, member) : undefined;
    return own?.kind === 'local' && own.path !== path ? this.inModule(own.path, rest, depth + 1) : this.below(target, path, statement, [member, ...rest], depth);
  }

  /** What stands below a module, by the parts of a dotted name. */
  private below(target: Resolution, path: string, statement: { readonly module: string; readonly level: number }, rest: readonly string[], depth: number): Resolved {
    switch (target.kind) {
      case 'local':
        return this.inModule(target.path, rest, depth);
      case 'namespace': {
        const [next, ...others] = rest;
        if (next === undefined) return { kind: 'unknown', reason: `${target.folder} is a folder` };
        const found = this.input.python.resolveSubmodule(path, statement, next);
        const dotted = statement.module === '' ? next : `${statement.module}.${next}`;
        return found === undefined ? { kind: 'missing', path: '', name: dotted } : this.below(found, path, { module: dotted, level: statement.level }, others, depth + 1);
      }
      case 'package':
      case 'standard-library':
        return { kind: 'external', dotted: [statement.module, ...rest].join('.') };
      case 'missing':
        return { kind: 'missing', path: '', name: statement.module };
      case 'unknown':
        return { kind: 'unknown', reason: target.reason };
    }
  }

  private inModule(module: string, rest: readonly string[], depth: number): Resolved {
    const [next, ...others] = rest;
    if (next === undefined) return { kind: 'module', path: module };
    if (depth > LONGEST_WAY) return { kind: 'unknown', reason: 'the name leads through too many aliases' };
    const facts = this.input.facts(module);
    const bound = facts !== undefined && fileBindings(facts).names.has(next);
    if (!bound && /(^|\/)__init__\.pyi?$/.test(module)) {
      const submodule = this.input.python.resolveSubmodule(module, { module: '', level: 1 }, next);
      if (submodule?.kind === 'local') return this.inModule(submodule.path, others, depth + 1);
      if (submodule?.kind === 'unknown') return submodule;
      if (submodule?.kind === 'namespace') return this.below(submodule, module, { module: next, level: 1 }, others, depth + 1);
    }
    return this.resolve(module, rest.join('.'), undefined, depth + 1);
  }

  private unbound(path: string, stars: readonly ImportStatement[], head: string, rest: readonly string[], depth: number): Resolved {
    let doubt: Resolved | undefined;
    for (const star of stars.toReversed()) {
      const target = this.input.python.resolve(path, star);
      if (target.kind !== 'local') {
        doubt ??= { kind: 'unknown', reason: `\`${head}\` may come from \`from ${'.'.repeat(star.level)}${star.module} import *\`` };
        continue;
      }
      const found = this.inModule(target.path, [head, ...rest], depth + 1);
      if (found.kind === 'unknown') doubt ??= found;
      else if (found.kind !== 'missing' && !(found.kind === 'external' && found.dotted.startsWith('builtins.'))) return found;
    }
    if (doubt !== undefined) return doubt;
    if (BUILTINS.has(head)) return { kind: 'external', dotted: ['builtins', head, ...rest].join('.') };
    const answer = this.input.python.exportsName(path, head);
    if (answer.kind === 'no') return { kind: 'missing', path, name: head };
    return { kind: 'unknown', reason: answer.kind === 'unknown' ? answer.reason : `\`${head}\` is bound in a way that can't be read` };
  }

  /** An attribute of a class: nested classes, methods and values. */
  private member(symbol: ClassSymbol, rest: readonly string[], depth: number): Resolved {
    const [next, ...others] = rest;
    if (next === undefined) return symbol;
    const answer = this.attributeOf(symbol, next);
    if (answer.kind !== 'found') return { kind: 'unknown', reason: answer.kind === 'unknown' ? answer.reason : `${symbol.symbol} defines no \`${next}\` itself` };
    const { owner, attribute } = answer;
    const name = `${owner.symbol}.${next}`;
    if (attribute.kind === 'class') return this.member({ kind: 'class', path: owner.path, symbol: name, node: attribute }, others, depth + 1);
    if (others.length > 0) return { kind: 'unknown', reason: `an attribute of \`${name}\`` };
    if (attribute.kind === 'function') return { kind: 'function', path: owner.path, symbol: name, node: attribute };
    return { kind: 'value', path: owner.path, symbol: name, value: attribute };
  }

  /** A base class: names of the enclosing class body count before the module's. */
  resolveBase(path: string, expression: Expression, inside: ClassSymbol): Resolved {
    const dotted = dottedName(expression);
    if (dotted === undefined) return { kind: 'unknown', reason: `a base of ${inside.symbol} is computed` };
    const outer = this.enclosing(inside);
    const [head, ...rest] = dotted.split('.') as [string, ...string[]];
    const own = outer === undefined ? undefined : ownAttribute(outer.node, head);
    if (outer !== undefined && own?.kind === 'class' && own !== inside.node) return this.member({ kind: 'class', path, symbol: `${outer.symbol}.${head}`, node: own }, rest, 0);
    return this.resolve(path, dotted);
  }

  private enclosing(symbol: ClassSymbol): ClassSymbol | undefined {
    const name = symbol.symbol.split('.').slice(0, -1).join('.');
    return name === '' ? undefined : this.classesOf(symbol.path).find((one) => one.symbol === name);
  }

  importString(from: string, dotted: string): Resolved {
    const parts = dotted.split('.');
    for (let length = parts.length; length > 0; length -= 1) {
      const module = parts.slice(0, length).join('.');
      const target = this.input.python.resolve(from, { module, level: 0 });
      if (target.kind === 'local') return this.inModule(target.path, parts.slice(length), 0);
      if (target.kind === 'package' || target.kind === 'standard-library') return { kind: 'external', dotted };
      if (target.kind === 'unknown') return target;
      if (target.kind === 'namespace') return length === parts.length ? { kind: 'unknown', reason: `${target.folder} is a folder` } : { kind: 'missing', path: '', name: parts.slice(0, length + 1).join('.') };
    }
    return { kind: 'missing', path: '', name: dotted };
  }
}

/** Nested functions' own names are not the function's. */
const localBindings = perBody((scope: FunctionNode): ReadonlyMap<string, readonly Binding[]> => bindingsOfBody(scope.body).names);
