/** The changed line or file that made a finding appear. Pure. */
import type { ChangedFile, ChangeSet } from '../changes/types.js';
import type { Cause } from './types.js';

export interface CauseHint {
  /** A repository path; `*`: whichever changed file removes a line with `text`. */
  readonly path: string;
  /** Looked for among the changed lines of the file. */
  readonly text?: string;
}

/** Whether the change touches the line: it is added in the head. */
export function isChangedLine(file: ChangedFile | undefined, line: number): boolean {
  return file?.hunks.some((hunk) => hunk.lines.some((candidate) => candidate.kind === 'added' && candidate.headLine === line)) ?? false;
}

/** Finds a changed file by its head path, or by the path it had in the base. */
export function changedFile(changes: ChangeSet, path: string): ChangedFile | undefined {
  return changes.files.find((file) => file.path === path) ?? changes.files.find((file) => file.previousPath === path);
}

/** The first hint that names a changed file decides; null when the change touches none of them. */
export function findCause(changes: ChangeSet, hints: readonly CauseHint[]): Cause | null {
  for (const hint of hints) {
    const file = hint.path === '*' ? fileThatRemoves(changes, hint.text) : changedFile(changes, hint.path);
    if (file === undefined || (file.status === 'added' && hint.text === undefined)) continue;
    return causeIn(file, hint);
  }
  return null;
}

function fileThatRemoves(changes: ChangeSet, text: string | undefined): ChangedFile | undefined {
  return changes.files.find((file) => lineWith(file, 'removed', text) !== null);
}

function causeIn(file: ChangedFile, hint: CauseHint): Cause {
  if (file.status === 'deleted') {
    const line = lineWith(file, 'removed', hint.text) ?? firstLine(file, 'removed');
    return { path: file.path, side: 'base', line, label: `deletes ${file.path}` };
  }
  if (file.status === 'renamed' && file.previousPath === hint.path) {
    return { path: file.path, side: 'head', line: null, label: `renames ${file.previousPath} to ${file.path}` };
  }
  const removed = lineWith(file, 'removed', hint.text);
  if (removed !== null) return { path: file.path, side: 'base', line: removed, label: `removes \`${hint.text}\` from ${file.path}` };
  const added = lineWith(file, 'added', hint.text);
  if (added !== null) return { path: file.path, side: 'head', line: added, label: `changes ${file.path}` };
  return { path: file.path, side: 'head', line: firstLine(file, 'added'), label: `changes ${file.path}` };
}

function firstLine(file: ChangedFile, kind: 'added' | 'removed'): number | null {
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) if (line.kind === kind) return kind === 'added' ? line.headLine : line.baseLine;
  }
  return null;
}

function lineWith(file: ChangedFile, kind: 'added' | 'removed', text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const word = new RegExp(`(?<![\\w$])${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`);
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) {
      if (line.kind === kind && word.test(line.text)) return kind === 'added' ? line.headLine : line.baseLine;
    }
  }
  return null;
}
