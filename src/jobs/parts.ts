/** What those who do the work of jobs are made of. */
import type { Sleep } from '../github/check-run.js';
import type { GitHubApi } from '../github/types.js';
import type { ReviewMemory } from '../store/memory.js';
import type { Analysis } from './analysis.js';
import type { Log } from './types.js';

export interface HandlerParts {
  /** GitHub as the given installation sees it. */
  readonly connect: (installationId: number) => Promise<GitHubApi>;
  readonly analysis: Analysis;
  readonly memory: ReviewMemory;
  readonly log: Log;
  readonly sleep: Sleep;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
