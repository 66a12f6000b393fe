import { issueToken } from '../http/auth.js';
import { notFound, validationFailed } from '../http/refusal.js';
import { installationObject, installedRepositories, tokenObject } from '../objects/installations.js';
import { repositoryObject } from '../objects/repositories.js';
import { appObject } from '../objects/users.js';
import { isObject, type JsonObject } from '../openapi/json-schema.js';
import { repositoryNamed, type Delivery, type Installation, type World } from '../state.js';
import type { AppPermissions } from '../types.js';
import { NO_CONNECTION, redeliver } from '../webhooks/deliver.js';
import type { Answer, RestRequest, Routes } from './route.js';

export const APP_ROUTES: Routes = {
  'apps/get-authenticated': { as: 'app', handle: (world) => ({ status: 200, body: appObject(world) }) },
  'apps/list-installations': {
    as: 'app',
    handle: (world) => ({ status: 200, list: { items: [...world.installations.values()].map((installation) => installationObject(world, installation)) } }),
  },
  'apps/get-installation': { as: 'app', handle: (world, request) => ({ status: 200, body: installationObject(world, installationById(world, request)) }) },
  'apps/get-repo-installation': {
    as: 'app',
    handle: (world, { path }) => {
      const repository = repositoryNamed(world, `${path['owner']}/${path['repo']}`);
      const installation = repository?.installed ? [...world.installations.values()].find(({ account }) => account === repository.owner) : undefined;
      if (!installation) throw notFound();
      return { status: 200, body: installationObject(world, installation) };
    },
  },
  'apps/create-installation-access-token': {
    as: 'app',
    handle: (world, request) => {
      const installation = installationById(world, request);
      const token = issueToken(world, installation, narrowing(world, installation, request.body));
      return { status: 201, body: tokenObject(world, token) };
    },
  },
  'apps/list-repos-accessible-to-installation': {
    as: 'anyone',
    handle: (world, _request, caller) => {
      if (caller.kind !== 'installation') throw notFound();
      const { installation, repositoryIds } = caller.token;
      const repositories = installedRepositories(world, installation).filter((repository) => repositoryIds?.includes(repository.id) ?? true);
      return {
        status: 200,
        list: {
          items: repositories.map((repository) => repositoryObject(world, repository)),
          wrap: (items, total) => ({ total_count: total, repository_selection: 'selected', repositories: items }),
        },
      };
    },
  },
  'apps/get-webhook-config-for-app': {
    as: 'app',
    handle: (world) => ({ status: 200, body: { content_type: world.hookContentType, insecure_ssl: '0', secret: '********', url: world.hookUrl ?? 'https://shipworthy.example.com/api/github/webhooks' } }),
  },
  'apps/list-webhook-deliveries': { as: 'app', handle: listDeliveries },
  'apps/get-webhook-delivery': {
    as: 'app',
    handle: (world, request) => {
      const delivery = deliveryById(world, request);
      return { status: 200, body: { ...deliveryObject(delivery), url: delivery.url, request: { headers: {}, payload: delivery.payload }, response: { headers: {}, payload: null } } };
    },
  },
  'apps/redeliver-webhook-delivery': {
    as: 'app',
    handle: async (world, request) => {
      const delivery = deliveryById(world, request);
      // As far back as GitHub sends one again.
      if (Date.parse(delivery.deliveredAt) < world.now() - 3 * 24 * 60 * 60 * 1000) throw validationFailed({ resource: 'HookDelivery', code: 'invalid', field: 'delivery_id' });
      await redeliver(world, delivery);
      return { status: 202, body: {} };
    },
  },
  'rate-limit/get': {
    as: 'anyone',
    handle: (world) => {
      const rate = { limit: 5000, remaining: 5000, reset: Math.floor(world.now() / 1000) + 3600, used: 0 };
      return { status: 200, body: { resources: { core: rate, search: { ...rate, limit: 30, remaining: 30 }, graphql: rate }, rate } };
    },
  },
};

function installationById(world: World, { path }: RestRequest): Installation {
  const installation = world.installations.get(Number(path['installation_id']));
  if (!installation) throw notFound();
  return installation;
}

function deliveryById(world: World, { path }: RestRequest): Delivery {
  const delivery = world.deliveries.find(({ id }) => id === Number(path['delivery_id']));
  if (!delivery) throw notFound();
  return delivery;
}

/** `repositories`, `repository_ids` and `permissions` of a token request; 422 for what the installation does not have. */
function narrowing(world: World, installation: Installation, body: JsonObject): { permissions?: AppPermissions; repositoryIds?: number[] } {
  const wanted = isObject(body['permissions']) ? Object.fromEntries(Object.entries(body['permissions']).map(([name, level]) => [name, String(level)])) : null;
  const over = Object.entries(wanted ?? {}).filter(([name, level]) => name !== 'metadata' && world.permissions[name] !== 'write' && world.permissions[name] !== level);
  if (over.length > 0) throw validationFailed({ resource: 'Integration', code: 'invalid', field: 'permissions', message: 'The permissions requested are not granted to this installation.' });
  const names = Array.isArray(body['repositories']) ? body['repositories'].map(String) : [];
  const ids = Array.isArray(body['repository_ids']) ? body['repository_ids'].map(Number) : [];
  const available = installedRepositories(world, installation);
  const chosen = available.filter(({ id, name }) => ids.includes(id) || names.includes(name));
  if (chosen.length !== new Set([...ids, ...names]).size) {
    throw validationFailed({ resource: 'Integration', code: 'invalid', field: 'repositories', message: 'There is at least one repository that does not exist or is not accessible to the parent installation.' });
  }
  return { ...(wanted ? { permissions: wanted as AppPermissions } : {}), ...(ids.length + names.length > 0 ? { repositoryIds: chosen.map(({ id }) => id) } : {}) };
}

/** Newest first, in pages by `cursor`, which names the first of a page. */
function listDeliveries(world: World, { query }: RestRequest): Answer {
  const size = Math.min(100, Number(query['per_page'] ?? 30));
  const newestFirst = world.deliveries.filter(({ deliveredAt }) => Date.parse(deliveredAt) + world.listedAfter <= world.now()).reverse();
  const { cursor } = query;
  const start = cursor === undefined ? 0 : newestFirst.findIndex(({ id }) => `v1_${id}` === cursor);
  if (start < 0) throw validationFailed({ resource: 'Hook', code: 'invalid', field: 'cursor' });
  const next = newestFirst[start + size];
  const link = next === undefined ? {} : { headers: { link: `<${world.url}/api/v3/app/hook/deliveries?per_page=${size}&cursor=v1_${next.id}>; rel="next"` } };
  return { status: 200, body: newestFirst.slice(start, start + size).map(deliveryObject), ...link };
}

function statusOf({ status }: Delivery): string {
  if (status >= 200 && status < 300) return 'OK';
  return status === NO_CONNECTION ? 'failed to connect to host' : `Invalid HTTP Response: ${status}`;
}

function deliveryObject(delivery: Delivery) {
  return {
    id: delivery.id, guid: delivery.guid, delivered_at: delivery.deliveredAt, redelivery: delivery.redelivery, duration: delivery.seconds,
    status: statusOf(delivery), status_code: delivery.status,
    event: delivery.event, action: delivery.action, installation_id: delivery.installationId, repository_id: delivery.repositoryId, throttled_at: null,
  };
}
