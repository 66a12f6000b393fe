import type { Node } from 'web-tree-sitter';
import { classifyReference, LONGEST_REFERENCE } from '../common/references.js';
import type { StringReference } from '../types.js';
import { leafAt, type PythonSource } from './source.js';

/**
 * Everything between two equal quotes on one line that is made of the characters of names and paths. The closing quote is
 * not consumed, so text between two strings is tried too; the tree then says which candidates are strings.
 */
const CANDIDATE = new RegExp(String.raw`(['"])([\w.@~+/:()[\]-]{3,${LONGEST_REFERENCE}})(?=\1)`, 'g');

/** A formatted string that begins with the dotted name of a package: `f"shop.plugins.{name}"`. */
const PACKAGE_BEFORE_VALUE = /[fF](['"])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\.\{(?!\{)/g;

/** String literals that look like a module or a path, docstrings and formatted strings with values left out, but for the package that one of these begins with. Not deduplicated. */
export function collectReferences(source: PythonSource): readonly StringReference[] {
  const found: StringReference[] = [];
  for (const match of source.text.matchAll(CANDIDATE)) {
    const text = match[2] ?? '';
    const shapes = classifyReference(text);
    if (shapes.length === 0) continue;
    const start = match.index + 1;
    if (!isWholeString(source, start, start + text.length)) continue;
    const span = source.lines.span(start, start + text.length);
    for (const shape of shapes) found.push({ ...shape, span });
  }
  for (const match of source.text.matchAll(PACKAGE_BEFORE_VALUE)) {
    const text = match[2] ?? '';
    const start = match.index + 2;
    const content = leafAt(source, start);
    if (content?.type === 'string_content' && content.startIndex === start) found.push({ text, shape: 'module', span: source.lines.span(start, start + text.length) });
  }
  return found;
}

function isWholeString(source: PythonSource, start: number, end: number): boolean {
  const content = leafAt(source, start);
  if (content?.type !== 'string_content' || content.startIndex !== start || content.endIndex !== end) return false;
  return !isDocumentation(content.parent);
}

/** A string that is a statement of its own. */
function isDocumentation(literal: Node | null): boolean {
  const parent = literal?.parent;
  if (parent?.type === 'concatenated_string') return parent.parent?.type === 'expression_statement';
  return parent?.type === 'expression_statement';
}
