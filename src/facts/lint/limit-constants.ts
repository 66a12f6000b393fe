/** Names for limits that are written as bare numbers, and where they can be declared. Pure. */
import type { Named, Limit } from './types.js';

/** What is compared: a name, an attribute, or the length or result of one. */
const OPERAND = String.raw`(?:len\(([A-Za-z_][\w.]*)(?:\(\))?\)|([A-Za-z_][\w.]*)(?:\(\))?)`;
const BEFORE = new RegExp(String.raw`(?:^|[([{,:=]|\b(?:if|elif|while|and|or|not|return|assert|else|yield|in))\s*${OPERAND}\s*[<>]=?\s*$`);
const AFTER = new RegExp(String.raw`^\s*[<>]=?\s*${OPERAND}\s*(?:[)\]},:]|$|\b(?:and|or|if|else|for)\b)`);
const ENDS = /^\s*(?:[)\]},:]|$|\b(?:and|or|if|else|for)\b)/;
const STARTS = /(?:^|[([{,:=]|\b(?:if|elif|while|and|or|not|return|assert|else|yield|in))\s*$/;
const SHORTEST = 3;

/** The limits of a file; with a constant where what is compared gives it a name, which stands for nothing else in the file. */
export function withConstants(lines: readonly string[], limits: readonly Named[]): readonly Limit[] {
  const named = limits.map((limit) => ({ limit, name: nameOf(lines, limit) }));
  return named.map(({ limit, name }) => {
    const isShared = named.some((other) => other.name === name && other.limit.name !== limit.name);
    const declare = name === undefined || isShared ? undefined : declarationOf(lines, name, limit);
    return name === undefined || declare === undefined ? limit : { ...limit, constant: declare === 'there' ? { name } : { name, declare } };
  });
}

/** `len(order.items) > 20` -> `ITEMS_LIMIT` */
function nameOf(lines: readonly string[], { span }: Named): string | undefined {
  const line = lines[span[0] - 1] ?? '';
  const [before, after] = [line.slice(0, span[1] - 1), line.slice(span[3] - 1)];
  const match = (ENDS.test(after) ? BEFORE.exec(before) : null) ?? (STARTS.test(before) ? AFTER.exec(after) : null);
  const last = (match?.[1] ?? match?.[2])?.split('.').at(-1)?.replace(/^_+|_+$/g, '') ?? '';
  if (last.length < SHORTEST || /limit|max|min|threshold|bound/i.test(last)) return undefined;
  return `${last.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase()}_LIMIT`;
}

/** Where the constant can be declared; `there` when it is already. */
function declarationOf(lines: readonly string[], name: string, limit: Named): { readonly line: number; readonly text: string } | 'there' | undefined {
  const text = `${name} = ${limit.name}`;
  const place = placeFor(lines);
  if (lines.some((line, index) => line === text && index < limit.span[0] - 1)) return 'there';
  const isTaken = lines.some((line) => new RegExp(String.raw`\b${name}\b`).test(line));
  if (isTaken || place === undefined || place.line > limit.span[0] || lines.some((line) => line.endsWith('\r'))) return undefined;
  return { line: place.line, text: place.isFirst ? `${text}\n\n\n` : `\n${text}\n` };
}

/** Behind the imports at the top, else before the first statement where nothing stands above it; 1-based. */
function placeFor(lines: readonly string[]): { readonly line: number; readonly isFirst: boolean } | undefined {
  if (/^(?:def|class|async def|@)/.test(lines[0] ?? '')) return { line: 1, isFirst: true };
  let behind: number | undefined;
  let inside = '';
  for (const [index, line] of lines.entries()) {
    if (inside !== '') {
      if (!line.includes(inside)) continue;
      inside = '';
      if (behind !== undefined) behind = index + 2;
    } else if (/^(?:import|from)\s/.test(line)) {
      behind = index + 2;
      if (line.endsWith('\\')) return undefined;
      if (line.includes('(') && !line.includes(')')) inside = ')';
    } else if (/^[rRuU]?(?:"""|''')/.test(line) && behind === undefined) {
      const quote = line.includes('"""') ? '"""' : "'''";
      if (line.split(quote).length === 2) inside = quote;
    } else if (!/^\s*(?:#.*)?$/.test(line)) break;
  }
  return behind === undefined || behind > lines.length ? undefined : { line: behind, isFirst: false };
}
