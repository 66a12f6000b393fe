/** From measurements to the rows of the report. Pure. */
import type { CommandLineTimes } from './command-line.js';
import { spreadOf } from './statistics.js';
import type { Measured, Row, Spread, Timed, TreeSize } from './types.js';

/** All measurements of one tree. */
export interface TreeMeasurements {
  readonly parse: readonly Measured[];
  readonly cold: readonly Measured[];
  readonly audit: Measured;
  /** Reviews of ten edited files. */
  readonly edit: Measured;
  /** Reviews of ten edited files, a deleted and an added module and changed requirements. */
  readonly mix: Measured;
  /** Reviews of one change each, by its kind; null where the tree has too few places for it. */
  readonly kinds: Readonly<Record<string, Measured | null>>;
  /** Reviews of ten edited files in a working tree. */
  readonly commandLine: CommandLineTimes;
}

const MEGABYTE = 1e6;

/** What is parsed, by the plain parse's own count. */
export function sizeOf({ parse }: TreeMeasurements): TreeSize {
  const [first] = parse;
  if (first === undefined) throw new Error('the plain parse was not measured');
  return first.size;
}

/** The rows of one tree. Megabytes are those of the source that tree-sitter parses; other files' time counts, their bytes do not. */
export function rowsOf(tree: string, measurements: TreeMeasurements): Row[] {
  const { sourceBytes } = sizeOf(measurements);
  const { parse, cold, audit, commandLine } = measurements;
  const speed = (measured: readonly Measured[]): Spread => spreadOf(allRuns(measured).map((run) => sourceBytes / MEGABYTE / (run.milliseconds / 1000)));
  const peak = (measured: readonly Measured[]): Spread => spreadOf(measured.map((one) => one.peakBytes / MEGABYTE));
  const plain = spreadOf(allRuns(parse).map((run) => run.milliseconds)).median;
  const [firstAudit, ...laterAudits] = audit.runs;
  return [
    { tree, what: 'plain parse', value: speed(parse), unit: 'MB/s' },
    { tree, what: 'cold facts', value: speed(cold), unit: 'MB/s' },
    { tree, what: 'cold facts, by processor time', value: spreadOf(allRuns(cold).map((run) => sourceBytes / MEGABYTE / (run.cpuMilliseconds / 1000))), unit: 'MB/s' },
    { tree, what: 'cold facts / plain parse, time', value: spreadOf(allRuns(cold).map((run) => run.milliseconds / plain)), unit: 'ratio' },
    ...readingFloors(tree, cold),
    { tree, what: 'cold facts, peak memory', value: peak(cold), unit: 'MB' },
    { tree, what: 'audit, first in the process', value: spreadOf(times([firstAudit])), unit: 'ms' },
    { tree, what: 'audit', value: spreadOf(times(laterAudits)), unit: 'ms' },
    ...reviewRows(tree, 'review of edits', measurements.edit, plain),
    { tree, what: 'review of edits by the command line, as a whole', value: spreadOf(commandLine.alone), unit: 'ms' },
    { tree, what: 'review of edits by the command line and its daemon, as a whole', value: spreadOf(commandLine.daemon), unit: 'ms' },
    ...reviewRows(tree, 'review of edits, a deletion, an addition and requirements', measurements.mix, plain),
    ...Object.entries(measurements.kinds).flatMap(([kind, measured]) => (measured === null ? [] : kindRows(tree, `review of ${kind}`, measured))),
  ];
}

/** The kinds of changes that no row tells of. */
export function missingKinds({ kinds }: TreeMeasurements): string[] {
  return Object.keys(kinds).filter((kind) => kinds[kind] === null);
}

/** Without the first, which judges the base whole. */
function kindRows(tree: string, what: string, { runs: [, ...later] }: Measured): Row[] {
  return [
    { tree, what, value: spreadOf(times(later)), unit: 'ms' },
    { tree, what: `${what}, processor time`, value: spreadOf(later.map((run) => run.cpuMilliseconds)), unit: 'ms' },
  ];
}

function reviewRows(tree: string, what: string, measured: Measured, plain: number): Row[] {
  const [first, ...later] = measured.runs;
  const stages = Object.keys(first?.stages ?? {});
  return [
    { tree, what: `${what}, first in the process`, value: spreadOf(times([first])), unit: 'ms' },
    { tree, what, value: spreadOf(times(later)), unit: 'ms' },
    { tree, what: `${what}, processor time`, value: spreadOf(later.map((run) => run.cpuMilliseconds)), unit: 'ms' },
    ...stages.map((stage): Row => ({ tree, what: `${what}: ${stage}`, value: spreadOf(later.map((run) => run.stages[stage] ?? 0)), unit: 'ms' })),
    ...stageFloors(tree, what, later, measured.floors?.slice(1) ?? []),
    { tree, what: `${what} / plain parse of the tree, time`, value: spreadOf(later.map((run) => run.milliseconds / plain)), unit: 'ratio' },
    { tree, what: `${what}, parsed files`, value: spreadOf(measured.runs.map((run) => run.parsedFiles)), unit: 'files' },
    { tree, what: `${what}, introduced findings`, value: spreadOf(measured.runs.map((run) => run.findings)), unit: 'findings' },
    { tree, what: `${what}, peak memory`, value: spreadOf([measured.peakBytes / MEGABYTE]), unit: 'MB' },
    ...(measured.heldBytes === undefined ? [] : [{ tree, what: `${what}, memory held afterwards`, value: spreadOf([measured.heldBytes / MEGABYTE]), unit: 'MB' } satisfies Row]),
  ];
}

/** Stages that ask others, by the name of their floor. */
const ASKING: Readonly<Record<string, readonly string[]>> = { git: ['git'], facts: ['facts'], linters: ['linters started', 'linters here', 'linters'] };

/** Each floor, and how many times as long its stages take. */
function stageFloors(tree: string, what: string, runs: readonly Timed[], floors: readonly Readonly<Record<string, number>>[]): Row[] {
  return Object.entries(ASKING).flatMap(([name, stages]): Row[] => {
    const floor = spreadOf(floors.map((one) => one[name] ?? 0));
    const taken = runs.map((run) => stages.reduce((sum, stage) => sum + (run.stages[stage] ?? 0), 0));
    return [
      { tree, what: `${what}: ${name}, floor`, value: floor, unit: 'ms' },
      { tree, what: `${what}: ${name} / floor`, value: spreadOf(taken.map((time) => time / floor.median)), unit: 'ratio' },
    ];
  });
}

/** What is only needed to have the facts again is no part of the first reading. */
const READ_BACK = 'JSON.parse';

/** What each tool takes alone, and how many times as long as all of them the reading takes. */
function readingFloors(tree: string, cold: readonly Measured[]): Row[] {
  const floors = cold.flatMap((one) => one.floors ?? []);
  const tools = Object.keys(floors[0] ?? {});
  const sums = floors.map((one) => tools.filter((tool) => tool !== READ_BACK).reduce((sum, tool) => sum + (one[tool] ?? 0), 0));
  return [
    ...tools.map((tool): Row => ({ tree, what: tool === READ_BACK ? `stored facts: ${tool} alone` : `cold facts: ${tool} alone`, value: spreadOf(floors.map((one) => one[tool] ?? 0)), unit: 'ms' })),
    { tree, what: 'cold facts / all these alone', value: spreadOf(allRuns(cold).map((run, index) => run.milliseconds / (sums[index] ?? run.milliseconds))), unit: 'ratio' },
  ];
}

function times(runs: readonly (Timed | undefined)[]): number[] {
  return runs.flatMap((run) => (run === undefined ? [] : [run.milliseconds]));
}

function allRuns(measured: readonly Measured[]): Timed[] {
  return measured.flatMap((one) => one.runs);
}
