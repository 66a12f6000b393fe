/**
 * A run as SARIF 2.1.0 (OASIS standard, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), for code scanning
 * and editors. Pure.
 */
import type {
  ArtifactLocation,
  Fix as SarifFix,
  Log,
  Notification,
  Region,
  ReportingDescriptor,
  Result,
  Run,
  Suppression,
} from 'sarif';
import type { Finding, Fix, Position, Range, Severity } from '../findings/types.js';
import { groupedBy } from '../project/grouped.js';
import { plural } from '../score/verdict.js';
import { HOME } from '../home.js';
import { encodePath, visible } from './escape.js';
import type { ReportLinks } from './links.js';
import { byWorst, isReported } from './order.js';
import type { RuleInfo } from './rule-info.js';
import type { RunResult } from './types.js';

export interface SarifOptions {
  /** Of this program. */
  readonly version: string;
  readonly rules: readonly RuleInfo[];
  readonly links: Pick<ReportLinks, 'rule'>;
  /** Where the repository is found, an absolute URL. */
  readonly repositoryUrl?: string;
  /** For readers that know no suppressions, as GitHub's code scanning: what is suppressed, baselined or ignored is counted, not listed. */
  readonly reportedOnly?: boolean;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', info: 'note' };
/** Names the algorithm of the fingerprint, with its version. */
const FINGERPRINT_NAME = 'shipworthy/v1';
const ROOT = 'SRCROOT';
/**
 * GitHub's limits: with more results, or more places of one, code scanning refuses the whole file
 * (docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit).
 */
const MOST_RESULTS = 25_000;
const MOST_RELATED = 100;

/** SARIF text, two spaces deep, with a final newline. Fixed findings are not in it: a result that is gone is closed by its absence. */
export function renderSarif(result: RunResult, options: SarifOptions): string {
  return `${JSON.stringify(sarifLog(result, options), null, 2)}\n`;
}

/** The same as data. */
export function sarifLog(result: RunResult, options: SarifOptions): Log {
  const wanted = result.findings.filter((finding) => options.reportedOnly !== true || isReported(finding)).sort(byWorst);
  const findings = wanted.slice(0, MOST_RESULTS);
  const ruleIds = [...new Set([...options.rules.map((rule) => rule.id), ...findings.map((finding) => finding.ruleId), ...result.unknowns.map((unknown) => unknown.ruleId)])].sort();
  const run: Run = {
    tool: { driver: { name: 'Shipworthy', version: options.version, semanticVersion: options.version, informationUri: HOME, rules: ruleIds.map((id) => descriptor(id, findings, options)) } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository.' } } },
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [...heldNotes(result.findings.length - wanted.length, wanted.length - findings.length), ...unknownNotes(result, ruleIds), ...skippedNotes(result)],
        toolConfigurationNotifications: result.notices.map((notice) => ({ level: 'warning', message: { text: visible(notice) } })),
      },
    ],
    ...provenance(result, options),
    results: findings.map((finding) => resultOf(finding, ruleIds.indexOf(finding.ruleId), result.mode)),
  };
  return { $schema: SCHEMA, version: '2.1.0', runs: [run] };
}

function provenance({ head }: RunResult, { repositoryUrl }: SarifOptions): Pick<Run, 'versionControlProvenance'> {
  if (repositoryUrl === undefined) return {};
  return { versionControlProvenance: [{ repositoryUri: repositoryUrl, ...(head === null ? {} : { revisionId: head }), mappedTo: { uriBaseId: ROOT } }] };
}

function descriptor(id: string, findings: readonly Finding[], { rules, links }: SarifOptions): ReportingDescriptor {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) return foreign(id, findings.find(({ ruleId }) => ruleId === id));
  const help = links.rule(id);
  return {
    id,
    name: id.replace(/(?:^|[/-])([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.summary },
    help: { text: rule.docs ?? rule.summary, markdown: rule.docs ?? rule.summary },
    ...(help === null ? {} : { helpUri: help }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: properties(rule),
  };
}

/** A rule of a linter, of which no more is known than its findings say. */
function foreign(id: string, finding: Finding | undefined): ReportingDescriptor {
  const [linter = '', code = ''] = id.split('/');
  const text = visible(`\`${code}\`, a rule of ${linter}.`);
  const described = { id, shortDescription: { text }, fullDescription: { text }, help: { text } };
  return finding === undefined ? described : { ...described, defaultConfiguration: { level: LEVELS[finding.severity] }, properties: properties(finding) };
}

/** What GitHub's code scanning sorts results by. */
function properties({ area, status, confidence, severity }: Pick<Finding, 'area' | 'status' | 'confidence' | 'severity'>): NonNullable<ReportingDescriptor['properties']> {
  // Results count as security ones by their rule's tag, and have their place among them by a number as of CVSS.
  const security = area === 'security' ? { 'security-severity': SECURITY[severity] } : {};
  return { tags: [area, status], precision: PRECISION[confidence], 'problem.severity': PROBLEM[severity], ...security };
}

const PRECISION = { high: 'very-high', medium: 'high', low: 'medium' } as const;
const PROBLEM = { error: 'error', warning: 'warning', info: 'recommendation' } as const;
/** In the middle of GitHub's bands: high from 7.0, medium from 4.0, low below. */
const SECURITY = { error: '8.0', warning: '5.5', info: '2.0' } as const;

/** Nothing is left out unsaid. */
function heldNotes(suppressed: number, over: number): Notification[] {
  const note = (text: string): Notification => ({ level: 'note', message: { text } });
  return [
    ...(suppressed === 0 ? [] : [note(`${plural(suppressed, 'finding')} suppressed, baselined or ignored.`)]),
    ...(over === 0 ? [] : [note(`${plural(over, 'finding')} more than a file for code scanning may hold.`)]),
  ];
}

function resultOf(finding: Finding, ruleIndex: number, mode: RunResult['mode']): Result {
  const fix = finding.fix === null ? null : fixOf(finding.fix);
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: [finding.message.what, finding.message.why, finding.message.todo].map(plainMessage).join(' ') },
    locations: [{ physicalLocation: { artifactLocation: artifact(finding.path), region: region(finding.range) }, ...logical(finding.symbol) }],
    partialFingerprints: { [FINGERPRINT_NAME]: finding.fingerprint },
    relatedLocations: related(finding),
    suppressions: suppressions(finding),
    ...(fix === null ? {} : { fixes: [fix] }),
    ...(mode === 'review' ? { baselineState: 'new' } : {}),
    properties: { confidence: finding.confidence, disposition: finding.disposition, status: finding.status },
  };
}

/** SARIF reads `[text](target)` and `{0}` in a plain message; a backslash keeps brackets, doubled braces are braces. */
function plainMessage(text: string): string {
  return visible(text).replace(/[\\[\]]/g, '\\$&').replace(/[{}]/g, '$&$&');
}

function logical(symbol: string): { logicalLocations?: { fullyQualifiedName: string }[] } {
  return symbol === '' ? {} : { logicalLocations: [{ fullyQualifiedName: symbol }] };
}

function related(finding: Finding): NonNullable<Result['relatedLocations']> {
  const places = finding.related.map(({ path, range, label }) => ({ path, region: region(range), label }));
  const { cause } = finding;
  // A removed line has no place in the head.
  if (cause !== null && cause.side === 'head' && cause.line !== null) {
    places.push({ path: cause.path, region: { startLine: cause.line }, label: `this change ${cause.label}` });
  }
  return places.slice(0, MOST_RELATED).map(({ path, region: at, label }, index) => ({
    id: index + 1,
    physicalLocation: { artifactLocation: artifact(path), region: at },
    message: { text: plainMessage(label) },
  }));
}

/** Every result has the list, as the standard asks once one result has it; empty means not suppressed. */
function suppressions({ disposition }: Finding): Suppression[] {
  if (disposition === 'suppressed') return [{ kind: 'inSource' }];
  if (disposition === 'baselined') return [{ kind: 'external', justification: "Listed in the repository's baseline." }];
  return disposition === 'ignored' ? [{ kind: 'external', justification: 'Ignored by a person on the pull request.' }] : [];
}

const TOP: Position = { line: 1, column: 1 };

/** null for a fix that deletes a file, which SARIF can't say. A new file is text that goes to the top of an empty one. */
function fixOf(fix: Fix): SarifFix | null {
  const edits = fix.edits.flatMap((edit) => (edit.kind === 'delete' ? [] : [{ path: edit.path, text: edit.text, range: edit.kind === 'create' ? { start: TOP, end: TOP } : edit.range }]));
  if (edits.length === 0 || edits.length < fix.edits.length) return null;
  return {
    description: { text: plainMessage(`${fix.title} (${fix.safety})`) },
    artifactChanges: [...groupedBy(edits, (edit) => edit.path)].map(([path, group]) => ({
      artifactLocation: artifact(path),
      replacements: group.map((edit) => ({ deletedRegion: region(edit.range), ...(edit.text === '' ? {} : { insertedContent: { text: edit.text } }) })),
    })),
  };
}

function unknownNotes({ unknowns }: RunResult, ruleIds: readonly string[]): Notification[] {
  return unknowns.map(({ ruleId, path, line, reason }) => ({
    level: 'note',
    message: { text: plainMessage(`Not verified: ${reason}`) },
    associatedRule: { id: ruleId, index: ruleIds.indexOf(ruleId) },
    locations: [{ physicalLocation: { artifactLocation: artifact(path), region: { startLine: line } } }],
  }));
}

function skippedNotes({ skipped }: RunResult): Notification[] {
  return skipped.map(({ path, reason, detail }) => ({
    level: 'note',
    message: { text: plainMessage(`Skipped: ${reason}${detail === '' ? '' : ` (${detail})`}`) },
    locations: [{ physicalLocation: { artifactLocation: artifact(path) } }],
  }));
}

function artifact(path: string): ArtifactLocation {
  return { uri: encodePath(path), uriBaseId: ROOT };
}

/** SARIF's `endColumn` is the column after the last character, as our half-open end. */
function region({ start, end }: Range): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
