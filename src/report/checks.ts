/** What the doctor says, for people at a terminal. Pure. */
import type { Check } from '../doctor/types.js';
import { plural } from '../score/verdict.js';
import { visible } from './escape.js';
import type { Colors } from './terminal-page.js';
import { pad, wrap } from './terminal-text.js';

export interface ChecksOptions {
  readonly colors: Colors;
  /** Columns. */
  readonly width: number;
}

const NAME = 21;
const MARKS: Readonly<Record<Check['state'], string>> = { ok: '✔', warning: '!', wrong: '✖', skipped: '–' };

/** Sections of checks, and how many of them need somebody; with a final newline. */
export function renderChecks(sections: readonly { readonly title: string; readonly checks: readonly Check[] }[], options: ChecksOptions): string {
  const { colors } = options;
  const blocks = sections.map(({ title, checks }) => [colors.bold(title), ...checks.flatMap((check) => rows(check, options))].join('\n'));
  const all = sections.flatMap(({ checks }) => checks);
  const [wrong, warned] = [count(all, 'wrong'), count(all, 'warning')];
  const end = wrong > 0 ? colors.red(`✖ ${plural(wrong, 'thing')} to put right${warned === 0 ? '' : `, ${plural(warned, 'warning')}`}`) : warned > 0 ? colors.yellow(`! It works, with ${plural(warned, 'warning')}`) : colors.green('✔ All is well');
  return `${[...blocks, colors.bold(end)].join('\n\n')}\n`;
}

function count(checks: readonly Check[], state: Check['state']): number {
  return checks.filter((check) => check.state === state).length;
}

function rows({ name, state, says, todo }: Check, { colors, width }: ChecksOptions): string[] {
  const color = { ok: colors.green, warning: colors.yellow, wrong: colors.red, skipped: colors.dim }[state];
  const head = `  ${color(MARKS[state])} ${pad(visible(name), NAME)} `;
  const indent = ' '.repeat(NAME + 5);
  const isLong = visible(name).length > NAME;
  const text = [...wrap(visible(says), width - indent.length), ...(todo === undefined ? [] : wrap(`→ ${visible(todo)}`, width - indent.length))];
  if (isLong) return [head.trimEnd(), ...text.map((line) => `${indent}${line}`)];
  return text.map((line, index) => (index === 0 ? `${head}${line}` : `${indent}${line}`));
}
