/** Collects a rule's three answers. */
import type { Judgement, Match } from '../types.js';

export interface JudgementBuilder<Data> {
  pass(count?: number): void;
  match(match: Match<Data>): void;
  unknown(line: number, reason: string): void;
  done(): Judgement<Data>;
}

/** Starts an empty judgement. */
export function judging<Data>(): JudgementBuilder<Data> {
  const matches: Match<Data>[] = [];
  const unknowns: { line: number; reason: string }[] = [];
  let passed = 0;
  return {
    pass: (count = 1) => {
      passed += count;
    },
    match: (match) => matches.push(match),
    unknown: (line, reason) => unknowns.push({ line, reason }),
    done: () => ({ matches, passed, unknowns }),
  };
}

/** "`a`", "`a` or `b`", "`a`, `b` or `c`". */
export function either(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length <= 1) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
