import { createCheckRun, updateCheckRun } from '../domain/checks.js';
import { resolveCommit } from '../git/run.js';
import { notFound, Refusal } from '../http/refusal.js';
import { annotationObject, checkRunObject, checkSuiteObject } from '../objects/checks.js';
import type { CheckRun, CheckSuite, Repository, World } from '../state.js';
import type { Answer, RestRequest, Routes } from './route.js';

const READ = ['checks:read'] as const;
const WRITE = ['checks:write'] as const;

export const CHECK_ROUTES: Routes = {
  'checks/create': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: async (world, repository, { body }) => ({ status: 201, body: checkRunObject(world, repository, await createCheckRun(world, repository, body)) }),
  },
  'checks/update': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: (world, repository, request) => {
      const run = runOf(repository, request);
      updateCheckRun(world, run, request.body);
      return { status: 200, body: checkRunObject(world, repository, run) };
    },
  },
  'checks/get': { as: 'installation', needs: READ, handle: (world, repository, request) => ({ status: 200, body: checkRunObject(world, repository, runOf(repository, request)) }) },
  'checks/list-annotations': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, request) => {
      const run = runOf(repository, request);
      return { status: 200, list: { items: run.annotations.map((annotation) => annotationObject(world, repository, run, annotation)) } };
    },
  },
  'checks/list-for-ref': {
    as: 'installation',
    needs: READ,
    handle: async (world, repository, request) => {
      const sha = await commitOf(repository, request);
      return runList(world, repository, repository.checkRuns.filter((run) => run.headSha === sha), request);
    },
  },
  'checks/list-for-suite': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, request) => {
      const suite = suiteOf(repository, request);
      return runList(world, repository, repository.checkRuns.filter((run) => run.suite === suite), request);
    },
  },
  'checks/get-suite': { as: 'installation', needs: READ, handle: async (world, repository, request) => ({ status: 200, body: await checkSuiteObject(world, repository, suiteOf(repository, request)) }) },
  'checks/list-suites-for-ref': {
    as: 'installation',
    needs: READ,
    handle: async (world, repository, request) => {
      const sha = await commitOf(repository, request);
      const suites = await Promise.all(repository.checkSuites.filter((suite) => suite.headSha === sha).map((suite) => checkSuiteObject(world, repository, suite)));
      return { status: 200, list: { items: suites, wrap: (items, total) => ({ total_count: total, check_suites: items }) } };
    },
  },
};

function runOf(repository: Repository, { path }: RestRequest): CheckRun {
  const run = repository.checkRuns.find((candidate) => candidate.id === Number(path['check_run_id']));
  if (!run) throw notFound();
  return run;
}

function suiteOf(repository: Repository, { path }: RestRequest): CheckSuite {
  const suite = repository.checkSuites.find((candidate) => candidate.id === Number(path['check_suite_id']));
  if (!suite) throw notFound();
  return suite;
}

async function commitOf(repository: Repository, { path }: RestRequest): Promise<string> {
  const sha = await resolveCommit(repository.gitDir, path['ref'] ?? '');
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${path['ref']}`);
  return sha;
}

/** Newest first. `filter=latest`, the default, keeps the newest run of each name. */
function runList(world: World, repository: Repository, runs: readonly CheckRun[], { query }: RestRequest): Answer {
  const newest = [...runs].reverse();
  const wanted = newest
    .filter((run, index) => query['filter'] === 'all' || newest.findIndex((other) => other.name === run.name) === index)
    .filter((run) => (query['check_name'] ?? run.name) === run.name && (query['status'] ?? run.status) === run.status && (query['app_id'] ?? String(world.app.id)) === String(world.app.id));
  return { status: 200, list: { items: wanted.map((run) => checkRunObject(world, repository, run)), wrap: (items, total) => ({ total_count: total, check_runs: items }) } };
}
