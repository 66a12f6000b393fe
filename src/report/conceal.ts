/** Keeps secrets out of what is printed: the source line of a finding about one would show it. Pure. */
import type { Finding } from '../findings/types.js';

/** One way through any text: a backslash takes what follows it, whatever that is. */
const QUOTED = /("""|'''|"|')(?:\\[^]|(?!\1)[^\\])*\\?(?:\1|$)/g;

/** The line with what stands in quotes blotted out, length kept. */
export function concealed(line: string): string {
  return line.replace(QUOTED, (text, quote: string) => {
    const closes = text.length >= 2 * quote.length && text.endsWith(quote);
    const inner = text.length - quote.length - (closes ? quote.length : 0);
    return `${quote}${'*'.repeat(inner)}${closes ? quote : ''}`;
  });
}

/** Lines (1-based) of a file that findings of the concealing rules stand on. */
export function concealedLines(findings: readonly Finding[], conceals: (ruleId: string) => boolean, path: string): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const finding of findings) {
    if (finding.path !== path || !conceals(finding.ruleId)) continue;
    for (let line = finding.range.start.line; line <= finding.range.end.line; line += 1) lines.add(line);
  }
  return lines;
}

/** A name of something secret that is given a text at once. */
const GIVEN_SECRET = /(?:secret|passw(?:or)?d|token|(?:api|access|private|signing|encryption)_?key|credential)\w*["']?\s*[:=]\s*(?:[bru]{0,2})["'`][^"'`]{6,}["'`]/i;
const VALUE = /(?<=^[^=:]*[=:]\s*)\S.*$/;

/** A line that holds a secret with all blotted out that may be it, length kept: what stands in quotes, else what is behind the first `=` or `:`, else the line. */
export function blotted(line: string): string {
  const quoted = concealed(line);
  if (quoted !== line) return quoted;
  return VALUE.test(line) ? line.replace(VALUE, (value) => '*'.repeat(value.length)) : line.replace(/\S/g, '*');
}

/** Whether a line looks as if it gave a secret away, though no rule says so: rules can be off, or look elsewhere. */
export function looksSecret(line: string): boolean {
  return line.length < 1_000 && GIVEN_SECRET.test(line);
}
