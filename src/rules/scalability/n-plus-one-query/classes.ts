/** What serializers, admin classes and templates need to read rows without a function around them. */
import type { ClassNode, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { literalString } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { RowReader } from './reader.js';
import type { Read, Via } from './rows.js';

/** A reader for what a file says outside functions. */
export function readerAt(model: ProjectModel, path: string, symbol: string, report: (read: Read) => void, via: readonly Via[] = []): RowReader {
  const node: FunctionNode = { kind: 'function', name: '', nameStart: 0, isAsync: false, parameters: [], decorators: [], body: [], start: 0, end: 0 };
  return new RowReader(model, { kind: 'function', path, symbol, node }, report, via, 0);
}

/** A method of a class or its bases in the repository. */
export function methodOf(model: ProjectModel, symbol: ClassSymbol, name: string): FunctionSymbol | undefined {
  const found = model.symbols.attribute(symbol, name);
  if (found.kind !== 'found' || found.attribute.kind !== 'function') return undefined;
  return { kind: 'function', path: found.owner.path, symbol: `${found.owner.symbol}.${name}`, node: found.attribute };
}

/** The value of a class attribute, with the class in whose body it stands. */
export function valueOf(model: ProjectModel, symbol: ClassSymbol, name: string): { readonly value: Expression; readonly owner: ClassSymbol } | undefined {
  const found = model.symbols.attribute(symbol, name);
  if (found.kind !== 'found' || found.attribute.kind === 'function' || found.attribute.kind === 'class') return undefined;
  return { value: found.attribute, owner: found.owner };
}

/** `Meta` of a class. */
export function metaOf(model: ProjectModel, symbol: ClassSymbol): ClassSymbol | undefined {
  const found = model.symbols.attribute(symbol, 'Meta');
  if (found.kind !== 'found' || found.attribute.kind !== 'class') return undefined;
  return { kind: 'class', path: found.owner.path, symbol: `${found.owner.symbol}.Meta`, node: found.attribute satisfies ClassNode };
}

/** The texts of a list or tuple of literals; undefined when something in it is computed. */
export function literals(expression: Expression): readonly string[] | undefined {
  if (expression.kind !== 'list' && expression.kind !== 'tuple' && expression.kind !== 'set') return undefined;
  const texts = expression.items.map(literalString);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** Where a class is named. */
export function nameOf({ node }: ClassSymbol): { readonly start: number; readonly end: number } {
  return { start: node.nameStart, end: node.nameStart + node.name.length };
}
