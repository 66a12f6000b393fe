/** What was fixed and what was left, for people at a terminal. Pure. */
import type { Finding } from '../findings/types.js';
import type { FixAnswer, LeftFinding, PreparedFile } from '../fixes/types.js';
import { groupedBy } from '../project/grouped.js';
import { plural } from '../score/verdict.js';
import { visible } from './escape.js';
import { byPlace } from './order.js';
import type { Colors } from './terminal.js';
import { cutTo, wrap } from './terminal-text.js';

export interface FixesOptions {
  readonly colors: Colors;
  /** Columns. */
  readonly width: number;
  /** Nothing was written. */
  readonly dryRun: boolean;
}

/** Findings listed under one reason for leaving them. */
const MOST_LISTED = 10;

/** The report, with a final newline. Holds no escape sequences but those of `colors`. */
export function renderFixes(answer: FixAnswer, options: FixesOptions): string {
  const head = 'nothing' in answer ? [wrap(answer.nothing, options.width).join('\n')] : [fixedBlock(answer.files, answer.fixed, options)];
  return `${[...head, ...leftBlock(answer.left, options)].join('\n\n')}\n`;
}

function fixedBlock(files: readonly PreparedFile[], fixed: readonly Finding[], { colors, width, dryRun }: FixesOptions): string {
  const title = `${dryRun ? 'Would fix' : 'Fixed'} ${plural(fixed.length, 'finding')} in ${plural(files.length, 'file')}`;
  const rows = [...fixed].sort(byPlace).flatMap((finding) => [
    cutTo(`  ${placeOf(finding)}`, width),
    colors.dim(cutTo(`    ${visible(finding.fix?.title ?? 'gone with the other fixes')}`, width)),
  ]);
  const written = files.map((file) => `  ${visible(file.path)}${file.content === null ? ' (deleted)' : file.isNew ? ' (new)' : ''}`);
  return [colors.bold(colors.green(title)), ...rows, '', colors.bold(dryRun ? 'Would write' : 'Written'), ...written].join('\n');
}

function leftBlock(left: readonly LeftFinding[], { colors, width }: FixesOptions): string[] {
  if (left.length === 0) return [];
  const groups = [...groupedBy(left, ({ why }) => why)].flatMap(([why, group]) => {
    const shown = group.slice(0, MOST_LISTED).map(({ finding }) => colors.dim(cutTo(`    ${placeOf(finding)}`, width)));
    const more = group.length > shown.length ? [colors.dim(`    and ${group.length - shown.length} more`)] : [];
    return [...wrap(visible(why), width - 2).map((line) => `  ${line}`), ...shown, ...more];
  });
  return [[colors.bold(`Left ${plural(left.length, 'finding')}`), ...groups].join('\n')];
}

/** `path:line` as editors open it, and the rule. */
function placeOf({ path, range, ruleId }: Finding): string {
  return `${visible(path)}:${range.start.line} ${ruleId}`;
}
