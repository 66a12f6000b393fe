/** `npm run mutate`: plants each kind of defect in clean projects and counts how many a review finds. */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { readGrammarBytes } from '../../src/assets/grammar-files.js';
import { loadGrammars } from '../../src/facts/grammars.js';
import type { FileFacts } from '../../src/facts/types.js';
import { createKeptProjects } from '../../src/rules/kept-projects.js';
import { findRule } from '../../src/rules/registry.js';
import { modelOf } from '../../test/support/memory-project.js';
import { BEHAVIOUR } from './behaviour.js';
import { FRONTEND } from './frontend.js';
import { areaOf, introducedBy, spread } from './judge.js';
import { NODE } from './node.js';
import { projectAt, sampleProjects, type Project } from './projects.js';
import { SERVICES } from './services.js';
import { DEPLOYMENT, SURROUNDINGS } from './surroundings.js';
import type { Mutator } from './types.js';
import { WIRING } from './wiring.js';

const MUTATORS: readonly Mutator[] = [...WIRING, ...DEPLOYMENT, ...FRONTEND, ...NODE, ...SERVICES, ...BEHAVIOUR, ...SURROUNDINGS];

interface Row {
  readonly mutator: string;
  readonly area: 'wiring' | 'other';
  planted: number;
  found: number;
  readonly misses: string[];
}

const options = new Command('mutate')
  .description('Plants each kind of defect in clean projects, reviews each, and counts what was found. The misses are listed.')
  .option('--repository <path...>', 'git repositories besides the sample systems (their HEAD)', [])
  .option('--no-samples', 'leave the sample systems out')
  .option('--only <text>', 'only kinds of defects whose name or rule holds this text', '')
  .option('--each <number>', 'most places for each kind and project', Number, 15)
  .option('--json <file>', 'write the rows there')
  .parse()
  .opts<{ repository: string[]; samples: boolean; only: string; each: number; json?: string }>();

await main();

async function main(): Promise<void> {
  const grammars = await loadGrammars(await readGrammarBytes());
  const mutators = MUTATORS.filter((mutator) => [mutator.name, ...mutator.rules].some((text) => text.includes(options.only)));
  const rows = new Map(mutators.map((mutator): [string, Row] => [mutator.name, { mutator: mutator.name, area: areaOf(mutator), planted: 0, found: 0, misses: [] }]));
  const projects: Project[] = [...(options.samples ? sampleProjects() : []), ...options.repository.map((path) => projectAt(path, 'HEAD'))];
  for (const project of projects) {
    const kept = { facts: new Map<string, FileFacts>(), projects: createKeptProjects() };
    const clean = { ...project, model: modelOf(project.files, grammars, new Map(), kept.facts) };
    for (const mutator of mutators) {
      process.stderr.write(`${project.name}: ${mutator.name}\n`);
      for (const mutation of spread([...mutator.plant(clean)], options.each)) {
        count(rows.get(mutator.name) as Row, mutator, `${project.name} ${mutation.description}`, introducedBy(project, mutation, grammars, kept));
      }
    }
  }
  report([...rows.values()]);
}

function count(row: Row, mutator: Mutator, description: string, introduced: ReadonlySet<string>): void {
  row.planted += 1;
  if (mutator.rules.some((rule) => introduced.has(rule))) row.found += 1;
  else row.misses.push(description);
}

function report(rows: readonly Row[]): void {
  const width = Math.max(...rows.map((row) => row.mutator.length));
  for (const row of rows) {
    process.stdout.write(`${row.mutator.padEnd(width)}  ${String(row.found).padStart(4)} of ${String(row.planted).padStart(4)}\n`);
    for (const miss of row.misses) process.stdout.write(`    missed: ${miss}\n`);
  }
  const unplanted = rows.filter((row) => row.planted === 0).map((row) => row.mutator);
  if (unplanted.length > 0) process.stdout.write(`No place for: ${unplanted.join(', ')}\n`);
  const unbuilt = MUTATORS.flatMap((mutator) => mutator.rules).filter((rule) => findRule(rule) === undefined);
  if (unbuilt.length > 0) process.stdout.write(`No such rule: ${[...new Set(unbuilt)].join(', ')}\n`);
  for (const area of ['wiring', 'other'] as const) {
    const own = rows.filter((row) => row.area === area);
    const [planted, found] = [own.reduce((sum, row) => sum + row.planted, 0), own.reduce((sum, row) => sum + row.found, 0)];
    process.stdout.write(`${area}: ${found} of ${planted} found${planted === 0 ? '' : `, ${((100 * found) / planted).toFixed(1)} %`}\n`);
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
}
