/** What is known of a repository for its page, read together. I/O. */
import { z } from 'zod';
import type { ReportDigest } from '../report/html/kept.js';
import type { HistoryEntry, RepositoryHistory } from '../report/html/repository.js';
import type { UsefulnessMemory } from '../store/process-usefulness.js';
import type { ReportEntry } from '../store/reports.js';
import { statsOf } from '../usefulness/report.js';

const score = z.number().min(0).max(100).nullable();
const digestSchema: z.ZodType<ReportDigest> = z.object({
  mode: z.enum(['review', 'audit']),
  verdict: z.enum(['pass', 'fail', 'neutral']),
  title: z.string(),
  scores: z.record(z.string(), z.object({ base: score, head: score })),
  introduced: z.number(),
  fixed: z.number(),
  milliseconds: z.number(),
});

/**
 * @param entries newest first, at least one; those that another version wrote in another way are left out
 * @param hrefOf the address of an entry's own page
 */
export async function readRepository(repositoryId: number, entries: readonly ReportEntry[], hrefOf: (entry: ReportEntry) => string, memory: Pick<UsefulnessMemory, 'evidence' | 'standings'>): Promise<RepositoryHistory> {
  // The newest knows what the repository is called now.
  const repository = entries[0]?.repository ?? '';
  const { rules } = statsOf(repository, await memory.evidence(repositoryId), await memory.standings(repositoryId));
  return { repository, rules, entries: entries.flatMap((entry) => historyEntry(entry, hrefOf(entry))) };
}

function historyEntry({ pullNumber, headSha, createdAt, digest }: ReportEntry, href: string): HistoryEntry[] {
  const parsed = digestSchema.safeParse(JSON.parse(digest));
  return parsed.success ? [{ href, pullNumber, headSha, at: createdAt, digest: parsed.data }] : [];
}
