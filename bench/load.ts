/** `npm run bench:load`: what the server takes, from the webhook to the completed check run. See docs/performance.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { createDouble, type GitHubDouble, type PullRequestInfo } from '../test/support/github-double/index.js';
import { startAppProcess, type AppProcess } from '../test/support/demo/app-process.js';
import { headline } from './table.js';
import { readMachine } from './machine.js';
import { residentBytes } from './peers/spawn.js';
import { quantile } from './statistics.js';

interface Options {
  readonly deliveries: number;
  readonly organisations: number;
  readonly pulls: number;
}

/** What one server did under the load. */
interface Load {
  readonly workers: number;
  /** Milliseconds from the first delivery to the last answer. */
  readonly acceptedIn: number;
  /** Milliseconds that each answer took. */
  readonly answers: readonly number[];
  /** Milliseconds from each webhook to its completed check run. */
  readonly reviews: readonly number[];
  /** Milliseconds from the first webhook to the last completed check run. */
  readonly reviewedIn: number;
  /** Bytes of the server and all that it started, at most. */
  readonly memory: number;
}

const PERMISSIONS = { checks: 'write', contents: 'write', issues: 'read', merge_queues: 'read', metadata: 'read', pull_requests: 'write' } as const;
const EVENTS = ['check_run', 'check_suite', 'issue_comment', 'merge_group', 'pull_request', 'pull_request_review_comment'];
/** Deliveries under way at a time. */
const CONNECTIONS = 100;
const REVIEW_LIMIT = 600_000;

const options = new Command('bench:load')
  .description('Sends a burst of deliveries and opens pull requests of many organisations at once, against a stand-in for GitHub on this machine.')
  .option('--deliveries <number>', 'deliveries of the burst that ask for nothing', Number, 1000)
  .option('--organisations <number>', 'installations, each with a repository', Number, 20)
  .option('--pulls <number>', 'pull requests of each repository', Number, 5)
  .parse()
  .opts<Options>();

process.stdout.write(`${headline(readMachine())}\n`);
const loads = [await measure(1), await measure(2)];
process.stdout.write(`${report(loads)}\n`);

/** A server of its own, with so many workers, against a double of its own. */
async function measure(workers: number): Promise<Load> {
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-load-'));
  const double = await createDouble({ app: { permissions: PERMISSIONS, events: EVENTS } });
  const app = await startAppProcess({ environment: { ...double.env(), WORKERS: String(workers) }, folder });
  const watch = watchMemory(app.pid);
  try {
    const pulls = await openPulls(double);
    const burst = await sendBurst(double, app, pulls[0] as PullRequestInfo);
    const reviewed = await review(double, app, pulls);
    return { workers, ...burst, ...reviewed, memory: watch.stop() };
  } finally {
    await app.stop();
    await double.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function openPulls(double: GitHubDouble): Promise<PullRequestInfo[]> {
  const pulls: PullRequestInfo[] = [];
  for (let organisation = 0; organisation < options.organisations; organisation += 1) {
    const repo = `org-${organisation}/shop`;
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`shop/module_${index}.py`, `import os\n\n\ndef answer_${index}():\n    return os.getcwd(), ${organisation}\n`]));
    await double.addRepository({ owner: `org-${organisation}`, name: 'shop', commits: [{ branch: 'main', message: 'Begin', files: { 'shop/__init__.py': '', ...files } }] });
    for (let pull = 0; pull < options.pulls; pull += 1) {
      const branch = `change-${pull}`;
      await double.push({ repo, commits: [{ branch, from: 'main', message: 'Change', files: { [`shop/module_${pull}.py`]: `def answer_${pull}():\n    return 'changed'\n` } }] });
      pulls.push(await double.openPullRequest({ repo, head: branch, title: `Change ${pull}` }));
    }
  }
  // One of each organisation after the other, as they would come.
  return pulls.sort((a, b) => a.number - b.number);
}

/** Labelling asks for nothing: what is measured is the taking. */
async function sendBurst(double: GitHubDouble, app: AppProcess, pull: PullRequestInfo): Promise<Pick<Load, 'acceptedIn' | 'answers'>> {
  const payload = await double.payloads.pullRequest('opened', { repo: pull.repo, number: pull.number });
  const idle = { ...payload, action: 'labeled' };
  const answers: number[] = [];
  let left = options.deliveries;
  const started = performance.now();
  const connection = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const sent = performance.now();
      const { status } = await double.webhook('pull_request', idle, { url: app.webhookUrl });
      if (status >= 300) throw new Error(`A delivery was answered ${status}`);
      answers.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { acceptedIn: performance.now() - started, answers };
}

async function review(double: GitHubDouble, app: AppProcess, pulls: readonly PullRequestInfo[]): Promise<Pick<Load, 'reviews' | 'reviewedIn'>> {
  const started = performance.now();
  const reviews = await Promise.all(
    pulls.map(async ({ repo, number, headSha }) => {
      const payload = await double.payloads.pullRequest('opened', { repo, number });
      const sent = performance.now();
      const { status } = await double.webhook('pull_request', payload, { url: app.webhookUrl });
      if (status >= 300) throw new Error(`A delivery was answered ${status}`);
      await double.until(() => double.checkRuns(repo).some((run) => run.headSha === headSha && run.status === 'completed'), REVIEW_LIMIT);
      return performance.now() - sent;
    }),
  );
  return { reviews, reviewedIn: performance.now() - started };
}

/** Bytes of a process and its descendants; 0 where the system does not tell. */
function watchMemory(pid: number): { stop(): number } {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, residentBytes(pid));
  }, 250);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

function report(all: readonly Load[]): string {
  const row = (name: string, cell: (load: Load) => string): string => `${name.padEnd(46)}${all.map((load) => cell(load).padStart(12)).join('')}`;
  const ms = (values: readonly number[], share: number): string => `${Math.round(quantile(values, share))} ms`;
  const [one, two] = all.map(({ reviews, reviewedIn }) => reviews.length / reviewedIn) as [number, number];
  return [
    row('workers', ({ workers }) => String(workers)),
    row(`deliveries that ask for nothing, a second (${CONNECTIONS} at a time)`, ({ answers, acceptedIn }) => String(Math.round((answers.length / acceptedIn) * 1000))),
    row('  answered within, p50', ({ answers }) => ms(answers, 0.5)),
    row('  answered within, p99', ({ answers }) => ms(answers, 0.99)),
    row('reviews a second', ({ reviews, reviewedIn }) => ((reviews.length / reviewedIn) * 1000).toFixed(2)),
    row('reviews a second and worker', ({ reviews, reviewedIn, workers }) => ((reviews.length / reviewedIn / workers) * 1000).toFixed(2)),
    row('  webhook to completed check, p50', ({ reviews }) => ms(reviews, 0.5)),
    row('  webhook to completed check, p95', ({ reviews }) => ms(reviews, 0.95)),
    row('  webhook to completed check, p99', ({ reviews }) => ms(reviews, 0.99)),
    row('memory of all processes, at most', ({ memory }) => `${Math.round(memory / 1024 / 1024)} MB`),
    `two workers against one, reviews a second: ${(two / one).toFixed(2)} ×`,
  ].join('\n');
}
