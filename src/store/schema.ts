import type { UsefulnessSchema } from './usefulness.js';

/** The tables of the App's database, the same in SQLite and in PostgreSQL. `migrations.ts` makes them. */
export interface Schema extends UsefulnessSchema {
  /** `position` counts up within a pull request. `findings` tells the entries of a rule apart: its fingerprints in order, or ''. */
  ignored: { repository_id: number; pull_number: number; rule_id: string; findings: string; fingerprints: string | null; reason: string; said_by: string; said_at: string; position: number };
  paused: { repository_id: number; pull_number: number; said_by: string };
  /**
   * What there is to do, and for some days what was done. `body` is the job as JSON, null once it is finished. `recorded_at` is in microseconds since the
   * epoch, and no two jobs that one process recorded have the same; `finished_at` is in milliseconds. `owner` is the process that does it.
   */
  jobs: { id: string; delivery_id: string; body: string | null; recorded_at: number; owner: string; finished_at: number | null };
  /** The processes that do jobs; one that has not renewed its word by `alive_until` (milliseconds since the epoch) is taken for dead. */
  processes: { id: string; alive_until: number };
  /** Deliveries that GitHub was asked to send again: how often, and when last (milliseconds since the epoch). */
  redeliveries: { delivery_id: string; attempts: number; asked_at: number };
  /** Moments to be remembered, by name, in milliseconds since the epoch. */
  moments: { name: string; at: number };
}
