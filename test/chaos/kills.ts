/**
 * `npm run test:chaos:kills -- --database sqlite|postgres`: a burst of deliveries over many pull requests, while processes of the App are
 * killed at random. Exits with 1 when a pull request does not end reviewed at its newest head, or when something was said twice.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { parseMarkers } from '../../src/report/marker.js';
import { createDouble, type GitHubDouble, type PullRequestInfo } from '../support/github-double/index.js';
import { startDatabase } from '../support/postgres/database.js';
import { createRandom } from './random.js';
import { freePort, Server } from './servers.js';

interface Options {
  readonly database: 'sqlite' | 'postgres';
  readonly organisations: number;
  readonly pulls: number;
  readonly pushes: number;
  readonly kills: number;
  readonly seed: number;
  readonly minutes: number;
}

const PERMISSIONS = { checks: 'write', contents: 'write', issues: 'read', merge_queues: 'read', metadata: 'read', pull_requests: 'write' } as const;
const EVENTS = ['check_run', 'check_suite', 'issue_comment', 'merge_group', 'pull_request', 'pull_request_review_comment'];
/** Deliveries under way at a time. */
const AT_ONCE = 25;
/** Share of deliveries that are sent when somebody listens, who may be killed before he answers; the others are sent whether or not. */
const WHEN_UP = 0.8;

/**
 * Milliseconds between two kills of workers: a change at which two of them end is taken for the one to blame, and its review says that it ended unexpectedly
 * or leaves a file out. That is right where nobody kills them.
 */
const WORKER_PAUSE = 30_000;

/** Milliseconds until GitHub lists a delivery: who has just started finds the one in which its predecessor died only when it looks again. */
const LISTED_AFTER = 5_000;

const options = new Command('test:chaos:kills')
  .addOption(new Option('--database <name>', 'one process on SQLite, or one for webhooks and two that judge on PostgreSQL').choices(['sqlite', 'postgres']).default('sqlite'))
  .option('--organisations <number>', 'installations, each with a repository', Number, 20)
  .option('--pulls <number>', 'pull requests of each', Number, 10)
  .option('--pushes <number>', 'pushes to each pull request after it was opened', Number, 4)
  .option('--kills <number>', 'processes killed, at least: from the first delivery until all are sent', Number, 20)
  .option('--seed <number>', 'of what is killed when', Number, Math.floor(Math.random() * 2 ** 31))
  .option('--minutes <number>', 'time for everything to come to rest', Number, 20)
  .parse()
  .opts<Options>();

/** A pull request, and what its newest head is to be told. */
interface Life {
  readonly repo: string;
  readonly branch: string;
  pull: PullRequestInfo;
  version: number;
  /** The newest head has a finding. */
  isBroken: boolean;
}

const random = createRandom(options.seed).next;
process.exitCode = (await run()) ? 0 : 1;

async function run(): Promise<boolean> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-kills-'));
  const database = options.database === 'postgres' ? await startDatabase() : null;
  if (options.database === 'postgres' && database === null) throw new Error('There is no PostgreSQL on this machine (Debian: postgresql).');
  const double = await createDouble({ app: { permissions: PERMISSIONS, events: EVENTS, listedAfter: LISTED_AFTER } });
  const port = await freePort();
  const servers = await startServers(double, folder, port, database?.url ?? null);
  try {
    const url = `http://127.0.0.1:${port}/api/github/webhooks`;
    double.setHookUrl(url);
    const lives = await openPulls(double);
    if (!(await isUp(port, 60))) throw new Error('The App did not start within a minute.');
    const killing = killAtRandom(servers, port);
    const sent = await sendAll(double, lives, port);
    tell(`all ${sent.deliveries} deliveries were sent, ${sent.lost} of them were lost`);
    const kills = await killing.stop();
    tell(`${kills.length} were killed; from now on nobody is`);
    const problems = await untilReviewed(double, lives);
    const codes = await Promise.all(servers.map((server) => server.stop()));
    const wrong = [...problems, ...double.problems(), ...servers.flatMap(({ unasked }) => unasked), ...codes.flatMap((code, index) => (code === 0 ? [] : [`${servers[index]?.name} stopped with ${code}`]))];
    console.log(`seed ${options.seed}, ${options.database}: ${sent.deliveries} deliveries over ${lives.length} pull requests, ${sent.lost} of them lost on their way; ${kills.length} kills (${count(kills)}); ${Math.round((performance.now() - started) / 1000)} s; ${wrong.length} went wrong`);
    for (const sentence of wrong.slice(0, 40)) console.log(`- ${sentence}`);
    return wrong.length === 0;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await double.close();
    await database?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startServers(double: GitHubDouble, folder: string, port: number, databaseUrl: string | null): Promise<Server[]> {
  const pause = (): number => random() * 1000;
  const environment = { ...double.env(), WORKERS: '1', ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) };
  const shared = { folder, environment, pause };
  const servers =
    databaseUrl === null
      ? [new Server({ ...shared, name: 'all', role: 'all', port })]
      : [new Server({ ...shared, name: 'web', role: 'web', port }), new Server({ ...shared, name: 'worker-1', role: 'worker', port: await freePort() }), new Server({ ...shared, name: 'worker-2', role: 'worker', port: await freePort() })];
  for (const server of servers) await server.start();
  return servers;
}

/** Whether somebody listens, now or within so many seconds. */
async function isUp(port: number, seconds: number): Promise<boolean> {
  for (const until = performance.now() + seconds * 1000; ; await delay(100)) {
    if (await fetch(`http://127.0.0.1:${port}/healthz`).then(({ ok }) => ok, () => false)) return true;
    if (performance.now() > until) return false;
  }
}

async function openPulls(double: GitHubDouble): Promise<Life[]> {
  const lives: Life[] = [];
  for (let organisation = 0; organisation < options.organisations; organisation += 1) {
    const repo = `org-${organisation}/shop`;
    await double.addRepository({ owner: `org-${organisation}`, name: 'shop', commits: [{ branch: 'main', message: 'Begin', files: { 'shop/__init__.py': '', 'shop/known.py': 'x = 1\n', 'shop/change.py': 'from shop.known import x\n\nprint(x)\n' } }] });
    for (let pull = 0; pull < options.pulls; pull += 1) {
      const branch = `change-${pull}`;
      const life: Omit<Life, 'pull'> = { repo, branch, version: 0, isBroken: true };
      await double.push({ repo, commits: [{ branch, from: 'main', message: 'Change 0', files: contentOf(life) }] });
      lives.push({ ...life, pull: await double.openPullRequest({ repo, head: branch, title: `Change ${pull}` }) });
    }
  }
  return lives;
}

/** Another finding with each version, at times none. */
function contentOf({ version, isBroken }: Pick<Life, 'version' | 'isBroken'>): Readonly<Record<string, string>> {
  return { 'shop/change.py': isBroken ? `from shop.gone_${version} import x\n\nprint(x, ${version})\n` : `from shop.known import x\n\nprint(x, ${version})\n` };
}

/** Opens all, then pushes in rounds; nobody waits for a review. */
async function sendAll(double: GitHubDouble, lives: readonly Life[], port: number): Promise<{ readonly deliveries: number; readonly lost: number }> {
  let deliveries = 0;
  let lost = 0;
  const send = async (life: Life, action: 'opened' | 'synchronize'): Promise<void> => {
    const payload = await double.payloads.pullRequest(action, { repo: life.repo, number: life.pull.number });
    deliveries += 1;
    if (random() < WHEN_UP) await isUp(port, 30);
    const status = await double.webhook('pull_request', payload, { url: `http://127.0.0.1:${port}/api/github/webhooks` }).then((answer) => answer.status, () => 0);
    if (status !== 202) lost += 1;
  };
  const round = async (work: (life: Life) => Promise<void>): Promise<void> => {
    const queue = [...lives];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let life = queue.shift(); life !== undefined; life = queue.shift()) await work(life);
    }));
  };
  await round((life) => send(life, 'opened'));
  for (let push = 1; push <= options.pushes; push += 1) {
    await round(async (life) => {
      life.version = push;
      life.isBroken = random() < 0.75;
      await double.push({ repo: life.repo, commits: [{ branch: life.branch, message: `Change ${push}`, files: contentOf(life) }] });
      life.pull = double.pullRequest(life.repo, life.pull.number);
      await send(life, 'synchronize');
    });
  }
  return { deliveries, lost };
}

/** From now on, every few seconds, until it is told to stop and has killed often enough. Who takes the deliveries is there again for a moment before the next one. */
function killAtRandom(servers: readonly Server[], port: number): { stop(): Promise<readonly string[]> } {
  const kills: string[] = [];
  let stopping = false;
  let workersFrom = 0;
  const work = (async () => {
    while (!stopping || kills.length < options.kills) {
      await isUp(port, 30);
      await delay(2000 + random() * 5000);
      const server = servers[Math.floor(random() * servers.length)];
      const isWorkersTurn = random() < 0.3 && performance.now() > workersFrom;
      const killed = server?.kill(isWorkersTurn ? 'worker' : 'process') ?? null;
      if (killed === null) continue;
      kills.push(killed);
      if (isWorkersTurn) workersFrom = performance.now() + WORKER_PAUSE;
    }
  })();
  return {
    async stop() {
      stopping = true;
      await work;
      return kills;
    },
  };
}

/** Waits until nothing is under way any more, and answers what is not as it should be. */
async function untilReviewed(double: GitHubDouble, lives: readonly Life[]): Promise<string[]> {
  const until = performance.now() + options.minutes * 60_000;
  let quiet = 0;
  for (let second = 1; performance.now() < until && quiet < 10; second += 1) {
    await delay(1000);
    const open = lives.map((life) => wrongOf(double, life)).filter((wrong) => wrong.length > 0);
    quiet = open.length === 0 ? quiet + 1 : 0;
    if (second % 30 === 0) tell(`${open.length} pull requests are not as they should be yet${open.length > 0 && open.length <= 3 ? `: ${open.flat().join('; ')}` : ''}`);
  }
  return lives.flatMap((life) => wrongOf(double, life));
}

/** How far it has come, on stderr. */
function tell(what: string): void {
  console.error(`${Math.round(performance.now() / 1000)} s: ${what}`);
}

function wrongOf(double: GitHubDouble, { repo, pull, isBroken, version }: Life): string[] {
  const name = `${repo}#${pull.number} at version ${version}`;
  const own = double.checkRuns(repo).filter((run) => run.externalId?.startsWith(`pull/${pull.number}/`) === true);
  const newest = own.findLast((run) => run.headSha === pull.headSha);
  const found = own.flatMap((run) => (run.status === 'completed' ? [] : [`${name}: check run ${run.id} of ${run.headSha.slice(0, 7)} is ${run.status}`]));
  const conclusion = isBroken ? 'failure' : 'success';
  if (newest?.conclusion !== conclusion) found.push(`${name}: the newest head's check run says ${newest?.conclusion ?? 'nothing'} (${newest?.title ?? '-'}), not ${conclusion}`);
  const threads = double.threads(repo, pull.number).map((thread) => ({ ...thread, marked: parseMarkers(thread.comments[0]?.body ?? '') }));
  const seen = threads.flatMap(({ marked }) => marked.map(({ fingerprint }) => fingerprint));
  if (new Set(seen).size < seen.length) found.push(`${name}: a comment stands twice`);
  const open = threads.filter(({ isResolved }) => !isResolved);
  if (open.length !== (isBroken ? 1 : 0)) found.push(`${name}: ${open.length} open threads`);
  return found;
}

function count(kills: readonly string[]): string {
  const by = new Map<string, number>();
  for (const kill of kills) by.set(kill, (by.get(kill) ?? 0) + 1);
  return [...by].map(([name, times]) => `${name}: ${times}`).join(', ');
}
