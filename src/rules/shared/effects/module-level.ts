/** A module's own statements, judged like a function's body. Pure. */
import type { FunctionNode } from '../../../facts/python/code/nodes.js';
import type { PythonCode } from '../../../facts/python/code/nodes.js';
import { perObject } from '../../../project/per-object.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';

const asNode = perObject((code: PythonCode): FunctionNode => ({ kind: 'function', start: 0, end: 0, name: '', nameStart: 0, isAsync: false, parameters: [], decorators: [], body: code.body.map((statement) => statement) }));

/** The module as a function without a name; none where its code was not read. */
export function moduleAsFunction(model: ProjectModel, path: string): readonly FunctionSymbol[] {
  const code = model.symbols.code(path);
  return code === undefined ? [] : [{ kind: 'function', path, symbol: '', node: asNode(code) }];
}
