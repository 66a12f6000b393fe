/** Commits and the way to them. Each method is one call unless it says otherwise. */
import { z } from 'zod';
import { readApiError } from './errors.js';
import { ONCE, type Octokit } from './octokit.js';
import type { CommitApi, CommitMessage, Committed, NewCommit } from './types.js';

export function commitCalls(octokit: Octokit): CommitApi {
  return {
    async mergeBase(owner, repo, base, headSha) {
      // Changed files stand on the first page only, so the second one is the small answer. The first one is asked for
      // where the second says nothing.
      const basehead = `${base}...${headSha}`;
      return (await compare(octokit, { owner, repo, basehead, per_page: 1, page: 2 })) ?? compare(octokit, { owner, repo, basehead, per_page: 1 });
    },

    async gitToken() {
      const authentication = await octokit.auth({ type: 'installation' });
      return z.object({ token: z.string().min(1) }).parse(authentication).token;
    },

    createCommit: (commit) => createCommit(octokit, commit),

    async messagesSince(owner, repo, since, headSha) {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', { owner, repo, basehead: `${since}...${headSha}` });
        return commitsAnswer.parse(data).commits.map(({ sha, commit }): CommitMessage => ({ sha, message: commit.message }));
      } catch (error) {
        if (readApiError(error, Date.now()).kind === 'gone') return [];
        throw error;
      }
    },
  };
}

const commitsAnswer = z.object({ commits: z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string() }) })) });

const CREATE_COMMIT = `mutation CreateCommit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

const createdAnswer = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }) });

async function createCommit(octokit: Octokit, { owner, repo, branch, expectedHead, headline, body, files }: NewCommit): Promise<Committed> {
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${repo}`, branchName: branch },
    expectedHeadOid: expectedHead,
    message: { headline, body },
    fileChanges: {
      additions: files.flatMap(({ path, content }) => (content === null ? [] : [{ path, contents: content.toString('base64') }])),
      deletions: files.flatMap(({ path, content }) => (content === null ? [{ path }] : [])),
    },
  };
  try {
    const answer = await octokit.graphql(CREATE_COMMIT, { input, request: ONCE });
    return { kind: 'made', sha: createdAnswer.parse(answer).createCommitOnBranch.commit.oid };
  } catch (error) {
    const refused = refusalOf(error);
    if (refused === null) throw error;
    return refused;
  }
}

const graphqlErrors = z.object({ errors: z.array(z.object({ type: z.string().nullish(), message: z.string().nullish() })).min(1) });

/** Null where it may have been done, or may be done later. */
function refusalOf(error: unknown): Committed | null {
  const errors = graphqlErrors.safeParse(error).data?.errors ?? [];
  const types = errors.map(({ type }) => type);
  if (types.includes('STALE_DATA')) return { kind: 'moved' };
  // Rulesets have no type of their own: there GitHub says it in words only.
  if (types.includes('BRANCH_PROTECTION_RULE_VIOLATION') || errors.some(({ message }) => message?.includes('Repository rule violations') === true)) return { kind: 'refused', why: 'protected' };
  const { kind } = readApiError(error, Date.now());
  if (kind === 'forbidden' || kind === 'gone') return { kind: 'refused', why: kind };
  return kind === 'refused' || (kind === 'other' && errors.length > 0) ? { kind: 'refused', why: 'other' } : null;
}

/** The merge base's id; null where GitHub has none to name. */
async function compare(octokit: Octokit, parameters: { owner: string; repo: string; basehead: string; per_page: number; page?: number }): Promise<string | null> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', parameters);
    return z.object({ merge_base_commit: z.object({ sha: z.string() }) }).safeParse(data).data?.merge_base_commit.sha ?? null;
  } catch (error) {
    if (readApiError(error, Date.now()).kind === 'gone') return null;
    throw error;
  }
}
