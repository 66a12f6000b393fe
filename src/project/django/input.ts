/** What the parts of the Django model are built from. */
import type { FileFacts } from '../../facts/types.js';
import type { Scan } from '../live-tree.js';
import type { PythonSymbols } from '../python/symbols-types.js';
import type { DependencyIndex, ProjectModel, PythonProject } from '../types.js';
import type { DjangoProject } from './types.js';

export interface DjangoInput {
  facts(path: string): FileFacts | undefined;
  readonly scan: Scan;
  readonly tree: Pick<ProjectModel, 'paths' | 'hasFile' | 'hasFolder' | 'children' | 'isIgnored'>;
  readonly python: PythonProject;
  readonly symbols: PythonSymbols;
  readonly dependencies: DependencyIndex;
  /** The other parts, for a part to ask while it answers (not while it is made). No cycles: settings <- apps <- models, migrations; settings <- routes <- views; models <- orm. */
  readonly django: DjangoProject;
}
