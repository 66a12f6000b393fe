/** A result as the data of its page. Pure. */
import type { ChangedFile } from '../../changes/types.js';
import type { Cause, Finding, Location } from '../../findings/types.js';
import { blotted, looksSecret } from '../conceal.js';
import { byWorst, lastLine } from '../order.js';
import type { RunResult } from '../types.js';
import type { CauseData, FileData, FindingData, Grouping, LineData, PlaceData, ReportData, RuleData, StepData, Window } from './data.js';
import { createHighlighter } from './highlight.js';
import { fixData } from './patch.js';
import { isAside, shapeOf } from './shapes.js';
import type { HtmlOptions } from './types.js';

/** Lines shown before and after those of a finding. */
const AROUND = 3;
/** Lines of one finding, or of one further place. */
const MOST_OF_FINDING = 12;
const MOST_OF_STEP = 3;
/** Further places of one finding. */
const MOST_STEPS = 30;
/** UTF-16 code units of a line, of a text, and of a label. */
const LONGEST_LINE = 500;
const LONGEST_TEXT = 2_000;

/** All findings, what rules in preview say last, else worst first, with the source that is shown of them. */
export function collectData(result: RunResult, options: HtmlOptions): ReportData {
  const findings = [...result.findings].sort((a, b) => Number(a.status === 'preview') - Number(b.status === 'preview') || byWorst(a, b));
  const files = new Numbered<string, string>((path) => path);
  const rules = new Numbered<Finding, RuleData>((finding) => finding.ruleId, (finding) => ruleData(finding, options));
  const causes = new Numbered<Cause, CauseData>((cause) => JSON.stringify([cause.path, cause.side, cause.line, cause.label]), (cause) => causeData(cause, result.changes.files));
  const windows = new Windows();
  const data = findings.map((finding) => findingData(finding, { files, rules, causes, windows, options }));
  return { mode: result.mode, grouping: groupingOf(result, findings), files: fileData(files.values, windows, options), rules: rules.values, causes: causes.values, findings: data };
}

interface Collecting {
  readonly files: Numbered<string, string>;
  readonly rules: Numbered<Finding, RuleData>;
  readonly causes: Numbered<Cause, CauseData>;
  readonly windows: Windows;
  readonly options: HtmlOptions;
}

function findingData(finding: Finding, { files, rules, causes, windows, options }: Collecting): FindingData {
  const place = (location: Location, around: number, most: number): PlaceData => {
    const { start, end } = location.range;
    const endLine = Math.max(start.line, lastLine(location.range));
    const file = files.indexOf(location.path);
    windows.add(file, start.line - around, Math.min(endLine, start.line + most - 1) + around);
    return { file, line: start.line, column: start.column, endLine, endColumn: end.line === endLine ? end.column : Number.MAX_SAFE_INTEGER };
  };
  const shape = shapeOf(finding.ruleId);
  const steps = finding.related.slice(0, MOST_STEPS).map((related): StepData => ({ ...place(related, 0, MOST_OF_STEP), label: cut(related.label), ...(shape !== undefined && isAside(related.label) ? { aside: true as const } : {}) }));
  const unproven = options.unproven?.get(finding.fingerprint);
  return {
    id: finding.fingerprint,
    rule: rules.indexOf(finding),
    severity: finding.severity,
    confidence: finding.confidence,
    ...(finding.status === 'preview' ? { preview: true as const } : {}),
    disposition: finding.disposition,
    place: place(finding, AROUND, MOST_OF_FINDING),
    ...(finding.symbol === '' ? {} : { symbol: cut(finding.symbol) }),
    what: cut(finding.message.what),
    why: cut(finding.message.why),
    todo: cut(finding.message.todo),
    ...(finding.cause === null ? {} : { cause: causes.indexOf(finding.cause) }),
    ...(steps.length === 0 ? {} : { steps, ...(shape === undefined ? {} : { shape }) }),
    ...(finding.fix === null ? {} : { fix: fixData(finding.fix, (path) => options.textOf(path)) }),
    ...(unproven === undefined ? {} : { unproven }),
  };
}

/** By cause where something is broken away from the lines that the change touches. */
function groupingOf({ mode }: RunResult, findings: readonly Finding[]): Grouping {
  return mode === 'review' && findings.some(({ cause, path }) => cause !== null && cause.path !== path) ? 'cause' : 'file';
}

function ruleData({ ruleId, area }: Finding, { links, summaryOf }: HtmlOptions): RuleData {
  const summary = summaryOf(ruleId);
  const address = links.rule(ruleId);
  return { id: ruleId, area, ...(summary === undefined ? {} : { summary }), ...(address === null ? {} : { address }) };
}

function causeData({ label, path, side, line }: Cause, files: readonly ChangedFile[]): CauseData {
  const text = line === null ? undefined : changedLine(files.find((file) => file.path === path), side, line);
  return { label: cut(label), path, side, line, ...(text === undefined || looksSecret(text) ? {} : { text: text.slice(0, LONGEST_LINE) }) };
}

function changedLine(file: ChangedFile | undefined, side: Cause['side'], line: number): string | undefined {
  for (const hunk of file?.hunks ?? []) {
    const found = hunk.lines.find((one) => (side === 'base' ? one.baseLine : one.headLine) === line);
    if (found !== undefined) return found.text;
  }
  return undefined;
}

function fileData(paths: readonly string[], windows: Windows, { textOf, links, coloured }: HtmlOptions): FileData[] {
  const highlight = createHighlighter(coloured);
  return paths.map((path, index) => {
    const source = textOf(path);
    const address = links.source(path, 1)?.replace(/1$/, '');
    const lines = source === undefined ? [] : visibleLines(source.text, source.hidden);
    const shown = windows.of(index, lines.length);
    const marked = shown.length === 0 ? [] : highlight(path, lines.slice(0, shown.at(-1)?.[1]));
    return { path, windows: shown.map(([first, last]): Window => ({ first, lines: marked.slice(first - 1, last).map(cutLine) })), ...(address === undefined ? {} : { address }) };
  });
}

function visibleLines(text: string, hidden: ReadonlySet<number>): string[] {
  const lines = text.split(/\r?\n/);
  return lines.map((line, index) => (hidden.has(index + 1) ? blotted(line) : line));
}

function cutLine(line: LineData): LineData {
  const text = typeof line === 'string' ? line : line[0];
  return text.length <= LONGEST_LINE ? line : cut(text, LONGEST_LINE);
}

function cut(text: string, longest = LONGEST_TEXT): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Gives each thing a number, in the order in which they come. */
class Numbered<Key, Value> {
  readonly values: Value[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(
    private readonly nameOf: (key: Key) => string,
    private readonly valueOf: (key: Key) => Value = (key) => key as unknown as Value,
  ) {}

  indexOf(key: Key): number {
    const name = this.nameOf(key);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.values.length);
    return this.values.push(this.valueOf(key)) - 1;
  }
}

/** Which lines of which file are shown. */
class Windows {
  readonly #wanted = new Map<number, (readonly [first: number, last: number])[]>();

  add(file: number, first: number, last: number): void {
    const ranges = this.#wanted.get(file) ?? [];
    ranges.push([first, last]);
    this.#wanted.set(file, ranges);
  }

  /** In order, those that touch joined, within the file's lines. */
  of(file: number, lines: number): (readonly [first: number, last: number])[] {
    const joined: [number, number][] = [];
    for (const [first, last] of (this.#wanted.get(file) ?? []).sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      const before = joined.at(-1);
      if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
      else joined.push([first, last]);
    }
    return joined.flatMap(([first, last]): [number, number][] => {
      const within: [number, number] = [Math.max(1, first), Math.min(lines, last)];
      return within[0] <= within[1] ? [within] : [];
    });
  }
}
