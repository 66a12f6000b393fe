/** Diagnostics in the form in which rules answer, so that they are fingerprinted, suppressed, compared and worded like findings. Pure. */
import { z } from 'zod';
import type { Outcome } from '../rules/run.js';
import type { Match, Rule } from '../rules/types.js';
import type { Diagnostic } from './types.js';

const NO_OPTIONS = z.strictObject({});
const LANGUAGES = { ruff: ['python'], oxlint: ['javascript'] } as const;
const NAMES = { ruff: 'Ruff', oxlint: 'oxlint' } as const;

/** The id of the findings of a diagnostic: `ruff/F401`. */
export function idOf({ linter, code }: Pick<Diagnostic, 'linter' | 'code'>): string {
  return `${linter}/${code}`;
}

/** "Ruff F401", as findings name a diagnostic. */
export function nameOf({ linter, code }: Diagnostic): string {
  return `${NAMES[linter]} ${code}`;
}

/** One outcome for each code of a file, in the order of the codes. */
export function outcomesOf(diagnostics: readonly Diagnostic[]): Outcome[] {
  const byCode = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) byCode.set(idOf(diagnostic), [...(byCode.get(idOf(diagnostic)) ?? []), diagnostic]);
  return [...byCode].sort(([left], [right]) => (left < right ? -1 : 1)).map(([id, group]): Outcome => ({ configured: { rule: ruleOf(id, group[0] as Diagnostic), options: {} }, matches: group.map(matchOf), passed: 0, unknowns: [] }));
}

function matchOf(diagnostic: Diagnostic): Match<Diagnostic> {
  const { span, symbol, subject, severity } = diagnostic;
  return { span, symbol, subject, severity, causes: [], related: [], data: diagnostic };
}

/** A rule that has judged already: it only words what the linter said. In preview, as nobody here has proved it. */
function ruleOf(id: string, { area, severity, linter, message }: Diagnostic): Rule {
  const rule: Rule<Diagnostic> = {
    meta: { id, area, severity, confidence: 'high', status: 'preview', languages: LANGUAGES[linter], fix: 'both', summary: message, options: NO_OPTIONS },
    applies: () => false,
    detect: () => ({ matches: [], passed: 0, unknowns: [] }),
    message: ({ data }) => wordsOf(data),
    suggest: ({ data }) => data.fix(),
  };
  return rule as unknown as Rule;
}

function wordsOf(diagnostic: Diagnostic): { what: string; why: string; todo: string } {
  const { message, help, configuredBy, linter, url } = diagnostic;
  return {
    what: `${message} (${nameOf(diagnostic)}).`,
    why: `${configuredBy === null ? `It is one of the few rules that ${NAMES[linter]} is asked for where a repository does not configure it.` : `\`${configuredBy}\` asks for this rule.`} Its page: \`${url}\`.`,
    todo: help === undefined ? 'Mend it, or say in the linter’s own words that it is meant.' : `${help}.`,
  };
}
