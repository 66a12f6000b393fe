/** What the parts of the Django model are built from. */
import type { FileFacts } from '../../facts/types.js';
import type { PythonSymbols } from '../python/symbols-types.js';
import type { DependencyIndex, ProjectModel, PythonProject } from '../types.js';
import type { DjangoProject } from './types.js';

export interface DjangoInput {
  /** Every path of the tree, sorted. */
  readonly paths: readonly string[];
  facts(path: string): FileFacts | undefined;
  readonly tree: Pick<ProjectModel, 'hasFile' | 'hasFolder' | 'children' | 'isIgnored'>;
  readonly python: PythonProject;
  readonly symbols: PythonSymbols;
  readonly dependencies: DependencyIndex;
  /** The other parts, for a part to ask while it answers (not while it is made). No cycles: settings <- apps <- models, migrations; settings <- routes <- views; models <- orm. */
  readonly django: DjangoProject;
}
