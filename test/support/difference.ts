import type { ChangeSet } from '../../src/changes/types.js';
import { compareByFingerprint } from '../../src/findings/compare.js';
import type { Sides } from '../../src/rules/both-sides.js';
import { hitsOfSide } from '../../src/rules/explain.js';

/** What a review says of both sides, in comparable words. */
export function difference(sides: Sides, changes: ChangeSet): { introduced: string[]; fixed: string[]; existing: string[] } {
  const compared = compareByFingerprint(hitsOfSide(changes, sides.base, 'base'), hitsOfSide(changes, sides.head, 'head'));
  const name = (hit: { ruleId: string; path: string; fingerprint: string; suppressed: boolean }): string => `${hit.ruleId} ${hit.path} ${hit.fingerprint} ${hit.suppressed}`;
  return { introduced: compared.introduced.map(name).sort(), fixed: compared.fixed.map(name).sort(), existing: compared.existing.map(name).sort() };
}
