/** Lines of TypeScript and JavaScript that say what is taken and given, and do nothing. Pure. */
import type { Node } from 'web-tree-sitter';

/** Lists of parameters, and types. */
const DECLARING = ['formal_parameters', 'type_parameters', 'type_arguments', 'type_annotation', 'interface_declaration', 'type_alias_declaration'];

/** 1-based numbers of the lines that lie wholly inside a list of parameters or a type: those on which one begins or ends are not among them. */
export function declaringLines(root: Node): ReadonlySet<number> {
  const lines = new Set<number>();
  let known = -1;
  for (const node of root.descendantsOfType(DECLARING)) {
    if (node === null || node.endIndex <= known) continue;
    known = node.endIndex;
    for (let row = node.startPosition.row + 1; row < node.endPosition.row; row += 1) lines.add(row + 1);
  }
  return lines;
}
