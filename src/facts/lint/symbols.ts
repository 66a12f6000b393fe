/** The functions and classes around a line of Python, told from indentation. Pure. */

const OPENS = /^([ \t]*)(?:async[ \t]+def|def|class)[ \t]+(\w+)/;

/** Dotted name of what encloses a 1-based line, outermost first; '' at the top. The line's own `def` or `class` does not count. */
export function enclosingSymbol(lines: readonly string[], line: number): string {
  let indent = indentOf(lines[line - 1] ?? '');
  const names: string[] = [];
  for (let at = line - 2; at >= 0 && indent > 0; at--) {
    const text = lines[at] as string;
    const opening = OPENS.exec(text);
    if (opening === null || indentOf(text) >= indent) continue;
    indent = indentOf(text);
    names.unshift(opening[2] as string);
  }
  return names.join('.');
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
