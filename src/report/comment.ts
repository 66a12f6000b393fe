/** The text of one comment. Pure. */
import type { ChangeSet } from '../changes/types.js';
import type { Finding } from '../findings/types.js';
import { codeBlock, codeSpan, escapeMarkdown, prose, shorten, visible } from './escape.js';
import { linked } from './links.js';
import type { ReportLinks } from './links.js';
import { lastLine } from './order.js';
import type { Placement } from './anchor.js';
import { renderMarker } from './marker.js';
import { previewOf } from './suggestion.js';

export interface CommentContext {
  readonly links: ReportLinks;
  readonly changes: ChangeSet;
  /** Whether fixes are shown at all. */
  readonly fixes: boolean;
}

/** UTF-16 code units of one part of a message; names in it may be as long as the repository likes. */
const LONGEST_PART = 1_000;
/** Findings that a comment at a cause lists; the check run has them all. */
const MOST_LISTED = 25;
/** Places that a finding refers to. */
const MOST_RELATED = 5;

/** The Markdown of a comment, at most 65,536 characters; ends with the marker of its findings. */
export function renderComment(placement: Placement, context: CommentContext): string {
  const [first] = placement.findings;
  if (first === undefined) throw new RangeError('A comment needs at least one finding.');
  const alone = placement.findings.length === 1;
  const parts = placement.at === 'cause' ? causeParts(placement.findings, first, context) : ownParts(first, placement, context);
  return [...parts, footer(first, alone, context), renderMarker(placement.findings.map((finding) => finding.fingerprint))].join('\n\n');
}

function ownParts(finding: Finding, placement: Placement, context: CommentContext): string[] {
  return [`**${part(finding.message.what)}**`, ...explain(finding), ...related(finding, context), ...fixParts(finding, placement, context)];
}

function causeParts(findings: readonly Finding[], first: Finding, context: CommentContext): string[] {
  const label = first.cause === null ? 'This change' : `This change ${prose(shorten(first.cause.label, LONGEST_PART), codeSpan)}`;
  if (findings.length === 1) {
    return [`**${part(first.message.what)}** (${place(first, context)})`, ...explain(first), `${label}, which brings this about.`, ...fixParts(first, null, context)];
  }
  const rows = findings.slice(0, MOST_LISTED).map((finding) => `- ${place(finding, context)}: ${part(finding.message.what)}`);
  const more = findings.length - rows.length;
  if (more > 0) rows.push(`- and ${more} more, listed in the check run`);
  return [`**${label}. ${findings.length} places break.**`, rows.join('\n'), ...explain(first)];
}

function explain({ message }: Finding): string[] {
  return [part(message.why), `**What to do:** ${part(message.todo)}`];
}

function related(finding: Finding, { links }: CommentContext): string[] {
  if (finding.related.length === 0) return [];
  const rows = finding.related.slice(0, MOST_RELATED).map(({ path, range, label }) => {
    const name = codeSpan(`${shorten(path, LONGEST_PART)}:${range.start.line}`);
    return `- ${linked(name, links.source(path, range.start.line, lastLine(range)))}: ${part(label)}`;
  });
  return [rows.join('\n')];
}

function fixParts(finding: Finding, placement: Placement | null, { fixes, changes }: CommentContext): string[] {
  const { fix } = finding;
  if (fix === null || !fixes) return [];
  const suggestion = placement?.suggestion ?? null;
  if (suggestion !== null) return [`**Fix:** ${part(fix.title)}`, codeBlock('suggestion', suggestion.after)];
  const title = `**${fix.safety === 'safe' ? 'Fix' : 'Possible fix, to be read first'}:** ${part(fix.title)}`;
  const preview = previewOf(fix, changes.files);
  if (preview === null) return [title];
  const elsewhere = preview.path === finding.path ? '' : `, in ${codeSpan(preview.path)}`;
  return [`${title}${elsewhere}`, codeBlock('diff', preview.lines.join('\n'))];
}

function footer(finding: Finding, alone: boolean, { links }: CommentContext): string {
  const rule = linked(codeSpan(finding.ruleId), links.rule(finding.ruleId));
  const facts = [rule, finding.severity, `confidence ${finding.confidence}`];
  if (alone && finding.fix !== null) facts.push(`${finding.fix.safety} fix`);
  return `<sub>${facts.join(' · ')}</sub>`;
}

function place({ path, range }: Finding, { links }: CommentContext): string {
  return linked(codeSpan(`${shorten(path, LONGEST_PART)}:${range.start.line}`), links.source(path, range.start.line, lastLine(range)));
}

function part(text: string): string {
  return prose(shorten(visible(text), LONGEST_PART)) || escapeMarkdown('(nothing)');
}
