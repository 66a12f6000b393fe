/** What one model class's own body says. Pure. */
import type { AssignStatement, CallExpression, ClassNode, Expression, Keyword, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import type { DjangoInput } from '../input.js';
import type { Place } from '../types.js';
import { addsFields, calleeOf, type Callee, type CalleeInput } from './callee.js';

export type FieldCallee = Extract<Callee, { kind: 'field' }>;

export interface OwnField {
  readonly name: string;
  readonly call: CallExpression;
  readonly callee: FieldCallee;
  readonly place: Place;
}

export interface OwnBody {
  readonly fields: readonly OwnField[];
  /** Every name that the body binds, fields too: it hides the same name of a base. */
  readonly names: ReadonlySet<string>;
  readonly managers: readonly { readonly name: string; readonly value: Expression; readonly place: Place }[];
  readonly open: string | null;
}

/** Class decorators that leave the fields alone. */
const HARMLESS_DECORATOR = /(^|\.)(python_2_unicode_compatible|total_ordering|deconstructible|register_snippet|final|dataclass|runtime_checkable|receiver|doc|extras_features|generate_unicode_unsupported_functions)$/;
const HARMLESS_METACLASS = /(^|\.)(ModelBase|ABCMeta|PageBase|MPTTModelBase|PolymorphicModelBase)$/;

interface Draft {
  readonly fields: Map<string, OwnField>;
  readonly names: Set<string>;
  readonly managers: Map<string, OwnBody['managers'][number]>;
  open: string | null;
}

/** Reads the body of a model class. */
export function readBody(input: DjangoInput, symbol: ClassSymbol): OwnBody {
  const draft: Draft = { fields: new Map(), names: new Set(), managers: new Map(), open: null };
  readStatements(input, symbol, symbol.node.body, false, draft);
  draft.open ??= decoratorReason(input, symbol) ?? metaclassReason(symbol.node);
  return { fields: [...draft.fields.values()], names: draft.names, managers: [...draft.managers.values()], open: draft.open };
}

function readStatements(input: DjangoInput, symbol: ClassSymbol, body: readonly Statement[], branched: boolean, draft: Draft): void {
  for (const statement of body) {
    if (statement.kind === 'function' || statement.kind === 'class') draft.names.add(statement.name);
    else if (statement.kind === 'assign') readAssignment(input, symbol, statement, branched, draft);
    else if (statement.kind === 'if') {
      readStatements(input, symbol, statement.body, true, draft);
      readStatements(input, symbol, statement.orElse, true, draft);
    } else if (statement.kind === 'try') {
      readStatements(input, symbol, statement.body, true, draft);
      for (const handler of statement.handlers) readStatements(input, symbol, handler.body, true, draft);
    } else if (statement.kind === 'for' || statement.kind === 'while' || statement.kind === 'with' || statement.kind === 'delete') draft.open ??= `the body of ${symbol.symbol} runs code`;
    else if (statement.kind === 'expression' && namesItself(statement.value)) draft.open ??= `the body of ${symbol.symbol} runs code`;
    else if (statement.kind === 'unknown') draft.open ??= `a part of ${symbol.symbol} could not be read`;
  }
}

/** `locals()[name] = …`, `vars().update(…)` */
function namesItself(expression: Expression): boolean {
  if (expression.kind === 'call') return /^(locals|vars|exec|eval)$/.test(dottedName(expression.callee) ?? '') || namesItself(expression.callee);
  if (expression.kind === 'attribute' || expression.kind === 'subscript') return namesItself(expression.value);
  return false;
}

function readAssignment(input: DjangoInput, symbol: ClassSymbol, statement: AssignStatement, branched: boolean, draft: Draft): void {
  if (statement.targets.some(namesItself)) draft.open ??= `the body of ${symbol.symbol} runs code`;
  if (statement.value === null) return;
  for (const target of statement.targets) {
    if (target.kind !== 'name') continue;
    draft.names.add(target.id);
    draft.fields.delete(target.id);
    draft.managers.delete(target.id);
    readValue(input, symbol, { name: target.id, target, value: statement.value, branched }, draft);
  }
}

interface Bound {
  readonly name: string;
  readonly target: Expression;
  readonly value: Expression;
  readonly branched: boolean;
}

function readValue(input: DjangoInput, symbol: ClassSymbol, { name, target, value, branched }: Bound, draft: Draft): void {
  const { path } = symbol;
  if (value.kind === 'conditional') {
    const made = [value.body, value.orElse].some((one) => one.kind === 'call' && calleeOf(input, path, one).kind === 'field');
    if (made) draft.open ??= `\`${name}\` depends on a condition`;
    return;
  }
  const call = callBehind(input, path, value);
  if (call === undefined) return;
  const place: Place = { path, span: input.symbols.span(path, { start: target.start, end: value.end }) };
  const callee = calleeOf(input satisfies CalleeInput, call.path, call.call);
  if (callee.kind === 'manager') draft.managers.set(name, { name, value, place });
  else if (callee.kind === 'open') draft.open ??= callee.reason;
  else if (callee.kind === 'field') {
    draft.fields.set(name, { name, call: call.call, callee, place });
    draft.open ??= callee.opens;
    if (branched) draft.open ??= `\`${name}\` depends on a condition`;
  }
}

/** The call itself, or the one that a module-level name was given. */
function callBehind(input: DjangoInput, path: string, value: Expression): { readonly path: string; readonly call: CallExpression } | undefined {
  if (value.kind === 'call') return { path, call: value };
  if (value.kind !== 'name') return undefined;
  const resolved = input.symbols.resolve(path, value.id);
  return resolved.kind === 'value' && resolved.value.kind === 'call' ? { path: resolved.path, call: resolved.value } : undefined;
}

function decoratorReason(input: DjangoInput, symbol: ClassSymbol): string | null {
  for (const decorator of symbol.node.decorators) {
    const named = decorator.kind === 'call' ? decorator.callee : decorator;
    const dotted = dottedName(named) ?? '';
    if (HARMLESS_DECORATOR.test(dotted)) continue;
    const resolved = input.symbols.resolveExpression(symbol.path, named);
    if (resolved.kind === 'function' && !addsFields(resolved.node)) continue;
    return `the decorator \`${dotted === '' ? 'of the class' : dotted}\` may add fields`;
  }
  return null;
}

/** Why a metaclass may change what the class looks like, or null. */
export function metaclassReason(node: ClassNode): string | null {
  const metaclass: Keyword | undefined = node.keywords.find((keyword) => keyword.name === 'metaclass');
  if (metaclass === undefined || HARMLESS_METACLASS.test(dottedName(metaclass.value) ?? '')) return null;
  return `${node.name} has a metaclass of its own`;
}
