/** Ruff's edits as fixes, once Ruff has read the patched text. */
import type { RuffRules } from '../../assets/ruff-rules.js';
import type { RuffCheck, RuffFinding } from '../../facts/lint/ruff-library.js';
import { rangeOf } from '../../findings/locate.js';
import type { Edit, Fix } from '../../findings/types.js';
import { applyEdits } from '../../fixes/apply.js';
import { perObject } from '../../project/per-object.js';
import type { LintFile } from '../types.js';
import { list, type Table } from './merge.js';
import { selects } from './selectors.js';

/** Characters of patched texts that Ruff reads in one run, a few seconds' worth; docs: linters.md. */
export const MOST_PROVED = 8 * 1024 * 1024;
/** Characters that Ruff reads in the time that it takes to tell of one finding with its fix (0.25 ms): a text of 1,500 characters can have five hundred of them. */
const CHARACTERS_A_FIX = 300;

interface Wanted {
  readonly file: LintFile;
  readonly finding: RuffFinding;
  readonly code: string;
  /** What Ruff says of the whole file, this finding among it. */
  readonly found: readonly RuffFinding[];
  readonly check: RuffCheck;
  /** The `lint` table of the configuration. */
  readonly lint: Table;
}

export interface RuffFixer {
  /** null: Ruff offers none, or its edits bring something new. */
  fix(wanted: Wanted): Fix | null;
}

export function createFixer(rules: RuffRules): RuffFixer {
  let left = MOST_PROVED;
  return {
    fix(wanted) {
      const { finding, file, code } = wanted;
      const cost = file.text.length + fixesOf(wanted.found) * CHARACTERS_A_FIX;
      if (finding.fix === null || finding.fix.edits.length === 0 || cost > left) return null;
      left -= cost;
      const edits = finding.fix.edits.map(({ span, text }): Edit & { kind: 'replace' } => ({ kind: 'replace', path: file.path, range: rangeOf(span), text }));
      if (!holds(wanted, edits)) return null;
      return { title: (finding.fix.title ?? `Apply Ruff’s fix of ${code}`).replace(/\.$/, ''), edits, safety: isSafe(wanted, rules) ? 'safe' : 'unsafe' };
    },
  };
}

/** The patched text has one of this code less, and of no code one more. */
function holds({ file, check, code, found }: Wanted, edits: readonly (Edit & { kind: 'replace' })[]): boolean {
  try {
    const before = countsOf(found);
    const after = countsOf(check(applyEdits(file.text, edits)));
    return (after.get(code) ?? 0) < (before.get(code) ?? 0) && [...after].every(([other, count]) => count <= (before.get(other) ?? 0));
  } catch {
    // Edits that can't be applied, or a text that Ruff breaks on: no fix either way.
    return false;
  }
}

const fixesOf = perObject((findings: readonly RuffFinding[]): number => findings.filter(({ fix }) => fix !== null).length);

const countsOf = perObject((findings: readonly RuffFinding[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code ?? '', (counts.get(code ?? '') ?? 0) + 1);
  return counts;
});

/**
 * As Ruff has it: by the rule, unless the configuration says otherwise. The table knows rules whose fixes are all safe; of F401 Ruff's
 * page says that its fix is, but for `__init__.py`. Where it depends on more, a fix is to be read.
 */
function isSafe({ code, lint, file }: Wanted, { safe, names }: RuffRules): boolean {
  const asks = (key: string): boolean => list(lint[key]).some((selector) => selects(selector, code, names.get(code)));
  if (asks('extend-unsafe-fixes')) return false;
  return asks('extend-safe-fixes') || safe.has(code) || (code === 'F401' && !/(^|\/)__init__\.py$/.test(file.path));
}
