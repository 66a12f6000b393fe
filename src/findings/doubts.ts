/** What is in doubt. Pure. */
import type { Doubt } from './types.js';

/**
 * In how many more places than in the base a rule can't tell, in a file or, where that is null, anywhere; null where it could judge
 * nothing in one of them. Where the rule is null, any rule.
 */
export function doubtedPlaces(doubts: readonly Doubt[], { ruleId, path }: { readonly ruleId: string | null; readonly path: string | null }): number | null {
  const fitting = doubts.filter((doubt) => (path === null ? doubt.local !== true : doubt.path === path) && (doubt.ruleId === null || ruleId === null || doubt.ruleId === ruleId));
  return fitting.reduce<number | null>((sum, { more }) => (sum === null || more === null ? null : sum + more), 0);
}
