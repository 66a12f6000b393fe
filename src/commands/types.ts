/** What people write to the App in comments, as data. */

/** One command of a comment, read and checked as far as its text alone tells. */
export type ParsedCommand =
  | { readonly kind: 'review' | 'not-useful' | 'pause' | 'resume' | 'help' }
  /** Ids of rules, `area/*` or `linter/*`; without any: all of them. */
  | { readonly kind: 'fix'; readonly rules: readonly string[]; readonly unsafe: boolean }
  | { readonly kind: 'ignore'; readonly ruleId: string; /** As written; never empty. */ readonly reason: string }
  | { readonly kind: 'explain'; readonly ruleId: string }
  /** Addressed to the App and not to be done: no such command, no such rule, no reason given. `why` is one line for the answer. */
  | { readonly kind: 'refused'; readonly why: string };
