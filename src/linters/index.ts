/** The linters of a process. */
import { loadRuffRules } from '../assets/ruff-rules.js';
import type { Catalogue } from '../project/types.js';
import { createOxlint } from './oxlint/adapter.js';
import { createRuffLinter } from './ruff/adapter.js';
import type { Linter } from './types.js';

/** Every linter whose diagnostics are passed on. Nothing is loaded or started before it is asked. */
export function createLinters(catalogue: Pick<Catalogue, 'python'>): readonly Linter[] {
  return [createRuffLinter({ rules: loadRuffRules(), standardLibrary: catalogue.python.standardLibrary }), createOxlint()];
}
