/** How deeply a text nests, before a parser is let loose on it. Pure. */

/**
 * Levels. What people write stays below 50. The parsers of YAML, TOML, JSON and Markdown call themselves for each
 * level, and a stack that runs out while a pattern is being compiled ends the whole process: no error, nothing to catch.
 */
export const DEEPEST_NESTING = 250;

/**
 * Whether a text of data or prose may nest deeper than the limit: by brackets, by indentation, or by markers in one line
 * (`- - -`, `> > >`). It knows no strings, so it may say yes to a text full of brackets that nobody closes.
 */
export function nestsTooDeeply(text: string, limit = DEEPEST_NESTING): boolean {
  return bracketDepth(text) > limit || indentationDepth(text) > limit || new RegExp(`^[ \\t]*(?:[-?:*+>][ \\t]*){${limit + 1}}`, 'm').test(text);
}

function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // ( [ { and ) ] }
    if (code === 0x28 || code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if ((code === 0x29 || code === 0x5d || code === 0x7d) && depth > 0) depth -= 1;
  }
  return deepest;
}

function indentationDepth(text: string): number {
  const open: number[] = [];
  let deepest = 0;
  for (const [, indentation] of text.matchAll(/^([ \t]*)[^ \t\r\n]/gm)) {
    const width = indentation?.length ?? 0;
    while (open.length > 0 && (open.at(-1) as number) >= width) open.pop();
    open.push(width);
    deepest = Math.max(deepest, open.length);
  }
  return deepest;
}
