/** Cuts a template into its tags and outputs. Pure, in time linear in the text. */

export interface TemplateToken {
  readonly kind: 'tag' | 'output';
  /** What stands between the delimiters, without white space control and outer blanks. */
  readonly content: string;
  /** 0-based offsets of the whole token, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Offset at which `content` starts. */
  readonly contentStart: number;
}

const CLOSERS = { '{%': '%}', '{{': '}}', '{#': '#}' } as const;

/** Tags and outputs in order; comments and what stands in `verbatim`, `raw` and `comment` blocks are left out. */
export function tokensOf(text: string): TemplateToken[] {
  const tokens: TemplateToken[] = [];
  // What is not closed here is closed nowhere further on.
  const unclosed = new Set<string>();
  let at = 0;
  while ((at = text.indexOf('{', at)) !== -1) {
    const opener = text.slice(at, at + 2) as keyof typeof CLOSERS;
    const closer = CLOSERS[opener];
    const close = closer === undefined || unclosed.has(opener) ? -1 : text.indexOf(closer, at + 2);
    if (close === -1) {
      unclosed.add(opener);
      at += 1;
      continue;
    }
    const token = tokenAt(text, opener, at, close);
    at = token.end;
    if (opener === '{#') continue;
    const skipped = opener === '{%' ? endOfSkipped(text, token) : undefined;
    if (skipped === undefined) tokens.push(token);
    else at = skipped;
  }
  return tokens;
}

function tokenAt(text: string, opener: string, start: number, close: number): TemplateToken {
  const inner = text.slice(start + 2, close);
  const lead = /^[-+]?\s*/.exec(inner)?.[0].length ?? 0;
  const content = inner.slice(lead).replace(/[-+]$/, '').trimEnd();
  return { kind: opener === '{{' ? 'output' : 'tag', content, start, end: close + 2, contentStart: start + 2 + lead };
}

/** Where a block whose content is not template code ends, or undefined for any other tag. */
function endOfSkipped(text: string, token: TemplateToken): number | undefined {
  const name = /^(comment|verbatim|raw)\b\s*(\w*)/.exec(token.content);
  if (name === null) return undefined;
  const label = name[1] === 'verbatim' && name[2] !== '' ? `\\s+${name[2]}` : '';
  const end = new RegExp(`\\{%[-+]?\\s*end${name[1]}${label}\\s*[-+]?%\\}`, 'g');
  end.lastIndex = token.end;
  const found = end.exec(text);
  return found === null ? text.length : found.index + found[0].length;
}
