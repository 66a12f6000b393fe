/** What routes of FastAPI say that they answer with. Pure. */
import type { Expression } from '../../facts/python/code/nodes.js';
import { dottedName, keywordOf, literalString } from '../../facts/python/code/walk.js';
import type { PythonSymbols } from '../python/symbols-types.js';
import type { DeclaredRoute, ResponseModel } from './types.js';

const NONE: ResponseModel = { kind: 'none' };
const LISTS = /^(list|set|frozenset|tuple|typing\.(List|Set|FrozenSet|Tuple|Sequence|Iterable|Collection)|collections\.abc\.(Sequence|Iterable|Collection|Set))$/;
const MAPPINGS = /^(dict|typing\.(Dict|Mapping|MutableMapping)|collections\.abc\.(Mapping|MutableMapping))$/;
/** Classes whose objects are sent as they are. */
const RESPONSES = /^(fastapi|starlette)(\.responses)?\.\w*Response$/;

/**
 * `response_model=` decides; without it the handler's annotation does, as FastAPI has it
 * (https://fastapi.tiangolo.com/tutorial/response-model/).
 */
export function responseOf(symbols: PythonSymbols, { holder, protocol, expression, place, handler }: DeclaredRoute): ResponseModel {
  if (holder.framework !== 'fastapi' || protocol !== 'http') return NONE;
  const written = expression.kind === 'call' ? keywordOf(expression, 'response_model')?.value : undefined;
  if (written !== undefined) return read(symbols, place.path, written);
  if (handler === undefined) return { kind: 'unknown', reason: 'the handler can\'t be told' };
  const annotation = handler.node.kind === 'function' ? handler.node.returns : undefined;
  return annotation === undefined ? NONE : read(symbols, handler.path, annotation);
}

function read(symbols: PythonSymbols, path: string, written: Expression): ResponseModel {
  if (literalString(written) !== undefined) return { kind: 'unknown', reason: 'the type is written as text' };
  if (isNone(written)) return NONE;
  if (written.kind === 'binary' && written.operator === '|') return readUnion(symbols, path, [written.left, written.right]);
  if (written.kind === 'subscript') return readGeneric(symbols, path, written.value, itemsOf(written.index));
  const model = symbols.resolveExpression(path, written);
  if (model.kind === 'unknown') return model;
  const known = model.kind === 'class' ? symbols.ancestry(model).external : model.kind === 'external' ? [model.dotted] : [];
  if (known.some((dotted) => RESPONSES.test(dotted))) return NONE;
  return { kind: 'model', many: known.some((dotted) => LISTS.test(bare(dotted))), model, envelopes: [] };
}

function readUnion(symbols: PythonSymbols, path: string, members: readonly Expression[]): ResponseModel {
  const [only, ...others] = members.filter((member) => !isNone(member));
  return only === undefined || others.length > 0 ? { kind: 'unknown', reason: 'it is one of several types' } : read(symbols, path, only);
}

/** `list[Item]`, `Optional[Item]`, `Annotated[Item, …]`, `Page[Item]`. */
function readGeneric(symbols: PythonSymbols, path: string, outer: Expression, [first, ...others]: readonly Expression[]): ResponseModel {
  const resolved = symbols.resolveExpression(path, outer);
  const dotted = bare(resolved.kind === 'external' ? resolved.dotted : (dottedName(outer) ?? ''));
  if (first === undefined) return { kind: 'unknown', reason: 'the type has no parts' };
  if (/^typing(_extensions)?\.(Optional|Annotated)$/.test(dotted)) return read(symbols, path, first);
  if (/^typing\.Union$/.test(dotted)) return readUnion(symbols, path, [first, ...others]);
  if (resolved.kind === 'unknown') return resolved;
  if (MAPPINGS.test(dotted)) return { kind: 'model', many: false, model: resolved, envelopes: [] };
  const inner = read(symbols, path, first);
  if (LISTS.test(dotted)) return inner.kind === 'model' ? { ...inner, many: true } : inner;
  return inner.kind === 'model' ? { ...inner, envelopes: [resolved, ...inner.envelopes] } : { kind: 'model', many: false, model: resolved, envelopes: [] };
}

function itemsOf(index: Expression): readonly Expression[] {
  return index.kind === 'tuple' ? index.items : [index];
}

function bare(dotted: string): string {
  return dotted.replace(/^builtins\./, '');
}

function isNone(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value === null;
}
