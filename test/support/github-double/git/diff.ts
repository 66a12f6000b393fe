import { git } from './run.js';

export type Side = 'LEFT' | 'RIGHT';

/** One line of a hunk with its numbers (1-based) on both sides; null on the side that does not have it. */
export interface DiffLine {
  readonly text: string;
  readonly left: number | null;
  readonly right: number | null;
  /** Lines below the file's first `@@` line, as GitHub counts `position`. */
  readonly position: number;
}

export interface Hunk {
  readonly header: string;
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  readonly lines: readonly DiffLine[];
}

export interface FileDiff {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  /** Blob id on the new side; on the old side for a removed file. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly hunks: readonly Hunk[];
  /** The hunks as text, without the file header; null for a binary file or a pure rename. */
  readonly patch: string | null;
}

const STATUS: Readonly<Record<string, FileDiff['status']>> = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', C: 'copied', T: 'changed' };

/** The difference of two commits as GitHub computes it: three lines of context (`context`), renames followed. */
export async function diffCommits(gitDir: string, from: string, to: string, context = 3): Promise<FileDiff[]> {
  const options = ['-M', '--no-color', '--no-ext-diff', '--no-textconv', '--full-index', from, to];
  // One process says both: the entries, an empty field, the patches.
  const said = (await git(gitDir, ['diff', '--raw', '--patch', '-z', `-U${context}`, ...options])).toString('utf8');
  const end = said.indexOf('\0\0');
  const patches = splitPatches(end === -1 ? '' : said.slice(end + 2));
  let next = 0;
  return parseRaw(end === -1 ? '' : said.slice(0, end + 1)).map((entry) => {
    const sections = patches.slice(next, next + (entry.status === 'changed' ? 2 : 1));
    next += sections.length;
    return fileDiff(entry, sections);
  });
}

type RawEntry = Pick<FileDiff, 'path' | 'previousPath' | 'status' | 'sha'>;

function parseRaw(raw: string): RawEntry[] {
  const fields = raw.split('\0');
  const entries: RawEntry[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , oldSha = '', newSha = '', code = ''] = (fields[at] ?? '').split(' ');
    const status = STATUS[code[0] ?? ''] ?? 'changed';
    const moved = status === 'renamed' || status === 'copied';
    const first = fields[at + 1] ?? '';
    entries.push({ path: moved ? (fields[at + 2] ?? '') : first, previousPath: moved ? first : null, status, sha: status === 'removed' ? oldSha : newSha });
    at += moved ? 3 : 2;
  }
  return entries;
}

/** One text per `diff --git` section, in git's order, which is that of `--raw`. Content lines never start like that. */
function splitPatches(text: string): string[] {
  return `\n${text}`.split('\ndiff --git ').slice(1);
}

function hunksOf(section: string): string {
  const start = section.indexOf('\n@@ ');
  return start === -1 ? '' : section.slice(start + 1).replace(/\n$/, '');
}

function fileDiff(entry: RawEntry, sections: readonly string[]): FileDiff {
  const hunkText = sections.map(hunksOf).filter((text) => text !== '').join('\n');
  const hunks = parseHunks(hunkText);
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return {
    ...entry,
    additions: lines.filter((line) => line.text.startsWith('+')).length,
    deletions: lines.filter((line) => line.text.startsWith('-')).length,
    hunks,
    patch: hunkText === '' ? null : hunkText,
  };
}

function parseHunks(text: string): Hunk[] {
  const hunks: { header: string; numbers: number[]; lines: DiffLine[]; left: number; right: number }[] = [];
  for (const [position, line] of text.split('\n').entries()) {
    const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (header) {
      const numbers = [header[1], header[2] ?? '1', header[3], header[4] ?? '1'].map(Number);
      hunks.push({ header: line, numbers, lines: [], left: numbers[0] ?? 0, right: numbers[2] ?? 0 });
      continue;
    }
    const hunk = hunks.at(-1);
    const mark = line[0];
    if (!hunk || (mark !== ' ' && mark !== '+' && mark !== '-')) continue;
    hunk.lines.push({ text: line, left: mark === '+' ? null : hunk.left, right: mark === '-' ? null : hunk.right, position });
    if (mark !== '+') hunk.left += 1;
    if (mark !== '-') hunk.right += 1;
  }
  return hunks.map(({ header, numbers: [oldStart = 0, oldCount = 0, newStart = 0, newCount = 0], lines }) => ({ header, oldStart, oldCount, newStart, newCount, lines }));
}

/** The hunk and line at which a comment on this line would hang, or null: outside of the diff. */
export function findLine(file: FileDiff, side: Side, line: number): { readonly hunk: Hunk; readonly line: DiffLine } | null {
  for (const hunk of file.hunks) {
    const found = hunk.lines.find((candidate) => (side === 'LEFT' ? candidate.left : candidate.right) === line);
    if (found) return { hunk, line: found };
  }
  return null;
}

/** The hunk from its header down to `line`: what GitHub shows above a comment. */
export function hunkUpTo(hunk: Hunk, line: DiffLine): string {
  return [hunk.header, ...hunk.lines.slice(0, hunk.lines.indexOf(line) + 1).map((item) => item.text)].join('\n');
}

/**
 * Where line `line` of the old side is on the new one, by the hunks of a diff without context (`-U0`); null if it was changed.
 */
export function mapLine(hunks: readonly Hunk[], line: number): number | null {
  let shift = 0;
  for (const hunk of hunks) {
    const last = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart + hunk.oldCount - 1;
    if (line > last) {
      shift += hunk.newCount - hunk.oldCount;
      continue;
    }
    if (hunk.oldCount > 0 && line >= hunk.oldStart) return null;
    break;
  }
  return line + shift;
}
