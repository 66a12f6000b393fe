/** The text of one comment. Pure. */
import type { ChangeSet } from '../changes/types.js';
import { doubtedPlaces } from '../findings/doubts.js';
import type { Doubt, Finding, Location } from '../findings/types.js';
import { codeBlock, codeSpan, escapeMarkdown, prose, shorten, visible } from './escape.js';
import { linked } from './links.js';
import type { ReportLinks } from './links.js';
import { lastLine } from './order.js';
import type { Placement } from './anchor.js';
import { renderMarker, type Markable } from './marker.js';
import { previewOf } from './suggestion.js';

export interface CommentContext {
  readonly links: ReportLinks;
  readonly changes: ChangeSet;
  /** Whether fixes are shown at all. */
  readonly fixes: boolean;
  /** Of the head. */
  readonly doubts: readonly Doubt[];
}

/** GitHub's limit for the body of a comment. */
const LONGEST_COMMENT = 65_536;
/** Of the list of places in one comment, so that there is room for the rest. */
const LONGEST_LIST = 30_000;
/** UTF-16 code units of a path that is shown, and of an address that is linked. */
const LONGEST_PATH = 300;
const LONGEST_URL = 1_000;
/** UTF-16 code units of one part of a message; names in it may be as long as the repository likes. */
const LONGEST_PART = 1_000;
/** Findings that a comment at a cause lists; the check run has them all. */
const MOST_LISTED = 25;
/** Different things to do that a comment at a cause names. */
const MOST_TODOS = 3;
/** Places that a finding refers to. */
const MOST_RELATED = 5;

/**
 * The Markdown of a comment, at most 65,536 characters; ends with the marker of its findings.
 * @param away it is to stand at one of its fallbacks: it names the finding's place, and shows its fix for reading
 */
export function renderComment(planned: Placement, context: CommentContext, away = false): string {
  const placement = away ? { ...planned, suggestion: null } : planned;
  const [first] = placement.findings;
  if (first === undefined) throw new RangeError('A comment needs at least one finding.');
  const alone = placement.findings.length === 1;
  const parts = partsOf(placement, first, context, away);
  // One text goes to all fallbacks, and may come to stand in another file than its findings.
  const on = away && placement.fallbacks.some(({ path }) => path !== placement.path) ? '' : placement.path;
  const tail = `${footer(first, alone, context)}\n\n${renderMarker(placement.findings.map((finding) => markable(finding, on, context)), on)}`;
  return `${fitting(parts, LONGEST_COMMENT - tail.length)}${tail}`;
}

/** With how much of its rule was in doubt: what is in doubt later must be more, to speak against the finding's being gone. */
function markable({ fingerprint, ruleId, path }: Finding, on: string, { doubts }: CommentContext): Markable {
  return { fingerprint, ruleId, path, doubted: doubtedPlaces(doubts, { ruleId, path: path === on ? path : null }) ?? 0 };
}

/** The parts that fit, each with an empty line behind it. What is escaped may grow to eight times its length. */
function fitting(parts: readonly string[], limit: number): string {
  return parts.reduce((text, next) => (text.length + next.length + 2 > limit ? text : `${text}${next}\n\n`), '');
}

function partsOf(placement: Placement, first: Finding, context: CommentContext, away: boolean): string[] {
  switch (placement.at) {
    case 'own':
      return away || placement.anchor.kind === 'file' ? awayParts(first, placement, context) : ownParts(first, placement, context);
    case 'cause':
      return causeParts(placement.findings, first, context);
    case 'fix':
      return fixedHereParts(placement, first, context);
  }
}

/** The lines under the comment are fine; the suggestion on them mends what stands elsewhere. */
function fixedHereParts(placement: Placement, first: Finding, context: CommentContext): string[] {
  const places = upTo(LONGEST_LIST, placement.findings.slice(0, MOST_LISTED).map((finding) => place(finding, context)));
  const more = placement.findings.length - places.length;
  const rest = more > 0 ? `, and ${more} more` : '';
  return [`**${part(first.message.what)}** (${places.join(', ')}${rest})`, part(first.message.why), ...fixParts(first, placement, context)];
}

function ownParts(finding: Finding, placement: Placement, context: CommentContext): string[] {
  return [`**${part(finding.message.what)}**`, ...explain(finding), ...related(finding, context), ...fixParts(finding, placement, context)];
}

/** The finding's line is not the comment's. */
function awayParts(finding: Finding, placement: Placement, context: CommentContext): string[] {
  const cause = finding.cause === null ? [] : [`Cause: ${causeOf(finding)}.`];
  return [`**${part(finding.message.what)}** (${place(finding, context)})`, ...explain(finding), ...cause, ...related(finding, context), ...fixParts(finding, placement, context)];
}

function causeOf({ cause }: Finding): string {
  return cause === null ? 'this change' : `this change ${prose(shorten(visible(cause.label), LONGEST_PATH * 2))}`;
}

function causeParts(findings: readonly Finding[], first: Finding, context: CommentContext): string[] {
  const cause = causeOf(first);
  if (findings.length === 1) {
    return [`**${part(first.message.what)}** (${place(first, context)})`, ...explain(first), `Cause: ${cause}.`, ...fixParts(first, null, context)];
  }
  const whats = distinct(findings, (finding) => finding.message.what);
  const whys = distinct(findings, (finding) => finding.message.why);
  const todos = distinct(findings, (finding) => finding.message.todo);
  // Where all say the same, what differs from place to place is told at the place.
  const detail = (finding: Finding) => (whats.length === 1 && whys.length > 1 ? finding.message.why : finding.message.what);
  const rows = upTo(LONGEST_LIST, findings.slice(0, MOST_LISTED).map((finding) => `- ${place(finding, context)}: ${part(detail(finding))}`));
  const more = findings.length - rows.length;
  if (more > 0) rows.push(`- and ${more} more, listed in the check run`);
  const why = whys.length === 1 ? whys.map(part) : [];
  return [`**T${cause.slice(1)}. ${findings.length} places break.**`, rows.join('\n'), ...why, `**What to do:** ${todos.slice(0, MOST_TODOS).map(part).join(' ')}`];
}

function distinct(findings: readonly Finding[], textOf: (finding: Finding) => string): string[] {
  return [...new Set(findings.map(textOf))];
}

function explain({ message }: Finding): string[] {
  return [part(message.why), `**What to do:** ${part(message.todo)}`];
}

function related(finding: Finding, context: CommentContext): string[] {
  if (finding.related.length === 0) return [];
  return [upTo(LONGEST_LIST, finding.related.slice(0, MOST_RELATED).map((one) => `- ${place(one, context)}: ${part(one.label)}`)).join('\n')];
}

function fixParts(finding: Finding, placement: Placement | null, { fixes, changes }: CommentContext): string[] {
  const { fix } = finding;
  if (fix === null || !fixes) return [];
  const suggestion = placement?.suggestion ?? null;
  if (suggestion !== null) return [`**Fix:** ${part(fix.title)}`, codeBlock('suggestion', suggestion.after)];
  const title = `**${fix.safety === 'safe' ? 'Fix' : 'Possible fix, to be read first'}:** ${part(fix.title)}`;
  const preview = previewOf(fix, changes.files);
  if (preview === null) return [title];
  const elsewhere = preview.path === finding.path || fix.title.includes(preview.path) ? '' : `, in ${preview.isNew ? 'the new file ' : ''}${codeSpan(preview.path)}`;
  return [`${title}${elsewhere}`, codeBlock('diff', preview.lines.join('\n'))];
}

function footer(finding: Finding, alone: boolean, { links }: CommentContext): string {
  const rule = linked(codeSpan(finding.ruleId), links.rule(finding.ruleId));
  const facts = [rule, finding.severity, `confidence ${finding.confidence}`];
  if (alone && finding.fix !== null) facts.push(`${finding.fix.safety} fix`);
  return `<sub>${facts.join(' · ')}</sub>`;
}

function place({ path, range }: Location, { links }: CommentContext): string {
  const url = links.source(path, range.start.line, lastLine(range));
  return linked(codeSpan(`${shorten(path, LONGEST_PATH)}:${range.start.line}`), url === null || url.length > LONGEST_URL ? null : url);
}

/** The first rows that together have at most so many characters. */
function upTo(limit: number, rows: readonly string[]): string[] {
  let length = 0;
  return rows.filter((row) => (length += row.length + 1) <= limit);
}

function part(text: string): string {
  return prose(shorten(visible(text), LONGEST_PART)) || escapeMarkdown('(nothing)');
}
