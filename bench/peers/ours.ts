/** What ours costs and says: a cold audit as the command line does it, a warm review as a worker of the server does it. I/O. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inProcess } from '../in-process.js';
import type { BenchRepository } from '../repository.js';
import { spreadOf } from '../statistics.js';
import { runMeasured, type Ended } from './spawn.js';
import type { OwnCosts } from './table.js';
import type { Cost, OwnReport } from './types.js';

const PROGRAM = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const TOP = fileURLToPath(new URL('../..', import.meta.url));

export interface OwnMeasured {
  readonly costs: OwnCosts;
  readonly report: OwnReport;
}

interface Report {
  readonly findings: readonly { readonly ruleId: string; readonly path: string; readonly range: { readonly start: { readonly line: number } }; readonly message: { readonly what: string } }[];
  readonly unknowns: readonly { readonly ruleId: string; readonly path: string; readonly line: number }[];
  readonly skipped: readonly { readonly path: string }[];
}

/** Every audit finds an empty folder of facts. */
export async function measureOurs(repository: BenchRepository, scratch: string, runs: number, limit: number): Promise<OwnMeasured> {
  const audits: Ended[] = [];
  const output = join(scratch, 'report.json');
  const dataDir = (run: number): string => join(scratch, `facts-${run}`);
  for (let run = 0; run < runs; run += 1) {
    mkdirSync(dataDir(run));
    const args = [PROGRAM, relativeToTop(COMMAND), 'audit', repository.path, '--ref', repository.base, '--data-dir', dataDir(run), '--format', 'json', '--output', output, '--fail-on', 'never'];
    const ended = await runMeasured({ command: process.execPath, args }, TOP, scratch, limit);
    if (ended.overdue) return { costs: { audit: tooLong(limit), review: tooLong(limit) }, report: { findings: [], unknowns: [], skipped: new Set() } };
    audits.push(ended);
  }
  const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
  const { runs: reviews, peakBytes } = await inProcess({ kind: 'review', repository: repository.path, base: repository.base, heads: repository.edits, dataDir: dataDir(0) });
  const warm = reviews.slice(1);
  const review: Cost = { ran: true, milliseconds: spreadOf(warm.map((run) => run.milliseconds)), cpuMilliseconds: spreadOf(warm.map((run) => run.cpuMilliseconds)), peakBytes: spreadOf([peakBytes]), findings: warm[0]?.findings ?? 0 };
  return { costs: { audit: costOf(audits, report.findings.length), review }, report: compared(report) };
}

/** The cost of some runs that have ended. */
export function costOf(ended: readonly Ended[], findings: number): Cost {
  const told = <K extends 'cpuMilliseconds' | 'peakBytes'>(key: K): ReturnType<typeof spreadOf> | null => {
    const values = ended.flatMap((run) => (run[key] === null ? [] : [run[key] as number]));
    return values.length === 0 ? null : spreadOf(values);
  };
  return { ran: true, milliseconds: spreadOf(ended.map((run) => run.milliseconds)), cpuMilliseconds: told('cpuMilliseconds'), peakBytes: told('peakBytes'), findings };
}

export function tooLong(limit: number): Cost {
  return { ran: false, why: `ended after ${Math.round(limit / 1000)} s` };
}

function compared({ findings, unknowns, skipped }: Report): OwnReport {
  return {
    findings: findings.map(({ ruleId, path, range, message }) => ({ ruleId, path, line: range.start.line, text: message.what })),
    unknowns,
    skipped: new Set(skipped.map(({ path }) => path)),
  };
}

function relativeToTop(path: string): string {
  return path.slice(TOP.length);
}
