import { diffCommits, findLine, mapLine, type FileDiff } from '../git/diff.js';
import { mergeBase } from '../git/run.js';
import type { Pull, ReviewComment } from '../state.js';

/** The three-dot difference of the pull request at one of its commits. Unrelated histories differ in everything. */
export async function pullDiff(pull: Pull, head = pull.headSha): Promise<FileDiff[]> {
  const { gitDir } = pull.repository;
  const base = (await mergeBase(gitDir, pull.baseSha, head)) ?? pull.baseSha;
  return diffCommits(gitDir, base, head);
}

/**
 * Moves the pull request's comments to where their lines are at its head now. A comment whose lines were changed, or are no
 * longer in the diff, becomes outdated: no line, no position.
 */
export async function relocateComments(pull: Pull): Promise<void> {
  const diff = await pullDiff(pull);
  const moves = new Map<string, Promise<FileDiff[]>>();
  for (const comment of pull.comments) {
    if (comment.subjectType === 'file') continue;
    const from = comment.originalCommitId;
    const move = moves.get(from) ?? diffCommits(pull.repository.gitDir, from, pull.headSha, 0);
    moves.set(from, move);
    relocate(pull, comment, diff, await move);
  }
  for (const thread of pull.threads) {
    const first = pull.comments.find((comment) => comment.threadId === thread.id);
    thread.isOutdated = first?.subjectType === 'file' ? !diff.some((file) => file.path === first.path) : first?.line === null;
  }
}

function relocate(pull: Pull, comment: ReviewComment, diff: readonly FileDiff[], move: readonly FileDiff[]): void {
  const change = move.find((file) => (file.previousPath ?? file.path) === comment.path);
  const hunks = comment.side === 'RIGHT' ? (change?.hunks ?? []) : [];
  const line = comment.originalLine === null ? null : mapLine(hunks, comment.originalLine);
  const startLine = comment.originalStartLine === null ? null : mapLine(hunks, comment.originalStartLine);
  const file = diff.find((candidate) => candidate.path === comment.path);
  const found = file && line !== null ? findLine(file, comment.side, line) : null;
  const lost = !found || (comment.originalStartLine !== null && startLine === null);
  comment.line = lost ? null : line;
  comment.startLine = lost ? null : startLine;
  comment.position = lost ? null : (found?.line.position ?? null);
  if (!lost) comment.commitId = pull.headSha;
}
