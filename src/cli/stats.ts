/** `shipworthy stats`: what people made of the rules' comments, from the memory of the server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { ReviewMemory } from '../store/memory.js';
import type { KnownRepository } from '../store/process-usefulness.js';
import { openReviewMemory } from '../store/review-memory.js';
import { renderStats, statsOf } from '../usefulness/report.js';
import { EXIT } from './exit.js';
import type { Terminal } from './terminal.js';

export interface StatsOptions {
  readonly format: 'text' | 'json';
  readonly dataDir?: string;
  /** `owner/name`; absent: all. */
  readonly repository?: string;
  /** Id of a rule whose probation in the repository is to end. */
  readonly release?: string;
}

/** Prints the statistics, or ends a probation; answers the exit code. Throws UserError. */
export async function runStats(options: StatsOptions, terminal: Terminal): Promise<number> {
  const { release, repository } = options;
  if (release !== undefined && repository === undefined) throw new UserError('--release needs --repository owner/name: a rule is on probation in one repository');
  const memory = await openMemory(options, terminal);
  try {
    const known = await knownOf(memory, repository);
    if (release === undefined) await print(memory, known, options, terminal);
    else await endProbation(memory, known, release, terminal);
    return EXIT.pass;
  } finally {
    await memory.close();
  }
}

/** Where the server keeps it, and not where the other commands keep theirs: that may be thrown away. */
async function openMemory({ dataDir }: StatsOptions, { environment }: Terminal): Promise<ReviewMemory> {
  if (dataDir === undefined && environment.DATABASE_URL) return openReviewMemory({ kind: 'server', url: environment.DATABASE_URL });
  const folder = dataDir ?? (environment.DATA_DIR || 'data');
  const file = join(folder, 'app.db');
  if (!existsSync(file)) throw new UserError(`there is no app.db in ${folder}; name the server's data folder with --data-dir`);
  try {
    return await openReviewMemory(file);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw error;
    throw new UserError(`${file} can't be used (${code})`, { cause: error });
  }
}

/** To GitHub the case of a name makes no difference. */
async function knownOf(memory: ReviewMemory, name: string | undefined): Promise<readonly KnownRepository[]> {
  const all = await memory.repositories();
  if (name === undefined) return all;
  const known = all.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  if (known.length === 0) throw new UserError(`no comment in a repository called ${name} was read yet`);
  return known;
}

async function print(memory: ReviewMemory, known: readonly KnownRepository[], { format }: StatsOptions, { stdout, stderr }: Terminal): Promise<void> {
  const stats = [];
  for (const { repositoryId, name } of known) stats.push(statsOf(name, await memory.evidence(repositoryId), await memory.standings(repositoryId)));
  if (format === 'json') stdout.write(`${JSON.stringify(stats, null, 2)}\n`);
  else if (stats.length === 0) stderr.write('No comment was read yet.\n');
  else stdout.write(renderStats(stats));
}

/** Repositories of one name are several where one took the name of another. */
async function endProbation(memory: ReviewMemory, known: readonly KnownRepository[], ruleId: string, { stdout }: Terminal): Promise<void> {
  const name = known[0]?.name ?? '';
  const at = new Date().toISOString();
  const released = [];
  for (const { repositoryId } of known) released.push(await memory.release(repositoryId, ruleId, at));
  if (!released.includes(true)) throw new UserError(`${ruleId} is not on probation in ${name}`);
  stdout.write(`${ruleId} is released in ${name}: its comments are inline again, and judged anew.\n`);
}
