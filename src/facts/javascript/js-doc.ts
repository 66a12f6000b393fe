/** Types that JSDoc comments define: TypeScript exports them from a JavaScript module. */
import type { LineIndex } from '../common/spans.js';
import type { Definition } from '../types.js';

const TAG = /@(?:typedef|callback)\s+/g;
const NAME = /\s*([\w$]+)/y;

/** The names of `@typedef {…} Name`, `@typedef Name` and `@callback Name`, at their places. */
export function jsDocTypes(source: string, lines: LineIndex, isComment: (offset: number) => boolean): Definition[] {
  const found: Definition[] = [];
  for (const match of source.matchAll(TAG)) {
    if (!isComment(match.index)) continue;
    NAME.lastIndex = afterBraces(source, match.index + match[0].length);
    const name = NAME.exec(source)?.[1];
    if (name !== undefined) found.push({ name, kind: 'variable', span: lines.span(NAME.lastIndex - name.length, NAME.lastIndex) });
  }
  return found;
}

/** The offset behind a balanced `{…}` that starts at `from`, or `from` itself. */
function afterBraces(source: string, from: number): number {
  if (source[from] !== '{') return from;
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '{') depth += 1;
    else if (source[at] === '}' && (depth -= 1) === 0) return at + 1;
  }
  return source.length;
}
