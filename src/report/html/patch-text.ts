/** Diffs as patches that `git apply` takes. Pure; also runs in the page. */
import type { DiffHunk, FileDiff } from './data.js';

/** The files' changes as one patch with a final newline. */
export function patchText(files: readonly FileDiff[]): string {
  return files.map(({ path, change, hunks }) => `${header(path, change)}${hunks.map(hunkText).join('')}`).join('');
}

function header(path: string, change: FileDiff['change']): string {
  const [from, to] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const mode = { modify: '', create: 'new file mode 100644\n', delete: 'deleted file mode 100644\n' }[change];
  return `diff --git ${from} ${to}\n${mode}--- ${change === 'create' ? '/dev/null' : from}\n+++ ${change === 'delete' ? '/dev/null' : to}\n`;
}

/** As git writes names that hold a quote: see `core.quotePath` in git-config(1). */
function quoted(path: string): string {
  return path.includes('"') ? `"${path.replaceAll('"', '\\"')}"` : path;
}

function hunkText({ oldStart, oldLines, newStart, newLines, lines }: DiffHunk): string {
  return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@\n${lines.join('\n')}\n`;
}
