/**
 * Cuts GitHub's published OpenAPI description down to what the GitHub double serves and the webhooks that it sends:
 *
 *     npx tsx scripts/build-openapi-subset.ts
 *
 * Source: `@octokit/openapi`, description `api.github.com`. Not one of the `ghes-*` descriptions: the App runs against
 * github.com first, a request that is valid there in the version that is current is what has to be proved, and Enterprise Server
 * differs from it in operations that the App does not use.
 * Kept: paths, parameters, bodies, responses and every schema that they reach. Left out: prose, examples and links.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const TARGET = new URL('../test/support/data/github-openapi.json', import.meta.url);
const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

const OPERATIONS = new Set([
  'apps/get-authenticated', 'apps/list-installations', 'apps/get-installation', 'apps/create-installation-access-token',
  'apps/get-repo-installation', 'apps/list-repos-accessible-to-installation',
  'apps/get-webhook-config-for-app', 'apps/list-webhook-deliveries', 'apps/get-webhook-delivery', 'apps/redeliver-webhook-delivery',
  'rate-limit/get',
  'repos/get', 'repos/compare-commits-with-basehead', 'repos/get-commit', 'repos/get-content',
  'repos/get-collaborator-permission-level', 'repos/list-pull-requests-associated-with-commit',
  'git/get-ref', 'git/get-commit', 'git/get-tree', 'git/get-blob',
  'pulls/list', 'pulls/get', 'pulls/list-files',
  'pulls/list-reviews', 'pulls/create-review', 'pulls/get-review', 'pulls/delete-pending-review', 'pulls/submit-review',
  'pulls/list-comments-for-review',
  'pulls/list-review-comments', 'pulls/create-review-comment', 'pulls/get-review-comment', 'pulls/update-review-comment',
  'pulls/delete-review-comment', 'pulls/create-reply-for-review-comment',
  'checks/create', 'checks/get', 'checks/update', 'checks/list-annotations', 'checks/list-for-ref', 'checks/list-for-suite',
  'checks/get-suite', 'checks/list-suites-for-ref',
  'issues/list-comments', 'issues/create-comment', 'issues/get-comment', 'issues/update-comment', 'issues/delete-comment',
  'reactions/create-for-issue-comment', 'reactions/list-for-issue-comment',
  'reactions/create-for-pull-request-review-comment', 'reactions/list-for-pull-request-review-comment',
]);

const WEBHOOKS = new Set([
  'pull-request-opened', 'pull-request-reopened', 'pull-request-synchronize', 'pull-request-ready-for-review',
  'pull-request-converted-to-draft', 'pull-request-edited', 'pull-request-closed',
  'check-run-created', 'check-run-completed', 'check-run-rerequested', 'check-run-requested-action',
  'check-suite-requested', 'check-suite-rerequested', 'check-suite-completed',
  'issue-comment-created', 'issue-comment-edited', 'issue-comment-deleted',
  'pull-request-review-comment-created', 'pull-request-review-comment-edited', 'pull-request-review-comment-deleted',
  'merge-group-checks-requested', 'merge-group-destroyed',
  'push', 'installation-created', 'installation-deleted', 'installation-suspend', 'installation-unsuspend',
]);

/** Keys whose values are prose or tooling hints, wherever they are not the name of a property. */
const PROSE = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'x-github', 'x-octokit', 'x-githubCloudOnly', 'title', 'deprecated']);
const KEYED_BY_NAME = new Set(['properties', 'schemas', 'parameters', 'responses', 'headers', 'paths', 'patternProperties']);

function withoutProse(value: Json, keysAreNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => keysAreNames || !PROSE.has(key));
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutProse(child, !keysAreNames && KEYED_BY_NAME.has(key))]));
}

function references(value: Json, found: Set<string>): Set<string> {
  if (Array.isArray(value)) value.forEach((item) => references(item, found));
  else if (value !== null && typeof value === 'object') {
    if (typeof value['$ref'] === 'string') found.add(value['$ref']);
    Object.values(value).forEach((item) => references(item, found));
  }
  return found;
}

function object(value: Json | undefined, what: string): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error(`${what} is not an object`);
  return value;
}

/** Components of `description` that `roots` reach, by section and name. */
function reachableComponents(description: JsonObject, roots: Json): JsonObject {
  const components: JsonObject = {};
  const queue = [...references(roots, new Set())];
  const seen = new Set(queue);
  for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
    const [, , section = '', name = ''] = reference.split('/');
    const source = object(object(description['components'], 'components')[section], section)[name];
    if (source === undefined) throw new Error(`The description refers to ${reference}, which it does not hold`);
    const component = withoutProse(source);
    components[section] = { ...object(components[section] ?? {}, section), [name]: component };
    for (const next of references(component, new Set())) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return components;
}

/**
 * `@octokit/openapi` replaces the items of this one list by a copy in which an account is a user *and* an enterprise, so that no
 * account fits. GitHub's own description refers to `installation`, as the operations on a single one still do.
 */
function corrected(operation: JsonObject): JsonObject {
  if (operation['operationId'] !== 'apps/list-installations') return operation;
  const schema: JsonObject = { type: 'array', items: { $ref: '#/components/schemas/installation' } };
  const responses = object(operation['responses'], 'responses');
  return { ...operation, responses: { ...responses, '200': { content: { 'application/json': { schema } } } } };
}

function chosenPaths(description: JsonObject): JsonObject {
  const paths: JsonObject = {};
  const missing = new Set(OPERATIONS);
  for (const [path, item] of Object.entries(object(description['paths'], 'paths'))) {
    const operations = Object.entries(object(item, path)).filter(([method, operation]) => {
      return METHODS.includes(method) && OPERATIONS.has(String(object(operation, method)['operationId']));
    });
    if (operations.length === 0) continue;
    operations.forEach(([, operation]) => missing.delete(String(object(operation, path)['operationId'])));
    paths[path] = withoutProse(Object.fromEntries(operations.map(([method, operation]) => [method, corrected(object(operation, path))])), false);
  }
  if (missing.size > 0) throw new Error(`Not in the description: ${[...missing].join(', ')}`);
  return paths;
}

/** The lists of events in webhooks still call `merge_group` by its first name. */
function withMergeGroup(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(withMergeGroup);
    return items.includes('merge_queue_entry') && !items.includes('merge_group') ? [...items, 'merge_group'] : items;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withMergeGroup(child)]));
}

function chosenWebhooks(description: JsonObject): JsonObject {
  const webhooks = object(description['x-webhooks'], 'x-webhooks');
  return Object.fromEntries(
    [...WEBHOOKS].map((name) => {
      const body = object(object(object(webhooks[name], name)['post'], name)['requestBody'], name);
      return [name, withoutProse({ post: { operationId: name, requestBody: body, responses: {} } })];
    }),
  );
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key] ?? null)]));
}

/** One line for each path, webhook and component: small, and a new version of the source shows as a readable diff. */
function render(subset: JsonObject): string {
  const entries = (value: JsonObject, indent: string): string =>
    Object.entries(value).map(([key, child]) => `${indent}${JSON.stringify(key)}:${JSON.stringify(child)}`).join(',\n');
  const components = Object.entries(object(subset['components'], 'components'))
    .map(([section, members]) => ` ${JSON.stringify(section)}:{\n${entries(object(members, section), '  ')}\n }`).join(',\n');
  return [
    '{', `"openapi":${JSON.stringify(subset['openapi'])},`, `"info":${JSON.stringify(subset['info'])},`,
    `"paths":{\n${entries(object(subset['paths'], 'paths'), ' ')}\n},`,
    `"x-webhooks":{\n${entries(object(subset['x-webhooks'], 'x-webhooks'), ' ')}\n},`,
    `"components":{\n${components}\n}`, '}', '',
  ].join('\n');
}

function main(): void {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const description = object(JSON.parse(readFileSync(file, 'utf8')) as Json, file);
  const roots = { paths: chosenPaths(description), 'x-webhooks': chosenWebhooks(description) };
  const info = object(description['info'], 'info');
  const subset: JsonObject = {
    openapi: description['openapi'] ?? '',
    info: {
      title: 'GitHub REST API, the part that the GitHub double serves',
      version: info['version'] ?? '',
      'x-source': `@octokit/openapi ${String(info['version'])}, generated/api.github.com.json`,
      license: info['license'] ?? null,
    },
    paths: sorted(roots.paths),
    'x-webhooks': sorted(roots['x-webhooks']),
    components: sorted(withMergeGroup(reachableComponents(description, roots))),
  };
  const text = render(subset);
  writeFileSync(TARGET, text);
  console.log(`${TARGET.pathname}: ${Math.round(text.length / 1024)} KiB, ${OPERATIONS.size} operations, ${WEBHOOKS.size} webhooks`);
}

main();
