/** What handlers and routers require before they run. Pure. */
import type { CallExpression, Expression, FunctionNode } from '../../facts/python/code/nodes.js';
import { dottedName, keywordOf } from '../../facts/python/code/walk.js';
import { methodsOf } from '../python/calls/local-values.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols } from '../python/symbols-types.js';
import type { Dependency } from './types.js';

export interface Required {
  readonly dependencies: readonly Dependency[];
  readonly open: string | null;
}

export const NOTHING_REQUIRED: Required = { dependencies: [], open: null };

const DEPENDS = /^fastapi(\.params|\.param_functions)?\.(Depends|Security)$/;
const ANNOTATED = /^(typing|typing_extensions)\.Annotated$/;

/** Joins what several places require. */
export function required(all: readonly Required[]): Required {
  return { dependencies: all.flatMap(({ dependencies }) => dependencies), open: all.find(({ open }) => open !== null)?.open ?? null };
}

/** `dependencies=[Depends(x)]` of a call. */
export function requiredByKeyword(symbols: PythonSymbols, path: string, call: CallExpression | null, scope: FunctionNode | undefined): Required {
  const keyword = call === null ? undefined : keywordOf(call, 'dependencies');
  const spread = call?.keywords.some(({ name }) => name === null) === true;
  if (keyword === undefined) return { dependencies: [], open: spread ? 'keywords are handed on' : null };
  return ofList(symbols, path, keyword.value, scope, 0);
}

function ofList(symbols: PythonSymbols, path: string, value: Expression, scope: FunctionNode | undefined, depth: number): Required {
  if (value.kind === 'list' || value.kind === 'tuple') return required(value.items.map((item) => ofItem(symbols, path, item, scope)));
  const resolved = symbols.resolveExpression(path, value, scope);
  if (resolved.kind === 'value' && depth < 3) return ofList(symbols, resolved.path, resolved.value, undefined, depth + 1);
  return { dependencies: [], open: 'the list of dependencies is computed' };
}

function ofItem(symbols: PythonSymbols, path: string, item: Expression, scope: FunctionNode | undefined): Required {
  const own = dependsOf(symbols, path, item, null, scope);
  if (own !== undefined) return { dependencies: [own], open: null };
  const resolved = symbols.resolveExpression(path, item, scope);
  const held = resolved.kind === 'value' ? dependsOf(symbols, resolved.path, resolved.value, null, undefined) : undefined;
  return held === undefined ? { dependencies: [], open: 'a dependency is computed' } : { dependencies: [held], open: null };
}

/** `Depends(x)`, `Security(x)`; `annotation`: what stands for x in `Depends()`. */
function dependsOf(symbols: PythonSymbols, path: string, expression: Expression, annotation: Expression | null, scope: FunctionNode | undefined): Dependency | undefined {
  if (expression.kind !== 'call') return undefined;
  const resolved = symbols.resolveExpression(path, expression.callee, scope);
  if (resolved.kind !== 'external' || !DEPENDS.test(resolved.dotted)) return undefined;
  const wanted = expression.args[0] ?? keywordOf(expression, 'dependency')?.value ?? annotation;
  const form = resolved.dotted.endsWith('Security') ? 'security' : 'depends';
  const named = wanted?.kind === 'call' ? wanted.callee : wanted;
  const target = named == null ? ({ kind: 'unknown', reason: 'it depends on nothing that can be seen' } as const) : symbols.resolveExpression(path, named, scope);
  return { form, target, name: (named == null ? undefined : dottedName(named)) ?? 'a computed dependency', place: { path, span: symbols.span(path, expression) } };
}

/** What a function's parameters ask for, through `Annotated` and its aliases too. */
export function requiredByParameters(symbols: PythonSymbols, path: string, node: FunctionNode): Required {
  return required(
    node.parameters.map(({ annotation, default: fallback }) => {
      const own = fallback === undefined ? undefined : dependsOf(symbols, path, fallback, annotation ?? null, undefined);
      if (own !== undefined) return { dependencies: [own], open: null };
      return annotation === undefined ? NOTHING_REQUIRED : ofAnnotation(symbols, path, annotation, 0);
    }),
  );
}

function ofAnnotation(symbols: PythonSymbols, path: string, annotation: Expression, depth: number): Required {
  if (annotation.kind === 'subscript') {
    const generic = symbols.resolveExpression(path, annotation.value);
    if (generic.kind !== 'external' || !ANNOTATED.test(generic.dotted) || annotation.index.kind !== 'tuple') return NOTHING_REQUIRED;
    const [type, ...extra] = annotation.index.items;
    return { dependencies: extra.flatMap((item) => dependsOf(symbols, path, item, type ?? null, undefined) ?? []), open: null };
  }
  if (dottedName(annotation) === undefined || depth > 4) return NOTHING_REQUIRED;
  const resolved = symbols.resolveExpression(path, annotation);
  if (resolved.kind === 'value') return ofAnnotation(symbols, resolved.path, resolved.value, depth + 1);
  return resolved.kind === 'unknown' ? { dependencies: [], open: `what \`${dottedName(annotation)}\` asks for can't be told` } : NOTHING_REQUIRED;
}

/** Decorators of a handler apart from the one that makes the route. */
export function requiredByDecorators(symbols: PythonSymbols, path: string, decorators: readonly Expression[], scope: FunctionNode | undefined): Required {
  const dependencies = decorators.map((decorator): Dependency => {
    const callee = decorator.kind === 'call' ? decorator.callee : decorator;
    return { form: 'decorator', target: symbols.resolveExpression(path, callee, scope), name: dottedName(callee) ?? 'a computed decorator', place: { path, span: symbols.span(path, decorator) } };
  });
  return { dependencies, open: null };
}

export type Reached = FunctionSymbol | ClassSymbol | { readonly kind: 'external'; readonly dotted: string } | { readonly kind: 'unknown'; readonly reason: string };

/** Longer ways from dependency to dependency are not followed. */
const DEEPEST = 6;

/** What dependencies are and ask for in turn. */
export function closureOf(symbols: PythonSymbols, first: readonly Dependency[]): readonly Reached[] {
  const found: Reached[] = [];
  const seen = new Set<string>();
  let level = first;
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth += 1) {
    const next: Dependency[] = [];
    for (const { target } of level) {
      for (const one of reachedBy(symbols, target)) {
        const key = 'node' in one ? `${one.path} ${one.symbol}` : JSON.stringify(one);
        if (seen.has(key)) continue;
        seen.add(key);
        found.push(one);
        next.push(...ownOf(symbols, one));
      }
    }
    level = next;
  }
  return found;
}

function reachedBy(symbols: PythonSymbols, target: Dependency['target']): readonly Reached[] {
  if (target.kind === 'function' || target.kind === 'class' || target.kind === 'external') return [target];
  if (target.kind === 'value' && target.value.kind === 'call') {
    const made = symbols.resolveExpression(target.path, target.value.callee);
    if (made.kind !== 'value') return reachedBy(symbols, made);
  }
  if (target.kind === 'unknown') return [target];
  return [{ kind: 'unknown', reason: 'a dependency can\'t be followed' }];
}

function ownOf(symbols: PythonSymbols, one: Reached): readonly Dependency[] {
  if (one.kind === 'function') {
    const inner = one.node.body.filter((statement) => statement.kind === 'function');
    return [one.node, ...inner].flatMap((node) => requiredByParameters(symbols, one.path, node).dependencies);
  }
  if (one.kind !== 'class') return [];
  return methodsOf(one.node).filter(({ name }) => name === '__init__' || name === '__call__').flatMap((method) => requiredByParameters(symbols, one.path, method).dependencies);
}
