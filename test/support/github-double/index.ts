/**
 * A double of GitHub: a real HTTP server on loopback that the real App talks to as to a GitHub Enterprise Server.
 *
 * ```ts
 * const double = await createDouble();
 * await double.addRepository({
 *   owner: 'acme', name: 'shop',
 *   commits: [
 *     { branch: 'main', message: 'Start', files: { 'a.py': 'x = 1\n' } },
 *     { branch: 'topic', message: 'Break it', files: { 'a.py': null } },
 *   ],
 * });
 * const pull = await double.openPullRequest({ repo: 'acme/shop', head: 'topic', title: 'Break it', author: 'mona' });
 * startTheApp({ ...double.env(), ... });                       // GHE_HOST, GHE_PROTOCOL, APP_ID, PRIVATE_KEY, WEBHOOK_SECRET
 * const payload = await double.payloads.pullRequest('opened', { repo: 'acme/shop', number: pull.number });
 * const sent = await double.webhook('pull_request', payload, { url: 'http://127.0.0.1:3000/api/github/webhooks' });
 * expect(sent.status).toBe(202);
 * await double.until(() => double.checkRuns('acme/shop').some((run) => run.status === 'completed'));
 * expect(double.reviews('acme/shop', pull.number)).toHaveLength(1);
 * expect(double.apiCalls().length).toBeLessThanOrEqual(7);     // REST and GraphQL, without the token
 * double.assertClean();                                        // nothing unexpected, nothing against the schema
 * await double.close();
 * ```
 *
 * What it serves: REST at `/api/v3`, GraphQL at `/api/graphql`, git at `/owner/name.git`.
 * What it checks: every request and every one of its own answers against GitHub's published OpenAPI description
 * (`test/support/data/github-openapi.json`), GraphQL against GitHub's published schema, tokens, permissions and limits.
 * What it refuses, it refuses with GitHub's status and error body. A refusal is not a problem by itself; a request outside the
 * published description, an operation that the double does not know, or a fault that never came up is one: see `assertClean`.
 */
export { createDouble, type GitHubDouble } from './double.js';
export type * from './types.js';
