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

/** Finds a changed file by its path in the base; undefined for files that the change adds. */
export function changedBaseFile(changes: ChangeSet, path: string): ChangedFile | undefined {
  return changes.files.find((file) => file.status !== 'added' && (file.previousPath ?? file.path) === path);
}

/**
 * What brought a finding about: a removed line that names what is missing, else a file that is deleted or moved away, else
 * any other change of a hinted file; among equals the earlier hint. null when the change touches none of them.
 */
export function findCause(changes: ChangeSet, hints: readonly CauseHint[]): Cause | null {
  for (const find of [removal, departure, alteration]) {
    for (const hint of hints) {
      const cause = find(changes, hint);
      if (cause !== null) return cause;
    }
  }
  return null;
}

function removal(changes: ChangeSet, { path, text }: CauseHint): Cause | null {
  if (text === undefined || text === '') return null;
  const file = path === '*' ? undefined : changedBaseFile(changes, path);
  const files = path === '*' ? changes.files : file === undefined ? [] : [file];
  for (const matches of wordings(text)) {
    for (const candidate of files) {
      const line = firstLine(candidate, 'removed', matches);
      if (line === null) continue;
      const label = candidate.status === 'deleted' ? `deletes ${candidate.path}` : `removes \`${text}\` from ${candidate.path}`;
      return { path: candidate.path, side: 'base', line, label };
    }
  }
  return null;
}

function departure(changes: ChangeSet, { path }: CauseHint): Cause | null {
  const file = changedBaseFile(changes, path);
  if (file?.status === 'deleted') return { path: file.path, side: 'base', line: firstLine(file, 'removed'), label: `deletes ${file.path}` };
  if (file?.status === 'renamed') return { path: file.path, side: 'head', line: null, label: `renames ${file.previousPath} to ${file.path}` };
  return null;
}

function alteration(changes: ChangeSet, { path, text }: CauseHint): Cause | null {
  const file = changes.files.find((candidate) => candidate.path === path);
  if (file === undefined || file.status === 'deleted') return null;
  const line = text === undefined || text === '' ? null : firstAmong(wordings(text), (matches) => firstLine(file, 'added', matches));
  // A file that is new was not there to miss; only what it says can have brought something about.
  if (file.status === 'added') return line === null ? null : { path: file.path, side: 'head', line, label: `adds ${file.path}` };
  if (file.status === 'renamed') return { path: file.path, side: 'head', line, label: `renames ${file.previousPath} to ${file.path}` };
  return { path: file.path, side: 'head', line, label: `changes ${file.path}` };
}

function firstAmong<T>(items: readonly T[], answer: (item: T) => number | null): number | null {
  for (const item of items) {
    const found = answer(item);
    if (found !== null) return found;
  }
  return null;
}

function firstLine(file: ChangedFile, kind: 'added' | 'removed', matches: (text: string) => boolean = () => true): number | null {
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) if (line.kind === kind && matches(line.text)) return kind === 'added' ? line.headLine : line.baseLine;
  }
  return null;
}

/** The word as it is written, then as package indexes compare names (PEP 503: case and `-`, `_`, `.` are alike). */
function wordings(text: string): ((line: string) => boolean)[] {
  const exact = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const loose = text.split(/[-_.]+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[-_.]+');
  return [new RegExp(`(?<![\\w$])${exact}(?![\\w$])`), new RegExp(`(?<![\\w$])${loose}(?![\\w$])`, 'i')].map((pattern) => (line: string) => pattern.test(line));
}
