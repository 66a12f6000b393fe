/** What the App answers to commands, in Markdown. Pure. */
import { prose, shorten, visible } from '../report/escape.js';
import { renderAnswered } from '../report/marker.js';

/** GitHub's limit for the body of a comment. */
const LONGEST_BODY = 65_536;
/** UTF-16 code units of one refusal; names in it may be as long as somebody likes. */
const LONGEST_REFUSAL = 400;

/** The commands and what they do, as a table of code: quoted back, none of it is a command. */
export const HELP = [
  'A command stands on a line of its own. Who may write to the repository may give all of them; who opened the pull request may give those marked with ✓.',
  '',
  '| Command | | What it does |',
  '|---|---|---|',
  '| `/shipworthy review` | ✓ | reviews the head of the pull request again |',
  '| `/shipworthy fix [RULE…] [--unsafe]` | | commits the safe fixes, of all rules or of those named; with `--unsafe` also those to be read |',
  '| `/shipworthy ignore RULE REASON` | | in a thread: the findings it is about; elsewhere: the rule on this pull request. The reason is shown in the check run |',
  '| `/shipworthy not-useful` | | in a thread: counts against the rule |',
  '| `/shipworthy pause`, `/shipworthy resume` | | no inline comments on this pull request, until they are wanted again |',
  '| `/shipworthy explain RULE` | ✓ | shows the page of the rule |',
  '| `/shipworthy help` | ✓ | shows this |',
].join('\n');

/** A refusal or another sentence of ours with words of others in it, as one line of Markdown. */
export function sentence(text: string): string {
  return prose(shorten(visible(text), LONGEST_REFUSAL));
}

/**
 * The body of an answer: the parts in their order without repeats, at most 65,536 characters, with the marker that says which comment it
 * answers. What is too long is cut between paragraphs.
 * @param commentId REST's id
 */
export function renderAnswer(parts: readonly string[], commentId: number): string {
  const marker = renderAnswered(commentId, 'commands');
  const body = cutBetweenParagraphs([...new Set(parts)].join('\n\n'), LONGEST_BODY - marker.length - 2);
  return `${body}\n\n${marker}`;
}

const CUT = '_The rest is left out here: GitHub takes at most 65,536 characters._';

function cutBetweenParagraphs(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - CUT.length - 10);
  const end = head.lastIndexOf('\n\n');
  const kept = end > 0 ? head.slice(0, end) : shorten(head, head.length);
  return `${kept}${openFence(kept)}\n\n${CUT}`;
}

/** What closes a fence that the cut left open. */
function openFence(text: string): string {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence === null) continue;
    const [, marks = '', info = ''] = fence;
    if (open === null) open = marks;
    else if (marks.startsWith(open) && info.trim() === '') open = null;
  }
  return open === null ? '' : `\n${open}`;
}
