import type { LiveModel } from '../../src/project/model.js';
import type { Files } from '../../test/support/memory-project.js';

/** A project without the defect. */
export interface Clean {
  readonly name: string;
  readonly files: Files;
  readonly model: LiveModel;
}

/** One planted defect. */
export interface Mutation {
  /** Where and what, e.g. `shop/urls.py:12 drop the route of order_list`. */
  readonly description: string;
  /** New contents; null deletes the file. */
  readonly changes: Readonly<Record<string, string | null>>;
}

/** Plants one kind of defect, at every place where a clean project has room for it. */
export interface Mutator {
  readonly name: string;
  /** Rules of which any one may speak up. */
  readonly rules: readonly string[];
  plant(clean: Clean): Iterable<Mutation>;
}
