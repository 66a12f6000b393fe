/** What we read of GitHub's webhook payloads; all else in them is left alone. */
import { z } from 'zod';

/** GitHub's ids and a pull request's number. */
export const id = z.number().int().positive();
/** A commit id in full. */
export const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
/** What GitHub lets into the name of an account or a repository, without the two names that mean a folder. */
export const name = z.string().regex(/^(?!\.{1,2}$)[\w.-]{1,100}$/);

const repository = z.object({
  id,
  name,
  owner: z.object({ login: name }),
  archived: z.boolean().optional(),
  disabled: z.boolean().optional(),
});

/** What every payload that we read holds. */
export const common = z.object({ action: z.string(), installation: z.object({ id }), repository });

export const pullRequestPayload = common.extend({
  pull_request: z.object({
    number: id,
    state: z.string().nullish(),
    draft: z.boolean().nullish(),
    updated_at: z.string().nullish(),
    head: z.object({ sha }),
    base: z.object({ sha, ref: z.string().min(1) }),
  }),
  changes: z.object({ base: z.unknown().optional() }).nullish(),
});

/** A pull request as check runs and suites list it. */
const listedPullRequest = z.object({
  number: id,
  head: z.object({ sha }),
  base: z.object({ sha, ref: z.string().min(1), repo: z.object({ id }).nullish() }),
});

const app = z.object({ id });

export const checkRunPayload = common.extend({
  check_run: z.object({
    head_sha: sha,
    external_id: z.string().nullish(),
    app,
    pull_requests: z.array(listedPullRequest),
  }),
});

export const checkSuitePayload = common.extend({
  check_suite: z.object({ id, head_sha: sha, app, pull_requests: z.array(listedPullRequest) }),
});

export const mergeGroupPayload = common.extend({
  merge_group: z.object({ head_sha: sha, base_sha: sha, head_ref: z.string() }),
});

const comment = z.object({
  id,
  body: z.string().nullish(),
  created_at: z.string(),
  // GitHub says null of an account that is gone.
  user: z.object({ id, login: z.string().regex(/^[\w.-]{1,100}(?:\[bot\])?$/), type: z.string().nullish() }).nullish(),
});

export const issueCommentPayload = common.extend({
  issue: z.object({ number: id, user: z.object({ id }).nullish(), pull_request: z.unknown().optional() }),
  comment,
});

export const reviewCommentPayload = common.extend({
  pull_request: z.object({ number: id, user: z.object({ id }).nullish(), head: z.object({ sha }) }),
  comment: comment.extend({ in_reply_to_id: id.nullish() }),
});

export const installationPayload = z.object({ action: z.string(), installation: z.object({ id }) });

export const installationRepositoriesPayload = installationPayload.extend({ repositories_removed: z.array(z.object({ id })) });

export type CommentPayload = z.infer<typeof comment>;
export type PullRequestPayload = z.infer<typeof pullRequestPayload>;
export type ListedPullRequest = z.infer<typeof listedPullRequest>;
export type CommonPayload = z.infer<typeof common>;
