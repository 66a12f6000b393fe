/** Fixes that read a setting from the environment instead of writing it out. Pure. */
import { rangeOf } from '../../findings/locate.js';
import type { Edit } from '../../findings/types.js';
import type { Place } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';

/**
 * Replaces the expression at a place and makes sure that `os` is imported. Null where the place can't be edited: it spans
 * lines, or the file binds `os` to something else.
 */
export function replaceWithEnvironment(model: ProjectModel, place: Place, expression: string): readonly Edit[] | null {
  if (place.span[0] !== place.span[2]) return null;
  const replacement: Edit = { kind: 'replace', path: place.path, range: rangeOf(place.span), text: expression };
  const imported = importOs(model, place.path);
  return imported === null ? null : [replacement, ...imported];
}

/** The edits that make `os` a name of the module: none when it is one. */
function importOs(model: ProjectModel, path: string): readonly Edit[] | null {
  const code = model.symbols.code(path);
  if (code === undefined) return null;
  const os = model.symbols.resolve(path, 'os');
  if (os.kind === 'external' && os.dotted === 'os') return [];
  if (model.facts(path)?.python?.definitions.some(({ name }) => name === 'os') === true) return null;
  const first = code.body.find((statement) => !(statement.kind === 'expression' && statement.value.kind === 'string') && !(statement.kind === 'import' && statement.module === '__future__'));
  if (first === undefined) return null;
  const [line] = model.symbols.span(path, first);
  const position = { line, column: 1 };
  const text = first.kind === 'import' ? 'import os\n' : 'import os\n\n';
  return [{ kind: 'replace', path, range: { start: position, end: position }, text }];
}
