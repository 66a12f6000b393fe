/** Expressions of a models module as a new file would write them, with the imports that they need. Pure. */
import type { CallExpression, Expression, ImportStatement } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import { canonicalField } from '../../../project/django/models/callee.js';
import type { ProjectModel } from '../../../project/types.js';
import { valueOf, type Plain, type Scope } from './values.js';

/** What the new file has above its class. */
export interface Imports {
  readonly model: ProjectModel;
  /** The new file. */
  readonly path: string;
  /** Name -> the statement that binds it. */
  readonly bound: Map<string, string>;
}

/** What the head of every migration binds. */
export const MODELS = 'from django.db import models';
const MIGRATIONS = 'from django.db import migrations';

const DEEPEST = 12;
/** Functions whose result Django compares as the text that they are given. */
const TRANSLATES = /^django\.utils\.translation\.u?gettext(_lazy|_noop)?$/;
/** Calls that make a value and depend on nothing else: of classes, and of those that Python writes in lower case. */
const MAKES_VALUE = /(^|\.)([A-Z]\w*|datetime\.(date|datetime|time|timedelta))$/;

/** Starts with the name that a migration always has. */
export function importsOf(model: ProjectModel, path: string): Imports {
  return { model, path, bound: new Map([['migrations', MIGRATIONS]]) };
}

/** Python text of an expression that stands in `scope`, or undefined where the same can't be said in the new file. Adds to the imports. */
export function print(imports: Imports, scope: Scope, expression: Expression, depth = 0): string | undefined {
  if (depth > DEEPEST) return undefined;
  const inner = (one: Expression): string | undefined => print(imports, scope, one, depth + 1);
  switch (expression.kind) {
    case 'string':
      return expression.bytes === true || expression.cut === true ? undefined : quoted(expression.value);
    case 'number':
      return numeral(expression.value);
    case 'constant':
      return expression.value === 'ellipsis' ? undefined : expression.value === null ? 'None' : expression.value ? 'True' : 'False';
    case 'list':
      return joined(expression.items.map(inner), '[', ']');
    case 'tuple':
      return joined(expression.items.map(inner), '(', expression.items.length === 1 ? ',)' : ')');
    case 'dictionary':
      return joined(expression.entries.map(({ key, value }) => pair(key === null ? undefined : inner(key), ': ', inner(value))), '{', '}');
    case 'unary':
    case 'binary':
      return scalar(valueOf(scope, expression));
    case 'call':
      return printCall(scope, expression, inner);
    case 'name':
    case 'attribute':
      return printName(imports, scope, expression, depth);
    default:
      return undefined;
  }
}

/** A Python string literal between double quotes where that needs no escape; undefined where both kinds would. */
export function quoted(text: string): string | undefined {
  if (/[\\\p{Cc}]/u.test(text)) return undefined;
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'") ? undefined : `'${text}'`;
}

function numeral(value: number): string | undefined {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? String(value) : undefined;
}

function scalar(value: Plain | undefined): string | undefined {
  return value === null ? 'None' : typeof value === 'number' ? numeral(value) : typeof value === 'string' ? quoted(value) : undefined;
}

function joined(parts: readonly (string | undefined)[], open: string, close: string): string | undefined {
  return parts.every((part) => part !== undefined) ? `${open}${parts.join(', ')}${close}` : undefined;
}

function pair(left: string | undefined, between: string, right: string | undefined): string | undefined {
  return left === undefined || right === undefined ? undefined : left + between + right;
}

function printCall(scope: Scope, call: CallExpression, inner: (one: Expression) => string | undefined): string | undefined {
  const resolved = scope.symbols.resolveExpression(scope.path, call.callee);
  const [first] = call.args;
  if (resolved.kind === 'external' && TRANSLATES.test(resolved.dotted)) return first === undefined || call.args.length > 1 ? undefined : inner(first);
  const made = resolved.kind === 'external' ? resolved.dotted : resolved.kind === 'class' ? resolved.symbol : '';
  return MAKES_VALUE.test(made) ? printedCall(call, inner(call.callee), inner) : undefined;
}

/** The call with its arguments as `inner` prints them. */
export function printedCall({ args, keywords }: CallExpression, callee: string | undefined, inner: (one: Expression) => string | undefined): string | undefined {
  const named = keywords.map(({ name, value }) => (name === null ? undefined : pair(name, '=', inner(value))));
  const list = joined([...args.map(inner), ...named], '(', ')');
  return callee === undefined || list === undefined ? undefined : callee + list;
}

/** `Status.choices`, as the pairs that it is. */
function printChoices(value: Plain | undefined): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const pairs = (value as readonly Plain[]).map((one) => (Array.isArray(one) ? joined((one as readonly Plain[]).map(scalar), '(', ')') : undefined));
  return joined(pairs, '[', ']');
}

function printName(imports: Imports, scope: Scope, expression: Expression, depth: number): string | undefined {
  if (expression.kind === 'attribute' && expression.attribute === 'choices') return printChoices(valueOf(scope, expression));
  const own = expression.kind === 'name' && scope.owner !== undefined ? scope.symbols.attribute(scope.owner, expression.id) : undefined;
  if (own?.kind === 'found') {
    const { attribute } = own;
    return attribute.kind === 'function' || attribute.kind === 'class' ? undefined : print(imports, { ...scope, path: own.owner.path, owner: own.owner }, attribute, depth + 1);
  }
  const resolved = scope.symbols.resolveExpression(scope.path, expression);
  switch (resolved.kind) {
    case 'external':
      return external(imports, scope, expression, resolved.dotted);
    case 'function':
    case 'class':
      return ofRepository(imports, resolved.path, resolved.symbol);
    case 'value':
      // A class's attribute may be a member of an enumeration.
      return resolved.symbol.includes('.') ? scalar(valueOf(scope, expression)) : print(imports, { symbols: scope.symbols, path: resolved.path }, resolved.value, depth + 1);
    default:
      return undefined;
  }
}

/** `models.X`, a builtin, or the name as the module writes it with the same import. */
function external(imports: Imports, { symbols, path }: Scope, expression: Expression, dotted: string): string | undefined {
  const model = /^django\.db\.models\.(\w+)$/.exec(canonicalField(dotted))?.[1];
  if (model !== undefined) return bind(imports, 'models', MODELS) ? `models.${model}` : undefined;
  const builtin = /^builtins\.(\w+)$/.exec(dotted)?.[1];
  if (builtin !== undefined) return builtin;
  const written = dottedName(expression);
  const name = written?.split('.')[0] ?? '';
  const statements = (symbols.code(path)?.body ?? []).flatMap((one) => (one.kind === 'import' ? importing(one, name) : []));
  const [statement] = statements;
  return written !== undefined && statement !== undefined && statements.length === 1 && bind(imports, name, statement) ? written : undefined;
}

/** The part of an import that binds a name, as a statement of its own. */
function importing({ module, level, names, alias }: ImportStatement, wanted: string): readonly string[] {
  if (level > 0) return [];
  if (names === null) {
    if (alias === null) return module.split('.')[0] === wanted ? [`import ${module}`] : [];
    return alias === wanted ? [`import ${module} as ${alias}`] : [];
  }
  return names.flatMap((one) => ((one.alias ?? one.name) === wanted ? [`from ${module} import ${one.name}${one.alias === null ? '' : ` as ${one.alias}`}`] : []));
}

/** Functions and classes of the repository by their module, as migrations name them. */
function ofRepository(imports: Imports, path: string, symbol: string): string | undefined {
  const module = symbol.includes('.') ? undefined : imports.model.python.dottedName(path, imports.path);
  if (module === undefined || module === '') return undefined;
  const top = module.split('.')[0] ?? '';
  if (top !== module && imports.bound.has(top)) return undefined;
  return bind(imports, module, `import ${module}`) ? `${module}.${symbol}` : undefined;
}

/** Binds a name, or a dotted module; false where the name stands for something else. */
export function bind({ bound }: Imports, name: string, statement: string): boolean {
  const known = bound.get(name);
  if ((name === 'models' && statement !== MODELS) || [...bound.keys()].some((other) => other.startsWith(`${name}.`))) return false;
  if (known === undefined) bound.set(name, statement);
  return known === undefined || known === statement;
}

/** The import lines of the file: plain imports, then the others by name, those of `django.db` as one. */
export function importLines({ bound }: Imports): readonly string[] {
  const statements = [...new Set(bound.values())].filter((statement) => statement !== MODELS && statement !== MIGRATIONS);
  const database = bound.has('models') ? `${MIGRATIONS}, models` : MIGRATIONS;
  const plain = statements.filter((statement) => statement.startsWith('import '));
  return [...plain.toSorted(), ...[...statements.filter((statement) => !plain.includes(statement)), database].toSorted()];
}
