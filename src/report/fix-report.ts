/** What is said of fixes: in their commit, on the check run, in answers. Pure. */
import type { Finding } from '../findings/types.js';
import type { LeftFinding, PreparedFix } from '../fixes/types.js';
import { plural } from '../score/verdict.js';
import { cutMarkdown, SUMMARY_LIMIT } from './cut.js';
import { codeBlock, codeSpan, escapeMarkdown, isShowable, prose, shorten, visible } from './escape.js';

/** How a request for fixes ended. Each `why` is in sentences; code in it stands between back-ticks. */
export type FixOutcome =
  | { readonly kind: 'committed'; readonly sha: string; /** Null: an earlier attempt made the commit, and what it left is not known any more. */ readonly fix: PreparedFix | null }
  /** They are proved, and can't be committed: who can push may apply them. */
  | { readonly kind: 'patch'; readonly headSha: string; readonly fix: PreparedFix; readonly why: string }
  | { readonly kind: 'nothing'; readonly why: string; readonly left: readonly LeftFinding[] }
  | { readonly kind: 'refused'; readonly why: string };

export interface FixRequest {
  /** Login. */
  readonly requestedBy: string;
  readonly unsafe: boolean;
  /** The same for every attempt at one request, and for no other. */
  readonly requestId: string;
}

/** Findings that a commit's message lists; the diff has them all. */
const MOST_IN_MESSAGE = 100;
/** UTF-16 code units of one line about a finding. */
const LONGEST_LINE = 200;
const TRAILER = 'Shipworthy-Request';

/** Headline of at most 72 characters, and the body: a line for each finding, who asked, and the mark by which the commit is found again. */
export function commitMessage({ fixed }: Pick<PreparedFix, 'fixed'>, { requestedBy, unsafe, requestId }: FixRequest): { readonly headline: string; readonly body: string } {
  const listed = fixed.slice(0, MOST_IN_MESSAGE).map((finding) => `- ${lineOf(finding)}`);
  const more = fixed.length > listed.length ? [`- and ${fixed.length - listed.length} more`] : [];
  const trailers = [`Co-authored-by: ${requestedBy} <${requestedBy}@users.noreply.github.com>`, trailerOf(requestId)];
  return { headline: `Apply ${fixes(fixed.length, unsafe)}`, body: [...listed, ...more, '', ...trailers].join('\n') };
}

/** Whether a commit's message is that of this request. */
export function isOfRequest(message: string, requestId: string): boolean {
  return message.split(/\r?\n/).includes(trailerOf(requestId));
}

function fixes(number: number, unsafe: boolean): string {
  return `${number} ${unsafe ? '' : 'safe '}${number === 1 ? 'fix' : 'fixes'}`;
}

function trailerOf(requestId: string): string {
  return `${TRAILER}: ${inert(requestId)}`;
}

function lineOf({ ruleId, path, range, message }: Finding): string {
  return inert(shorten(`${visible(ruleId)} ${visible(path)}:${range.start.line} ${visible(message.what)}`, LONGEST_LINE));
}

/** Text of the repository in a commit's message: it mentions nobody, closes no issue and skips no workflow. */
function inert(text: string): string {
  return visible(text)
    .replace(/@(?=\w)|#(?=\d)|(?<=gh)-(?=\d)|:(?=\/\/)/gi, '$&\u200B')
    .replace(/\[(?=\s*(?:skip|ci|no|actions)\b)/gi, '[\u200B');
}

/**
 * One line of Markdown.
 * @param patchAt where a patch is read, in Markdown
 */
export function fixSentence(outcome: FixOutcome, { unsafe }: Pick<FixRequest, 'unsafe'>, patchAt = 'here'): string {
  switch (outcome.kind) {
    case 'committed': {
      const what = outcome.fix === null ? `The ${unsafe ? '' : 'safe '}fixes are` : `${fixes(outcome.fix.fixed.length, unsafe)} ${outcome.fix.fixed.length === 1 ? 'is' : 'are'}`;
      return `${what} committed as ${codeSpan(outcome.sha.slice(0, 7))}.`;
    }
    case 'patch':
      return `${prose(outcome.why)} So nothing was committed; the ${unsafe ? '' : 'safe '}fixes are ${patchAt} as a patch.`;
    default:
      return prose(outcome.why);
  }
}

const START = '<!-- shipworthy:fixes -->';
const END = '<!-- shipworthy:fixes end -->';
/** UTF-8 bytes of a section, so that some of what stands below it is kept. */
const SECTION_LIMIT = 60_000;
/** Left findings that are listed. */
const MOST_LEFT = 50;

/** How it ended, for the check run or an answer: at most 60,000 bytes of Markdown. */
export function fixSection(outcome: FixOutcome, request: FixRequest): string {
  const head = `### Fixes\n\n${fixSentence(outcome, request)} Asked for by ${escapeMarkdown(request.requestedBy)}.`;
  const left = outcome.kind === 'nothing' ? outcome.left : outcome.kind === 'refused' ? [] : (outcome.fix?.left ?? []);
  const parts = [START, head, ...leftList(left), END];
  const room = SECTION_LIMIT - Buffer.byteLength(parts.join('\n\n')) - 2;
  if (outcome.kind === 'patch') parts.splice(2, 0, patchBlock(outcome.fix.patch, outcome.headSha, room));
  return parts.join('\n\n');
}

function leftList(left: readonly LeftFinding[]): string[] {
  if (left.length === 0) return [];
  const rows = left.slice(0, MOST_LEFT).map(({ finding, why }) => `- ${codeSpan(shorten(`${finding.path}:${finding.range.start.line}`, LONGEST_LINE))} ${codeSpan(finding.ruleId)}: ${prose(shorten(why, LONGEST_LINE * 2))}`);
  const more = left.length > rows.length ? [`- and ${left.length - rows.length} more`] : [];
  return [`Left as they are:\n\n${[...rows, ...more].join('\n')}`];
}

/** The patch of a whole file is shown or none of it: half a patch can't be applied. */
function patchBlock(patch: string, headSha: string, room: number): string {
  const how = `Save it as \`fixes.patch\` and apply it to ${codeSpan(headSha.slice(0, 7))}:\n\n${codeBlock('sh', 'git apply fixes.patch')}`;
  const files = patch.split(/^(?=diff --git )/m).filter((file) => file !== '');
  // What is copied from a page has no carriage returns any more.
  const showable = files.filter((file) => !file.includes('\r') && isShowable(file));
  const kept: string[] = [];
  let left = room - Buffer.byteLength(how) - 1_000;
  for (const file of showable) {
    left -= Buffer.byteLength(file);
    if (left < 0) break;
    kept.push(file);
  }
  const missing = files.length - kept.length;
  const note = missing === 0 ? [] : [`_${plural(missing, 'file')} left out here: too long for this page, or with characters that a page does not keep. \`shipworthy fix\` in a clone writes them all._`];
  return [...(kept.length === 0 ? [] : [how, codeBlock('diff', kept.join(''))]), ...note].join('\n\n');
}

/** The text of a check run with the section on top, in place of an earlier one; at most 65,535 bytes, cut from its end between lines. */
export function withFixSection(text: string, section: string): string {
  const end = text.startsWith(START) ? text.lastIndexOf(END) : -1;
  const rest = (end < 0 ? text : text.slice(end + END.length)).trim();
  return rest === '' ? section : `${section}\n\n${cutMarkdown(rest, SUMMARY_LIMIT - Buffer.byteLength(section) - 2)}`;
}

/** Whether a text tells of fixes already. */
export function hasFixSection(text: string): boolean {
  return text.startsWith(START);
}
