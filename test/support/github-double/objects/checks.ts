import type { Annotation } from '../types.js';
import { fullNameOf, nodeId, type CheckRun, type CheckSuite, type Repository, type World } from '../state.js';
import { readCommits, simpleCommitObject } from './commits.js';
import { minimalPullObject } from './pulls.js';
import { minimalRepositoryObject } from './repositories.js';
import { apiUrl, appObject } from './users.js';

/** Open pull requests whose head is this commit; those from forks are not listed, as on GitHub. */
export function pullsAt(world: World, repository: Repository, sha: string) {
  return [...repository.pulls.values()]
    .filter((pull) => pull.state === 'open' && pull.headSha === sha && pull.headRepository === repository)
    .map((pull) => minimalPullObject(world, pull));
}

export function checkRunObject(world: World, repository: Repository, run: CheckRun) {
  const fullName = fullNameOf(repository);
  const api = apiUrl(world, `/repos/${fullName}/check-runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId ?? '',
    url: api,
    html_url: `${world.url}/${fullName}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${world.url}/apps/${world.app.slug}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { title: run.title, summary: run.summary, text: run.text, annotations_count: run.annotations.length, annotations_url: `${api}/annotations` },
    check_suite: { id: run.suite.id },
    app: appObject(world),
    pull_requests: pullsAt(world, repository, run.headSha),
  };
}

export function annotationObject(world: World, repository: Repository, run: CheckRun, annotation: Annotation) {
  return {
    path: annotation.path,
    blob_href: apiUrl(world, `/repos/${fullNameOf(repository)}/contents/${encodeURI(annotation.path)}?ref=${run.headSha}`),
    start_line: annotation.start_line,
    end_line: annotation.end_line,
    start_column: annotation.start_column ?? null,
    end_column: annotation.end_column ?? null,
    annotation_level: annotation.annotation_level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: annotation.raw_details ?? null,
  };
}

/** Status and conclusion of a suite follow from its runs. */
export function suiteOutcome(runs: readonly CheckRun[]): { readonly status: string; readonly conclusion: string | null } {
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.some((run) => run.status !== 'completed')) return { status: 'in_progress', conclusion: null };
  const worst = ['failure', 'timed_out', 'action_required', 'cancelled', 'neutral', 'skipped', 'success'].find((conclusion) => runs.some((run) => run.conclusion === conclusion));
  return { status: 'completed', conclusion: worst ?? 'neutral' };
}

export async function checkSuiteObject(world: World, repository: Repository, suite: CheckSuite) {
  const runs = repository.checkRuns.filter((run) => run.suite === suite);
  const [head] = await readCommits(repository.gitDir, ['-1', suite.headSha]);
  if (!head) throw new Error(`No commit ${suite.headSha}`);
  const api = apiUrl(world, `/repos/${fullNameOf(repository)}/check-suites/${suite.id}`);
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteOutcome(runs),
    url: api,
    before: head.parents[0] ?? '0'.repeat(40),
    after: suite.headSha,
    pull_requests: pullsAt(world, repository, suite.headSha),
    app: appObject(world),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${api}/check-runs`,
    head_commit: simpleCommitObject(head),
    repository: minimalRepositoryObject(world, repository),
  };
}
