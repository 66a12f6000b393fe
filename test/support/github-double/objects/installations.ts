import type { Installation, InstallationToken, Repository, World } from '../state.js';
import { repositoryObject } from './repositories.js';
import { apiUrl, userObject } from './users.js';

export function installationObject(world: World, installation: Installation) {
  const created = new Date(world.startedAt).toISOString();
  const { account } = installation;
  return {
    id: installation.id,
    account: userObject(world, account),
    repository_selection: 'selected',
    access_tokens_url: apiUrl(world, `/app/installations/${installation.id}/access_tokens`),
    repositories_url: apiUrl(world, '/installation/repositories'),
    html_url: `${world.url}/settings/installations/${installation.id}`,
    app_id: world.app.id,
    client_id: world.app.clientId,
    app_slug: world.app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { ...world.permissions, metadata: 'read' },
    events: [...world.events],
    created_at: created,
    updated_at: created,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

export function installedRepositories(world: World, installation: Installation): Repository[] {
  return [...world.repositories.values()].filter((repository) => repository.installed && repository.owner === installation.account);
}

/** Answer to a request for an access token. */
export function tokenObject(world: World, token: InstallationToken) {
  const selected = installedRepositories(world, token.installation).filter((repository) => token.repositoryIds?.includes(repository.id));
  return {
    token: token.token,
    expires_at: new Date(token.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    permissions: { ...token.permissions, metadata: 'read' },
    repository_selection: 'selected',
    ...(token.repositoryIds === null ? {} : { repositories: selected.map((repository) => repositoryObject(world, repository)) }),
  };
}
