/** What a report shows less of than there is, and why. Pure. */
import type { Finding } from '../findings/types.js';
import { ignoringOf } from '../findings/ignored.js';
import { linterOf } from '../findings/linters.js';
import { CONFIG_PATH } from '../config/schema.js';
import { plural } from '../score/verdict.js';
import type { IgnoreEntry } from '../store/memory.js';
import type { Probation } from '../usefulness/types.js';
import { shorten, visible } from './escape.js';
import type { RunResult } from './types.js';

/** Findings without an inline comment. */
export interface HeldBack {
  /** Because of the limit. */
  readonly overLimit: number;
  /** For want of a place on the pull request. */
  readonly unplaced: number;
  /** Those that never have one. */
  readonly neverInline: number;
  /** Who asked for no inline comments, and how many there would have been. */
  readonly paused?: { readonly by: string; readonly comments: number };
  /** What people asked not to hear of, oldest first. */
  readonly ignored?: readonly IgnoreEntry[];
  /** By rule. */
  readonly onProbation?: readonly HeldByProbation[];
}

/** Findings without an inline comment because of what people made of their rule's. */
export interface HeldByProbation {
  readonly probation: Probation;
  readonly findings: number;
}

/** Of a report that is no pull request's. */
export const NOTHING_HELD: HeldBack = { overLimit: 0, unplaced: 0, neverInline: 0 };

/** UTF-16 code units of what a person wrote. */
const LONGEST_WORD = 300;

/** One phrase for each reason, with code in back-ticks: for `prose`. */
export function heldBackRows({ findings, existing }: Pick<RunResult, 'findings' | 'existing'>, heldBack: HeldBack): string[] {
  const by = (disposition: Finding['disposition']) => findings.filter((finding) => finding.disposition === disposition).length;
  return [
    ...pausedRow(heldBack.paused),
    ...ignoredRows(findings, heldBack.ignored ?? []),
    ...(heldBack.onProbation ?? []).map(probationRow),
    ...count(heldBack.overLimit, 'without an inline comment, as the limit of inline comments is reached'),
    ...count(heldBack.unplaced, 'with no line or file of this change to comment on'),
    ...count(heldBack.neverInline, 'shown here alone: notes, and what rules in preview say'),
    ...count(by('suppressed'), 'suppressed by a comment in the source'),
    ...count(by('baselined'), "listed in the repository's baseline"),
    ...count(existing, 'already in the base, not shown'),
  ];
}

function pausedRow(paused: HeldBack['paused']): string[] {
  if (paused === undefined || paused.comments === 0) return [];
  return [`${plural(paused.comments, 'inline comment')}: ${said(paused.by)} paused them on this pull request; \`/shipworthy resume\` brings them back`];
}

/** One row for each word of a person that a finding still falls under: who said it, and why. */
function ignoredRows(findings: readonly Finding[], entries: readonly IgnoreEntry[]): string[] {
  const ignored = findings.filter(({ disposition }) => disposition === 'ignored');
  const rows = entries.flatMap((entry) => {
    const group = ignored.filter((finding) => ignoringOf(entries, finding) === entry);
    return group.length === 0 ? [] : [`${plural(group.length, 'finding')} of \`${entry.ruleId}\`, ignored by ${said(entry.by)}: ${said(entry.reason)}`];
  });
  return [...rows, ...count(ignored.filter((finding) => ignoringOf(entries, finding) === undefined).length, 'ignored on this pull request')];
}

/** Settings of a rule are for rules of ours; those of linters are released by who runs the server alone. */
function probationRow({ probation: { ruleId, since, judged, notUseful }, findings }: HeldByProbation): string {
  const release = linterOf(ruleId) === undefined ? `\`probation: off\` for the rule in \`${CONFIG_PATH}\`` : '`shipworthy stats --release` on the server';
  return `${plural(findings, 'finding')} of \`${ruleId}\` without an inline comment: the rule is on probation in this repository since ${since.slice(0, 10)}, as ${notUseful} of ${plural(judged, 'judged comment')} ${notUseful === 1 ? 'was' : 'were'} not useful; ${release} ends it`;
}

function count(number: number, what: string): string[] {
  return number === 0 ? [] : [`${plural(number, 'finding')} ${what}`];
}

/** What a person wrote, cut, with back-ticks only where they are pairs: a single one would unpair those of the phrase. */
function said(text: string): string {
  const cut = shorten(visible(text), LONGEST_WORD);
  return cut.split('`').length % 2 === 0 ? cut.replaceAll('`', "'") : cut;
}
