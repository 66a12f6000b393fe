import type { Area } from '../findings/types.js';

/** One area's score, 0–100 integer; null: not judged (no opportunity was decided). */
export interface AreaScore {
  readonly area: Area;
  readonly base: number | null;
  readonly head: number | null;
  /** After all safe fixes of the introduced findings. */
  readonly projected: number | null;
  /** Fingerprints of the open findings in the head that cost points here, worst first. */
  readonly lostTo: readonly string[];
  /** The rules of those findings, worst first, with how many are each one's. */
  readonly lostToRules: readonly { readonly ruleId: string; readonly open: number }[];
}

export interface Scores {
  readonly overall: { readonly base: number | null; readonly head: number | null; readonly projected: number | null };
  readonly areas: readonly AreaScore[];
}
