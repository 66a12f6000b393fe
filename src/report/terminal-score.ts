/** The scores for a terminal: a table with bars. Pure. */
import { plural } from '../score/verdict.js';
import { visible } from './escape.js';
import { INDENT, type Page } from './terminal-page.js';
import { cutTo, pad, wrap } from './terminal-text.js';

interface Row {
  readonly name: string;
  readonly base: number | null;
  readonly head: number | null;
  readonly projected: number | null;
  /** The rules that cost points, worst first. */
  readonly lostTo: readonly { readonly ruleId: string; readonly open: number }[];
}

/** In the head; more after the safe fixes; the base had more. */
const [HAS, GAINS, LOST] = ['█', '▓', '░'];
const NAME = 16;
/** A cell stands for five points, where there is room for two and a half. */
const BAR = 20;
const LONG_BAR = 40;
const ROOM_FOR_LONG_BAR = 110;

/** '' where nothing was judged. */
export function scoreBlock(page: Page): string {
  const { colors, result: { scores, mode } } = page;
  const judged = scores.areas.filter(({ base, head }) => base !== null || head !== null);
  if (judged.length === 0) return '';
  const audit = mode === 'audit';
  const rows = [{ name: 'overall', ...scores.overall, lostTo: [] }, ...judged.map(({ area, lostToRules, ...score }) => ({ name: area, ...score, lostTo: lostToRules }))].map((row) => (audit ? { ...row, base: null } : row));
  const silent = scores.areas.filter(({ base, head }) => base === null && head === null).map(({ area }) => area);
  const head = `${pad('Score', NAME + INDENT.length)}${audit ? '' : pad('base', 6, 'left')}${pad(audit ? 'now' : 'head', 6, 'left')}${pad('after fixes', 13, 'left')}`;
  return [
    `${colors.bold(head.slice(0, 5))}${colors.dim(head.slice(5))}`,
    ...rows.map((row) => rowText(row, page)),
    ...legend(rows).map((line) => colors.dim(`${INDENT}${line}`)),
    ...(silent.length === 0 ? [] : wrap(`not judged: ${silent.join(', ')}`, page.width - INDENT.length).map((line) => colors.dim(`${INDENT}${line}`))),
  ].join('\n');
}

function rowText(row: Row, page: Page): string {
  const { colors, width, result: { mode } } = page;
  const numbers = `${mode === 'audit' ? '' : pad(show(row.base), 6, 'left')}${pad(show(row.head), 6, 'left')}${pad(show(row.projected), 13, 'left')}`;
  const cells = width >= ROOM_FOR_LONG_BAR ? LONG_BAR : BAR;
  const fixed = `${INDENT}${pad(row.name, NAME)}${numbers}${INDENT}`.length + cells + INDENT.length;
  const name = row.name === 'overall' ? colors.bold(pad(row.name, NAME)) : pad(row.name, NAME);
  const bar = barOf(row, cells, page);
  const findings = lost(row.lostTo, width - fixed);
  return `${INDENT}${name}${numbers}${INDENT}${bar.text}${findings === '' ? '' : `${' '.repeat(bar.left)}${INDENT}${colors.dim(findings)}`}`;
}

/** One bar for three scores, which are numbers beside it as well; `left` cells of it are empty. */
function barOf({ base, head, projected }: Row, cells: number, { colors }: Page): { readonly text: string; readonly left: number } {
  const cellsOf = (score: number | null): number => Math.round(((score ?? 0) / 100) * cells);
  const now = cellsOf(head);
  const then = Math.max(now, cellsOf(projected));
  const before = Math.max(then, cellsOf(base));
  const color = (head ?? 0) < 60 ? colors.red : (head ?? 0) < 90 ? colors.yellow : colors.green;
  return { text: `${color(HAS.repeat(now))}${colors.green(GAINS.repeat(then - now))}${colors.dim(LOST.repeat(before - then))}`, left: cells - before };
}

/** What the shades mean, of those that may be seen. */
function legend(rows: readonly Row[]): string[] {
  const gains = rows.some(({ head, projected }) => (projected ?? 0) > (head ?? 0));
  const lost = rows.some(({ base, head }) => (base ?? 0) > (head ?? 0));
  const parts = [...(gains ? [`${GAINS} more after the safe fixes`] : []), ...(lost ? [`${LOST} less than the base`] : [])];
  return parts.length === 0 ? [] : [parts.join('   ')];
}

/** How many findings cost points, and of which rules where there is room for it. */
function lost(rules: Row['lostTo'], room: number): string {
  if (rules.length === 0) return '';
  const findings = plural(rules.reduce((sum, { open }) => sum + open, 0), 'finding');
  const named = `${findings}: ${rules.map(({ ruleId, open }) => `${visible(ruleId)}${open === 1 ? '' : ` × ${open}`}`).join(', ')}`;
  return room < 30 ? findings : cutTo(named, room);
}

function show(score: number | null): string {
  return score === null ? '–' : String(score);
}
