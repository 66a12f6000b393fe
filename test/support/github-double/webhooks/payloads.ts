import { pullDiff } from '../domain/relocate.js';
import { gitText, mergeBase } from '../git/run.js';
import { checkRunObject, checkSuiteObject } from '../objects/checks.js';
import { readCommits, simpleCommitObject } from '../objects/commits.js';
import { installationObject, installedRepositories } from '../objects/installations.js';
import { issueCommentObject } from '../objects/issues.js';
import { pullObject, reactionRollup, reviewCommentObject, simplePullObject } from '../objects/pulls.js';
import { repositoryObject } from '../objects/repositories.js';
import { userObject } from '../objects/users.js';
import { demandPull, demandRepository, installationOf, nodeId, userNamed, type Pull, type Repository, type World } from '../state.js';
import type { MergeGroupInfo, RepositoryName } from '../types.js';

/** Builders of full webhook payloads about what the double holds now. Pass the result to `double.webhook`. */
export interface PayloadBuilders {
  pullRequest(
    action: 'opened' | 'reopened' | 'synchronize' | 'ready_for_review' | 'converted_to_draft' | 'edited' | 'closed',
    about: { readonly repo: RepositoryName; readonly number: number; readonly sender?: string; readonly before?: string; readonly baseFrom?: { readonly ref: string; readonly sha: string } },
  ): Promise<object>;
  checkRun(
    action: 'created' | 'completed' | 'rerequested' | 'requested_action',
    about: { readonly repo: RepositoryName; readonly checkRunId: number; readonly identifier?: string; readonly sender?: string },
  ): Promise<object>;
  checkSuite(
    action: 'requested' | 'rerequested' | 'completed',
    about: { readonly repo: RepositoryName; readonly headSha: string; readonly sender?: string },
  ): Promise<object>;
  mergeGroup(
    action: 'checks_requested' | 'destroyed',
    about: { readonly group: MergeGroupInfo; readonly reason?: 'merged' | 'invalidated' | 'dequeued'; readonly sender?: string },
  ): Promise<object>;
  issueComment(
    action: 'created' | 'edited' | 'deleted',
    about: { readonly repo: RepositoryName; readonly number: number; readonly commentId: number; readonly sender?: string },
  ): Promise<object>;
  reviewComment(
    action: 'created' | 'edited' | 'deleted',
    about: { readonly repo: RepositoryName; readonly number: number; readonly commentId: number; readonly sender?: string },
  ): Promise<object>;
  push(about: { readonly repo: RepositoryName; readonly branch: string; readonly before: string; readonly after: string; readonly sender?: string }): Promise<object>;
  installation(action: 'created' | 'deleted' | 'suspend' | 'unsuspend', about: { readonly repo: RepositoryName; readonly sender?: string }): Promise<object>;
}

/** Builders over the double's state. Each throws if what it is about does not exist. */
export function payloadBuilders(world: World): PayloadBuilders {
  return {
    pullRequest: async (action, about) => {
      const pull = demandPull(world, about.repo, about.number);
      const commits = Number(await gitText(pull.repository.gitDir, ['rev-list', '--count', `${pull.baseSha}..${pull.headSha}`]));
      return {
        action,
        number: pull.number,
        ...(action === 'synchronize' ? { before: about.before ?? '0'.repeat(40), after: pull.headSha } : {}),
        ...(action === 'edited' ? { changes: about.baseFrom ? { base: { ref: { from: about.baseFrom.ref }, sha: { from: about.baseFrom.sha } } } : {} } : {}),
        pull_request: pullObject(world, pull, await pullDiff(pull), commits),
        ...common(world, pull.repository, about.sender ?? pull.author.login),
      };
    },
    checkRun: async (action, about) => {
      const repository = demandRepository(world, about.repo);
      const run = repository.checkRuns.find(({ id }) => id === about.checkRunId);
      if (!run) throw new Error(`The double has no check run ${about.checkRunId}`);
      const suite = await checkSuiteObject(world, repository, run.suite);
      return {
        action,
        check_run: { ...checkRunObject(world, repository, run), check_suite: simpleSuite(suite) },
        ...(action === 'requested_action' ? { requested_action: { identifier: about.identifier ?? '' } } : {}),
        ...common(world, repository, about.sender ?? repository.owner.login),
      };
    },
    checkSuite: async (action, about) => {
      const repository = demandRepository(world, about.repo);
      const suite = repository.checkSuites.find(({ headSha }) => headSha === about.headSha);
      if (!suite) throw new Error(`The double has no check suite for ${about.headSha}`);
      const { repository: _repository, ...object } = await checkSuiteObject(world, repository, suite);
      return { action, check_suite: object, ...common(world, repository, about.sender ?? repository.owner.login) };
    },
    mergeGroup: async (action, { group, reason = 'invalidated', sender }) => {
      const repository = demandRepository(world, group.repo);
      const [commit] = await readCommits(repository.gitDir, ['--max-count=1', group.headSha]);
      if (commit === undefined) throw new Error(`The double has no commit ${group.headSha}`);
      const { headSha: head_sha, headRef: head_ref, baseSha: base_sha, baseRef: base_ref } = group;
      return {
        action,
        ...(action === 'destroyed' ? { reason } : {}),
        merge_group: { head_sha, head_ref, base_sha, base_ref, head_commit: simpleCommitObject(commit) },
        ...common(world, repository, sender ?? repository.owner.login),
      };
    },
    issueComment: async (action, about) => {
      const pull = demandPull(world, about.repo, about.number);
      const comment = pull.repository.issueComments.find(({ id }) => id === about.commentId);
      if (!comment) throw new Error(`The double has no issue comment ${about.commentId}`);
      return {
        action,
        ...(action === 'edited' ? { changes: {} } : {}),
        issue: issueObject(world, pull),
        comment: issueCommentObject(world, pull.repository, comment),
        ...common(world, pull.repository, about.sender ?? comment.user.login),
      };
    },
    reviewComment: async (action, about) => {
      const pull = demandPull(world, about.repo, about.number);
      const comment = pull.comments.find(({ id }) => id === about.commentId);
      if (!comment) throw new Error(`The double has no review comment ${about.commentId}`);
      return {
        action,
        ...(action === 'edited' ? { changes: {} } : {}),
        comment: hookReviewComment(reviewCommentObject(world, pull, comment)),
        pull_request: simplePullObject(world, pull),
        ...common(world, pull.repository, about.sender ?? comment.user.login),
      };
    },
    push: (about) => pushPayload(world, about),
    installation: async (action, about) => {
      const repository = demandRepository(world, about.repo);
      const installation = installationOf(world, repository.owner);
      const repositories = installedRepositories(world, installation).map(({ id, name, isPrivate, owner }) => ({ id, node_id: nodeId('R', id), name, full_name: `${owner.login}/${name}`, private: isPrivate }));
      return { action, installation: installationObject(world, installation), repositories, sender: userObject(world, userNamed(world, about.sender ?? repository.owner.login)) };
    },
  };
}

/** What every payload about a repository ends with. */
function common(world: World, repository: Repository, sender: string) {
  const installation = installationOf(world, repository.owner);
  return {
    repository: repositoryObject(world, repository),
    sender: userObject(world, userNamed(world, sender)),
    installation: { id: installation.id, node_id: Buffer.from(`Installation:${installation.id}`).toString('base64') },
  };
}

/** Webhooks write null where REST leaves a field out. */
function hookReviewComment(comment: ReturnType<typeof reviewCommentObject>) {
  return { line: null, position: null, original_line: null, original_position: 1, ...comment };
}

function simpleSuite(suite: Awaited<ReturnType<typeof checkSuiteObject>>) {
  const { id, node_id, head_branch, head_sha, status, conclusion, url, before, after, pull_requests, app, created_at, updated_at } = suite;
  return { id, node_id, head_branch, head_sha, status, conclusion, url, before, after, pull_requests, app, created_at, updated_at };
}

function issueObject(world: World, pull: Pull) {
  const simple = simplePullObject(world, pull);
  const api = simple.issue_url;
  return {
    url: api, repository_url: api.replace(/\/issues\/\d+$/, ''), labels_url: `${api}/labels{/name}`, comments_url: `${api}/comments`, events_url: `${api}/events`,
    html_url: simple.html_url, id: pull.id + 1_000_000, node_id: simple.node_id, number: pull.number, title: pull.title, user: simple.user, labels: [],
    state: pull.state, locked: false, assignee: null, assignees: [], milestone: null,
    comments: pull.repository.issueComments.filter(({ number }) => number === pull.number).length,
    created_at: pull.createdAt, updated_at: pull.updatedAt, closed_at: pull.closedAt, author_association: simple.author_association, active_lock_reason: null,
    draft: pull.draft, pull_request: { url: simple.url, html_url: simple.html_url, diff_url: simple.diff_url, patch_url: simple.patch_url, merged_at: null },
    body: pull.body === '' ? null : pull.body, reactions: reactionRollup(`${api}/reactions`, []), timeline_url: `${api}/timeline`, performed_via_github_app: null, state_reason: null,
  };
}

async function pushPayload(world: World, about: Parameters<PayloadBuilders['push']>[0]) {
  const repository = demandRepository(world, about.repo);
  const range = /^0+$/.test(about.before) ? about.after : `${about.before}..${about.after}`;
  const commits = (await readCommits(repository.gitDir, ['--max-count=20', range])).reverse();
  const url = `${world.url}/${about.repo}`;
  const described = commits.map((commit) => ({ ...simpleCommitObject(commit), distinct: true, url: `${url}/commit/${commit.sha}`, added: [], removed: [], modified: [] }));
  const ancestor = /^0+$/.test(about.before) || (await mergeBase(repository.gitDir, about.before, about.after)) === about.before;
  const object = repositoryObject(world, repository);
  const seconds = (date: string): number => Math.floor(Date.parse(date) / 1000);
  const rest = common(world, repository, about.sender ?? repository.owner.login);
  return {
    ref: `refs/heads/${about.branch}`, before: about.before, after: about.after, created: /^0+$/.test(about.before), deleted: false, forced: !ancestor,
    base_ref: null, compare: `${url}/compare/${about.before.slice(0, 12)}...${about.after.slice(0, 12)}`, commits: described, head_commit: described.at(-1) ?? null,
    ...rest,
    repository: { ...object, url, created_at: seconds(object.created_at), pushed_at: seconds(object.pushed_at), stargazers: 0, master_branch: repository.defaultBranch },
    pusher: { name: rest.sender.login, email: `${rest.sender.login}@users.noreply.github.com` },
  };
}
