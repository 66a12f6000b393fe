/** Views as symbols, told by what they are. Pure. */
import { dottedName } from '../../../facts/python/code/walk.js';
import type { Expression } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols } from '../../python/symbols-types.js';
import type { View } from '../types.js';

/** Classes of Django and of REST framework that answer requests, and subclasses that packages make of them by convention. */
const VIEW_CLASS = /^django\.(views\.|contrib\.\w+\.views\.)\w*(\.\w+)*$|^rest_framework\.(views|generics|viewsets)\.|View$|ViewSet$|^django\.contrib\.syndication\.|^graphene_django\.views\./;
/** Names in those modules that are no views: mixins answer nothing alone. */
const MIXIN = /Mixin$/;

/** The view that a function or a class is. */
export function viewOf(symbol: ClassSymbol | FunctionSymbol, symbols: PythonSymbols): View {
  const { path, node } = symbol;
  if (symbol.kind === 'function') {
    const framework = decorators(symbol, symbols).some(({ dotted }) => dotted === 'rest_framework.decorators.api_view') ? 'drf' : 'django';
    return { path, symbol: symbol.symbol, form: 'function', node, framework, viewset: false };
  }
  const { external } = symbols.ancestry(symbol);
  return {
    path,
    symbol: symbol.symbol,
    form: 'class',
    node,
    framework: external.some((base) => /^(rest_framework|drf)[_.]|ViewSet(Mixin)?$|APIView$/.test(base)) ? 'drf' : 'django',
    viewset: external.some((base) => /ViewSet(Mixin)?$/.test(base)),
  };
}

/** Whether a class inherits from a class that answers requests: `unknown` when a base can't be told. */
export function isViewClass(symbol: ClassSymbol, symbols: PythonSymbols): 'yes' | 'no' | 'unknown' {
  return symbols.inherits(symbol, (dotted) => VIEW_CLASS.test(dotted) && !MIXIN.test(dotted));
}

/** A decorator with what it leads to. `call`: with its arguments. */
export interface Decorator {
  readonly expression: Expression;
  /** What stands before the parentheses: dotted outside the repository, `path:symbol` inside, '' when it can't be told. */
  readonly dotted: string;
}

/** The decorators of a function or class, outermost first. */
export function decorators({ path, node }: ClassSymbol | FunctionSymbol, symbols: PythonSymbols): readonly Decorator[] {
  return node.decorators.map((expression) => ({ expression, dotted: meaningOf(path, expression.kind === 'call' ? expression.callee : expression, symbols) }));
}

/** Dotted name outside the repository, `path:symbol` inside, '' when it can't be told. */
export function meaningOf(path: string, expression: Expression, symbols: PythonSymbols): string {
  if (dottedName(expression) === undefined) return '';
  const resolved = symbols.resolveExpression(path, expression);
  if (resolved.kind === 'external') return resolved.dotted;
  return resolved.kind === 'class' || resolved.kind === 'function' || resolved.kind === 'value' ? `${resolved.path}:${resolved.symbol}` : '';
}
