/** What outlives the process: opened together, as it is one database. I/O. */
import { join } from 'node:path';
import type { Environment } from '../config/environment.js';
import type { DeliveryLog } from '../jobs/missed.js';
import type { DurableJobStore, JobStore } from '../jobs/types.js';
import { openDatabase } from './database.js';
import { createDeliveryLog } from './delivery-log.js';
import { createRehearsalStore, openJobStore } from './job-store.js';
import type { ReviewMemory } from './memory.js';
import { createReportStore, type ReportStore } from './reports.js';
import { createReviewMemory } from './review-memory.js';

export interface Kept {
  readonly parts: { readonly store: DurableJobStore; readonly deliveries: DeliveryLog; readonly memory: ReviewMemory; readonly reports: ReportStore; readonly rehearse: (work: (store: JobStore) => Promise<void>) => Promise<void> };
  /** Closes the database; the parts are to be closed before. */
  close(): Promise<void>;
}

/** @param doesJobs as for `openJobStore`. @throws as `openDatabase` does. */
export async function openKept({ databaseUrl, dataDir }: Pick<Environment, 'databaseUrl' | 'dataDir'>, doesJobs: boolean): Promise<Kept> {
  const database = await openDatabase(databaseUrl === null ? { kind: 'file', path: join(dataDir, 'app.db') } : { kind: 'server', url: databaseUrl });
  try {
    const { db, close } = database;
    const rehearse = (work: (store: JobStore) => Promise<void>): Promise<void> => database.rehearse((rehearsed) => work(createRehearsalStore(rehearsed, { doesJobs })));
    return { parts: { store: await openJobStore(database, { doesJobs }), deliveries: createDeliveryLog(db), memory: createReviewMemory(db), reports: createReportStore(db), rehearse }, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}
