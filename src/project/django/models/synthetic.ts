/** Fields of well-known models as if they were written. Pure. */
import type { CallExpression, ClassNode, Expression } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import type { KnownField, KnownModel } from './known.js';

interface At {
  readonly start: number;
  readonly end: number;
}

/** The call of a well-known field; every node stands where `at` says. */
export function callOf(field: KnownField, at: At): CallExpression {
  const keywords = Object.entries(field.options ?? {}).map(([name, value]) => ({ ...at, name, value: literal(value, at) }));
  const args: Expression[] = field.to === undefined ? [] : [{ kind: 'string', ...at, value: field.to }];
  return { kind: 'call', ...at, callee: { kind: 'name', ...at, id: field.type.slice(field.type.lastIndexOf('.') + 1) }, args, keywords };
}

/** A class that stands in no file of the repository: its path is ''. */
export function outsideClass({ name, dotted }: KnownModel): ClassSymbol {
  const node: ClassNode = { kind: 'class', start: 0, end: 0, name, nameStart: 0, bases: [], keywords: [], decorators: [], body: [] };
  return { kind: 'class', path: '', symbol: dotted, node };
}

function literal(value: string | number | boolean, at: At): Expression {
  if (typeof value === 'string') return { kind: 'string', ...at, value };
  if (typeof value === 'number') return { kind: 'number', ...at, value };
  return { kind: 'constant', ...at, value };
}
