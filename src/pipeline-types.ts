/** What a run needs, and what it answers. */
import type { Configuration } from './config/configure.js';
import type { Gate } from './config/types.js';
import type { Grammars } from './facts/grammars.js';
import type { Linter } from './linters/stage.js';
import type { Catalogue } from './project/types.js';
import type { Survey } from './report/survey.js';
import type { Background, RunResult } from './report/types.js';
import type { JudgingStage } from './rules/both-sides.js';
import type { ExplainInput } from './rules/explain.js';
import type { KeptProjects } from './rules/kept-projects.js';
import type { Readers } from './readers/types.js';
import type { Audit } from './rules/run.js';
import type { Care, FactsStore } from './store/types.js';

/** What a run needs besides the source. */
export interface Tools {
  readonly store: FactsStore;
  readonly grammars: Grammars;
  readonly catalogue: Catalogue;
  /** Linters of others whose word is passed on. */
  readonly linters?: readonly Linter[];
  /** Instead of the severity in the repository's gate. */
  readonly failOn?: Gate['failOn'] | undefined;
  /** Repositories of earlier reviews, where the process goes on. */
  readonly kept?: KeptProjects;
  readonly care?: Care;
  /** Reads many files at once; see `collectFacts`. */
  startReaders?(here: Readers): Readers;
  readonly ignores?: ExplainInput['ignores'];
  /** Milliseconds, monotonic. */
  now(): number;
  /** `total` 0: how far the stage is can't be told. */
  onProgress?(stage: string, done: number, total: number): void;
  /** Told when a stage of a review ends, for measuring. */
  onStage?(stage: Stage): void;
}

/** Stages of a review, in order; what follows the last is the composing of the result. */
export type Stage = 'configuration' | 'linters started' | 'facts' | 'linters here' | JudgingStage | 'linters' | 'compare' | 'explain and verify';

/** A result with the configuration it was judged by. */
export interface Judged extends Background {
  readonly result: RunResult;
  readonly configuration: Configuration;
  /** What the rules and linters said of the head. */
  readonly audit: Audit;
  /** Fingerprint -> why the fix of its finding was taken away: see `verifiedFixes`. */
  readonly unproven: ReadonlyMap<string, string>;
}

/** The same of a whole tree. */
export interface JudgedTree extends Judged {
  /** What the tree is made of; made when it is asked for. */
  survey(): Survey;
}
