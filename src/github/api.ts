/** GitHub's REST and GraphQL calls behind `GitHubApi`. */
import { checkCalls } from './api-checks.js';
import { commitCalls } from './api-commits.js';
import { conversationCalls } from './api-conversation.js';
import { pageCalls } from './api-pages.js';
import { threadCalls } from './api-threads.js';
import type { Octokit } from './octokit.js';
import type { GitHubApi } from './types.js';

export function createGitHubApi(octokit: Octokit): GitHubApi {
  return { ...checkCalls(octokit), ...pageCalls(octokit), ...threadCalls(octokit), ...commitCalls(octokit), ...conversationCalls(octokit) };
}
