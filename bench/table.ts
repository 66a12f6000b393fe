/** The rows as text. Pure. */
import { missingKinds, rowsOf, sizeOf, type TreeMeasurements } from './rows.js';
import type { Machine, Row } from './types.js';

/** One line on the machine. */
export function headline(machine: Machine): string {
  return `${machine.cpu}, ${machine.cores} cores, ${machine.memoryMegabytes} MB; node ${machine.node}, git ${machine.git}`;
}

/** The tree's size and its rows: median, then least and greatest of how many runs; and which kinds of changes have none. */
export function table(name: string, measurements: TreeMeasurements): string {
  const size = sizeOf(measurements);
  const rows = rowsOf(name, measurements);
  const width = Math.max(...rows.map((row) => row.what.length));
  const title = `${name}: ${size.files} files, of which ${size.sourceFiles} distinct source files are parsed (${(size.sourceBytes / 1e6).toFixed(1)} MB)`;
  const missing = missingKinds(measurements);
  const left = missing.length === 0 ? [] : [`  no rows, since the tree has too few places for them: ${missing.join(', ')}`];
  return [title, ...rows.map((row) => line(row, width)), ...left].join('\n');
}

function line({ what, value, unit }: Row, width: number): string {
  const median = `${figure(value.median, unit)} ${unit === 'ratio' ? '×' : unit}`;
  const spread = value.min === value.max ? '' : `  (${figure(value.min, unit)} to ${figure(value.max, unit)}, ${value.runs} runs)`;
  return `  ${what.padEnd(width)}  ${median.padStart(12)}${spread}`;
}

function figure(value: number, unit: Row['unit']): string {
  if (unit === 'ratio') return value.toPrecision(2);
  if (unit === 'files' || unit === 'findings') return value.toFixed(0);
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}
