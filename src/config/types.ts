/** A repository's configuration as the engine uses it: validated, with every default filled in. Plain data. */
import type { LinterName } from '../findings/linters.js';
import type { Area, Severity } from '../findings/types.js';

/** When the check run fails. */
export interface Gate {
  /** Fails on introduced findings of this severity or a worse one. */
  readonly failOn: Severity | 'never';
  /** Only these areas count for `failOn`; null: all. */
  readonly areas: readonly Area[] | null;
  /** Fails when the head's overall score is below, 0–100; null: no limit. */
  readonly minimumScore: number | null;
  /** Fails when the overall score falls by more points; null: no limit. */
  readonly maximumDrop: number | null;
}

export interface RuleSetting {
  readonly enabled: boolean;
  /** Replaces the severity of every finding of the rule; null: as the rule says. */
  readonly severity: Severity | null;
  /** As the rule's own schema parsed them; undefined: the rule's defaults. */
  readonly options: unknown;
  /** `off`: its comments stay inline, whatever people make of them. */
  readonly probation?: 'off';
}

export interface RepositoryConfig {
  readonly gate: Gate;
  /** By rule id; a rule without an entry runs with its defaults. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Which linters of others are asked. */
  readonly linters: Readonly<Record<LinterName, boolean>>;
  /** Globs; null: all files. */
  readonly include: readonly string[] | null;
  readonly exclude: readonly string[];
  readonly inlineLimit: number;
  readonly drafts: 'check-only' | 'comment';
  readonly fixes: 'suggest' | 'off';
  /** Path of the baseline file; null: none. */
  readonly baseline: string | null;
}

/** Something in the configuration file that keeps it from being used. */
export interface ConfigProblem {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** One plain sentence with the place and, where there is one, the nearest known key or value. */
  readonly message: string;
}
