/** The demo's result for a reader at a terminal of 80 columns. Pure. */
import type { Colors } from '../../../src/report/terminal.js';
import { cutTo, wrap } from '../../../src/report/terminal-text.js';
import { renderMarkdown } from './markdown.js';
import type { DemoResult, SeenComment, SeenReview } from './scenario.js';

const WIDTH = 80;
const INDENT = '  ';

/** All of it, with a final newline. */
export function renderDemo(result: DemoResult, colors: Colors): string {
  const { opened, pushed, pull } = result;
  const commits = opened.commits.map((message) => `${INDENT}- ${message}`);
  return `${[
    colors.bold(`${result.repository}#${pull.number}: ${pull.title}`),
    `${pull.author} wants to merge ${opened.commits.length} commits into ${pull.baseRef} from ${pull.headRef}`,
    ...commits,
    '',
    ...reviewLines('1. The pull request is opened', opened, colors),
    ...commentLines(opened.comments, colors),
    ...callLines(opened, colors),
    '',
    ...reviewLines(`2. ${pull.author} pushes: ${pushed.commits.join(', ')}`, pushed, colors),
    ...threadLines(opened, pushed, colors),
    ...callLines(pushed, colors),
  ].join('\n')}\n`;
}

function title(text: string, colors: Colors): string {
  return colors.bold(colors.cyan(`━━ ${text} ${'━'.repeat(Math.max(3, WIDTH - text.length - 4))}`));
}

function heading(text: string, colors: Colors): string {
  return colors.bold(`── ${text} ${'─'.repeat(Math.max(3, WIDTH - text.length - 4))}`);
}

function reviewLines(about: string, { event, answer, checkRun, milliseconds }: SeenReview, colors: Colors): string[] {
  const conclusion = checkRun.conclusion ?? 'none';
  const paint = conclusion === 'success' ? colors.green : conclusion === 'failure' ? colors.red : colors.yellow;
  return [
    title(about, colors),
    colors.dim(`webhook ${event}, signed, answered with ${answer.status}; reviewed in ${(milliseconds / 1000).toFixed(1)} s`),
    '',
    heading(`Check run "${checkRun.name}" on ${checkRun.headSha.slice(0, 7)}`, colors),
    '',
    `${paint(colors.bold(conclusion))}: ${checkRun.title ?? ''}`,
    ...wrap(`${checkRun.annotations.length} annotations on the files${checkRun.actions.length > 0 ? `; buttons: ${checkRun.actions.map(({ label }) => label).join(', ')}` : ''}`, WIDTH),
    '',
    ...indent(renderMarkdown(checkRun.summary ?? '', { colors, width: WIDTH - INDENT.length })),
    '',
  ];
}

function commentLines(comments: readonly SeenComment[], colors: Colors): string[] {
  return [heading(`The review's comments: ${comments.length}`, colors), '', ...comments.flatMap((comment) => [...commentBlock(comment, colors), ''])];
}

function commentBlock({ comment, firstLine, lines }: SeenComment, colors: Colors): string[] {
  const where = firstLine === null ? `${comment.path} (the file)` : `${comment.path}:${firstLine}${lines.length > 1 ? `-${firstLine + lines.length - 1}` : ''}`;
  const side = comment.side === 'LEFT' ? ' (before the change)' : '';
  const code = lines.map((line, at) => cutTo(`${String((firstLine ?? 0) + at).padStart(5)} │ ${line}`, WIDTH));
  return [colors.underline(where) + side, ...code.map((line) => colors.dim(line)), ...indent(renderMarkdown(comment.body, { colors, width: WIDTH - 2 * INDENT.length, replaced: lines }), 2)];
}

function indent(lines: readonly string[], times = 1): string[] {
  return lines.map((line) => (line === '' ? '' : INDENT.repeat(times) + line));
}

function threadLines(opened: SeenReview, pushed: SeenReview, colors: Colors): string[] {
  const resolved = pushed.threads.filter(({ isResolved }) => isResolved).length;
  const rows = pushed.threads.map((thread) => {
    const first = thread.comments[0];
    const place = `${thread.path}${first?.originalLine ? `:${first.originalLine}` : ''}`;
    return `${thread.isResolved ? colors.green('✔ resolved') : colors.yellow('○ open    ')}  ${place}`;
  });
  return [
    heading(`Threads: ${resolved} of ${pushed.threads.length} resolved`, colors),
    '',
    ...rows,
    '',
    ...wrap(`${opened.comments.length} comments before the push; ${pushed.comments.length} after it, for findings that had none yet. No finding has two.`, WIDTH),
    '',
  ];
}

function callLines({ apiCalls }: SeenReview, colors: Colors): string[] {
  return [heading(`GitHub API calls: ${apiCalls.length}`, colors), '', ...apiCalls.map((call) => INDENT + cutTo(call, WIDTH - INDENT.length))];
}
