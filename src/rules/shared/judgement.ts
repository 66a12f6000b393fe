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
  return new Builder<Data>();
}

/** A class, since one is made for each rule and file: methods cost nothing there, closures do. */
class Builder<Data> implements JudgementBuilder<Data> {
  private readonly matches: Match<Data>[] = [];
  private readonly unknowns: { line: number; reason: string }[] = [];
  private passed = 0;

  pass(count = 1): void {
    this.passed += count;
  }

  match(match: Match<Data>): void {
    this.matches.push(match);
  }

  unknown(line: number, reason: string): void {
    this.unknowns.push({ line, reason });
  }

  /** Its lists have no room to grow. */
  done(): Judgement<Data> {
    return { matches: this.matches.slice(), passed: this.passed, unknowns: this.unknowns.slice() };
  }
}

/** "`a`", "`a` or `b`", "`a`, `b` or `c`". */
export function either(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length <= 1) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** What two judges say of one file. */
export function together<Data>(one: Judgement<Data>, other: Judgement<Data>): Judgement<Data> {
  return { matches: [...one.matches, ...other.matches], passed: one.passed + other.passed, unknowns: [...one.unknowns, ...other.unknowns] };
}
