/** Where Python code names a URL by a literal. Pure. */
import { dottedName, expressionsOf, keywordOf, literalString, nestedBodies, walkExpressions } from '../../../facts/python/code/walk.js';
import type { CallExpression, Expression, FunctionNode, Statement, StringExpression } from '../../../facts/python/code/nodes.js';
import type { PythonSymbols } from '../../../project/python/symbols-types.js';

export interface UrlNameUse {
  readonly name: string;
  readonly node: StringExpression;
  /** As written: `reverse`, `redirect`, `pattern_name`. */
  readonly form: string;
  /** The function or class around it. */
  readonly symbol: string;
}

/** Calls whose first argument is a URL name. */
const REVERSE = /^(django\.urls|django\.urls\.base|django\.core\.urlresolvers|rest_framework\.reverse)\.(reverse|reverse_lazy)$/;
/** Calls whose first argument is a URL name, a path or a model. */
const RESOLVING = /^django\.shortcuts\.(redirect|resolve_url)$/;
const LOGIN = /^django\.contrib\.auth\.(decorators\.(login_required|permission_required|user_passes_test)|views\.redirect_to_login)$/;
const REDIRECT_VIEW = /^django\.views\.generic\.(base\.)?RedirectView\.as_view$/;

/** Every literal URL name of a file, those left out whose absence the code handles. */
export function urlNameUses(path: string, symbols: PythonSymbols): readonly UrlNameUse[] {
  const found: UrlNameUse[] = [];
  visit(symbols.code(path)?.body ?? [], { path, symbols, symbol: '', found });
  return found;
}

interface Around {
  readonly path: string;
  readonly symbols: PythonSymbols;
  readonly symbol: string;
  readonly scope?: FunctionNode;
  readonly found: UrlNameUse[];
}

function visit(body: readonly Statement[], around: Around): void {
  for (const statement of body) {
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (inner) => judge(inner, around));
    // `except NoReverseMatch` around it: the name may be absent.
    if (statement.kind === 'try' && statement.handlers.some(({ type }) => catchesMissing(type))) {
      for (const rest of nestedBodies(statement).slice(1)) visit(rest, around);
      continue;
    }
    const inside = statement.kind === 'function' || statement.kind === 'class' ? { ...around, symbol: [around.symbol, statement.name].filter(Boolean).join('.'), ...(statement.kind === 'function' ? { scope: statement } : {}) } : around;
    for (const nested of nestedBodies(statement)) visit(nested, inside);
  }
}

function catchesMissing(type: Expression | null): boolean {
  if (type === null) return true;
  if (type.kind === 'tuple') return type.items.some(catchesMissing);
  return /(^|\.)(NoReverseMatch|Exception|BaseException)$/.test(dottedName(type) ?? '');
}

function judge(expression: Expression, around: Around): boolean {
  // A lambda's own names may hide those of the module; calls inside it are judged all the same.
  if (expression.kind === 'call') judgeCall(expression, around);
  return true;
}

function judgeCall(call: CallExpression, { path, symbols, symbol, scope, found }: Around): void {
  const written = dottedName(call.callee);
  if (written === undefined) return;
  const form = written.split('.').at(-1) as string;
  if (!/^(reverse|reverse_lazy|redirect|resolve_url|login_required|permission_required|user_passes_test|redirect_to_login|as_view)$/.test(form) && !/reverse|redirect/.test(form)) return;
  const resolved = symbols.resolveExpression(path, call.callee, scope);
  const dotted = resolved.kind === 'external' ? resolved.dotted : '';
  const add = (argument: Expression | undefined, as: string, path_: boolean): void => {
    const name = literalString(argument);
    if (name === undefined || argument?.kind !== 'string' || name === '' || (path_ && /[/.?#]/.test(name))) return;
    found.push({ name, node: argument, form: as, symbol });
  };
  if (REVERSE.test(dotted) && keywordOf(call, 'urlconf') === undefined) add(call.args[0] ?? keywordOf(call, 'viewname')?.value, form, false);
  else if (RESOLVING.test(dotted)) add(call.args[0] ?? keywordOf(call, 'to')?.value, form, true);
  else if (LOGIN.test(dotted)) add(keywordOf(call, 'login_url')?.value, 'login_url', true);
  else if (REDIRECT_VIEW.test(dotted)) add(keywordOf(call, 'pattern_name')?.value, 'pattern_name', false);
}
