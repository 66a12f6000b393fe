/** What `.choices` of Django's enumerations is. Pure. */
import type { Expression, Statement } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, PythonSymbols } from '../../../project/python/symbols-types.js';
import type { Plain, Scope } from './values.js';

type Read = (scope: Scope, expression: Expression) => Plain | undefined;
type Pair = readonly [value: Plain, label: Plain];

const ENUMERATION = /^django\.db\.models\.(enums\.)?(TextChoices|IntegerChoices)$/;
/** Names by which a class decides itself what its members and their labels are. */
const OWN_WAYS: ReadonlySet<string> = new Set(['choices', 'label', 'labels', 'value', 'values', 'name', 'names']);

/** The class that a name or attribute means where it stands: one in the body of the scope's own class comes first. */
export function classAt(scope: Scope, expression: Expression): ClassSymbol | undefined {
  const { owner, symbols } = scope;
  const inner = expression.kind === 'name' && owner !== undefined ? symbols.attribute(owner, expression.id) : undefined;
  if (owner !== undefined && inner?.kind === 'found' && inner.owner.node === owner.node) {
    return symbols.classes(owner.path).find(({ node }) => node === inner.attribute);
  }
  const resolved = symbols.resolveExpression(scope.path, expression);
  return resolved.kind === 'class' ? resolved : undefined;
}

/** Pairs of value and label, in their order; undefined where the class is no plain enumeration of Django or a member can't be read. */
export function choicesOf(symbols: PythonSymbols, symbol: ClassSymbol, read: Read): readonly Pair[] | undefined {
  const { classes, external, unknown } = symbols.ancestry(symbol);
  const { decorators, keywords, body } = symbol.node;
  if (classes.length !== 1 || external.length !== 1 || unknown.length > 0 || !ENUMERATION.test(external[0] ?? '') || decorators.length + keywords.length > 0) return undefined;
  const scope: Scope = { symbols, path: symbol.path, owner: symbol };
  const pairs: Pair[] = [];
  for (const statement of body) {
    if (isAside(statement)) continue;
    const member = memberOf(scope, statement, read);
    if (member === undefined) return undefined;
    if (member.name === '__empty__') pairs.unshift(member.pair);
    else pairs.push(member.pair);
  }
  const values = new Set(pairs.map(([value]) => JSON.stringify(value)));
  return pairs.length > 0 && values.size === pairs.length ? pairs : undefined;
}

/** Docstrings and methods make no members. */
function isAside(statement: Statement): boolean {
  if (statement.kind === 'function') return !OWN_WAYS.has(statement.name) && !statement.name.startsWith('_');
  return statement.kind === 'pass' || (statement.kind === 'expression' && statement.value.kind === 'string');
}

function memberOf(scope: Scope, statement: Statement, read: Read): { readonly name: string; readonly pair: Pair } | undefined {
  const [target, ...others] = statement.kind === 'assign' ? statement.targets : [];
  if (statement.kind !== 'assign' || target?.kind !== 'name' || others.length > 0 || statement.value === null) return undefined;
  const name = target.id;
  const value = read(scope, statement.value);
  if (value === undefined || OWN_WAYS.has(name)) return undefined;
  if (name === '__empty__') return { name, pair: [null, value] };
  if (name.startsWith('_')) return undefined;
  if (!Array.isArray(value)) return { name, pair: [value, titleOf(name)] };
  const [first, label, ...more] = value as readonly Plain[];
  const isPair = first !== undefined && typeof label === 'string' && more.length === 0 && !Array.isArray(first);
  return isPair ? { name, pair: [first, label] } : undefined;
}

/** The label of a member that is given none: Python's `name.replace("_", " ").title()`. */
function titleOf(name: string): string {
  return name.replaceAll('_', ' ').replaceAll(/\p{L}+/gu, (word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`);
}
