import { nodeId, userNamed, type User, type World } from '../state.js';

export function apiUrl(world: World, path: string): string {
  return `${world.url}/api/v3${path}`;
}

/** A user as embedded in every other object (`simple-user`). */
export function userObject(world: World, user: User) {
  const api = apiUrl(world, `/users/${encodeURIComponent(user.login)}`);
  const slug = user.login.replace(/\[bot\]$/, '');
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type === 'Bot' ? 'BOT' : 'U', user.id),
    avatar_url: `${world.url}/avatars/u/${user.id}?v=4`,
    gravatar_id: '',
    url: api,
    html_url: user.type === 'Bot' ? `${world.url}/apps/${slug}` : `${world.url}/${user.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** The App (`integration`). */
export function appObject(world: World) {
  const { app } = world;
  const created = new Date(world.startedAt).toISOString();
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: userObject(world, userNamed(world, 'shipworthy-authors')),
    name: 'Shipworthy',
    description: '',
    external_url: `${world.url}/apps/${app.slug}`,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: created,
    updated_at: created,
    permissions: { ...world.permissions, metadata: 'read' },
    events: [...world.events],
  };
}
