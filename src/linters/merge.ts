/** Which diagnostics say what a rule of our own says too: one finding, which names both. Pure. */
import type { Outcome } from '../rules/run.js';
import { idOf } from './outcomes.js';
import type { Diagnostic } from './types.js';

/** Our rule -> the linters' codes for the same defect. */
const SAME: readonly (readonly [ruleId: string, codes: RegExp])[] = [
  ['wiring/undefined-name', /^(ruff\/F821|oxlint\/no-undef)$/],
  ['wiring/missing-export', /^(ruff\/F822|oxlint\/import\/(named|default|namespace|export))$/],
  ['wiring/unresolved-import', /^oxlint\/import\/(named|default|namespace|no-unresolved)$/],
  ['dead-code/commented-out-code', /^ruff\/ERA001$/],
  ['dead-code/duplicate-test', /^ruff\/F811$|^oxlint\/(jest|vitest)\/no-identical-title$/],
  ['dead-code/unused-definition', /^oxlint\/no-unused-vars$/],
  ['maintainability/missing-type-hints', /^ruff\/ANN\d+$/],
  ['maintainability/missing-docstring', /^ruff\/D10[123]$/],
  ['maintainability/magic-number', /^(ruff\/PLR2004|oxlint\/no-magic-numbers)$/],
  ['maintainability/excessive-complexity', /^(ruff\/(C901|PLR091[125])|oxlint\/complexity)$/],
  ['maintainability/stub-implementation', /^(ruff\/PIE790|oxlint\/no-empty-function)$/],
  ['observability/print-instead-of-logging', /^(ruff\/T20[13]|oxlint\/no-console)$/],
  ['reliability/request-without-timeout', /^ruff\/(S113|ASYNC109)$/],
  ['reliability/swallowed-exception', /^(ruff\/(E722|S110|S112|BLE001|SIM105|TRY\d+)|oxlint\/(no-empty|no-useless-catch))$/],
  ['reliability/unhandled-rejection', /^oxlint\/(promise\/catch-or-return|typescript\/no-floating-promises)$/],
  ['scalability/blocking-call-in-async', /^ruff\/ASYNC\d+$/],
  ['security/sql-injection', /^ruff\/(S608|S611)$/],
  ['security/hardcoded-secret', /^ruff\/S10[567]$/],
  ['security/debug-enabled', /^ruff\/S201$/],
  ['security/exception-detail-leak', /^ruff\/BLE001$/],
  ['security/unsafe-html', /^(ruff\/(S308|S703|S701)|oxlint\/react\/no-danger)$/],
  ['testing/assertion-free-test', /^oxlint\/(jest|vitest)\/expect-expect$/],
  ['wiring/unknown-model-field', /^ruff\/DJ\d+$/],
];

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
    const rules = SAME.flatMap(([ruleId, codes]) => (codes.test(idOf(diagnostic)) ? [ruleId] : []));
    const said = outcomes.filter((outcome) => rules.includes(outcome.configured.rule.meta.id));
    const match = said.flatMap((outcome) => outcome.matches).find(({ span, subject }) => span[0] <= diagnostic.span[0] && diagnostic.span[0] <= Math.max(span[0], span[2]) ? true : isSameName(diagnostic, subject));
    if (match !== undefined) also.set(match, [...(also.get(match) ?? []), diagnostic]);
    return match === undefined && !said.some((outcome) => outcome.unknowns.some(({ line }) => line === diagnostic.span[0]));
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
function isSameName({ linter, code, subject }: Diagnostic, name: string): boolean {
  return ((linter === 'ruff' && code === 'F821') || (linter === 'oxlint' && code === 'no-undef')) && subject === name;
}
