import { compact } from '../source.js';
import { eachChild, open, textOf, type Encoder } from './encoder.js';
import { END, STATEMENT } from './format.js';
import { put, putNode, putOptionalText, putText } from './output.js';

/** `import a.b as c, d`: a statement for each module, all with the span of the whole. */
export function writeImport(encoder: Encoder): void {
  const { cursor, out } = encoder;
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  let count = 0;
  eachChild(encoder, (type) => {
    const imported = readImported(encoder, type);
    if (imported === undefined) return;
    putNode(out, STATEMENT.import, start, end);
    put(out, 0);
    putText(out, imported.name);
    putOptionalText(out, imported.alias);
    put(out, 0);
    count += 1;
  });
  if (count === 0) encoder.broken = true;
}

/** `from ..a.b import c as d, e`, `from a import *` */
export function writeFromImport(encoder: Encoder): void {
  const { out } = encoder;
  let hasModule = false;
  let count = 0;
  open(encoder, STATEMENT.import);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    const imported = readImported(encoder, type);
    if (!hasModule && (name === 'dotted_name' || name === 'relative_import' || name === '__future__')) {
      writeModule(encoder);
      hasModule = true;
    } else if (imported !== undefined && hasModule) {
      putText(out, imported.name, 1);
      putOptionalText(out, imported.alias);
      count += 1;
    }
  });
  put(out, END);
  if (count === 0) encoder.broken = true;
}

/** Level, module, no alias, and that names follow. */
function writeModule(encoder: Encoder): void {
  const { out } = encoder;
  const written = compact(textOf(encoder));
  const level = written.search(/[^.]|$/);
  put(out, level);
  putText(out, written.slice(level));
  putOptionalText(out, null);
  put(out, 1);
}

function readImported(encoder: Encoder, type: number): { readonly name: string; readonly alias: string | null } | undefined {
  const kind = encoder.types[type];
  if (kind === 'dotted_name') return { name: compact(textOf(encoder)), alias: null };
  if (kind === 'wildcard_import') return { name: '*', alias: null };
  if (kind !== 'aliased_import') return undefined;
  let name = '';
  let alias: string | null = null;
  eachChild(encoder, (part) => {
    const partKind = encoder.types[part];
    if (partKind === 'dotted_name') name = compact(textOf(encoder));
    else if (partKind === 'identifier') alias = textOf(encoder);
  });
  return { name, alias };
}
