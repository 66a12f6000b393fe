import { fullNameOf, nodeId, type Repository, type World } from '../state.js';
import { apiUrl, userObject } from './users.js';

/** Addresses below the repository's own, as GitHub writes them. */
const LINKS: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}', assignees_url: '/assignees{/user}', blobs_url: '/git/blobs{/sha}', branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}', comments_url: '/comments{/number}', commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}', contents_url: '/contents/{+path}', contributors_url: '/contributors', deployments_url: '/deployments',
  downloads_url: '/downloads', events_url: '/events', forks_url: '/forks', git_commits_url: '/git/commits{/sha}', git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}', hooks_url: '/hooks', issue_comment_url: '/issues/comments{/number}', issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}', keys_url: '/keys{/key_id}', labels_url: '/labels{/name}', languages_url: '/languages', merges_url: '/merges',
  milestones_url: '/milestones{/number}', notifications_url: '/notifications{?since,all,participating}', pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}', stargazers_url: '/stargazers', statuses_url: '/statuses/{sha}', subscribers_url: '/subscribers',
  subscription_url: '/subscription', tags_url: '/tags', teams_url: '/teams', trees_url: '/git/trees{/sha}',
};

/** What `minimal-repository` asks for. */
export function minimalRepositoryObject(world: World, repository: Repository) {
  const fullName = fullNameOf(repository);
  const api = apiUrl(world, `/repos/${fullName}`);
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.isPrivate,
    owner: userObject(world, repository.owner),
    html_url: `${world.url}/${fullName}`,
    description: null,
    fork: repository.parent !== null,
    url: api,
    ...Object.fromEntries(Object.entries(LINKS).map(([name, suffix]) => [name, `${api}${suffix}`])),
  };
}

/** A repository as embedded in pull requests and webhooks. */
export function repositoryObject(world: World, repository: Repository) {
  const fullName = fullNameOf(repository);
  const open = [...repository.pulls.values()].filter((pull) => pull.state === 'open').length;
  return {
    ...minimalRepositoryObject(world, repository),
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.createdAt,
    git_url: `git://${new URL(world.url).host}/${fullName}.git`,
    ssh_url: `git@${new URL(world.url).hostname}:${fullName}.git`,
    clone_url: `${world.url}/${fullName}.git`,
    svn_url: `${world.url}/${fullName}`,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.isPrivate ? 'private' : 'public',
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

/** What the repository's own address answers (`full-repository`). */
export function fullRepositoryObject(world: World, repository: Repository) {
  return {
    ...repositoryObject(world, repository),
    permissions: { admin: false, maintain: false, push: false, triage: false, pull: false },
    temp_clone_token: null,
    subscribers_count: 0,
    network_count: 0,
    ...(repository.parent ? { parent: repositoryObject(world, repository.parent), source: repositoryObject(world, repository.parent) } : {}),
  };
}
