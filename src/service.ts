/** The running service: everything of the App that one process holds, with the engine and the settings given. */
import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Probot } from 'probot';
import { createApp } from './app.js';
import { tryGit } from './checkout/git.js';
import { KeyedLocks } from './checkout/locks.js';
import type { Environment } from './config/environment.js';
import { createGitHubApi } from './github/api.js';
import type { Sleep } from './github/check-run.js';
import { octokitClass, PATIENT, type Patience } from './github/octokit.js';
import type { GitHubApi } from './github/types.js';
import type { Analysis } from './jobs/analysis.js';
import { createHttpServer } from './http.js';
import { createHttpLimits } from './http-limits.js';
import { createCommandHandler } from './jobs/command.js';
import { failureOf } from './jobs/failure.js';
import { createFixHandler } from './jobs/fix.js';
import { createMergeGroupHandler } from './jobs/merge-group.js';
import type { DeliveryLog } from './jobs/missed.js';
import { createPrecedence, type Precedence } from './jobs/precedence.js';
import { createQueue } from './jobs/queue.js';
import { createRecorder } from './jobs/recorder.js';
import type { Repeated } from './jobs/repeat.js';
import type { HandlerParts } from './jobs/parts.js';
import { joinQueues } from './jobs/queues.js';
import { createReviewHandler } from './jobs/review.js';
import { cancel, shareLanes, takeUp, type Sharing, type SharingOptions } from './jobs/sharing.js';
import { createMemoryJobStore } from './jobs/store.js';
import { createSuiteHandler } from './jobs/suite.js';
import { createTaskQueue } from './jobs/tasks.js';
import type { Added, Job, JobQueue, JobStore, KeptJobs, Log, TaskHandlers, Timers } from './jobs/types.js';
import { createUsefulnessHandler } from './jobs/usefulness.js';
import { settledWithin } from './jobs/within.js';
import type { Metrics } from './metrics/metrics.js';
import { createPageAnswers } from './pages/http.js';
import { forgetIn, pagesOf } from './pages/start.js';
import type { KeepPage } from './jobs/parts.js';
import { watchAnalysis, watchReviews, watchTasks } from './metrics/watch.js';
import { createReceiver, receiveWith } from './receive.js';
import { createProcessMemory, type ReviewMemory } from './store/memory.js';
import type { ReportStore } from './store/reports.js';
import { askAgain, isDurable, keepUp, sweepReports } from './upkeep.js';
import { createPractice } from './warm-up.js';
import { HANDLED_EVENTS } from './webhook/decide.js';

/** What a process does: takes webhooks and records what they ask for, does what was recorded, or both. Several on one database may share the work. */
export type Role = 'web' | 'worker' | 'all';

export interface ServiceOptions {
  /** Default: all. */
  readonly role?: Role;
  readonly environment: Environment;
  /** PEM. */
  readonly privateKey: string;
  /** Closed when the service stops. null for the role `web`, which does no jobs. */
  readonly analysis: Analysis | null;
  /** Who judges for the analysis. Default: this process, as many changes at the same time as there are cores. */
  readonly workers?: Workers;
  readonly log: Logger;
  /** A durable one is closed when the service stops. Default: one that forgets with the process. */
  readonly store?: KeptJobs;
  /** With it GitHub is asked for deliveries that failed: at the start, soon after it and after a delivery that could not be taken, and every ten minutes. */
  readonly deliveries?: DeliveryLog;
  /** Closed when the service stops. */
  readonly memory?: ReviewMemory;
  /** Reviews have no pages when absent. */
  readonly reports?: ReportStore;
  /** Served at `/metrics`; nothing is measured when absent. */
  readonly metrics?: Metrics;
  /** With it the process takes deliveries for practice at its start, and is ready when it has; it does work with a store of which nothing is left. */
  readonly rehearse?: (work: (store: JobStore) => Promise<void>) => Promise<void>;
  /** Tests wait less. */
  readonly patience?: Patience;
  readonly sleep?: Sleep;
  readonly timers?: Timers;
  /** Stands between the jobs and GitHub; tests make calls fail. */
  readonly decorateApi?: (api: GitHubApi) => GitHubApi;
}

export interface Workers {
  /** Changes that they judge at the same time. */
  readonly count: number;
  /** Why none of them can judge now, in a sentence that anybody may read; null: one can. */
  problem(): string | null;
}

export interface Service {
  readonly port: number;
  readonly queue: JobQueue<Job>;
  /** Takes no more deliveries, finishes jobs within the limit (ms), closes the analysis and the memory. */
  stop(limitMs: number): Promise<void>;
}

const systemTimers: Timers = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Connections that may wait to be taken up; the system has a limit of its own (4,096 on Linux). What comes beyond is tried again by its sender after a second. */
const BACKLOG = 4096;

/** Takes up the jobs that an earlier process left in the store, and starts listening. Rejects when the data folder can't be made or the port is taken. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { environment, analysis, log, reports } = options;
  await mkdir(environment.dataDir, { recursive: true });
  const probot = createProbot(options);
  await probot.ready();
  const memory = options.memory ?? createProcessMemory();
  const store = options.store ?? createMemoryJobStore();
  const quiet = asLog(log);
  const pages = pagesOf({ ...options, memory, log: quiet });
  const precedence = createPrecedence(options.timers ?? systemTimers);
  const queue = analysis === null ? createRecorder(store) : createJobQueue({ ...options, analysis, store, keepPage: pages?.keep, precedence }, probot, memory);
  const { metrics } = options;
  // Probot's webhooks would make a client of GitHub's API for each delivery, which takes longer than all else that is done with it; jobs make theirs.
  const take = createApp({ appId: environment.appId, queue, cancel: (order) => cancel(store, queue, order), forget: reports === undefined ? undefined : forgetIn(reports, quiet), log: quiet, ...(metrics && { count: metrics.delivery }) });
  metrics?.observe({ queued: () => queue.size(), oldestSeconds: () => Math.max(0, Date.now() - (queue.oldest() ?? Date.now())) / 1000 });
  const chores = { timers: options.timers ?? systemTimers, sleep: options.sleep ?? pause, secondMs: options.patience?.secondMs, log: quiet };
  const sharing = analysis === null ? null : await takeUpAndShare(store, queue, { ...chores, concurrency: placesOf(options) });
  const takesWebhooks = options.role !== 'worker';
  const practice = takesWebhooks && options.rehearse ? createPractice({ rehearse: options.rehearse, doesJobs: analysis !== null, logLevel: log.level, log: quiet }) : null;
  let asking: Repeated | null = null;
  const notTaken = (event: string, why: 'refused' | 'lost'): void => {
    if (why === 'lost') asking?.soon();
    metrics?.delivery(HANDLED_EVENTS.find((known) => known === event) ?? 'other', why);
  };
  const receive = createReceiver({ receive: receiveWith(environment.webhookSecret, take), log: quiet, notTaken });
  const webhooks = takesWebhooks ? (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    precedence.came();
    return receive(request, response);
  } : null;
  const server = createHttpServer({ webhooks: webhooks && practice ? practice.besides(webhooks) : webhooks, readiness: createReadiness(environment.dataDir, store, options.workers, practice?.problem), pages: takesWebhooks && pages !== null ? createPageAnswers(pages) : undefined, metrics: metrics?.text, limits: createHttpLimits(environment.trustedProxies) });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: environment.port, host: environment.host, backlog: BACKLOG }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  log.info({ port, api: environment.apiUrl }, 'Listening');
  practice?.begin();
  asking = takesWebhooks && options.deliveries ? askAgain(probot, options.deliveries, chores) : null;
  const upkeep = isDurable(store) ? keepUp(store, chores) : null;
  const sweeping = reports === undefined ? null : sweepReports(reports, environment.reports?.days ?? null, chores);

  async function stop(limitMs: number): Promise<void> {
    server.keepAliveTimeout = 1;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    void asking?.stop();
    const practised = practice?.stop();
    const hasHeirs = (await sharing?.retire()) ?? false;
    const left = await queue.drain(limitMs, hasHeirs);
    await settledWithin(chores.timers, closed, ANSWERING);
    server.closeAllConnections();
    await analysis?.close();
    await Promise.all([upkeep?.stop(), sweeping?.stop(), practised]);
    if (isDurable(store)) await store.close();
    await memory.close();
    log.info({ unfinished: left.length }, 'Stopped');
  }

  return { port, queue, stop };
}

/** Takes up what an earlier process left, and what others have left or recorded since. */
async function takeUpAndShare(store: KeptJobs, queue: JobQueue<Job>, settings: Pick<SharingOptions, 'timers' | 'log' | 'concurrency'>): Promise<Sharing | null> {
  if (isDurable(store)) return shareLanes({ ...settings, store, queue });
  await takeUp(store, queue, (await store.pending()).map((order) => ({ order, again: true })));
  return null;
}

function createProbot({ environment, privateKey, log, patience, metrics }: ServiceOptions): Probot {
  return new Probot({
    appId: environment.appId,
    privateKey,
    secret: environment.webhookSecret,
    baseUrl: environment.apiUrl,
    Octokit: octokitClass(patience ?? PATIENT, metrics?.apiCall),
    // At debug level Probot logs bodies of requests and events: they hold source.
    log: log.child({}, { level: isVerbose(log.level) ? 'info' : log.level }),
  });
}

function isVerbose(level: string): boolean {
  return level === 'debug' || level === 'trace';
}

async function pause(milliseconds: number): Promise<void> {
  await delay(milliseconds);
}

/** Milliseconds that deliveries which came before the stop may take to be answered. */
const ANSWERING = 2_000;

/** Reviews that are fetched and judged at the same time: while a worker judges one, the commits of its next one are fetched. */
function placesOf({ workers }: Pick<ServiceOptions, 'workers'>): number {
  return 2 * (workers?.count ?? availableParallelism());
}

/** Tasks at the same time. They mostly wait for GitHub; what they have judged waits for a worker like the reviews. */
const TASKS = 8;

function createJobQueue(options: ServiceOptions & { readonly analysis: Analysis; readonly store: JobStore; readonly keepPage: KeepPage | undefined; readonly precedence: Precedence }, probot: Probot, memory: ReviewMemory): JobQueue<Job> {
  const { decorateApi = (api: GitHubApi) => api, timers = systemTimers, store } = options;
  const log = asLog(options.log);
  const parts: HandlerParts = {
    async connect(installationId) {
      // All work on GitHub begins here.
      await options.precedence.clear();
      return decorateApi(createGitHubApi(await probot.auth(installationId)));
    },
    analysis: options.metrics === undefined ? options.analysis : watchAnalysis(options.analysis, options.metrics),
    memory,
    keepPage: options.keepPage,
    unreviewed: options.environment.unreviewed,
    log,
    sleep: options.sleep ?? pause,
    now: Date.now,
  };
  const shared = { store, timers, log, locks: new KeyedLocks() };
  const enqueue = (job: Job): Promise<Added> => queue.add(job);
  const handlers: TaskHandlers = {
    fix: createFixHandler(parts),
    'merge-group': createMergeGroupHandler(parts),
    suite: createSuiteHandler({ ...parts, enqueue }),
    command: createCommandHandler({ ...parts, enqueue }),
    usefulness: createUsefulnessHandler(parts),
  };
  const { metrics } = options;
  const clock = (): number => performance.now();
  const reviewing = createReviewHandler(parts);
  const reviews = createQueue({ ...shared, handler: metrics === undefined ? reviewing : watchReviews(reviewing, metrics, clock), places: { judging: placesOf(options) } });
  const tasks = createTaskQueue({ ...shared, handlers: metrics === undefined ? handlers : watchTasks(handlers, metrics, clock), failureOf: (error) => failureOf(error, parts.now()), concurrency: TASKS });
  const queue = joinQueues(reviews, tasks);
  return queue;
}

function asLog(log: Logger): Log {
  return {
    debug: (metadata, message) => log.debug(metadata, message),
    info: (metadata, message) => log.info(metadata, message),
    warn: (metadata, message) => log.warn(metadata, message),
    error: (metadata, message) => log.error(metadata, message),
  };
}

/** What is known of git and of the store holds for this long (ms): anyone may ask, and asking starts a process. */
const READINESS_KEPT = 5_000;

/** By name, why a part is not ready; null: it is. */
type Problems = Readonly<Record<string, string | null>>;

function createReadiness(dataDir: string, jobs: JobStore, workers: Workers | undefined, warming: (() => string | null) | undefined): () => Promise<Problems> {
  let kept: { readonly until: number; readonly problems: Promise<Problems> } | null = null;
  return async () => {
    if (kept === null || kept.until < Date.now()) kept = { until: Date.now() + READINESS_KEPT, problems: problemsOf(dataDir, jobs) };
    return { ...(await kept.problems), ...(warming && { warm: warming() }), ...(workers && { workers: workers.problem() }) };
  };
}

/** Milliseconds that the store may take to write one row. */
const STORE_LIMIT = 3_000;
/** Bytes of free disk below which nothing of any size can be kept: a batch of deliveries, a mirror's pack. */
const LEAST_ROOM = 16 * 1024 * 1024;

async function problemsOf(dataDir: string, jobs: JobStore): Promise<Problems> {
  const [git, store, room] = await Promise.all([
    tryGit({ cwd: dataDir, args: ['version'], configuration: 'none' }).then(({ exitCode }) => exitCode === 0, () => false),
    Promise.all([access(dataDir, constants.W_OK), isDurable(jobs) ? Promise.race([jobs.renew(), tooLong(STORE_LIMIT)]) : null]).then(() => true, () => false),
    statfs(dataDir).then(({ bavail, bsize }) => bavail * bsize >= LEAST_ROOM, () => true),
  ]);
  return { git: git ? null : 'git does not start.', store: storeProblem(store, room) };
}

function storeProblem(isWritten: boolean, hasRoom: boolean): string | null {
  if (!isWritten) return 'The data folder or the database cannot be written.';
  return hasRoom ? null : 'The disk of the data folder is full.';
}

async function tooLong(milliseconds: number): Promise<never> {
  await delay(milliseconds, null, { ref: false });
  throw new Error('It took too long.');
}
