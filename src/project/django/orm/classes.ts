/** The model that a view, serializer, form, filter or admin class speaks of. */
import type { CallExpression, ClassNode, Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import { inCycles, keyedByPair } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { ModelClass } from '../types.js';
import { DEEPEST, outside, type Inference, type ModelClasses } from './context.js';
import type { Inner } from './inner.js';

type Answer = { readonly model: ModelClass; readonly queryset: Inner | null } | undefined;

/** Builds the answers of one tree; memoised by class. */
export function createModelClasses(input: DjangoInput, inference: Inference): ModelClasses {
  const known = keyedByPair<string, ClassNode, Answer>();
  const visiting = new Set<ClassNode>();
  const look = (symbol: ClassSymbol, depth: number): Answer => {
    if (visiting.has(symbol.node) || depth > DEEPEST) return undefined;
    visiting.add(symbol.node);
    try {
      return find(input, inference, symbol, depth);
    } finally {
      visiting.delete(symbol.node);
    }
  };
  return {
    modelOf: (symbol, depth) => (depth > 0 ? look(symbol, depth) : inCycles(() => known(symbol.path, symbol.node, () => look(symbol, 0)), () => undefined)),
    named: (symbol) => named(input, symbol),
    user: (path) => userModel(input, path),
  };
}

function userModel(input: DjangoInput, path: string): ModelClass | undefined {
  const target = input.django.models.userModel(path);
  return 'fields' in target ? target : undefined;
}

function find(input: DjangoInput, inference: Inference, symbol: ClassSymbol, depth: number): Answer {
  const queryset = writtenQueryset(input, inference, symbol, depth);
  if (queryset !== undefined && (queryset.kind === 'queryset' || queryset.kind === 'manager')) return { model: queryset.model, queryset };
  const model = named(input, symbol);
  return model === undefined ? undefined : { model, queryset: queryset === undefined ? null : { kind: 'unknown' } };
}

function named(input: DjangoInput, symbol: ClassSymbol): ModelClass | undefined {
  return attributeModel(input, symbol, 'model') ?? metaModel(input, symbol) ?? formModel(input, symbol) ?? registered(input, symbol);
}

/** The queryset that `get_queryset` returns or `queryset = …` names; undefined where neither is written. */
function writtenQueryset(input: DjangoInput, inference: Inference, symbol: ClassSymbol, depth: number): Inner | undefined {
  const method = input.symbols.attribute(symbol, 'get_queryset');
  if (method.kind === 'found' && method.attribute.kind === 'function') {
    const fn = { kind: 'function', path: method.owner.path, symbol: `${method.owner.symbol}.get_queryset`, node: method.attribute satisfies FunctionNode } as const;
    const given = inference.returns(fn, symbol, null, depth + 1);
    if (given.kind === 'queryset' || given.kind === 'manager') return given;
    const attribute = attributeQueryset(input, inference, symbol, depth);
    return attribute?.kind === 'queryset' || attribute?.kind === 'manager' ? opened(attribute) : { kind: 'unknown' };
  }
  return attributeQueryset(input, inference, symbol, depth);
}

function opened(type: Extract<Inner, { kind: 'queryset' | 'manager' }>): Inner {
  const reason = 'get_queryset can not be read';
  return { ...type, loaded: { ...type.loaded, open: reason }, added: { ...type.added, open: reason } };
}

function attributeQueryset(input: DjangoInput, inference: Inference, symbol: ClassSymbol, depth: number): Inner | undefined {
  const answer = input.symbols.attribute(symbol, 'queryset');
  if (answer.kind !== 'found' || answer.attribute.kind === 'function' || answer.attribute.kind === 'class') return undefined;
  return inference.infer(outside(answer.owner.path, depth), answer.attribute);
}

function attributeModel(input: DjangoInput, symbol: ClassSymbol, name: string): ModelClass | undefined {
  const answer = input.symbols.attribute(symbol, name);
  if (answer.kind !== 'found' || answer.attribute.kind === 'function' || answer.attribute.kind === 'class') return undefined;
  return modelNamed(input, answer.owner.path, answer.attribute);
}

function modelNamed(input: DjangoInput, path: string, expression: Expression): ModelClass | undefined {
  const resolved = input.symbols.resolveExpression(path, expression);
  if (resolved.kind === 'class') return input.django.models.of(resolved);
  if (resolved.kind === 'external') return input.django.models.external(resolved.dotted);
  if (expression.kind === 'call' && dottedName(expression.callee)?.split('.').at(-1) === 'get_user_model') return userModel(input, path);
  if (resolved.kind === 'value' && resolved.value.kind === 'call') return modelNamed(input, resolved.path, resolved.value);
  return undefined;
}

function metaModel(input: DjangoInput, symbol: ClassSymbol): ModelClass | undefined {
  const answer = input.symbols.attribute(symbol, 'Meta');
  if (answer.kind !== 'found' || answer.attribute.kind !== 'class') return undefined;
  const meta = { kind: 'class', path: answer.owner.path, symbol: `${answer.owner.symbol}.Meta`, node: answer.attribute } as const;
  return attributeModel(input, meta, 'model');
}

/** A form view's model is that of its form. */
function formModel(input: DjangoInput, symbol: ClassSymbol): ModelClass | undefined {
  const answer = input.symbols.attribute(symbol, 'form_class');
  if (answer.kind !== 'found' || answer.attribute.kind === 'function' || answer.attribute.kind === 'class') return undefined;
  const form = input.symbols.resolveExpression(answer.owner.path, answer.attribute);
  return form.kind === 'class' ? metaModel(input, form) : undefined;
}

/** The one model that an admin class is registered for, by its decorator or by `site.register(Model, Admin)`. */
function registered(input: DjangoInput, symbol: ClassSymbol): ModelClass | undefined {
  const models = symbol.node.decorators.flatMap((decorator) => (isRegister(decorator) ? modelsIn(input, symbol.path, decorator.args) : []));
  const inSymbol = symbol.symbol.includes('.') ? [] : input.symbols.mentions(symbol.symbol);
  for (const path of models.length > 0 ? [] : inSymbol) models.push(...registrations(input, path, symbol));
  const [only, ...others] = new Set(models);
  return only instanceof Object && others.length === 0 ? only : undefined;
}

function registrations(input: DjangoInput, path: string, symbol: ClassSymbol): (ModelClass | null)[] {
  const found: (ModelClass | null)[] = [];
  walkStatements(input.symbols.code(path)?.body ?? [], (statement: Statement) => {
    if (statement.kind !== 'expression' || !isRegister(statement.value)) return;
    const [target, admin] = statement.value.args;
    if (target === undefined || admin === undefined || dottedName(admin)?.split('.').at(-1) !== symbol.node.name) return;
    const resolved = input.symbols.resolveExpression(path, admin);
    if (resolved.kind === 'class' && resolved.node === symbol.node) found.push(...modelsIn(input, path, [target]));
  });
  return found;
}

function isRegister(expression: Expression): expression is CallExpression {
  return expression.kind === 'call' && dottedName(expression.callee)?.split('.').at(-1) === 'register';
}

function modelsIn(input: DjangoInput, path: string, args: readonly Expression[]): (ModelClass | null)[] {
  return args.flatMap((one) => (one.kind === 'list' || one.kind === 'tuple' ? modelsIn(input, path, one.items) : [modelNamed(input, path, one) ?? null]));
}
