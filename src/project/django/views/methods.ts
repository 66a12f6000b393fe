/** Which HTTP methods a view answers. Pure. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols } from '../../python/symbols-types.js';
import { decorators } from './view.js';

/** Methods of a class that answer a request, by the name that Django dispatches to. */
export const HANDLERS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const;

/** What the generic views outside the repository answer (docs.djangoproject.com, "Built-in class-based views"; django-rest-framework.org, "Generic views"). */
const GENERIC: readonly (readonly [base: RegExp, methods: readonly string[]])[] = [
  [/^django\.views\.(generic\.)?(base\.)?View$|^rest_framework\.(views\.APIView|generics\.GenericAPIView)$/, []],
  [/^django\.views\.generic\.(\w+\.)?(TemplateView|ListView|DetailView|\w*Archive\w*View|DateDetailView)$/, ['GET']],
  [/^django\.views\.generic\.(\w+\.)?(FormView|CreateView|UpdateView)$/, ['GET', 'POST', 'PUT']],
  [/^django\.views\.generic\.(\w+\.)?DeleteView$/, ['DELETE', 'GET', 'POST']],
  [/^rest_framework\.generics\.(List|Retrieve)APIView$/, ['GET']],
  [/^rest_framework\.generics\.CreateAPIView$/, ['POST']],
  [/^rest_framework\.generics\.DestroyAPIView$/, ['DELETE']],
  [/^rest_framework\.generics\.UpdateAPIView$/, ['PATCH', 'PUT']],
  [/^rest_framework\.generics\.ListCreateAPIView$/, ['GET', 'POST']],
  [/^rest_framework\.generics\.RetrieveUpdateAPIView$/, ['GET', 'PATCH', 'PUT']],
  [/^rest_framework\.generics\.RetrieveDestroyAPIView$/, ['DELETE', 'GET']],
  [/^rest_framework\.generics\.RetrieveUpdateDestroyAPIView$/, ['DELETE', 'GET', 'PATCH', 'PUT']],
  [/Mixin$|^builtins\.object$/, []],
];

/** Methods in upper case, sorted; null when any may be answered, or when it can't be told. Viewsets depend on their route. */
export function methodsOfSymbol(symbol: ClassSymbol | FunctionSymbol, symbols: PythonSymbols): readonly string[] | null {
  return symbol.kind === 'function' ? ofFunction(symbol, symbols) : ofClass(symbol, symbols);
}

/** `http_method_names` in upper case; undefined when it is not set, null when it is computed. */
export function methodNames(view: ClassSymbol, symbols: PythonSymbols): readonly string[] | null | undefined {
  const answer = symbols.attribute(view, 'http_method_names');
  if (answer.kind !== 'found') return undefined;
  const value = answer.attribute;
  return value.kind === 'list' || value.kind === 'tuple' ? literalNames(value.items) : null;
}

/** The texts of literals in upper case; null when one is no literal. */
export function literalNames(items: readonly Expression[]): readonly string[] | null {
  const texts = items.map((item) => literalString(item)?.toUpperCase());
  return texts.every((item) => item !== undefined) ? texts : null;
}

function ofClass(symbol: ClassSymbol, symbols: PythonSymbols): readonly string[] | null {
  const { external, unknown } = symbols.ancestry(symbol);
  const known = external.map((base) => GENERIC.find(([pattern]) => pattern.test(base))?.[1]);
  if (unknown.length > 0 || known.includes(undefined) || symbols.attribute(symbol, 'dispatch').kind === 'found') return null;
  const allowed = methodNames(symbol, symbols);
  if (allowed === null) return null;
  const own = HANDLERS.filter((name) => symbols.attribute(symbol, name).kind === 'found').map((name) => name.toUpperCase());
  const all = [...new Set([...own, ...known.flatMap((methods) => methods ?? [])])].sort();
  return allowed === undefined ? all : all.filter((method) => allowed.includes(method));
}

function ofFunction(symbol: FunctionSymbol, symbols: PythonSymbols): readonly string[] | null {
  for (const { expression, dotted } of decorators(symbol, symbols)) {
    const name = /^(?:django\.views\.decorators\.http|rest_framework\.decorators)\.(\w+)$/.exec(dotted)?.[1];
    if (name === 'require_POST') return ['POST'];
    if (name === 'require_GET' || name === 'require_safe') return ['GET'];
    if (name === 'require_http_methods' || name === 'api_view') return listed(expression, name === 'api_view');
  }
  return null;
}

function listed(decorator: Expression, reads: boolean): readonly string[] | null {
  const given = decorator.kind === 'call' ? (decorator.args[0] ?? keywordOf(decorator, 'http_method_names')?.value ?? keywordOf(decorator, 'request_method_list')?.value) : undefined;
  if (given === undefined) return reads ? ['GET'] : null;
  if (given.kind !== 'list' && given.kind !== 'tuple' && given.kind !== 'set') return null;
  const names = literalNames(given.items);
  return names === null ? null : [...new Set(names)].sort();
}
