/** The real App, over HTTP, against the double: signed webhooks in, REST, GraphQL and git out. */
import { afterEach } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '../../src/config/environment.js';
import type { Engine } from '../../src/engine-types.js';
import type { GitHubApi } from '../../src/github/types.js';
import { analyseHere, type Analysis } from '../../src/jobs/analysis.js';
import { createSourceOpener } from '../../src/jobs/source.js';
import { createMemoryJobStore } from '../../src/jobs/store.js';
import type { DeliveryLog } from '../../src/jobs/missed.js';
import type { KeptJobs } from '../../src/jobs/types.js';
import { createMetrics } from '../../src/metrics/metrics.js';
import { createLog } from '../../src/log.js';
import { startService, type Service } from '../../src/service.js';
import type { ReviewMemory } from '../../src/store/memory.js';
import type { ReportStore } from '../../src/store/reports.js';
import { createDouble, type CheckRunState, type CommitSpec, type DoubleOptions, type GitHubDouble, type PullRequestInfo, type PullRequestSpec, type WebhookResult } from '../support/github-double/index.js';
import { createLineEngine } from './line-engine.js';

export const REPO = 'acme/shop';
/** Where people reach the App, as it is told. */
export const PUBLIC_URL = 'https://ship.example';

/** What the App's manifest asks for. */
const PERMISSIONS = { checks: 'write', pull_requests: 'write', contents: 'write', issues: 'read', merge_queues: 'read', metadata: 'read' } as const;

const EVENTS = ['pull_request', 'check_run', 'check_suite', 'issue_comment', 'pull_request_review_comment', 'merge_group'];

export interface AppUnderTest {
  readonly double: GitHubDouble;
  readonly service: Service;
  readonly webhookUrl: string;
  /** Lines of the log, parsed. */
  readonly log: readonly string[];
  deliver(event: string, payload: object, more?: { readonly deliveryId?: string; readonly secret?: string }): Promise<WebhookResult>;
  /** Delivers and waits until nothing is left to do. */
  handle(event: string, payload: object): Promise<void>;
  /** Sends the event of this pull request and waits until it is handled. */
  pullRequest(action: 'opened' | 'reopened' | 'synchronize' | 'ready_for_review', number?: number): Promise<void>;
  lastRun(): CheckRunState;
  /** Drops the service where it is, as a crash does, and starts another one with what the store kept, or with another store. */
  restart(store?: KeptJobs): Promise<void>;
  close(): Promise<void>;
}

export interface AppUnderTestOptions {
  readonly engine?: Engine;
  readonly decorateAnalysis?: (analysis: Analysis) => Analysis;
  readonly double?: DoubleOptions;
  /** For the first service only. */
  readonly decorateApi?: (api: GitHubApi) => GitHubApi;
  readonly memory?: ReviewMemory;
  /** Default: one in memory. */
  readonly store?: KeptJobs;
  readonly deliveries?: DeliveryLog;
  /** Reviews have no pages when absent. */
  readonly reports?: ReportStore;
  /** Variables of the process besides those that GitHub and the place ask for. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** An API that from one moment on never answers. */
interface Cord {
  cut: boolean;
}

/** For a file of tests: starts both for a test that asks, and closes them after it. */
export function appForEachTest(): { start: typeof startApp; running(): AppUnderTest; forget(): void } {
  let app: AppUnderTest | null = null;
  afterEach(async () => {
    await app?.close();
    app = null;
  });
  return {
    async start(...options) {
      app = await startApp(...options);
      return app;
    },
    running() {
      if (app === null) throw new Error('This test has started no App.');
      return app;
    },
    /** The test has closed it itself. */
    forget() {
      app = null;
    },
  };
}

/** Starts both. Waits between attempts take no time. */
export async function startApp(options: AppUnderTestOptions = {}): Promise<AppUnderTest> {
  const double = await createDouble({ ...options.double, app: { permissions: PERMISSIONS, events: EVENTS, ...options.double?.app } });
  const dataDir = await mkdtemp(join(tmpdir(), 'shipworthy-e2e-'));
  const parsed = parseEnvironment({ ...double.env(), PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, PUBLIC_URL, ...options.environment });
  if (!parsed.ok || parsed.environment.privateKey.kind !== 'pem') throw new Error('The double gives an environment that is not usable.');
  const log: string[] = [];
  const { environment } = parsed;
  const privateKey = environment.privateKey.kind === 'pem' ? environment.privateKey.pem : '';
  const { decorateAnalysis = (one: Analysis) => one } = options;
  const analysis = decorateAnalysis(analyseHere(options.engine ?? createLineEngine(), createSourceOpener(environment)));
  let store: KeptJobs = options.store ?? createMemoryJobStore();
  let cord: Cord = { cut: false };
  let service = await begin(options.decorateApi);

  async function begin(decorateApi: (api: GitHubApi) => GitHubApi = (api) => api): Promise<Service> {
    const own: Cord = { cut: false };
    cord = own;
    const started = await startService({
      environment,
      privateKey,
      analysis,
      store,
      ...(options.memory === undefined ? {} : { memory: options.memory }),
      ...(options.deliveries === undefined ? {} : { deliveries: options.deliveries }),
      ...(options.reports === undefined ? {} : { reports: options.reports }),
      decorateApi: (api) => cuttable(decorateApi(api), own),
      metrics: createMetrics(),
      log: createLog('trace', { write: (line) => void log.push(line) }),
      patience: { throttle: false, secondMs: 1 },
      sleep: async () => undefined,
      timers: {
        after(milliseconds, callback) {
          const timer = setTimeout(callback, milliseconds / 1000);
          return () => clearTimeout(timer);
        },
      },
    });
    double.setHookUrl(`http://127.0.0.1:${started.port}/api/github/webhooks`);
    return started;
  }

  async function restart(other?: KeptJobs): Promise<void> {
    cord.cut = true;
    await service.stop(1);
    store = other ?? store;
    service = await begin();
  }

  const webhookUrl = (): string => `http://127.0.0.1:${service.port}/api/github/webhooks`;

  async function handle(event: string, payload: object): Promise<void> {
    const { status, body } = await double.webhook(event, payload, { url: webhookUrl() });
    if (status >= 300) throw new Error(`The App answered ${status}: ${body}`);
    await service.queue.idle();
  }

  function lastRun(): CheckRunState {
    const run = double.checkRuns(REPO).at(-1);
    if (run === undefined) throw new Error('There is no check run.');
    return run;
  }

  return {
    double,
    get service() {
      return service;
    },
    get webhookUrl() {
      return webhookUrl();
    },
    log,
    deliver: (event, payload, more = {}) => double.webhook(event, payload, { url: webhookUrl(), ...more }),
    handle,
    pullRequest: async (action, number = 1) => handle('pull_request', await double.payloads.pullRequest(action, { repo: REPO, number })),
    lastRun,
    restart,
    async close() {
      await service.stop(1_000_000);
      await double.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function cuttable(api: GitHubApi, cord: Cord): GitHubApi {
  const never = new Promise<never>(() => undefined);
  const call = (method: unknown) => async (...given: unknown[]): Promise<unknown> => {
    if (cord.cut) return never;
    const answer = await (method as (...given: unknown[]) => Promise<unknown>)(...given);
    return cord.cut ? never : answer;
  };
  return Object.fromEntries(Object.entries(api).map(([name, method]) => [name, call(method)])) as unknown as GitHubApi;
}

export const BASE_FILES = { 'app.py': 'one = 1\ntwo = 2\nthree = 3\n', 'README.md': '# Shop\n' };

/** A repository with one open pull request. */
export async function openPull(app: AppUnderTest, files: CommitSpec['files'], pull: Partial<PullRequestSpec> = {}, base: CommitSpec['files'] = BASE_FILES): Promise<PullRequestInfo> {
  await app.double.addRepository({ owner: 'acme', name: 'shop', commits: [{ branch: 'main', message: 'Start', files: base }] });
  await app.double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Change', files }] });
  return app.double.openPullRequest({ repo: REPO, head: 'topic', title: 'Change', author: 'mona', ...pull });
}
