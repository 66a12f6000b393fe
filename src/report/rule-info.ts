import type { RuleMeta } from '../rules/types.js';

/** What reports must know of a rule. */
export interface RuleInfo extends Pick<RuleMeta<unknown>, 'id' | 'area' | 'severity' | 'confidence' | 'status' | 'summary'> {
  /** The rule's page, Markdown. Shown by viewers of SARIF. */
  readonly docs?: string;
}
