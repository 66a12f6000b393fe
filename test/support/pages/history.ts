/** What the reviews of a repository may have said in a quarter: the same each time. */
import { AREAS } from '../../../src/findings/types.js';
import type { HistoryEntry, RepositoryHistory } from '../../../src/report/html/repository.js';
import type { RuleStats } from '../../../src/usefulness/report.js';

const HOUR = 60 * 60 * 1000;
const START = Date.UTC(2026, 7, 31, 9);

/** Two reviews a working day or so, of a code base that gets better. */
export function quarter(): RepositoryHistory {
  const random = createRandom(11);
  const entries = Array.from({ length: 120 }, (_, index): HistoryEntry => {
    const weekend = Math.floor(index / 10) * 2 * 24;
    const introduced = Math.max(0, Math.floor(random() * 7) - 2);
    const fixed = Math.max(0, Math.floor(random() * 6) - 2);
    const grown = index / 119;
    const scoreOf = (at: number): number => Math.min(100, Math.round([52, 61, 45, 40, 58, 75, 49, 70, 66, 88][at % 10] ?? 50) + Math.round(grown * 30 + random() * 4));
    const overall = Math.round(48 + grown * 34 + random() * 3);
    const scores = { overall: { base: overall, head: Math.max(0, Math.min(100, overall - introduced + fixed)) }, ...Object.fromEntries(AREAS.map((area, at) => [area, { base: scoreOf(at), head: scoreOf(at) }])) };
    const title = introduced === 0 ? 'Fit for production' : `${introduced} ${introduced === 1 ? 'error' : 'errors'} introduced`;
    return {
      href: './review.html',
      pullNumber: 401 + Math.floor(index / 2),
      headSha: Math.floor(random() * 2 ** 28).toString(16).padStart(7, '0').repeat(6),
      at: START + (index * 12 + weekend) * HOUR + Math.floor(random() * 3) * HOUR,
      digest: { mode: 'review', verdict: introduced === 0 ? 'pass' : 'fail', title, scores, introduced, fixed, milliseconds: Math.round(1500 + 30_000 * random() ** 4) },
    };
  });
  return { repository: 'acme/shop', entries: entries.reverse(), rules: RULES };
}

const RULES: readonly RuleStats[] = (
  [
    ['wiring/unresolved-import', 22, 21, 22, 0, null],
    ['security/hardcoded-secret', 9, 8, 9, 0, null],
    ['wiring/missing-migration', 7, 6, 6, 0, null],
    ['scalability/query-in-loop', 14, 8, 12, 1, null],
    ['reliability/swallowed-exception', 16, 5, 15, 3, '2026-10-12T08:00:00Z'],
  ] as const
).map(([ruleId, shown, fixed, judged, notUseful, probationSince]) => ({ ruleId, shown, fixed, judged, notUseful, share: notUseful / judged, probationSince, releasedAt: null }));

/** Numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
