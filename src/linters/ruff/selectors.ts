/** Ruff's selectors: `F401`, `F4`, `PL`, `ALL`, or a rule's name. Pure. */

/** Whether a selector speaks of a code. */
export function selects(selector: string, code: string, name?: string): boolean {
  if (selector === 'ALL' || selector === name) return true;
  if (!code.startsWith(selector)) return false;
  // `E` is pycodestyle's and none of ERA001; the letters of pylint's four kinds follow PL.
  return /\d/.test(selector) || lettersOf(code) === selector || selector === 'PL';
}

function lettersOf(code: string): string {
  return /^[A-Z]*/.exec(code)?.[0] ?? '';
}
