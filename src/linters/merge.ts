/** Which diagnostics say what a rule of our own says too: one finding, which names both. Pure. */
import { groupedBy } from '../project/grouped.js';
import type { Outcome } from '../rules/run.js';
import { idOf } from './outcomes.js';
import type { Diagnostic } from './types.js';

/** Our rule -> the linters' codes that call the same place wrong for the same reason; what else a line may have is its own finding. */
export const SAME: Readonly<Record<string, string>> = {
  'dead-code/commented-out-code': 'ruff/ERA001',
  'maintainability/excessive-complexity': 'ruff/C901',
  'maintainability/magic-number': 'ruff/PLR2004',
  'maintainability/missing-docstring': 'ruff/D103',
  'maintainability/missing-type-hints': 'ruff/ANN201',
  'observability/print-instead-of-logging': 'ruff/T201 ruff/T203 oxlint/no-console',
  'reliability/request-without-timeout': 'ruff/S113',
  // Bare, blind, and passed over: three ways to say it of the same clause.
  'reliability/swallowed-exception': 'ruff/E722 ruff/BLE001 ruff/S110 ruff/S112 oxlint/no-empty',
  'reliability/unhandled-rejection': 'oxlint/promise/catch-or-return oxlint/typescript/no-floating-promises',
  // Requests, processes and sleeps; our rule is silent on files, paths and input.
  'scalability/blocking-call-in-async': 'ruff/ASYNC210 ruff/ASYNC212 ruff/ASYNC220 ruff/ASYNC221 ruff/ASYNC222 ruff/ASYNC251',
  'security/debug-enabled': 'ruff/S201',
  'security/hardcoded-secret': 'ruff/S105 ruff/S106 ruff/S107',
  'security/sql-injection': 'ruff/S608 ruff/S610 ruff/S611',
  'security/unsafe-html': 'ruff/S308 oxlint/react/no-danger',
  'testing/assertion-free-test': 'oxlint/jest/expect-expect oxlint/vitest/expect-expect',
  'wiring/missing-export': 'oxlint/import/named oxlint/import/default',
  'wiring/undefined-name': 'ruff/F821 oxlint/no-undef',
};

/** A linter's code -> our rules that say the same. */
const RULES = groupedBy(Object.entries(SAME).flatMap(([ruleId, codes]) => codes.split(' ').map((code) => ({ ruleId, code }))), ({ code }) => code);

/** What linters and rules said of one side of a file. */
export interface Said {
  readonly diagnostics: readonly Diagnostic[];
  readonly outcomes: readonly Outcome[];
}

export interface Merged {
  /** Diagnostics that no rule of ours stands for. */
  readonly own: readonly Diagnostic[];
  /** Match of a rule -> the diagnostics that say the same. */
  readonly also: ReadonlyMap<unknown, readonly Diagnostic[]>;
}

/** Parts the diagnostics of a file by what the rules said of it. What a rule of ours could not judge, no linter settles. */
export function mergeDiagnostics({ diagnostics, outcomes }: Said): Merged {
  const also = new Map<unknown, Diagnostic[]>();
  const own = diagnostics.filter((diagnostic) => {
    const rules = new Set(RULES.get(idOf(diagnostic))?.map(({ ruleId }) => ruleId));
    const said = outcomes.filter((outcome) => rules.has(outcome.configured.rule.meta.id));
    const match = said.flatMap((outcome) => outcome.matches).find(({ span, subject }) => span[0] <= diagnostic.span[0] && diagnostic.span[0] <= Math.max(span[0], span[2]) ? true : isSameName(diagnostic, subject));
    if (match !== undefined) also.set(match, [...(also.get(match) ?? []), diagnostic]);
    return match === undefined && !said.some((outcome) => outcome.unknowns.some(({ line, reason }) => line === diagnostic.span[0] || isSameName(diagnostic, /^`([^`]+)`/.exec(reason)?.[1])));
  });
  return { own, also };
}

/**
 * The same for both sides of a file. Where a rule of ours stands for a diagnostic, or could not judge it, on one side only, that
 * says nothing of the code: what goes by the same code, symbol and text is then left to our rule on both.
 */
export function mergeBothSides(base: Said, head: Said): { readonly base: Merged; readonly head: Merged } {
  const merged = { base: mergeDiagnostics(base), head: mergeDiagnostics(head) };
  const left = new Set([...leftToRules(base, merged.base), ...leftToRules(head, merged.head)]);
  const without = ({ own, also }: Merged): Merged => ({ own: own.filter((diagnostic) => !left.has(identityOf(diagnostic))), also });
  return { base: without(merged.base), head: without(merged.head) };
}

function leftToRules({ diagnostics }: Said, { own }: Merged): string[] {
  const kept = new Set(own);
  return diagnostics.filter((diagnostic) => !kept.has(diagnostic)).map(identityOf);
}

/** What a finding is told from others of its file by. */
function identityOf(diagnostic: Diagnostic): string {
  return [idOf(diagnostic), diagnostic.symbol, diagnostic.subject.replace(/\s+/g, ' ').trim()].join('\0');
}

/** A rule of ours names an undefined name once for a file, linters at each use. */
function isSameName(diagnostic: Diagnostic, name: string | undefined): boolean {
  return /^(ruff\/F821|oxlint\/no-undef)$/.test(idOf(diagnostic)) && diagnostic.subject === name;
}
