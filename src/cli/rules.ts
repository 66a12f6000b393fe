/** What the rules are, in words. */
import { nearest } from '../project/nearest.js';
import { readLintersPage, readRulePage } from '../assets/rule-pages.js';
import { UserError } from '../errors.js';
import { linterOf } from '../findings/linters.js';
import { LISTED_LINTERS } from '../linters/index.js';
import { RULES } from '../rules/registry.js';

/** The strongest fix that a rule may offer, in words. */
export const FIXES = { none: '', safe: 'safe', unsafe: 'to read', both: 'safe or to read' } as const;

/** A table of all rules, one a line, and of the linters whose word is passed on; or as JSON. The area stands before the slash of the id. */
export function listRules(format: 'terminal' | 'json'): string {
  const metas = [...RULES.map(({ meta }) => meta), ...LISTED_LINTERS];
  if (format === 'json') {
    const rows = metas.map(({ id, area, severity, confidence, status, languages, fix, summary }) => ({ id, area, severity, confidence, status, languages, fix, summary }));
    return `${JSON.stringify(rows, null, 2)}\n`;
  }
  const cells = metas.map(({ id, severity, status, languages, fix, summary }) => [id, severity, status, languages.join(', '), fix === 'none' ? 'no fix' : `fix: ${FIXES[fix]}`, summary]);
  const widths = cells.reduce<readonly number[]>((known, row) => row.map((cell, at) => Math.max(known[at] ?? 0, cell.length)), []);
  return `${cells.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ').trimEnd()).join('\n')}\n`;
}

/** The page of one rule, or that of the linters for a code of theirs. Throws UserError for an id that is none, with the nearest. */
export function explainRule(id: string): string {
  if (linterOf(id) !== undefined) return readLintersPage();
  if (!RULES.some(({ meta }) => meta.id === id)) throw unknownRule(id);
  return readRulePage(id) ?? `# ${id}\n\n${RULES.find(({ meta }) => meta.id === id)?.meta.summary ?? ''}\n`;
}

/** The error for an id that is none, with the nearest. */
export function unknownRule(id: string): UserError {
  const ids = RULES.map(({ meta }) => meta.id);
  const near = nearest(id, ids, { max: 1 })[0] ?? ids.find((candidate) => candidate.endsWith(`/${id}`));
  return new UserError(`no rule is called ${id}${near === undefined ? '; shipworthy rules lists them' : `; did you mean ${near}?`}`);
}
