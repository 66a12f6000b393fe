/** What REST framework checks before a view runs: permissions, authentication, throttles, pagination. Pure. */
import { keywordOf } from '../../../facts/python/code/walk.js';
import type { Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, PythonSymbols, Resolved } from '../../python/symbols-types.js';
import type { DjangoInput } from '../input.js';
import type { Value, View, ViewIndex } from '../types.js';
import { decorators } from './view.js';

type Option = Parameters<ViewIndex['classesOf']>[1];
type Classes = readonly { readonly dotted: string }[];

interface OptionNames {
  readonly setting: string;
  /** What REST framework uses without a setting (django-rest-framework.org, "Settings"). */
  readonly otherwise: Classes;
  /** The method that a view overrides to decide for each request. */
  readonly getters: readonly string[];
}

const OPTIONS: Readonly<Record<Option, OptionNames>> = {
  permission_classes: { setting: 'DEFAULT_PERMISSION_CLASSES', otherwise: [{ dotted: 'rest_framework.permissions.AllowAny' }], getters: ['get_permissions', 'check_permissions', 'initial', 'dispatch'] },
  authentication_classes: {
    setting: 'DEFAULT_AUTHENTICATION_CLASSES',
    otherwise: [{ dotted: 'rest_framework.authentication.SessionAuthentication' }, { dotted: 'rest_framework.authentication.BasicAuthentication' }],
    getters: ['get_authenticators', 'perform_authentication', 'initial', 'dispatch'],
  },
  throttle_classes: { setting: 'DEFAULT_THROTTLE_CLASSES', otherwise: [], getters: ['get_throttles', 'check_throttles', 'initial'] },
  pagination_class: { setting: 'DEFAULT_PAGINATION_CLASS', otherwise: [], getters: ['paginator', 'paginate_queryset'] },
};

/** Builds `classesOf`. */
export function createOptions(input: DjangoInput): ViewIndex['classesOf'] {
  return (view, option, action) => {
    const names = OPTIONS[option];
    if (view.framework !== 'drf') return null;
    const own = view.node.kind === 'class' ? ofClass({ kind: 'class', path: view.path, symbol: view.symbol, node: view.node }, { option, names, action }, input) : ofFunction(view, option, input);
    return own === undefined ? defaults(view, names, input) : own;
  };
}

/** undefined: nothing but the settings' default. */
function ofFunction({ path, symbol, node }: View, option: Option, { symbols }: DjangoInput): Classes | null | undefined {
  const all = decorators({ kind: 'function', path, symbol, node: node as FunctionNode }, symbols);
  const found = all.find(({ dotted }) => dotted === `rest_framework.decorators.${option}`);
  if (found !== undefined) return found.expression.kind === 'call' && found.expression.args[0] !== undefined ? classesIn(path, found.expression.args[0], symbols) : null;
  // A decorator of the project's own can set the attribute as well.
  return all.some(({ dotted }) => dotted === '' || dotted.includes(':')) ? null : undefined;
}

interface Asked {
  readonly option: Option;
  readonly names: OptionNames;
  readonly action: string | undefined;
}

function ofClass(symbol: ClassSymbol, { option, names, action }: Asked, { symbols }: DjangoInput): Classes | null | undefined {
  if (names.getters.some((name) => symbols.attribute(symbol, name).kind === 'found')) return null;
  const given = action === undefined ? undefined : ofAction(symbol, action, option, symbols);
  if (given !== undefined) return given;
  if (symbol.node.decorators.length > 0) return null;
  const answer = symbols.attribute(symbol, option);
  if (answer.kind === 'unknown') return null;
  if (answer.kind === 'found') return answer.attribute.kind === 'function' || answer.attribute.kind === 'class' ? null : classesIn(answer.owner.path, answer.attribute, symbols);
  // A base of another package may set it.
  return symbols.ancestry(symbol).external.every((base) => /^(rest_framework|django|builtins)\./.test(base)) ? undefined : null;
}

/** `@action(permission_classes=[…])` */
function ofAction(symbol: ClassSymbol, action: string, option: Option, symbols: PythonSymbols): Classes | null | undefined {
  const answer = symbols.attribute(symbol, action);
  if (answer.kind !== 'found' || answer.attribute.kind !== 'function') return undefined;
  for (const decorator of answer.attribute.decorators) {
    const given = decorator.kind === 'call' ? keywordOf(decorator, option)?.value : undefined;
    if (given !== undefined) return classesIn(answer.owner.path, given, symbols);
  }
  return undefined;
}

/** A list of classes, or a single one; null when some can't be told. */
function classesIn(path: string, value: Expression, symbols: PythonSymbols): Classes | null {
  if (value.kind === 'constant' && value.value === null) return [];
  if (value.kind === 'list' || value.kind === 'tuple') {
    const all = value.items.map((item) => classesIn(path, item, symbols));
    return all.includes(null) ? null : all.flatMap((classes) => classes ?? []);
  }
  if (value.kind === 'binary' && value.operator === '+') {
    const [left, right] = [classesIn(path, value.left, symbols), classesIn(path, value.right, symbols)];
    return left === null || right === null ? null : [...left, ...right];
  }
  // `IsAuthenticated & IsOwner` asks for both; `|` and `~` let others in as well.
  if (value.kind === 'binary' && value.operator === '&') {
    const [left, right] = [classesIn(path, value.left, symbols), classesIn(path, value.right, symbols)];
    return left === null || right === null ? null : [...left, ...right];
  }
  if (value.kind !== 'name' && value.kind !== 'attribute') return null;
  return classesNamed(symbols.resolveExpression(path, value), symbols);
}

function classesNamed(resolved: Resolved, symbols: PythonSymbols): Classes | null {
  if (resolved.kind === 'external') return [{ dotted: resolved.dotted }];
  if (resolved.kind === 'class') return [{ dotted: `${resolved.path}:${resolved.symbol}` }];
  return resolved.kind === 'value' ? classesIn(resolved.path, resolved.value, symbols) : null;
}

function defaults(view: View, { setting, otherwise }: OptionNames, input: DjangoInput): Classes | null {
  const modules = input.django.settings.forFile(view.path);
  const production = modules.filter(({ role }) => role === 'production');
  const [module] = production.length > 0 ? production : modules;
  if (module === undefined) return null;
  const framework = module.get('REST_FRAMEWORK');
  if (framework === undefined) return module.open === null ? otherwise : null;
  if (framework.kind !== 'dictionary') return null;
  const entry = framework.entries.findLast(({ key }) => key === setting);
  if (entry === undefined) return framework.open ? null : otherwise;
  return valueClasses(entry.value, module.path, input);
}

function valueClasses(value: Value, from: string, input: DjangoInput): Classes | null {
  if (value.kind === 'none') return [];
  if (value.kind === 'string') return named(value.value, from, input);
  if (value.kind === 'object') return named(value.dotted, from, input);
  if (value.kind !== 'list' || value.open) return null;
  const all = value.items.map((item) => valueClasses(item, from, input));
  return all.includes(null) ? null : all.flatMap((classes) => classes ?? []);
}

function named(dotted: string, from: string, { symbols }: DjangoInput): Classes | null {
  const resolved = symbols.importString(from, dotted);
  return resolved.kind === 'missing' || resolved.kind === 'unknown' ? null : classesNamed(resolved, symbols);
}
