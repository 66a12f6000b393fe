/** Findings for a terminal: each file with its code, its fixes and what to do; previews by rule. Pure. */
import type { Finding } from '../findings/types.js';
import { groupedBy } from '../project/grouped.js';
import { plural } from '../score/verdict.js';
import { frameOf } from './code-frame.js';
import { visible, visibleCode } from './escape.js';
import { fixDiff, type DiffLine, type FileDiff } from './fix-diff.js';
import { byPlace, byWorst } from './order.js';
import { previewOf } from './suggestion.js';
import { besideLabel, INDENT, LABEL, labelled, placeOf, proseWidth, ruleName, severityColor, type Page } from './terminal-page.js';
import { cutTo, pad, wrap } from './terminal-text.js';

/** Findings that are told in full. */
const MOST_TOLD = 100;
/** Places of one thing told in one file that are shown with their code. */
const MOST_FRAMES = 5;
/** Further places of one finding. */
const MOST_ALSO = 10;
/** Places that a finding has to do with. */
const MOST_RELATED = 6;
/** Lines of a fix. */
const MOST_DIFF = 16;
/** Places of one rule in preview. */
const MOST_PREVIEWS = 3;

/** Findings that are told together. */
interface Told {
  /** In one file and the same in all but their place and what is wrong there; worst first. */
  readonly here: readonly [Finding, ...Finding[]];
  /** What the cause of the first breaks elsewhere, worst first. */
  readonly also: readonly Finding[];
}

/** A block for each file, worst first; what was left out is said in the last one. */
export function findingBlocks(findings: readonly Finding[], page: Page): string[] {
  const sorted = [...findings].sort(byWorst);
  const told = page.verbose ? sorted : sorted.slice(0, MOST_TOLD);
  const blocks = byFile(told).map((group) => fileBlock(group, page));
  const left = sorted.slice(told.length);
  if (left.length === 0) return blocks;
  const files = new Set(left.map(({ path }) => path)).size;
  return [...blocks, page.colors.dim(`and ${plural(left.length, 'finding')} more in ${plural(files, 'file')}; --verbose prints them all`)];
}

/** Files in the order of their worst finding, within one by place. What one cause breaks in many places is told once, and so is what a rule says again and again. */
function byFile(findings: readonly Finding[]): Told[][] {
  const victims = [...groupedBy(findings, (finding) =>
    finding.cause === null ? finding.fingerprint : JSON.stringify([finding.ruleId, finding.severity, finding.status, finding.cause, finding.message.what, finding.message.todo]),
  ).values()];
  const firsts = groupedBy(victims, (group) => JSON.stringify(group.length > 1 ? group[0]?.fingerprint : sameAs(group[0] as Finding)));
  const told = [...firsts.values()].map((groups): Told => {
    const here = groups.map((group) => group[0] as Finding);
    return { here: here.sort(byPlace) as [Finding, ...Finding[]], also: groups.flatMap((group) => group.slice(1)) };
  });
  return [...groupedBy(told, ({ here: [first] }) => first.path).values()].map((group) => group.sort((a, b) => byPlace(a.here[0], b.here[0])));
}

/** What is alike in findings that are told together. A fix is told with its finding alone. */
function sameAs({ path, ruleId, severity, status, message, cause, fix, related, fingerprint }: Finding): unknown[] {
  return [path, ruleId, severity, status, message.why, message.todo, cause, fix === null && related.length === 0 ? null : fingerprint];
}

function fileBlock(told: readonly Told[], page: Page): string {
  const path = told[0]?.here[0].path ?? '';
  return [page.colors.underline(visible(path)), ...told.map((one) => toldBlock(one, page))].join('\n');
}

function toldBlock({ here, also }: Told, page: Page): string {
  const [first, ...more] = here;
  const framed = page.verbose ? more : more.slice(0, MOST_FRAMES - 1);
  const left = more.slice(framed.length);
  return [
    headOf(first, page),
    ...whatOf(first, page),
    ...framed.flatMap((finding) => [`${INDENT.repeat(2)}${page.colors.dim(placeOf(finding, page))}`, ...whatOf(finding, page)]),
    ...places(left.length === 0 ? '' : 'also', left, page),
    ...labelled('why', first.message.why, page),
    ...labelled('do', first.message.todo, page),
    ...(first.cause === null || first.cause.path === first.path ? [] : labelled('cause', `this change ${first.cause.label}`, page)),
    ...relatedLines(first, page),
    ...places('also', also, page),
    ...fixLines(first, page),
  ].join('\n');
}

function headOf(finding: Finding, page: Page): string {
  const { colors } = page;
  const status = finding.status === 'preview' ? ' preview' : '';
  return `${INDENT}${severityColor(finding.severity, colors)(finding.severity)}${status} ${colors.dim(ruleName(finding.ruleId, page))}  ${placeOf(finding, page)}`;
}

function whatOf(finding: Finding, page: Page): string[] {
  const what = wrap(visible(finding.message.what), proseWidth(page) - 2 * INDENT.length).map((line) => `${INDENT.repeat(2)}${page.colors.bold(line)}`);
  return [...what, ...codeLines(finding, page)];
}

/** The source line with its place underlined. */
function codeLines({ path, range, severity }: Finding, { lineOf, colors, width }: Page): string[] {
  const margin = `${INDENT.repeat(2)}${range.start.line} │ `;
  const source = lineOf(path, range.start.line);
  const frame = source === undefined ? null : frameOf(source, range, width - margin.length);
  if (frame === null) return [];
  const under = `${INDENT.repeat(2)}${' '.repeat(String(range.start.line).length)} │ `;
  return [`${colors.dim(margin)}${frame.text}`, `${colors.dim(under)}${' '.repeat(frame.before)}${severityColor(severity, colors)('^'.repeat(frame.carets))}`];
}

function relatedLines({ related }: Finding, page: Page): string[] {
  const shown = page.verbose ? related : related.slice(0, MOST_RELATED);
  const rows = shown.map(({ path, range, label }) => {
    const place = `${visible(path)}:${range.start.line}`;
    return cutTo(`${place}  ${visible(label)}`, page.width - 2 * INDENT.length - LABEL);
  });
  if (related.length > rows.length) rows.push(`and ${related.length - rows.length} more`);
  return rows.map((row, index) => besideLabel(index === 0 ? 'see' : '', row, page));
}

function places(label: string, findings: readonly Finding[], page: Page): string[] {
  const rows = (page.verbose ? findings : findings.slice(0, MOST_ALSO)).map((finding) => placeOf(finding, page));
  if (findings.length > rows.length) rows.push(`and ${plural(findings.length - rows.length, 'place')} more`);
  return rows.map((place, index) => besideLabel(index === 0 ? label : '', place, page));
}

/** What the fix is called, and what it does. */
function fixLines(finding: Finding, page: Page): string[] {
  const { fix } = finding;
  if (fix === null) return [];
  const safety = fix.safety === 'safe' ? 'safe' : 'to be read first';
  const rows = diffRows(finding, page);
  const shown = page.verbose ? rows : rows.slice(0, MOST_DIFF);
  const more = rows.length > shown.length ? [page.colors.dim(`and ${plural(rows.length - shown.length, 'line')} more`)] : [];
  return [...labelled('fix', `${fix.title} (${safety})`, page), ...[...shown, ...more].map((row) => `${' '.repeat(2 * INDENT.length + LABEL)}${row}`)];
}

function diffRows({ fix, path }: Finding, page: Page): string[] {
  if (fix === null) return [];
  const files = page.textOf === undefined ? null : fixDiff(fix, page.textOf);
  if (files !== null) return files.flatMap((file) => fileRows(file, path, page));
  const preview = previewOf(fix, page.result.changes.files);
  if (preview === null) return [];
  const elsewhere = preview.path === path ? [] : [page.colors.dim(visible(preview.isNew ? `${preview.path} (new)` : preview.path))];
  return [...elsewhere, ...preview.lines.map((line) => diffRow({ sign: line.charAt(0) as DiffLine['sign'], text: line.slice(1) }, page))];
}

function fileRows({ path, kind, hunks }: FileDiff, of: string, page: Page): string[] {
  const note = { changed: '', new: ' (new)', deleted: ' (deleted)' }[kind];
  const isPlain = path === of && kind === 'changed' && hunks.length === 1;
  return [
    ...(isPlain ? [] : hunks.length === 0 ? [page.colors.dim(`${visible(path)}${note}`)] : []),
    ...hunks.flatMap(({ line, lines }) => [
      ...(isPlain ? [] : [page.colors.dim(`${visible(path)}${kind === 'changed' ? `:${line}` : note}`)]),
      ...withoutSame(lines, page.width - 2 * INDENT.length - LABEL).map((one) => diffRow(one, page)),
    ]),
  ];
}

/** One line for another, both too long to show where they differ: without the most of what they begin with. */
function withoutSame(lines: readonly DiffLine[], width: number): readonly DiffLine[] {
  const [removed, ...others] = lines.filter(({ sign }) => sign === '-');
  const [added, ...more] = lines.filter(({ sign }) => sign === '+');
  if (removed === undefined || added === undefined || others.length + more.length > 0) return lines;
  let same = 0;
  while (same < Math.min(removed.text.length, added.text.length) && removed.text[same] === added.text[same]) same += 1;
  const seen = Math.floor(width / 2);
  if (same <= seen) return lines;
  return lines.map((line) => (line.sign === ' ' ? line : { ...line, text: `…${line.text.slice(same - seen).replace(/^[\uDC00-\uDFFF]/, '')}` }));
}

function diffRow({ sign, text }: DiffLine, { colors, width }: Page): string {
  const row = cutTo(`${sign}${visibleCode(text)}`, width - 2 * INDENT.length - LABEL);
  return sign === '+' ? colors.green(row) : sign === '-' ? colors.red(row) : row;
}

/** Of rules that are being tried out: how many, and where, one line a place. */
export function previewBlock(findings: readonly Finding[], page: Page): string {
  if (findings.length === 0) return '';
  const { colors } = page;
  const rules = [...groupedBy([...findings].sort(byWorst), ({ ruleId }) => ruleId)];
  const rows = rules.flatMap(([ruleId, group]) => [
    `${INDENT}${colors.dim(ruleName(ruleId, page))} ${group.length}`,
    ...group.slice(0, MOST_PREVIEWS).map((finding) => previewRow(finding, page)),
    ...(group.length > MOST_PREVIEWS ? [`${INDENT.repeat(2)}${colors.dim(`and ${group.length - MOST_PREVIEWS} more`)}`] : []),
  ]);
  const note = wrap(`From rules that are being tried out: they neither fail the gate nor cost points. --verbose shows them in full.`, proseWidth(page) - INDENT.length);
  return [`${colors.bold('Preview')} ${colors.dim(plural(findings.length, 'finding'))}`, ...note.map((line) => colors.dim(`${INDENT}${line}`)), ...rows].join('\n');
}

function previewRow({ path, range, message, severity }: Finding, { colors, width }: Page): string {
  const place = `${visible(path)}:${range.start.line}`;
  const text = cutTo(`${place}  ${visible(message.what)}`, width - 2 * INDENT.length - 2);
  return `${INDENT.repeat(2)}${severityColor(severity, colors)(pad({ error: '✖', warning: '▲', info: '•' }[severity], 2))}${text}`;
}
