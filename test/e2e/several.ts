/** Several processes of the App on one PostgreSQL, in one process: each is a service with a connection, a folder and an end of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseEnvironment } from '../../src/config/environment.js';
import type { Engine } from '../../src/engine-types.js';
import { analyseHere } from '../../src/jobs/analysis.js';
import { createSourceOpener } from '../../src/jobs/source.js';
import { createLog } from '../../src/log.js';
import { startService, type Role, type Service } from '../../src/service.js';
import { openDatabase } from '../../src/store/database.js';
import { openJobStore } from '../../src/store/job-store.js';
import { createReportStore } from '../../src/store/reports.js';
import type { GitHubDouble } from '../support/github-double/index.js';

/** Pauses are so many times shorter. */
const HURRY = 10;
/** Where processes are to die, their clocks run so many times faster: who says nothing for five seconds is dead. */
const AGEING = 6;
/** The clocks of all agree. */
const EPOCH = Date.now();

export interface Member {
  readonly service: Service;
  readonly log: readonly string[];
  /** Whether the App has the delivery. One that finds nobody was not taken. */
  deliver(event: string, payload: object, deliveryId: string): Promise<boolean>;
  /** Ends it where it is, as a crash does: nothing of it reaches GitHub or the database any more. */
  drop(): Promise<void>;
  stop(): Promise<void>;
}

export interface MemberOptions {
  readonly double: GitHubDouble;
  /** Of the database. */
  readonly url: string;
  readonly engine: Engine;
  readonly role?: Role;
  /** It is to be noticed soon when one dies; on a machine that is very busy, one that lives may seem dead. */
  readonly ages?: boolean;
}

export async function startMember({ double, url, engine, role = 'all', ages = false }: MemberOptions): Promise<Member> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shipworthy-several-'));
  const parsed = parseEnvironment({ ...double.env(), PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, PUBLIC_URL: 'https://ship.example' });
  if (!parsed.ok || parsed.environment.privateKey.kind !== 'pem') throw new Error('The double gives an environment that is not usable.');
  const { environment } = parsed;
  const database = await openDatabase({ kind: 'server', url });
  const cord = { isCut: false };
  const store = await openJobStore(database, { doesJobs: role !== 'web', now: () => EPOCH + (Date.now() - EPOCH) * (ages ? AGEING : 1) });
  const log: string[] = [];
  const service = await startService({
    role,
    environment,
    privateKey: parsed.environment.privateKey.pem,
    analysis: role === 'web' ? null : analyseHere(engine, createSourceOpener(environment)),
    workers: { count: 1, problem: () => null },
    store: mortal(store, cord, () => Promise.reject(new Error('This process is dead.'))),
    reports: createReportStore(database.db),
    decorateApi: (api) => mortal(api, cord, () => new Promise<never>(() => undefined)),
    log: createLog('debug', { write: (line) => void log.push(line) }),
    patience: { throttle: false, secondMs: 1 },
    sleep: async () => undefined,
    timers: {
      after(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds / HURRY);
        return () => clearTimeout(timer);
      },
    },
  });
  const webhooks = `http://127.0.0.1:${service.port}/api/github/webhooks`;

  async function end(limitMs: number): Promise<void> {
    await service.stop(limitMs);
    await database.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  return {
    service,
    log,
    deliver: (event, payload, deliveryId) => double.webhook(event, payload, { url: webhooks, deliveryId }).then(({ status }) => status === 202, () => false),
    async drop() {
      cord.isCut = true;
      await end(10);
    },
    stop: () => end(200_000),
  };
}

function mortal<T extends object>(whole: T, cord: { readonly isCut: boolean }, dead: () => Promise<never>): T {
  return new Proxy(whole, {
    get(target, name) {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]): Promise<unknown> => {
        if (cord.isCut) return name === 'close' ? undefined : dead();
        const answer = (await method.apply(target, given)) as unknown;
        return cord.isCut && name !== 'close' ? dead() : answer;
      };
    },
  });
}

/** Waits for something to become so, half a minute at most by default. */
export async function until(isSo: () => boolean, what: () => string, limitMs = 30_000): Promise<void> {
  for (const begun = Date.now(); !isSo(); await delay(20)) if (Date.now() - begun > limitMs) throw new Error(what());
}
