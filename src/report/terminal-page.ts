/** What the blocks of a terminal's report share. Pure. */
import type { createColors } from 'picocolors';
import type { Gate } from '../config/types.js';
import type { Finding, Severity } from '../findings/types.js';
import { visible } from './escape.js';
import { hyperlink, pad, wrap } from './terminal-text.js';
import type { RunResult } from './types.js';

export type Colors = ReturnType<typeof createColors>;

/** Where names and places lead; null: nowhere. */
export interface TerminalLinks {
  rule(ruleId: string): string | null;
  file(path: string, line: number): string | null;
}

export interface TerminalOptions {
  /** `createColors(enabled)` of picocolors. */
  readonly colors: Colors;
  readonly gate: Gate;
  /** The text of a file of the head, with what must not be shown blotted out; undefined where it is not at hand. */
  textOf?(path: string): string | undefined;
  /** Columns; 80 when absent. */
  readonly width?: number;
  /** For terminals that have hyperlinks. */
  readonly links?: TerminalLinks;
  /** All that is otherwise counted: previews in full, every place. */
  readonly verbose?: boolean;
  /** What mends the safe fixes of this run; absent: nothing does. */
  readonly fixCommand?: string;
}

export interface Page extends TerminalOptions {
  readonly width: number;
  readonly verbose: boolean;
  readonly result: RunResult;
  /** A line of the head, 1-based, without its newline. */
  lineOf(path: string, line: number): string | undefined;
}

export const INDENT = '  ';
/** Columns of `why`, `do`, `cause` and `fix`. */
export const LABEL = 7;
/** Prose in longer lines is hard to read. */
const LONGEST_PROSE = 100;

/** Columns for prose. */
export function proseWidth({ width }: Page): number {
  return Math.min(width, LONGEST_PROSE);
}

/** `path:line:column`, as editors and terminals open it. */
export function placeOf({ path, range: { start } }: Finding, page: Page): string {
  return linkTo(`${visible(path)}:${start.line}:${start.column}`, page.links?.file(path, start.line));
}

/** The id of a rule, with a link to its page. */
export function ruleName(ruleId: string, page: Page): string {
  return linkTo(visible(ruleId), page.links?.rule(ruleId));
}

function linkTo(text: string, url: string | null | undefined): string {
  return url === null || url === undefined ? text : hyperlink(text, url);
}

/** Text wrapped beside its label. */
export function labelled(label: string, text: string, page: Page): string[] {
  const lines = wrap(visible(text), proseWidth(page) - 2 * INDENT.length - LABEL);
  return lines.map((line, index) => besideLabel(index === 0 ? label : '', line, page));
}

/** One line beside its label. */
export function besideLabel(label: string, line: string, { colors }: Page): string {
  return `${INDENT.repeat(2)}${colors.dim(pad(label, LABEL))}${line}`;
}

/** A bullet with its text wrapped beside it. */
export function hang(bullet: string, text: string, width: number): string[] {
  return wrap(text, width - 2).map((line, index) => `${index === 0 ? bullet : ' '} ${line}`);
}

export function severityColor(severity: Severity, colors: Colors): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
}
