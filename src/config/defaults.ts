import { DEFAULT_INLINE_LIMIT } from './schema.js';
import type { RepositoryConfig } from './types.js';

/** What holds for a repository without a configuration file. */
export function defaultConfig(): RepositoryConfig {
  return {
    gate: { failOn: 'error', areas: null, minimumScore: null, maximumDrop: null },
    rules: {},
    linters: { ruff: true, oxlint: true },
    include: null,
    exclude: [],
    inlineLimit: DEFAULT_INLINE_LIMIT,
    drafts: 'check-only',
    fixes: 'suggest',
    baseline: null,
  };
}
