/** A run as text. Pure. */
import type { Spread } from '../types.js';
import { unmapped, type Agreement } from './agreement.js';
import { GOALS, type PeerSet } from './goals.js';
import type { Cost, PeerCosts, PeerFinding } from './types.js';

/** What ours cost on one tree. */
export interface OwnCosts {
  readonly audit: Cost;
  readonly review: Cost;
}

const HEADS = ['', 'over', 'time', 'cpu', 'memory', 'findings'];

/** Ours, then the peers: over the whole tree, and over the change. */
export function costTable(own: OwnCosts, costs: readonly PeerCosts[]): string {
  const rows = [
    ['shipworthy, cold audit', 'tree', ...cells(own.audit)],
    ...costs.map(({ id, version, whole }) => [`${id} ${version}`, 'tree', ...cells(whole)]),
    ['shipworthy, warm review', 'change', ...cells(own.review)],
    ...costs.map(({ id, scope, change }) => [id, scope === 'project' ? 'tree (it must)' : 'change', ...cells(change)]),
  ];
  return aligned([HEADS, ...rows]);
}

function cells(cost: Cost): string[] {
  if (!cost.ran) return [cost.why];
  return [spread(cost.milliseconds), cost.cpuMilliseconds === null ? '?' : seconds(cost.cpuMilliseconds.median), cost.peakBytes === null ? '?' : `${Math.round(cost.peakBytes.median / 1e6)} MB`, String(cost.findings)];
}

function spread({ median, min, max, runs }: Spread): string {
  return runs < 2 ? seconds(median) : `${seconds(median)} (${seconds(min)} to ${seconds(max)})`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** How ours stands to the goals. */
export function goalLines(own: OwnCosts, { whole, change }: { readonly whole: PeerSet | null; readonly change: PeerSet | null }): string {
  return [goalLine('warm review against', own.review, change, GOALS.review), goalLine('cold audit against', own.audit, whole, GOALS.audit)].join('\n');
}

function goalLine(what: string, own: Cost, set: PeerSet | null, goal: number): string {
  if (set === null || !own.ran) return `${what} the fastest set: not measured`;
  const ratio = set.together / own.milliseconds.median;
  const alone = set.slowest / own.milliseconds.median;
  const cpu = set.cpu === null || own.cpuMilliseconds === null ? '' : `; by processor time ${(set.cpu / own.cpuMilliseconds.median).toFixed(1)} ×`;
  const lacks = set.missing.length === 0 ? '' : `; no peer was measured for ${set.missing.join(', ')}`;
  return `${what} ${set.ids.join(' + ')}: ${ratio.toFixed(1)} × (goal ${goal} ×: ${ratio >= goal ? 'met' : 'missed'}; against the slowest of them alone ${alone.toFixed(1)} ×${cpu})${lacks}`;
}

/** One row for each kind and peer. */
export function agreementTable(rows: readonly Agreement[]): string {
  const heads = ['kind', 'peer', 'both', 'only ours', 'only theirs', 'theirs, not in the tree', 'theirs, ours does not judge'];
  return aligned([heads, ...rows.map((row) => [row.kind.name, row.peer, ...[row.both, row.onlyOurs.length, row.onlyTheirs.length, row.notInTree, row.notJudged].map(String)])]);
}

/** What a peer says that no rule of ours stands for. */
export function unmappedLine(peer: string, findings: readonly PeerFinding[]): string {
  const counts = unmapped(peer, findings);
  return counts.length === 0 ? '' : `${peer}, no rule of ours: ${counts.slice(0, 12).map(([check, count]) => `${check} ${count}`).join(', ')}${counts.length > 12 ? ', …' : ''}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row.length - 1 > column ? (row[column] ?? '').length : 0))));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}`).join('\n');
}
