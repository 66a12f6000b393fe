import type { ReportsSchema } from './reports.js';
import type { UsefulnessSchema } from './usefulness.js';

/** The tables of the App's database, the same in SQLite and in PostgreSQL. `migrations.ts` makes them. */
export interface Schema extends UsefulnessSchema, ReportsSchema {
  /** `position` counts up within a pull request. `findings` tells the entries of a rule apart: its fingerprints in order, or ''. */
  ignored: { repository_id: number; pull_number: number; rule_id: string; findings: string; fingerprints: string | null; reason: string; said_by: string; said_at: string; position: number };
  paused: { repository_id: number; pull_number: number; said_by: string };
  /**
   * What there is to do, and for some days what was done. `lane` is its `jobKey`. `body` is the job as JSON, null once it is finished. `recorded_at` is in
   * microseconds since the epoch, and no two jobs that one process recorded have the same; `finished_at` is in milliseconds. `taken_by` is the process that
   * took it last, and may have begun it; null: none.
   */
  jobs: { id: string; delivery_id: string; lane: string; body: string | null; recorded_at: number; taken_by: string | null; finished_at: number | null };
  /** The lanes that have an owner: the process that does their jobs. */
  lanes: { key: string; owner: string };
  /**
   * The processes on this database; one that has not renewed its word by `alive_until` (milliseconds since the epoch) is taken for dead. `room`: lanes that
   * it could take on besides those that it has; null: it does no jobs.
   */
  processes: { id: string; alive_until: number; room: number | null };
  /** Deliveries that GitHub was asked to send again: how often, and when last (milliseconds since the epoch). */
  redeliveries: { delivery_id: string; attempts: number; asked_at: number };
  /** Moments to be remembered, by name, in milliseconds since the epoch. */
  moments: { name: string; at: number };
}
