/** Writes a new dependency into a manifest in its own order and style. Pure. */
import type { DependencyInsertion, ManifestFacts } from '../../facts/types.js';
import type { Edit } from '../../findings/types.js';

/**
 * The edit, or null when the manifest can't take one.
 * @param constraint as the manifest's format writes it; where none is known the template's own stand-in is written
 */
export function insertDependency(path: string, manifest: ManifestFacts, name: string, constraint: string | undefined): Edit | null {
  const { insertion } = manifest;
  if (insertion === undefined) return null;
  const entry = fill(insertion.template, name, constraint);
  const { entries } = insertion;
  const [first] = entries;
  if (first === undefined) return intoEmpty(path, insertion, entry);
  const position = insertion.sorted ? entries.findIndex((candidate) => candidate.name > name) : -1;
  if (position === 0) return insertAt(path, first.line, 1, `${entry}${insertion.separator}${insertion.newline}`);
  // Behind its predecessor, so that comments above the next entry stay with it.
  const before = position < 0 ? entries.at(-1) : entries[position - 1];
  return before === undefined ? null : behind(path, insertion, before, entry);
}

/** `{name}`, `{constraint}`, and `{constraint|x}` with x where no constraint is known. */
function fill(template: string, name: string, constraint: string | undefined): string {
  return template.replace('{name}', () => name).replace(/\{constraint(?:\|([^}]*))?\}/, (_, otherwise: string | undefined) => constraint ?? otherwise ?? '');
}

function behind(path: string, insertion: DependencyInsertion, last: DependencyInsertion['entries'][number], entry: string): Edit | null {
  const { separator, newline } = insertion;
  const end = last.text.length + 1;
  if (separator === '') return insertAt(path, last.line, end, newline + entry);
  const code = last.text.replace(/\s+#.*$/, '').trimEnd();
  if (code.endsWith(separator)) return insertAt(path, last.line, end, `${newline}${entry}${separator}`);
  // The last entry gains the separator; that is not possible before a comment.
  if (code !== last.text.trimEnd()) return null;
  return insertAt(path, last.line, code.length + 1, `${separator}${newline}${entry}`);
}

function intoEmpty(path: string, insertion: DependencyInsertion, entry: string): Edit {
  if (insertion.emptyAfterLine === 0 || insertion.endsWithNewline) return insertAt(path, insertion.emptyAfterLine + 1, 1, entry + insertion.newline);
  return insertAt(path, insertion.emptyAfterLine + 1, 1, insertion.newline + entry + insertion.newline);
}

function insertAt(path: string, line: number, column: number, text: string): Edit {
  const position = { line, column };
  return { kind: 'replace', path, range: { start: position, end: position }, text };
}
