/** What a call in a class body makes: a field, a manager, or something else. */
import type { CallExpression, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { dottedName, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols } from '../../python/symbols-types.js';
import type { PythonProject } from '../../types.js';

/** `custom`: a class of the repository, or one whose bases can't all be told. `opens`: it may bring further fields along. */
export type Callee =
  | { readonly kind: 'field'; readonly type: string; readonly typeName: string; readonly base: string; readonly custom: ClassSymbol | null; readonly opens: string | null }
  | { readonly kind: 'manager' }
  | { readonly kind: 'open'; readonly reason: string }
  | { readonly kind: 'other' };

export type CalleeInput = { readonly symbols: PythonSymbols; readonly python: Pick<PythonProject, 'resolve'> };

const FIELD_NAME = /(Field|ForeignKey|ParentalKey|GenericRelation|_field)$/;
const NO_FIELD_PACKAGE = /^(builtins|django\.forms|rest_framework|django_filters|graphene|marshmallow|dataclasses|pydantic|django\.core|django\.utils)(\.|$)/;
const MANAGER_NAME = /(Manager|QuerySet)$/;
const OTHER: Callee = { kind: 'other' };

/** Django's own paths of one field class, as `django.db.models.X`. */
export function canonicalField(dotted: string): string {
  return dotted
    .replace(/^django\.db\.models\.fields\.(related\.|files\.|json\.|generated\.|composite\.)?(?=[A-Z])/, 'django.db.models.')
    .replace(/^django\.contrib\.gis\.db\.models\.(fields\.)?(?=(Auto|BigAuto|BigInteger|Binary|Boolean|Char|Date|DateTime|Decimal|Duration|Email|File|FilePath|Float|GenericIPAddress|Image|Integer|JSON|PositiveBigInteger|PositiveInteger|PositiveSmallInteger|Slug|SmallAuto|SmallInteger|Text|Time|URL|UUID|ManyToMany|OneToOne)Field$|ForeignKey$)/, 'django.db.models.')
    .replace(/^django\.contrib\.postgres\.fields\.\w+\.(?=[A-Z])/, 'django.contrib.postgres.fields.')
    .replace(/^django\.contrib\.postgres\.fields\.JSONField$/, 'django.db.models.JSONField');
}

/** What the call of a class body's attribute makes. */
export function calleeOf(input: CalleeInput, path: string, call: CallExpression): Callee {
  const called = call.callee.kind === 'subscript' ? call.callee.value : call.callee;
  const last = called.kind === 'attribute' ? called.attribute : called.kind === 'name' ? called.id : '';
  if (last === 'as_manager' || last === 'from_queryset') return { kind: 'manager' };
  if (called.kind === 'call') return calleeOf(input, path, called).kind === 'manager' ? { kind: 'manager' } : OTHER;
  const resolved = input.symbols.resolveExpression(path, called);
  if (resolved.kind === 'external') return externalCallee(input, path, resolved.dotted, call);
  if (resolved.kind === 'class') return classCallee(input, resolved);
  if (resolved.kind === 'function') return functionCallee(input, resolved);
  if (resolved.kind === 'value') return resolved.value.kind === 'call' ? aliased(input, resolved.path, resolved.value) : byName(last);
  return byName(last);
}

/** `X = Manager.from_queryset(Q)` and then `X()`. */
function aliased(input: CalleeInput, path: string, call: CallExpression): Callee {
  return calleeOf(input, path, call).kind === 'manager' ? { kind: 'manager' } : byName(dottedName(call.callee) ?? '');
}

function byName(name: string): Callee {
  if (FIELD_NAME.test(name)) return { kind: 'field', type: '', typeName: name, base: name, custom: null, opens: null };
  return MANAGER_NAME.test(name) ? { kind: 'manager' } : OTHER;
}

function externalCallee(input: CalleeInput, path: string, dotted: string, call: CallExpression): Callee {
  if (NO_FIELD_PACKAGE.test(dotted)) return OTHER;
  const type = canonicalField(dotted);
  const typeName = type.slice(type.lastIndexOf('.') + 1);
  if (FIELD_NAME.test(typeName)) return { kind: 'field', type, typeName, base: typeName, custom: null, opens: null };
  if (typeName === 'TaggableManager') return { kind: 'open', reason: '`TaggableManager` brings a relation of its own' };
  if (MANAGER_NAME.test(typeName)) return { kind: 'manager' };
  if (type.startsWith('django.')) return OTHER;
  if (typeName === 'FieldTracker' || typeName === 'Choices') return OTHER;
  const target = input.python.resolve(path, { module: dotted.slice(0, dotted.lastIndexOf('.')), level: 0 });
  if (target.kind === 'standard-library') return OTHER;
  const wraps = [...call.args, ...call.keywords.map((keyword) => keyword.value)].some((value) => value.kind === 'call' && calleeOf(input, path, value).kind === 'field');
  if (wraps || /^[A-Z]/.test(typeName)) return { kind: 'open', reason: `\`${typeName}\` of another package may add fields` };
  return OTHER;
}

function classCallee(input: CalleeInput, symbol: ClassSymbol): Callee {
  const line = input.symbols.ancestry(symbol);
  const fieldBase = line.external.map(canonicalField).find((dotted) => FIELD_NAME.test(dotted) && !NO_FIELD_PACKAGE.test(dotted));
  const name = symbol.node.name;
  if (fieldBase !== undefined || (line.unknown.length > 0 && FIELD_NAME.test(name))) {
    const base = fieldBase?.slice(fieldBase.lastIndexOf('.') + 1) ?? name;
    return { kind: 'field', type: `${symbol.path}:${symbol.symbol}`, typeName: name, base, custom: symbol, opens: contributes(line.classes) };
  }
  if (line.external.some((dotted) => dotted.endsWith('.TaggableManager'))) return { kind: 'open', reason: `\`${name}\` brings a relation of its own` };
  if (line.external.some((dotted) => MANAGER_NAME.test(dotted))) return { kind: 'manager' };
  if (line.classes.some((one) => one.node.body.some((statement) => statement.kind === 'function' && statement.name === 'contribute_to_class'))) {
    return { kind: 'open', reason: `\`${name}\` adds itself to the model` };
  }
  if (MANAGER_NAME.test(name)) return { kind: 'manager' };
  const brought = line.external.find((dotted) => !/^(builtins|django|typing)\./.test(dotted) && input.python.resolve(symbol.path, { module: dotted.slice(0, Math.max(0, dotted.lastIndexOf('.'))), level: 0 }).kind === 'package');
  return brought === undefined ? OTHER : { kind: 'open', reason: `\`${name}\` may add what \`${brought}\` adds` };
}

/** A field class that adds further fields when it is added to a model. */
function contributes(classes: readonly ClassSymbol[]): string | null {
  for (const { node } of classes) {
    const method = node.body.find((statement): statement is FunctionNode => statement.kind === 'function' && statement.name === 'contribute_to_class');
    if (method !== undefined && addsFields(method)) return `\`${node.name}\` adds fields to the model`;
  }
  return null;
}

/** Calls `add_to_class`, or `contribute_to_class` of something other than its base. */
export function addsFields(node: FunctionNode): boolean {
  let found = false;
  walkStatements(node.body, (statement) => {
    if (statement.kind !== 'expression' || statement.value.kind !== 'call') return;
    const { callee } = statement.value;
    if (callee.kind !== 'attribute') return;
    const onSuper = callee.value.kind === 'call' && dottedName(callee.value.callee) === 'super';
    if (callee.attribute === 'add_to_class' || (callee.attribute === 'contribute_to_class' && !onSuper)) found = true;
  });
  return found;
}

/** A function of the repository that returns a field. */
function functionCallee(input: CalleeInput, symbol: FunctionSymbol): Callee {
  let made: Callee = FIELD_NAME.test(symbol.node.name) ? byName(symbol.node.name) : OTHER;
  walkStatements(symbol.node.body, (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    const value: Expression | null = statement.kind === 'return' ? statement.value : null;
    if (value?.kind !== 'call' || value.callee.kind === 'call') return true;
    const answer = input.symbols.resolveExpression(symbol.path, value.callee);
    const dotted = answer.kind === 'external' ? canonicalField(answer.dotted) : '';
    if (FIELD_NAME.test(dotted) && !NO_FIELD_PACKAGE.test(dotted)) made = { kind: 'field', type: '', typeName: dotted.slice(dotted.lastIndexOf('.') + 1), base: dotted.slice(dotted.lastIndexOf('.') + 1), custom: null, opens: null };
    return true;
  });
  return made;
}
