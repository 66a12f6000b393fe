/** Management commands of Django that scripts, deployment files and documents run. Pure. */
import type { ManagementCommand } from '../types.js';
import type { LineIndex } from './spans.js';

/** What may stand between two words: blanks, or the quotes and the comma of a list's items. */
const GAP = `(?:["']?[ \\t]*,[ \\t]*["']|[ \\t]+)`;
const OPTIONS = `(?:${GAP}-[A-Za-z]+(?:${GAP}(?:error|ignore|default|always)\\b)?)*`;
/** An interpreter by its name, path or variable (`$(PYTHON)`, `\${PYTHON_BIN}`). */
const PYTHON = `(?:\\bpython[\\d.]*|\\$[({]?\\w{0,30}PY\\w{0,30}[)}]?)`;
const SCRIPT = `(?:[\\w./~-]*\\/)?manage\\.py`;
/** Where a command begins: a line, an item of a list, the value of a key, after an operator, or what another command runs. */
const BEGIN = `(?:^|[;&|(@"']|\\b(?:exec|run|sudo|time)\\b[^\\n;&|]{0,200}?[ \\t]|(?:^|[ \\t])(?:[\\w-]+:|-|CMD|RUN|ENTRYPOINT)[ \\t])[ \\t]*(?:[$>%][ \\t]+)?`;
const NAME = `([A-Za-z][\\w-]*)(?=$|["'\\s;&|)\`>,\\\\])`;

const FORMS: readonly RegExp[] = [
  new RegExp(`${PYTHON}${OPTIONS}${GAP}${SCRIPT}${GAP}${NAME}`, 'g'),
  new RegExp(`${PYTHON}${OPTIONS}${GAP}-m${GAP}django${GAP}${NAME}`, 'g'),
  new RegExp(`${BEGIN}${SCRIPT}${GAP}${NAME}`, 'gm'),
  new RegExp(`${BEGIN}django-admin(?:\\.py)?${GAP}${NAME}`, 'gm'),
];
const COMMENTED = /^\s*(?:#|;|\/\/|rem\b|::)|\s#\s/i;

/**
 * `manage.py NAME`, `python -m django NAME` and `django-admin NAME` where they are run, in order; commented ones left out.
 * The name's own span. A name that is followed by `.`, `/`, `=` or `$` is part of something else and left out.
 */
export function findManagementCommands(text: string, lines: LineIndex): readonly ManagementCommand[] {
  if (!text.includes('manage.py') && !text.includes('django')) return [];
  const found = new Map<number, ManagementCommand>();
  for (const form of FORMS) {
    for (const match of text.matchAll(form)) {
      const name = match[1] as string;
      const start = match.index + match[0].length - name.length;
      const line = text.slice(lines.startOf(lines.lineAt(start)), start);
      if (!COMMENTED.test(line)) found.set(start, { name, span: lines.span(start, start + name.length) });
    }
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, command]) => command);
}
