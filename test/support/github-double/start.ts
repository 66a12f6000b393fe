import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitHubDouble } from './double.js';
import { issueToken } from './http/auth.js';
import { createFaults, type Faults } from './http/faults.js';
import { createWriteLimiter } from './http/limits.js';
import { serve } from './http/server.js';
import { makeIdentity } from './identity.js';
import { personActions } from './person.js';
import { createRecorder, type Recorder } from './recorder.js';
import { addRepository, openPullRequest, push, queueMerge, updatePullRequest } from './scenario.js';
import { demandPull, demandRepository, installationOf, userNamed, type World } from './state.js';
import type { DoubleOptions } from './types.js';
import { checkRunView, issueCommentView, pullView, reviewCommentView, reviewView, threadView } from './views.js';
import { deliver } from './webhooks/deliver.js';
import { payloadBuilders } from './webhooks/payloads.js';

const DEFAULT_PERMISSIONS = { checks: 'write', contents: 'read', issues: 'write', metadata: 'read', pull_requests: 'write' } as const;
const DEFAULT_EVENTS = ['check_run', 'check_suite', 'issue_comment', 'merge_group', 'pull_request', 'pull_request_review_comment', 'push'];

/** Starts the server and puts the interface of `double.ts` together. */
export async function startDouble(options: DoubleOptions): Promise<GitHubDouble> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The double has no port');
  const host = `127.0.0.1:${address.port}`;
  const recorder = createRecorder();
  const world = await makeWorld(options, `http://${host}`, recorder);
  const faults = createFaults();
  const limits = options.contentWrites ?? { perMinute: 80, perHour: 500 };
  const parts = {
    world, faults,
    limiter: createWriteLimiter(limits.perMinute, limits.perHour),
    record: (request: Recorder['requests'][number]) => recorder.requests.push(request),
    recordGit: (request: Recorder['gitRequests'][number]) => recorder.gitRequests.push(request),
    used: () => recorder.requests.length,
  };
  server.on('request', (request, response) => {
    response.on('close', () => recorder.changed());
    serve(parts, request, response).catch((error: unknown) => {
      world.report(`The double broke down: ${String(error)}`);
      response.destroy();
    });
  });
  return assemble(world, host, server, recorder, faults);
}

async function makeWorld(options: DoubleOptions, url: string, recorder: Recorder): Promise<World> {
  const now = options.now ?? Date.now;
  const world: World = {
    app: await makeIdentity(options.app?.privateKey),
    permissions: options.app?.permissions ?? DEFAULT_PERMISSIONS,
    events: options.app?.events ?? DEFAULT_EVENTS,
    url,
    folder: await mkdtemp(join(tmpdir(), 'github-double-')),
    now,
    startedAt: now(),
    users: new Map(), repositories: new Map(), installations: new Map(), tokens: new Map(), deliveries: [], hookUrl: null, hookContentType: options.app?.hookContentType ?? 'json', listedAfter: options.app?.listedAfter ?? 0,
    report: (problem) => recorder.problems.push(problem),
    lastId: options.idsAbove ?? 1000,
  };
  userNamed(world, world.app.botLogin);
  return world;
}

function assemble(world: World, host: string, server: Server, recorder: Recorder, faults: Faults): GitHubDouble {
  const problems = (): string[] => [...recorder.problems, ...faults.unmet()];
  const { app } = world;
  return {
    host,
    url: world.url,
    apiUrl: `${world.url}/api/v3`,
    app,
    env: () => ({ GHE_HOST: host, GHE_PROTOCOL: 'http', APP_ID: String(app.id), PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: app.webhookSecret }),
    ...changes(world, recorder),
    ...looks(world),
    person: personActions(world),
    requests: recorder.requests,
    gitRequests: recorder.gitRequests,
    apiCalls: () => recorder.requests.filter((request) => request.as !== 'app'),
    forget: () => {
      recorder.requests.length = 0;
      recorder.gitRequests.length = 0;
      recorder.problems.length = 0;
      faults.clear();
    },
    failNext: (fault) => faults.add(fault),
    forgetFaults: () => faults.clear(),
    problems,
    assertClean: () => {
      const found = problems();
      if (found.length > 0) throw new Error(`The GitHub double has ${found.length} problem(s):\n${found.map((problem) => `- ${problem}`).join('\n')}`);
    },
    payloads: payloadBuilders(world),
    setHookUrl: (hookUrl) => {
      world.hookUrl = hookUrl;
    },
    webhook: async (event, payload, target) => {
      const result = await deliver(world, event, payload, target);
      recorder.changed();
      return result;
    },
    until: (condition, timeoutMs = 10_000) => recorder.until(condition, timeoutMs),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
      await rm(world.folder, { recursive: true, force: true });
    },
  };
}

function changes(world: World, recorder: Recorder): Pick<GitHubDouble, 'addRepository' | 'openPullRequest' | 'push' | 'updatePullRequest' | 'queueMerge' | 'setPermission' | 'protect' | 'setInstalled' | 'expireTokens' | 'issueToken'> {
  const announced = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change;
    recorder.changed();
    return result;
  };
  return {
    addRepository: (spec) => announced(addRepository(world, spec)),
    openPullRequest: (spec) => announced(openPullRequest(world, spec)),
    push: (spec) => announced(push(world, spec)),
    updatePullRequest: (repo, number, change) => announced(updatePullRequest(world, repo, number, change)),
    queueMerge: (repo, numbers) => announced(queueMerge(world, repo, numbers)),
    setPermission: (repo, login, permission) => {
      demandRepository(world, repo).collaborators.set(userNamed(world, login).login.toLowerCase(), permission);
    },
    protect: (repo, branch, by) => {
      demandRepository(world, repo).protectedBranches.set(branch, by);
    },
    setInstalled: (repo, installed) => {
      demandRepository(world, repo).installed = installed;
    },
    expireTokens: () => {
      for (const token of world.tokens.values()) token.expiresAt = 0;
    },
    issueToken: (repo, permissions) => issueToken(world, installationOf(world, demandRepository(world, repo).owner), permissions ? { permissions } : {}).token,
  };
}

function looks(world: World): Pick<GitHubDouble, 'pullRequest' | 'checkRuns' | 'reviews' | 'reviewComments' | 'threads' | 'issueComments'> {
  return {
    pullRequest: (repo, number) => pullView(demandPull(world, repo, number)),
    checkRuns: (repo) => {
      const repository = demandRepository(world, repo);
      return repository.checkRuns.map((run) => checkRunView(repository, run));
    },
    reviews: (repo, number) => {
      const pull = demandPull(world, repo, number);
      return pull.reviews.map((review) => reviewView(pull, review));
    },
    reviewComments: (repo, number) => demandPull(world, repo, number).comments.map(reviewCommentView),
    threads: (repo, number) => {
      const pull = demandPull(world, repo, number);
      return pull.threads.map((thread) => threadView(pull, thread));
    },
    issueComments: (repo, number) => demandRepository(world, repo).issueComments.filter((comment) => comment.number === number).map(issueCommentView),
  };
}
