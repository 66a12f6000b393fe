/** The linters of a process. */
import { loadRuffRules } from '../assets/ruff-rules.js';
import type { Catalogue } from '../project/types.js';
import type { Launcher } from '../launcher/types.js';
import { createOxlint } from './oxlint/adapter.js';
import { createOxlintProcess } from './oxlint/process.js';
import { createRuffLinter } from './ruff/adapter.js';
import type { Linter } from './types.js';

/** What lists of rules say of a linter's. */
export interface ListedLinter {
  readonly id: string;
  readonly area: string;
  readonly severity: string;
  readonly confidence: string;
  readonly status: string;
  readonly languages: readonly string[];
  readonly fix: 'none' | 'safe' | 'unsafe' | 'both';
  readonly summary: string;
}

const SHARED = { area: 'by the code', severity: 'warning', confidence: 'high', status: 'preview' } as const;

/** One row for each linter: its rules are its own, and listed in its own documentation. */
export const LISTED_LINTERS: readonly ListedLinter[] = [
  { id: 'ruff/*', ...SHARED, languages: ['python'], fix: 'both', summary: 'What Ruff says of changed Python, by the repository’s own configuration.' },
  { id: 'oxlint/*', ...SHARED, languages: ['javascript'], fix: 'none', summary: 'What oxlint says of changed JavaScript and TypeScript, by the repository’s own configuration.' },
];

/** Every linter whose diagnostics are passed on, a process of its own first: it runs while Ruff does in this one. Nothing is loaded or started before it is asked. */
export function createLinters(catalogue: Pick<Catalogue, 'python'>, launcher?: Launcher): readonly Linter[] {
  return [createOxlint(createOxlintProcess({ launcher })), createRuffLinter({ rules: loadRuffRules(), standardLibrary: catalogue.python.standardLibrary })];
}
