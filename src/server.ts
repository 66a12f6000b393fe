/** The process: settings from the environment, the workers, the service, and its end. */
import { existsSync, realpathSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { lastUsed } from './checkout/mirror-folders.js';
import { parseEnvironment, type Environment } from './config/environment.js';
import { createErrorHook } from './error-hook.js';
import { UserError } from './errors.js';
import { analyseApart } from './isolation/analysis.js';
import { WorkersUnusable } from './isolation/errors.js';
import { createFactsFile, type FactsFile } from './isolation/facts-file.js';
import { createWorkerPool, KNOWN, type WorkerPool } from './isolation/pool.js';
import type { Analysis } from './jobs/analysis.js';
import { createFetcher } from './jobs/source.js';
import { startLauncher } from './launcher/client.js';
import { createLog, withErrorsTo } from './log.js';
import { createMetrics, type Metrics } from './metrics/metrics.js';
import { startService, type Role, type Service, type Workers } from './service.js';
import { readPrivateKey } from './private-key.js';
import { openKept, type Kept } from './store/kept.js';

/** Running reviews get this long (ms) after a signal to stop. */
const STOP_LIMIT = 20_000;

/** The environment is not usable: exit code 2. */
const WRONG_USAGE = 2;

/** Starts the service with the settings of the process's environment and of a `.env` file in the current folder. */
export async function main(role: Role = 'all'): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const parsed = parseEnvironment(process.env);
  if (!parsed.ok) return refuse(parsed.problem);
  const { environment } = parsed;
  if (role !== 'all' && environment.databaseUrl === null) return refuse(`--role ${role} shares work with other processes: DATABASE_URL has to be set, the same for all of them.`);
  const key = readPrivateKey(environment.privateKey);
  if (!key.ok) return refuse(key.problem);

  const log = createLog(environment.logLevel, environment.errorHookUrl === null ? undefined : withErrorsTo(createErrorHook({ url: environment.errorHookUrl }), environment.logLevel));
  const metrics = createMetrics();
  const judges = role === 'web' ? null : createJudges(environment, log, metrics);
  let kept: Kept | null = null;
  try {
    kept = await openKept(environment, judges !== null);
  } catch (error) {
    await judges?.analysis.close();
    await kept?.close();
    return refuse(error instanceof UserError ? error.message : dataProblem(error));
  }
  let service: Service;
  try {
    service = await startService({ role, environment, privateKey: key.pem, analysis: judges?.analysis ?? null, ...(judges && { workers: judges.workers }), ...kept.parts, log, metrics });
  } catch (error) {
    await judges?.analysis.close();
    await kept.close();
    return refuse(startProblem(error, environment));
  }
  const isStopping = stopOnSignal(service, kept);
  // Deliveries are taken meanwhile. A server that can judge nothing ends: it would only fail every review.
  await judges?.ready().catch(async (error: unknown) => {
    if (isStopping()) return;
    log.fatal({ err: error }, 'No worker can be started');
    await service.stop(0);
    process.stderr.write(`shipworthy: ${error instanceof WorkersUnusable && error.code === null ? error.message : dataProblem(error)}\n`);
    process.exit(WRONG_USAGE);
  });
  await judges?.prepare();
}

interface Judges {
  readonly analysis: Analysis;
  readonly workers: Workers;
  /** Rejects as the pool does. */
  ready(): Promise<void>;
  /** Has a worker learn what was judged before this process. Never rejects. */
  prepare(): Promise<void>;
}

/** The processes that judge changes. */
function createJudges(environment: Environment, log: Logger, metrics: Metrics): Judges {
  const { dataDir, gitUrl, docsUrl, reports, workers } = environment;
  const size = workers.count ?? workersThatFit(workers.memory);
  const pool = createWorkerPool({ setup: { dataDir, webUrl: gitUrl, docsUrl, pages: reports !== null && reports.publicUrl !== null }, limits: workers, size, readers: workers.readers ?? undefined, onDone: metrics.stages, onEnd: metrics.workerEnd });
  metrics.observe({ waitingForWorker: () => pool.waiting(), unreadParts: () => pool.unread(), workers: () => pool.census() });
  const factsFile = createFactsFile(dataDir, log, () => performance.now());
  const analysis = analyseApart({ pool, factsFile, fetchChange: createFetcher(environment, { log, launcher: startLauncher() }), fileTime: workers.fileTime, log });
  const ready = (): Promise<void> => untilReady(pool, factsFile);
  const prepare = async (): Promise<void> => analysis.prepare(await lastUsed(dataDir, KNOWN));
  return { analysis, workers: { count: size, problem: createDiagnosis(pool, ready) }, ready, prepare };
}

/** Answers why no worker can judge. Where none is left, one is started: the next question may find it. */
function createDiagnosis(pool: WorkerPool, start: () => Promise<void>): () => string | null {
  let starting: Promise<void> | null = null;
  return () => {
    const { idle, busy } = pool.census();
    if (idle + busy > 0) return null;
    starting ??= start()
      .catch(() => undefined)
      .finally(() => {
        starting = null;
      });
    const problem = pool.problem();
    if (problem === null) return 'A worker is being started.';
    return `No worker can be started${problem.code ? ` (${problem.code})` : ''}.`;
  };
}

/** Attempts to start a first worker. */
const STARTS = 4;

/** Facts that are damaged are made again; anything else is for whoever runs the server. */
async function untilReady(pool: WorkerPool, factsFile: FactsFile): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await pool.ready();
    } catch (error) {
      // Without a code it was killed while it started, or the program is broken.
      const isCurable = error instanceof WorkersUnusable && (error.code === null || factsFile.isDamage(error.code));
      if (!isCurable || attempt === STARTS) throw error;
      if (error.code !== null) await factsFile.setAside();
      pool.replace();
    }
  }
}

/** One for each core, as far as three quarters of the machine's memory hold them. */
function workersThatFit(memory: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor((totalmem() * 0.75) / memory)));
}

/** Answers whether the signal has come. */
function stopOnSignal(service: Service, kept: Kept): () => boolean {
  let stopping = false;
  function onSignal(): void {
    if (stopping) process.exit(1); // asked twice: at once
    stopping = true;
    service.stop(STOP_LIMIT).finally(() => kept.close()).then(() => process.exit(0), () => process.exit(1));
  }
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return () => stopping;
}

/** What the system or SQLite refuses has a code; ENOENT is a file of our own that is missing. */
function dataProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (typeof code !== 'string' || code === 'ENOENT') throw error;
  return `DATA_DIR cannot be used (${code}).`;
}

function startProblem(error: unknown, environment: Environment): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return `PORT ${environment.port} is taken by another program.`;
    case 'EACCES':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return `DATA_DIR or PORT cannot be used (${code}).`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'HOST is not an address of this machine.';
    default:
      throw error;
  }
}

function refuse(problem: string): void {
  process.stderr.write(`shipworthy: ${problem}\n`);
  process.exitCode = WRONG_USAGE;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) void main();
