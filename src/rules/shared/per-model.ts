/** What several rules ask of a whole repository, computed once for it. Pure. */
import type { ProjectModel } from '../../project/types.js';

/** Memoises a pure function of a project model by the model's identity. */
export function perModel<T>(compute: (model: ProjectModel) => T): (model: ProjectModel) => T {
  const known = new WeakMap<ProjectModel, { readonly value: T }>();
  return (model) => {
    const held = known.get(model) ?? { value: compute(model) };
    known.set(model, held);
    return held.value;
  };
}
