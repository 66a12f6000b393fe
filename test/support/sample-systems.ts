/** The sample systems under test/systems: two states of each, and the table of what the first one's report finds. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Files } from './memory-project.js';

const FOLDER = fileURLToPath(new URL('../systems', import.meta.url));

const Table = z.strictObject({
  report: z.string(),
  findings: z.array(
    z.strictObject({
      /** The report's heading or sentence; absent where the report does not say it. */
      report: z.string().optional(),
      rule: z.string().regex(/^[a-z-]+\/[a-z0-9-]+$/),
      file: z.string(),
      line: z.number().int().positive(),
    }),
  ),
  notJudged: z.array(z.strictObject({ report: z.string(), reason: z.string().min(10) })),
});

export interface SampleSystem {
  readonly name: string;
  readonly table: z.infer<typeof Table>;
  readonly before: Files;
  readonly after: Files;
}

/** Every sample system that has a table, by name. Throws when a table is not sound. */
export function sampleSystems(): SampleSystem[] {
  return readdirSync(FOLDER)
    .sort()
    .filter((name) => existsSync(join(FOLDER, name, 'expected.yml')))
    .map((name) => ({
      name,
      table: Table.parse(parse(readFileSync(join(FOLDER, name, 'expected.yml'), 'utf8'))),
      before: filesBelow(join(FOLDER, name, 'before')),
      after: filesBelow(join(FOLDER, name, 'after')),
    }));
}

function filesBelow(folder: string): Files {
  const files: Record<string, string> = {};
  const visit = (current: string): void => {
    for (const name of readdirSync(current)) {
      const path = join(current, name);
      if (name === '__pycache__' || name === 'node_modules') continue;
      if (statSync(path).isDirectory()) visit(path);
      else files[relative(folder, path)] = readFileSync(path, 'utf8');
    }
  };
  visit(folder);
  return files;
}
