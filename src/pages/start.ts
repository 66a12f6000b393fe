/** The pages of a service, as its settings want them. */
import { readVersion } from '../assets/rule-pages.js';
import type { Environment } from '../config/environment.js';
import type { Log } from '../jobs/types.js';
import type { UsefulnessMemory } from '../store/process-usefulness.js';
import type { ReportStore } from '../store/reports.js';
import { createPages, type Pages } from './pages.js';

export interface PagesOfOptions {
  readonly reports?: ReportStore;
  readonly environment: Pick<Environment, 'reports' | 'gitUrl' | 'docsUrl'>;
  readonly memory: Pick<UsefulnessMemory, 'evidence' | 'standings'>;
  readonly log: Log;
}

/** null where there are none: they are off, or nothing outlives the process. Says in the log what is missing. */
export function pagesOf({ reports, environment: { reports: settings, gitUrl, docsUrl }, memory, log }: PagesOfOptions): Pages | null {
  if (reports === undefined || settings === null) return null;
  if (settings.publicUrl === null) log.info({ missing: 'PUBLIC_URL' }, 'PUBLIC_URL is not set: reviews have no page to link. REPORTS=off says that none is wanted');
  return createPages({ store: reports, settings, gitUrl, docsUrl, memory, log, version: readVersion(), now: Date.now });
}

/** Forgets the reports of an installation, of all its repositories (null) or of some. Rejects when the store can't be written. */
export function forgetIn(reports: Pick<ReportStore, 'forget'>, log: Log): (installationId: number, repositoryIds: readonly number[] | null) => Promise<void> {
  return async (installationId, repositoryIds) => {
    const forgotten = await reports.forget(installationId, repositoryIds);
    log.info({ installation: installationId, reports: forgotten }, 'Forgot the reports of repositories that the App is no longer installed in');
  };
}
