/** `npm run bench:load`: what the server takes, from the webhook to the completed check run. See docs/performance.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { createDouble, type GitHubDouble, type PullRequestInfo } from '../test/support/github-double/index.js';
import { startAppProcess, type AppProcess } from '../test/support/demo/app-process.js';
import { startDatabase } from '../test/support/postgres/database.js';
import { startBareServer } from './bare.js';
import { sendBurst, type Answers } from './burst.js';
import { measureDisk } from './disk.js';
import { readMachine } from './machine.js';
import { bytesBelow, watch, type Usage } from './processes.js';
import { quantile } from './statistics.js';
import { headline } from './table.js';

interface Options {
  readonly deliveries: number;
  readonly rounds: number;
  readonly starts: number;
  readonly organisations: number;
  readonly pulls: number;
  readonly files: number;
  readonly workers: string;
}

/** Bursts of each kind, one after the other. */
interface Bursts {
  readonly spread: readonly Answers[];
  readonly atOnce: readonly Answers[];
}

/** How one server took deliveries. */
interface Taking extends Bursts {
  readonly name: string;
  /** A server that only reads them and checks their signatures, in turn with ours: what nobody here can do faster. */
  readonly bare: Bursts;
  /** Milliseconds that the disk takes to keep something. */
  readonly disk: { readonly p50: number; readonly p99: number };
  /** Processor time of the process that takes them, in milliseconds a delivery. */
  readonly cost: number;
}

/** Bursts of which each is the first that its server gets, as soon as it says that it is ready. */
interface Starts {
  readonly name: string;
  readonly bursts: readonly Answers[];
  /** Milliseconds from the start of each server to its readiness. */
  readonly ready: readonly number[];
}

/** How one server judged pull requests. */
interface Load {
  readonly workers: number;
  /** Milliseconds until the first pull requests of all repositories, which came in one go, were reviewed: they are fetched whole, and read. */
  readonly firsts: number;
  /** Milliseconds from each webhook to its answer, and to its completed check run. */
  readonly answers: readonly number[];
  readonly reviews: readonly number[];
  /** Milliseconds from the first webhook to the last completed check run. */
  readonly all: number;
  readonly usage: Usage;
  /** Milliseconds of processor time of the stand-in for GitHub. */
  readonly double: number;
  /** Writes to GitHub of the installation that has most. */
  readonly writes: number;
  /** Bytes of the data folder, for each repository. */
  readonly disk: number;
}

const PERMISSIONS = { checks: 'write', contents: 'write', issues: 'read', merge_queues: 'read', metadata: 'read', pull_requests: 'write' } as const;
const EVENTS = ['check_run', 'check_suite', 'issue_comment', 'merge_group', 'pull_request', 'pull_request_review_comment'];
const REVIEW_LIMIT = 900_000;
/** Milliseconds over which deliveries are spread. */
const SECOND = 1000;
/** Milliseconds between two bursts. */
const REST = 2000;
/** Deliveries before anything is measured, as many a second as then: a server that has been running has compiled what takes them. */
const WARM_UP = 500;

const options = new Command('bench:load')
  .description('Sends bursts of deliveries, and opens pull requests of many organisations at once, against a stand-in for GitHub on this machine.')
  .option('--deliveries <number>', 'deliveries of a burst; 0: none', Number, 1000)
  .option('--rounds <number>', 'bursts of each kind', Number, 3)
  .option('--starts <number>', 'servers that get a burst right after their start, of each kind; 0: none', Number, 3)
  .option('--organisations <number>', 'installations, each with a repository', Number, 20)
  .option('--pulls <number>', 'pull requests of each repository, after a first one; 0: no reviews', Number, 5)
  .option('--files <number>', 'Python files of each repository', Number, 40)
  .option('--workers <list>', 'numbers of workers, each with a server of its own', '1,2')
  .parse()
  .opts<Options>();

process.stdout.write(`${headline(readMachine())}; load before the start ${loadavg()[0]?.toFixed(1)}\n`);
if (options.deliveries > 0 && options.rounds > 0) {
  const takings = [await takeOnSqlite(), await takeOnPostgres()].filter((taking) => taking !== null);
  process.stdout.write(`${tellTakings(takings)}\n`);
}
if (options.deliveries > 0 && options.starts > 0) {
  const starts = [await startOnSqlite(), await startOnPostgres()].filter((start) => start !== null);
  process.stdout.write(`${starts.map(tellStarts).join('\n')}\n`);
}
if (options.pulls > 0) {
  const loads: Load[] = [];
  for (const workers of options.workers.split(',').map(Number)) loads.push(await measureReviews(workers));
  process.stdout.write(`${tellLoads(loads)}\n`);
}

function takeOnSqlite(): Promise<Taking> {
  return withServer({ WORKERS: '1' }, undefined, (double, app, folder) => measureTaking('SQLite, one process for all', double, app, folder, true));
}

async function takeOnPostgres(): Promise<Taking | null> {
  const database = await startDatabase();
  if (database === null) return null;
  try {
    return await withServer({ DATABASE_URL: database.url }, 'web', (double, app, folder) => measureTaking('PostgreSQL, process of role web', double, app, folder, false));
  } finally {
    await database.stop();
  }
}

/** All that the deliveries ask for is done meanwhile: twenty pull requests are reviewed, and each is asked for again and again. */
async function startOnSqlite(): Promise<Starts> {
  const starts: Awaited<ReturnType<typeof measureStart>>[] = [];
  for (let round = 0; round < options.starts; round += 1) starts.push(await measureStart({ WORKERS: '1' }, undefined));
  return { name: 'SQLite, one process for all, which reviews meanwhile', bursts: starts.map(({ burst }) => burst), ready: starts.map(({ ready }) => ready) };
}

async function startOnPostgres(): Promise<Starts | null> {
  const starts: Awaited<ReturnType<typeof measureStart>>[] = [];
  for (let round = 0; round < options.starts; round += 1) {
    const database = await startDatabase();
    if (database === null) return null;
    starts.push(await measureStart({ DATABASE_URL: database.url }, 'web').finally(() => database.stop()));
  }
  return { name: 'PostgreSQL, process of role web', bursts: starts.map(({ burst }) => burst), ready: starts.map(({ ready }) => ready) };
}

/** Nothing is delivered before the burst. */
function measureStart(environment: Readonly<Record<string, string>>, role: 'web' | undefined): Promise<{ readonly burst: Answers; readonly ready: number }> {
  return withDouble(async (double, folder) => {
    const pulls = await openPulls(double, 10, 2);
    const bodies = await Promise.all(pulls.map(async ({ repo, number }) => JSON.stringify(await double.payloads.pullRequest('synchronize', { repo, number }))));
    const started = performance.now();
    return withApp({ double, folder, environment, role }, async ({ webhookUrl }) => {
      while (!(await fetch(webhookUrl.replace(/\/api\/.*/, '/readyz'))).ok) await delay(20);
      const ready = performance.now() - started;
      return { ready, burst: await sendBurst({ url: webhookUrl, secret: double.app.webhookSecret, bodies, deliveries: options.deliveries, over: SECOND }) };
    });
  });
}

/** A server and a double of their own. */
function withServer<T>(environment: Readonly<Record<string, string>>, role: 'web' | undefined, work: (double: GitHubDouble, app: AppProcess, folder: string) => Promise<T>): Promise<T> {
  return withDouble((double, folder) => withApp({ double, folder, environment, role }, (app) => work(double, app, folder)));
}

async function withDouble<T>(work: (double: GitHubDouble, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-load-'));
  const double = await createDouble({ app: { permissions: PERMISSIONS, events: EVENTS } });
  try {
    return await work(double, folder);
  } finally {
    await double.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface AppSettings {
  readonly double: GitHubDouble;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly role: 'web' | undefined;
}

async function withApp<T>({ double, folder, environment, role }: AppSettings, work: (app: AppProcess) => Promise<T>): Promise<T> {
  const app = await startAppProcess({ environment: { ...double.env(), ...environment }, folder, ...(role && { role }) });
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

/** The deliveries are older than one that was taken before: they are recorded, and bring no review. */
async function measureTaking(name: string, double: GitHubDouble, app: AppProcess, folder: string, reviews: boolean): Promise<Taking> {
  const bodies = await deliverOnce(double, app, reviews);
  const { webhookSecret: secret } = double.app;
  const bareServer = await startBareServer(secret);
  const burst = async (url: string, deliveries: number, over: number): Promise<Answers> => {
    const answers = await sendBurst({ url, secret, bodies, deliveries, over });
    await delay(REST);
    return answers;
  };
  const disk = await measureDisk(folder);
  const own = { spread: [] as Answers[], atOnce: [] as Answers[] };
  const bare = { spread: [] as Answers[], atOnce: [] as Answers[] };
  for (const url of [bareServer.url, app.webhookUrl]) await burst(url, WARM_UP, 2 * SECOND);
  const used = watch(app.pid);
  for (const [kind, over] of [['spread', SECOND], ['atOnce', 0]] as const) {
    for (let round = 0; round < options.rounds; round += 1) {
      bare[kind].push(await burst(bareServer.url, options.deliveries, over));
      own[kind].push(await burst(app.webhookUrl, options.deliveries, over));
    }
  }
  bareServer.stop();
  return { name, ...own, bare, disk, cost: used().own / (2 * options.rounds * options.deliveries) };
}

/** Answers older deliveries about the same pull requests. */
async function deliverOnce(double: GitHubDouble, app: AppProcess, reviews: boolean): Promise<readonly string[]> {
  const pulls = await openPulls(double, 10, 2);
  const payloads = await Promise.all(pulls.map(({ repo, number }) => double.payloads.pullRequest('synchronize', { repo, number }))) as { readonly pull_request: object }[];
  for (const payload of payloads) await double.webhook('pull_request', payload, { url: app.webhookUrl });
  if (reviews) await double.until(() => pulls.every(({ repo, headSha }) => double.checkRuns(repo).some((run) => run.headSha === headSha && run.status === 'completed')), REVIEW_LIMIT);
  return payloads.map((payload) => JSON.stringify({ ...payload, pull_request: { ...payload.pull_request, updated_at: '2020-01-01T00:00:00Z' } }));
}

async function measureReviews(workers: number): Promise<Load> {
  return withServer({ WORKERS: String(workers) }, undefined, async (double, app, folder) => {
    const pulls = await openPulls(double, options.organisations, options.pulls + 1);
    // One of each repository comes first: it is fetched whole, and read.
    const { all: firsts } = await review(double, app, pulls.slice(0, options.organisations));
    await delay(REST);
    const earlier = double.requests.length;
    const used = watch(app.pid);
    const cpu = process.cpuUsage();
    const reviewed = await review(double, app, pulls.slice(options.organisations));
    const { user, system } = process.cpuUsage(cpu);
    return { workers, firsts, ...reviewed, usage: used(), double: (user + system) / 1000, writes: mostWrites(double.requests.slice(earlier)), disk: bytesBelow(folder) / options.organisations };
  });
}

async function openPulls(double: GitHubDouble, organisations: number, pullsOfEach: number): Promise<PullRequestInfo[]> {
  const pulls: PullRequestInfo[] = [];
  for (let organisation = 0; organisation < organisations; organisation += 1) {
    const repo = `org-${organisation}/shop`;
    const files = Object.fromEntries(Array.from({ length: options.files }, (_, index) => [`shop/module_${index}.py`, moduleText(index, organisation)]));
    await double.addRepository({ owner: `org-${organisation}`, name: 'shop', commits: [{ branch: 'main', message: 'Begin', files: { 'shop/__init__.py': '', ...files } }] });
    for (let pull = 0; pull < pullsOfEach; pull += 1) {
      const branch = `change-${pull}`;
      await double.push({ repo, commits: [{ branch, from: 'main', message: 'Change', files: { [`shop/module_${pull}.py`]: `${moduleText(pull, organisation)}\n\ndef added():\n    return 'changed'\n` } }] });
      pulls.push(await double.openPullRequest({ repo, head: branch, title: `Change ${pull}` }));
    }
  }
  // One of each organisation after the other, as they would come.
  return pulls.sort((a, b) => a.number - b.number);
}

/** Some forty lines: functions that call those of another module. */
function moduleText(index: number, organisation: number): string {
  const other = (index * 7 + 1) % options.files;
  const calls = Array.from({ length: 10 }, (_, line) => `def step_${line}(amount):\n    total = answer_${other}(amount + ${line})\n    return {'total': total, 'organisation': ${organisation}}\n`);
  return `import os\n\nfrom shop.module_${other} import answer_${other}\n\n\ndef answer_${index}(amount=0):\n    return os.getcwd(), amount\n\n\n${calls.join('\n\n')}`;
}

async function review(double: GitHubDouble, app: AppProcess, pulls: readonly PullRequestInfo[]): Promise<Pick<Load, 'answers' | 'reviews' | 'all'>> {
  const started = performance.now();
  const answers: number[] = [];
  const reviews = await Promise.all(
    pulls.map(async ({ repo, number, headSha }) => {
      const payload = await double.payloads.pullRequest('opened', { repo, number });
      const sent = performance.now();
      const { status } = await double.webhook('pull_request', payload, { url: app.webhookUrl });
      if (status >= 300) throw new Error(`A delivery was answered ${status}`);
      answers.push(performance.now() - sent);
      await double.until(() => double.checkRuns(repo).some((run) => run.headSha === headSha && run.status === 'completed'), REVIEW_LIMIT);
      return performance.now() - sent;
    }),
  );
  return { answers, reviews, all: performance.now() - started };
}

function mostWrites(requests: GitHubDouble['requests']): number {
  const writes = new Map<string, number>();
  for (const { method, path } of requests) {
    const owner = /^\/repos\/([^/]+)/.exec(path)?.[1];
    if (method !== 'GET' && owner !== undefined) writes.set(owner, (writes.get(owner) ?? 0) + 1);
  }
  return Math.max(0, ...writes.values());
}

type Column<T> = (of: T) => string;

function table<T>(all: readonly T[], rows: readonly (readonly [name: string, column: Column<T>])[]): string {
  return rows.map(([name, column]) => `${name.padEnd(50)}${all.map((one) => column(one).padStart(20)).join('')}`).join('\n');
}

function tellTakings(takings: readonly Taking[]): string {
  const times = (answers: readonly Answers[]): Column<number> => (share) => `${Math.round(quantile(answers.flatMap((one) => one.times), share))} ms`;
  const three = (answers: readonly Answers[]): string => [0.5, 0.95, 0.99].map(times(answers)).join(', ');
  const each = (answers: readonly Answers[]): string => answers.map((one) => times([one])(0.99)).join(', ');
  const refused = ({ spread, atOnce }: Bursts): string => JSON.stringify([...spread, ...atOnce].map((one) => one.refused).filter((one) => Object.keys(one).length > 0));
  return takings
    .map(({ bare, ...taking }) => `${taking.name}: ${options.deliveries} deliveries that are recorded, and bring no review; the disk keeps 64 KiB in ${taking.disk.p50.toFixed(1)} ms (p99 ${taking.disk.p99.toFixed(1)})
  over a second: p50, p95, p99 ${three(taking.spread)} (p99 of each burst ${each(taking.spread)})
    a server that only checks signatures: ${three(bare.spread)} (${each(bare.spread)})
  in the same instant: ${three(taking.atOnce)}; ${taking.atOnce.map(({ times: { length }, all }) => Math.round((length / all) * 1000)).join(', ')} a second
    a server that only checks signatures: ${three(bare.atOnce)}; ours takes ${ratioOfMedians(taking.atOnce, bare.atOnce).toFixed(2)} × as long for all of them
  processor time of the process, a delivery: ${taking.cost.toFixed(2)} ms; not taken: ${refused(taking)}`)
    .join('\n');
}

function tellStarts({ name, bursts, ready }: Starts): string {
  const times = (answers: readonly Answers[], share: number): string => `${Math.round(quantile(answers.flatMap((one) => one.times), share))} ms`;
  return `${name}: ${options.deliveries} deliveries over a second as soon as it is ready, and none before
  p50, p95, p99 ${[0.5, 0.95, 0.99].map((share) => times(bursts, share)).join(', ')} (p99 of each start ${bursts.map((one) => times([one], 0.99)).join(', ')})
  from the start to readiness: ${ready.map((one) => (one / SECOND).toFixed(1)).join(', ')} s; not taken: ${JSON.stringify(bursts.map((one) => one.refused).filter((one) => Object.keys(one).length > 0))}`;
}

function ratioOfMedians(ours: readonly Answers[], theirs: readonly Answers[]): number {
  const median = (answers: readonly Answers[]): number => quantile(answers.map(({ all }) => all), 0.5);
  return median(ours) / median(theirs);
}

function tellLoads(loads: readonly Load[]): string {
  const ms = (share: number): Column<Load> => ({ reviews }) => `${Math.round(quantile(reviews, share))} ms`;
  const rate = ({ reviews, all }: Load): number => (reviews.length / all) * 1000;
  const mb = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
  const share = (busy: number, { all }: Load): string => `${(busy / all).toFixed(2)} of ${availableParallelism()}`;
  const [first, ...further] = loads;
  return [
    table(loads, [
      ['workers', ({ workers }) => String(workers)],
      ['first reviews of all repositories', ({ firsts }) => `${(firsts / 1000).toFixed(1)} s`],
      ['reviews a second', (load) => rate(load).toFixed(2)],
      ['reviews a second and worker', (load) => (rate(load) / load.workers).toFixed(2)],
      ['  webhook to its answer, p50', ({ answers }) => `${Math.round(quantile(answers, 0.5))} ms`],
      ['  webhook to completed check, p50', ms(0.5)],
      ['  webhook to completed check, p95', ms(0.95)],
      ['  webhook to completed check, p99', ms(0.99)],
      ['processors busy: workers, and git', (load) => share(load.usage.children, load)],
      ['  the process that fetches and tells', (load) => share(load.usage.own, load)],
      ['  the stand-in for GitHub', (load) => share(load.double, load)],
      ['  other programs', (load) => share(others(load), load)],
      ['processor time of a review, without the stand-in', ({ usage, reviews }) => `${Math.round((usage.own + usage.children) / reviews.length)} ms`],
      ['memory of all processes, at most', ({ usage }) => mb(usage.memory.all)],
      ['  the process that fetches and tells', ({ usage }) => mb(usage.memory.own)],
      ['  the largest worker', ({ usage }) => mb(usage.memory.largestChild)],
      ['data folder, for each repository', ({ disk }) => mb(disk)],
      ['writes to GitHub of one installation, at most', ({ writes }) => String(writes)],
    ]),
    ...loads.map(bound),
    ...further.map((load) => `${load.workers} workers against ${first?.workers}, reviews a second: ${(rate(load) / rate(first as Load)).toFixed(2)} ×, first reviews in ${(load.firsts / (first as Load).firsts).toFixed(2)} of the time`),
  ].join('\n');
}

/** Milliseconds of processor time that other programs took meanwhile. */
function others({ usage: { own, children, idle }, double, all }: Load): number {
  return Math.max(0, availableParallelism() * all - idle - own - children - double);
}

/** What kept it from going faster. */
function bound(load: Load): string {
  const { workers, usage, all, writes } = load;
  const cores = availableParallelism();
  const busy = cores - usage.idle / all;
  const pace = writes * SECOND;
  const foreign = others(load) / all;
  return `${workers} ${workers === 1 ? 'worker' : 'workers'}: bound by ${why()}`;

  function why(): string {
    if (pace > 0.8 * all) return `GitHub's pace: ${writes} writes of one installation, one a second, of ${Math.round(all / SECOND)} s`;
    if (busy > 0.85 * cores) return `the processors: ${busy.toFixed(2)} of ${cores} were busy, with the stand-in for GitHub${foreign > 0.2 ? `, and with other programs for ${foreign.toFixed(2)} of them: repeat it on a quiet machine` : ''}`;
    if (usage.children > 0.85 * workers * all) return workers === 1 ? 'the worker' : 'the workers';
    return `nothing for all of the time: processors ${busy.toFixed(2)} of ${cores}, GitHub's pace ${Math.round(pace / SECOND)} of ${Math.round(all / SECOND)} s`;
  }
}
