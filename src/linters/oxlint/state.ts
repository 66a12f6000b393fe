/** The state of React's class components. Pure. */

/**
 * Whether a line sets the whole state in a method that the constructor calls, so that it is part of the construction. oxlint looks at the constructor's own lines alone.
 * @param row the line, from 0
 */
export function setsUpState(rows: readonly string[], row: number): boolean {
  if (!/\bthis\.state\s*=(?!=)/.test(rows[row] ?? '')) return false;
  const method = methodAround(rows, row);
  const start = rows.findLastIndex((line, index) => index < row && /^\s*constructor\s*\(/.test(line));
  if (method === undefined || start === -1) return false;
  const end = rows.findIndex((line, index) => index > start && line.trim() !== '' && indent(line) <= indent(rows[start] ?? ''));
  return rows.slice(start, end).some((line) => line.includes(`this.${method}(`));
}

/** The name of the method whose head stands further left than the line. */
function methodAround(rows: readonly string[], row: number): string | undefined {
  for (let at = row - 1; at >= 0; at--) {
    const head = /^\s*(?:async\s+)?([\w$]+)\s*\([^()]*\)\s*\{\s*$/.exec(rows[at] ?? '');
    if (head !== null && indent(rows[at] ?? '') < indent(rows[row] ?? '') && !/^(?:if|for|while|switch|catch|with)$/.test(head[1] ?? '')) return head[1];
  }
  return undefined;
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}
