/** Fixes as diffs. Pure. */
import { structuredPatch } from 'diff';
import { isPlainPath } from '../../changes/plain-path.js';
import { applyEdits, EditError } from '../../fixes/apply.js';
import type { Edit, Fix } from '../../findings/types.js';
import { groupedBy } from '../../project/grouped.js';
import { blotted } from '../conceal.js';
import { isShowable } from '../escape.js';
import type { FileDiff, FixData } from './data.js';
import type { HeadText } from './types.js';

/** Lines of all hunks of one fix: more is no help in a report. */
const MOST_LINES = 300;
const CONTEXT = 3;

type TextOf = (path: string) => HeadText | undefined;

/** The fix with its diff, as far as the texts are at hand; of a fix that shows a secret, the diff is blotted out. */
export function fixData(fix: Fix, textOf: TextOf): FixData {
  const known = { title: fix.title, safe: fix.safety === 'safe' };
  const files = diffOf(fix, textOf);
  if (files === null) return { ...known, files: [], noPatch: 'Its text is not at hand here: `shipworthy fix` applies it.' };
  if (files.reduce((sum, { hunks }) => sum + hunks.flatMap(({ lines }) => lines).length, 0) > MOST_LINES) {
    return { ...known, files: [], noPatch: `It changes more than ${MOST_LINES} lines: \`shipworthy fix\` applies it.` };
  }
  const concealed = files.map((file) => conceal(file, textOf(file.path)));
  if (concealed.some(({ hides }) => hides)) return { ...known, files: concealed.map(({ file }) => file), noPatch: 'A patch would show the secret: `shipworthy fix` applies it.' };
  const odd = files.some(({ hunks, path }) => !isPlainPath(path) || hunks.some(({ lines }) => !isShowable(`${lines.join('\n')}\n`)));
  return odd ? { ...known, files, noPatch: 'Its text holds characters that are not shown, so it is not to be copied: `shipworthy fix` applies it.' } : { ...known, files };
}

/** null where a text is not at hand or the edits do not fit it. */
function diffOf(fix: Fix, textOf: TextOf): FileDiff[] | null {
  const files: FileDiff[] = [];
  for (const [path, edits] of groupedBy(fix.edits, (edit) => edit.path)) {
    const change = changeOf(edits);
    const before = change === 'create' ? '' : textOf(path)?.text;
    const after = before === undefined ? undefined : afterOf(before, edits);
    if (before === undefined || after === undefined) return null;
    const { hunks } = structuredPatch(path, path, before, after, undefined, undefined, { context: CONTEXT });
    files.push({ path, change, hunks: hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({ oldStart, oldLines, newStart, newLines, lines })) });
  }
  return files;
}

function changeOf(edits: readonly Edit[]): FileDiff['change'] {
  if (edits.some(({ kind }) => kind === 'delete')) return 'delete';
  return edits.some(({ kind }) => kind === 'create') ? 'create' : 'modify';
}

function afterOf(before: string, edits: readonly Edit[]): string | undefined {
  if (edits.some(({ kind }) => kind === 'delete')) return '';
  const created = edits.find((edit) => edit.kind === 'create');
  if (created?.kind === 'create') return created.text;
  try {
    return applyEdits(before, edits);
  } catch (error) {
    if (error instanceof EditError) return undefined;
    throw error;
  }
}

function conceal(file: FileDiff, text: HeadText | undefined): { readonly file: FileDiff; readonly hides: boolean } {
  if (text === undefined || text.hidden.size === 0) return { file, hides: false };
  let hides = false;
  const hunks = file.hunks.map((hunk) => {
    let line = hunk.oldStart;
    const lines = hunk.lines.map((row) => {
      const isOld = row.startsWith(' ') || row.startsWith('-');
      const hidden = isOld && text.hidden.has(line);
      if (isOld) line += 1;
      hides ||= hidden;
      return hidden ? row.charAt(0) + blotted(row.slice(1)) : row;
    });
    return { ...hunk, lines };
  });
  return { file: { ...file, hunks }, hides };
}
