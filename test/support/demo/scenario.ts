/** The story that the demo tells: a pull request is opened, reviewed, corrected and reviewed again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMarkers } from '../../../src/report/marker.js';
import { createDouble, type CheckRunState, type GitHubDouble, type PullRequestInfo, type ReviewCommentInfo, type ThreadInfo } from '../github-double/index.js';
import { startAppProcess, type AppProcess } from './app-process.js';
import { git, PULL_BRANCH, readSample } from './sample.js';

const REPO = 'acme/customer-portal';
const TITLE = 'Monitor the machines, and order again with one click';
/** What `app.yml` asks for. */
const PERMISSIONS = { checks: 'write', contents: 'write', issues: 'read', merge_queues: 'read', metadata: 'read', pull_requests: 'write' } as const;
const EVENTS = ['check_run', 'check_suite', 'issue_comment', 'merge_group', 'pull_request', 'pull_request_review_comment'];
const REVIEW_LIMIT_MS = 45_000;

/** A comment with the lines of code that it stands on. */
export interface SeenComment {
  readonly comment: ReviewCommentInfo;
  /** 1-based number of the first of `lines`; null for a comment on a file. */
  readonly firstLine: number | null;
  readonly lines: readonly string[];
}

/** What came of one webhook. */
export interface SeenReview {
  readonly event: string;
  readonly commits: readonly string[];
  readonly answer: { readonly status: number; readonly milliseconds: number };
  readonly checkRun: CheckRunState;
  /** From the webhook to the completed check run. */
  readonly milliseconds: number;
  /** Only those that this webhook brought. */
  readonly comments: readonly SeenComment[];
  /** All threads of the pull request as they stand now. */
  readonly threads: readonly ThreadInfo[];
  /** Method and path of each request to the API, without those for a token. */
  readonly apiCalls: readonly string[];
}

export interface DemoResult {
  readonly repository: string;
  readonly pull: PullRequestInfo;
  readonly opened: SeenReview;
  readonly pushed: SeenReview;
}

export interface DemoOptions {
  /** Told once per step, in a few words. */
  progress?(step: string): void;
  /** Ends everything early: the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Plays the story against the GitHub double with the App as a process of its own, and cleans up after it.
 * Rejects when a step fails, when a review takes longer than 45 s, or when the double saw a request that GitHub does not know.
 */
export async function playDemo(options: DemoOptions = {}): Promise<DemoResult> {
  const progress = options.progress ?? (() => undefined);
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-demo-'));
  const cleanUp: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    progress('Building the sample repository');
    const sample = await readSample();
    const double = await createDouble({ app: { permissions: PERMISSIONS, events: EVENTS } });
    cleanUp.unshift(() => double.close());
    const { gitDir } = await double.addRepository({ owner: 'acme', name: 'customer-portal', commits: sample.base, collaborators: { jonas: 'write' } });
    await double.push({ repo: REPO, commits: sample.pullRequest });

    progress('Starting the App');
    const app = await startAppProcess({ environment: double.env(), folder });
    cleanUp.unshift(() => app.stop());
    const stage = { double, app, gitDir, ...(options.signal ? { signal: options.signal } : {}) };

    progress('Reviewing the pull request');
    const pull = await double.openPullRequest({ repo: REPO, head: PULL_BRANCH, title: TITLE, author: 'jonas' });
    const opened = await review(stage, pull, 'opened', sample.pullRequest.map(({ message }) => message));
    progress('Reviewing the second push');
    await double.push({ repo: REPO, commits: sample.secondPush });
    const pushed = await review(stage, double.pullRequest(REPO, pull.number), 'synchronize', sample.secondPush.map(({ message }) => message));

    const code = await app.stop();
    if (code !== 0) throw new Error(`The App did not stop cleanly: exit code ${code}`);
    double.assertClean();
    const result = { repository: REPO, pull, opened, pushed };
    demandSuccess(result);
    return result;
  } finally {
    for (const step of cleanUp) await step();
  }
}

/** Throws unless the App found what the story put there, resolved what was corrected and said nothing twice. */
function demandSuccess({ opened, pushed }: DemoResult): void {
  for (const { event, checkRun } of [opened, pushed]) {
    if (checkRun.conclusion !== 'failure') throw new Error(`The check run after ${event} says ${checkRun.conclusion}: ${checkRun.title}`);
  }
  if (opened.comments.length === 0) throw new Error('The review has no comments');
  if (!pushed.threads.some(({ isResolved }) => isResolved)) throw new Error('The second push resolved no thread');
  const fingerprints = [...opened.comments, ...pushed.comments].flatMap(({ comment }) => parseMarkers(comment.body).map(({ fingerprint }) => fingerprint));
  if (new Set(fingerprints).size < fingerprints.length) throw new Error('A finding was commented on twice');
}

interface Stage {
  readonly double: GitHubDouble;
  readonly app: AppProcess;
  readonly gitDir: string;
  readonly signal?: AbortSignal;
}

/** Sends the event and waits until its check run is completed: the last thing that the App does. */
async function review(stage: Stage, pull: PullRequestInfo, action: 'opened' | 'synchronize', messages: readonly string[]): Promise<SeenReview> {
  const { double, app } = stage;
  const known = new Set(double.reviewComments(REPO, pull.number).map(({ id }) => id));
  double.forget();
  const payload = await double.payloads.pullRequest(action, { repo: REPO, number: pull.number });
  const sentAt = performance.now();
  const answer = await double.webhook('pull_request', payload, { url: app.webhookUrl });
  if (answer.status >= 300) throw new Error(`The App answered the webhook with ${answer.status}: ${answer.body}`);
  const completed = (): CheckRunState | undefined => double.checkRuns(REPO).find((run) => run.headSha === pull.headSha && run.status === 'completed');
  const reviewed = double.until(() => completed() !== undefined, REVIEW_LIMIT_MS).catch(() => Promise.reject(new Error(`The review took longer than ${REVIEW_LIMIT_MS / 1000} s`)));
  await Promise.race([reviewed, app.died, aborted(stage.signal)]);
  const milliseconds = performance.now() - sentAt;
  const checkRun = completed();
  if (checkRun === undefined) throw new Error('The completed check run is gone');
  double.assertClean();
  const comments = double.reviewComments(REPO, pull.number).filter(({ id, inReplyTo }) => inReplyTo === null && !known.has(id));
  return {
    event: `pull_request.${action}`,
    commits: messages.map((message) => message.split('\n')[0] ?? ''),
    answer,
    checkRun,
    milliseconds,
    comments: await Promise.all(comments.map((comment) => withLines(comment, stage.gitDir, pull))),
    threads: double.threads(REPO, pull.number),
    apiCalls: double.apiCalls().map(({ method, path, graphqlFields }) => `${method} ${path}${graphqlFields.length === 0 ? '' : ` (${[...new Set(graphqlFields)].join(', ')})`}`),
  };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function withLines(comment: ReviewCommentInfo, gitDir: string, pull: PullRequestInfo): Promise<SeenComment> {
  const { line, startLine, path, side } = comment;
  if (line === null) return { comment, firstLine: null, lines: [] };
  const text = (await git(gitDir, 'cat-file', 'blob', `${side === 'LEFT' ? pull.baseSha : pull.headSha}:${path}`)).toString();
  const firstLine = startLine ?? line;
  return { comment, firstLine, lines: text.split('\n').slice(firstLine - 1, line) };
}
