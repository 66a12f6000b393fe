/** A pull request on GitHub's double, the App that looks after it, and what lies between the two: deliveries, faults, deaths. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '../../src/config/environment.js';
import { analyseHere } from '../../src/jobs/analysis.js';
import { createMemoryJobStore } from '../../src/jobs/store.js';
import { createLog } from '../../src/log.js';
import { startService, type Service } from '../../src/service.js';
import { createProcessMemory, type ReviewMemory } from '../../src/store/memory.js';
import { createDouble, type GitHubDouble, type PullRequestInfo, type RepositoryInfo } from '../support/github-double/index.js';
import { createChaosEngine, sourceOf, type ChaosEngine } from './engine.js';
import type { Crash, Life } from './life.js';
import { createCord, type Cord } from './mortal.js';

export const REPO = 'acme/shop';
export const NUMBER = 1;

const PERMISSIONS = { checks: 'write', pull_requests: 'write', contents: 'write', issues: 'read', merge_queues: 'read', metadata: 'read' } as const;
const EVENTS = ['pull_request', 'check_run', 'check_suite', 'issue_comment', 'pull_request_review_comment', 'merge_group'];

export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly payload: object;
}

export interface World {
  readonly double: GitHubDouble;
  readonly engine: ChaosEngine;
  readonly memory: ReviewMemory;
  readonly repository: RepositoryInfo;
  /** Every delivery so far. */
  readonly deliveries: readonly Delivery[];
  /** Lines of the service's log. */
  readonly log: readonly string[];
  /** Deaths so far. */
  readonly deaths: () => number;
  pull(): PullRequestInfo;
  /** `held`: only with `deliverHeld`. One that finds nobody, or no ear, is held too. */
  deliver(event: string, payload: object, held?: boolean): Promise<void>;
  redeliver(delivery: Delivery): Promise<void>;
  /** Delivers what was held, in the order that the given function makes. */
  deliverHeld(order: (held: readonly Delivery[]) => readonly Delivery[]): Promise<void>;
  /** Waits until the service has nothing to do; one that dies meanwhile has a successor. */
  rest(): Promise<void>;
  crash(crash: Crash): void;
  /** From now on nothing goes wrong. */
  calm(): void;
  close(): Promise<void>;
}

/** Milliseconds of a pause that become one: nothing here takes seconds. */
const HURRY = 4000;
/** Milliseconds that the service may work at a time: a life that takes longer hangs. */
const PATIENCE = 20_000;

const IDS_PER_WORLD = 100_000;
let worlds = 0;

export interface WorldOptions {
  readonly logLevel?: string;
}

export async function createWorld(life: Life, base: Readonly<Record<string, string>>, { logLevel = 'fatal' }: WorldOptions = {}): Promise<World> {
  worlds += 1;
  const double = await createDouble({ idsAbove: worlds * IDS_PER_WORLD, app: { permissions: PERMISSIONS, events: EVENTS }, contentWrites: { perMinute: 1_000_000, perHour: 1_000_000 } });
  const dataDir = await mkdtemp(join(tmpdir(), 'shipworthy-chaos-'));
  const repository = await double.addRepository({ owner: 'acme', name: 'shop', commits: [{ branch: 'main', message: 'Start', files: base }], collaborators: { jonas: 'write', visitor: 'read' } });
  const engine = createChaosEngine(() => repository.gitDir, life.inlineLimit);
  const memory = createProcessMemory();
  const log: string[] = [];
  const host = new ServiceHost({ double, dataDir, engine, memory, log, logLevel, gitDir: repository.gitDir });
  const post = new PostOffice(double, host);
  await host.start();
  return {
    double,
    engine,
    memory,
    repository,
    deliveries: post.sent,
    log,
    deaths: () => host.deaths,
    pull: () => double.pullRequest(REPO, NUMBER),
    deliver: (event, payload, held = false) => post.deliver({ id: randomUUID(), event, payload }, held),
    redeliver: (delivery) => post.send(delivery),
    deliverHeld: (order) => post.deliverHeld(order),
    rest: () => host.rest(),
    crash: (crash) => host.cord.arm(crash),
    calm() {
      double.forgetFaults();
      host.cord.disarm();
    },
    async close() {
      await host.stop();
      await double.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface HostParts {
  readonly double: GitHubDouble;
  readonly dataDir: string;
  readonly engine: ChaosEngine;
  readonly memory: ReviewMemory;
  readonly log: string[];
  readonly logLevel: string;
  readonly gitDir: string;
}

/** One service after the other, with one store and one memory. */
class ServiceHost {
  readonly #parts: HostParts;
  readonly #store = createMemoryJobStore();
  #service: Service | null = null;
  #reviving: Promise<void> | null = null;
  cord: Cord = createCord();
  deaths = 0;

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#alive().port}/api/github/webhooks`;
  }

  async start(): Promise<void> {
    const { double, dataDir, engine, memory, log, logLevel } = this.#parts;
    const parsed = parseEnvironment({ ...double.env(), PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir });
    if (!parsed.ok || parsed.environment.privateKey.kind !== 'pem') throw new Error('The double gives an environment that is not usable.');
    const cord = createCord();
    this.cord = cord;
    this.#service = await startService({
      environment: parsed.environment,
      privateKey: parsed.environment.privateKey.pem,
      analysis: analyseHere(engine, async ({ owner, repo, baseSha, headSha }) => sourceOf(`${owner}/${repo}`, baseSha, headSha)),
      store: cord.bind(this.#store, ['pending']),
      memory: cord.bind(memory, ['close']),
      decorateApi: (api) => cord.bind(api, []),
      log: createLog(logLevel, { write: (line) => void log.push(line) }),
      patience: { throttle: false, secondMs: 1 },
      sleep: async () => undefined,
      timers: {
        after(milliseconds, callback) {
          const timer = setTimeout(callback, milliseconds / HURRY);
          return () => clearTimeout(timer);
        },
      },
    });
  }

  #alive(): Service {
    if (this.#service === null) throw new Error('No service is running.');
    return this.#service;
  }

  /** A successor for the service, once that has died. */
  async revive(): Promise<void> {
    if (!this.cord.isCut()) return;
    this.#reviving ??= this.#succeed().finally(() => {
      this.#reviving = null;
    });
    await this.#reviving;
  }

  async #succeed(): Promise<void> {
    this.deaths += 1;
    await this.cord.settled();
    await this.#alive().stop(1);
    await this.start();
  }

  async rest(): Promise<void> {
    const timer = createTimer(PATIENCE);
    try {
      for (;;) {
        const ended = await Promise.race([this.#alive().queue.idle(), this.cord.cut, timer.rings]);
        if (ended === 'rings') throw new Error(`The service was still at work after ${PATIENCE} ms: ${this.#alive().queue.size()} jobs.`);
        if (!this.cord.isCut()) return;
        await this.revive();
      }
    } finally {
      timer.stop();
    }
  }

  async stop(): Promise<void> {
    await this.#service?.stop(PATIENCE * HURRY);
  }
}

function createTimer(milliseconds: number): { readonly rings: Promise<'rings'>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const rings = new Promise<'rings'>((resolve) => {
    timer = setTimeout(() => resolve('rings'), milliseconds);
  });
  return { rings, stop: () => clearTimeout(timer) };
}

/** Brings deliveries to whichever service is alive, and keeps those that it took no notice of. */
class PostOffice {
  readonly #double: GitHubDouble;
  readonly #host: ServiceHost;
  readonly sent: Delivery[] = [];
  #held: Delivery[] = [];

  constructor(double: GitHubDouble, host: ServiceHost) {
    this.#double = double;
    this.#host = host;
  }

  async deliver(delivery: Delivery, held: boolean): Promise<void> {
    this.sent.push(delivery);
    if (held) this.#held.push(delivery);
    else await this.send(delivery);
  }

  async send(delivery: Delivery): Promise<void> {
    await this.#host.revive();
    const { id, event, payload } = delivery;
    const answer = this.#double.webhook(event, payload, { url: this.#host.url, deliveryId: id }).catch(() => null);
    const result = await Promise.race([answer, this.#host.cord.cut]);
    if (result === null || result === 'crashed' || result.status >= 300) this.#held.push(delivery);
    await this.#host.revive();
  }

  async deliverHeld(order: (held: readonly Delivery[]) => readonly Delivery[]): Promise<void> {
    while (this.#held.length > 0) for (const delivery of order(this.#held.splice(0))) await this.send(delivery);
  }
}
