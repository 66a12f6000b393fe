/** The linters whose diagnostics are passed on, as finding ids name them: `ruff/F401`, `oxlint/no-debugger`. Pure. */

export const LINTERS = ['ruff', 'oxlint'] as const;
export type LinterName = (typeof LINTERS)[number];

/** The linter whose word a finding is; undefined for findings of our own rules. */
export function linterOf(ruleId: string): LinterName | undefined {
  return LINTERS.find((name) => ruleId.startsWith(`${name}/`));
}
