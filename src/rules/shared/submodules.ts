/** Names of a `from` import that are, or were, submodules. Pure. */
import type { PythonImport } from '../../facts/types.js';
import type { ProjectModel } from '../../project/types.js';
import type { Subject } from '../types.js';
import { perModelAnd } from './per-model.js';

/** Paths that would make an imported name a submodule, likeliest first. */
export function submodulePaths(subject: Subject, statement: PythonImport, name: string, model: ProjectModel): readonly string[] {
  const module = statement.module === '' ? name : `${statement.module}.${name}`;
  return model.python.candidates(subject.path, { level: statement.level, module });
}

/** Spares nearly all names the search for their paths. */
const wasModule = perModelAnd((model, name: string): boolean => {
  for (const path of model.formerPaths.keys()) if (path.endsWith(`${name}.py`) || path.endsWith(`${name}/__init__.py`)) return true;
  return false;
});

/** The path by which an imported name was a submodule until this change took it away; undefined when it was none, or something still answers. */
export function removedSubmodule(subject: Subject, statement: PythonImport, name: string, model: ProjectModel): string | undefined {
  if (!wasModule(model, name)) return undefined;
  const removed = submodulePaths(subject, statement, name, model).find((path) => model.formerPaths.has(path));
  if (removed === undefined) return undefined;
  const target = model.python.resolve(subject.path, statement);
  if (target.kind === 'namespace') return removed;
  return target.kind === 'local' && model.python.exportsName(target.path, name).kind === 'no' ? removed : undefined;
}
