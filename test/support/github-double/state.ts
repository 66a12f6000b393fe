import type { Annotation, AppIdentity, AppPermissions, Reaction, ReviewState } from './types.js';

/** What the double holds. Only the functions of this folder change it. */
export interface World {
  readonly app: AppIdentity;
  readonly permissions: AppPermissions;
  readonly events: readonly string[];
  readonly url: string;
  readonly folder: string;
  readonly now: () => number;
  readonly startedAt: number;
  /** By login, lower case. */
  readonly users: Map<string, User>;
  /** By `owner/name`, lower case. */
  readonly repositories: Map<string, Repository>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, InstallationToken>;
  readonly deliveries: Delivery[];
  /** Where deliveries are sent again to; null: where they were sent first. */
  hookUrl: string | null;
  /** As the App's settings say it. */
  hookContentType: 'json' | 'form';
  readonly listedAfter: number;
  /** Takes note of something that a clean test run must not have. */
  readonly report: (problem: string) => void;
  lastId: number;
}

export interface User {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot' | 'Organization';
}

export interface Installation {
  readonly id: number;
  readonly account: User;
  suspended: boolean;
}

export interface InstallationToken {
  readonly token: string;
  readonly installation: Installation;
  readonly permissions: AppPermissions;
  /** null: all that the installation covers. */
  readonly repositoryIds: readonly number[] | null;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface Repository {
  readonly id: number;
  readonly owner: User;
  readonly name: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly parent: Repository | null;
  readonly gitDir: string;
  readonly createdAt: string;
  installed: boolean;
  readonly collaborators: Map<string, 'admin' | 'write' | 'read' | 'none'>;
  readonly pulls: Map<number, Pull>;
  readonly checkSuites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly issueComments: IssueComment[];
  /** Commits written so far: gives each its own date. */
  commitCount: number;
  /** By branch: GitHub takes no direct commit there. */
  readonly protectedBranches: Map<string, 'classic' | 'ruleset'>;
  lastNumber: number;
}

export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly headRepository: Repository;
  readonly author: User;
  readonly headRef: string;
  readonly createdAt: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  draft: boolean;
  updatedAt: string;
  closedAt: string | null;
  readonly reviews: Review[];
  readonly comments: ReviewComment[];
  readonly threads: Thread[];
}

export interface Review {
  readonly id: number;
  readonly user: User;
  readonly commitId: string;
  readonly createdAt: string;
  body: string;
  state: ReviewState;
  submittedAt: string | null;
}

export interface ReviewComment {
  readonly id: number;
  readonly reviewId: number;
  readonly threadId: string;
  readonly user: User;
  readonly path: string;
  readonly diffHunk: string;
  readonly side: 'LEFT' | 'RIGHT';
  readonly startSide: 'LEFT' | 'RIGHT' | null;
  readonly subjectType: 'line' | 'file';
  readonly originalLine: number | null;
  readonly originalStartLine: number | null;
  readonly originalPosition: number | null;
  readonly originalCommitId: string;
  readonly inReplyTo: number | null;
  readonly createdAt: string;
  commitId: string;
  line: number | null;
  startLine: number | null;
  position: number | null;
  body: string;
  updatedAt: string;
  readonly reactions: ReactionRecord[];
}

export interface Thread {
  readonly id: string;
  isResolved: boolean;
  isOutdated: boolean;
  resolvedBy: User | null;
}

export interface ReactionRecord {
  readonly id: number;
  readonly user: User;
  readonly content: Reaction;
  readonly createdAt: string;
}

export interface IssueComment {
  readonly id: number;
  readonly number: number;
  readonly user: User;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
  readonly reactions: ReactionRecord[];
}

export interface CheckSuite {
  readonly id: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly createdAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  readonly headSha: string;
  name: string;
  status: string;
  conclusion: string | null;
  externalId: string | null;
  detailsUrl: string | null;
  startedAt: string | null;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: Annotation[];
  actions: readonly { readonly label: string; readonly description: string; readonly identifier: string }[];
  writes: number;
}

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: object;
  readonly url: string;
  readonly deliveredAt: string;
  readonly seconds: number;
  readonly status: number;
  readonly redelivery: boolean;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
}

export function newId(world: World): number {
  world.lastId += 1;
  return world.lastId;
}

/** GitHub's second-precise timestamps. */
export function timestamp(world: World): string {
  return new Date(world.now()).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** An opaque id of the global kind, unique by `kind` (GitHub's prefix, such as `PRRT`) and number. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(`double:${id}`).toString('base64url')}`;
}

/** Finds or makes the user; a login that ends in `[bot]` is a bot. */
export function userNamed(world: World, login: string): User {
  const known = world.users.get(login.toLowerCase());
  if (known) return known;
  const user: User = { id: newId(world), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
  world.users.set(login.toLowerCase(), user);
  return user;
}

export function repositoryNamed(world: World, fullName: string): Repository | null {
  return world.repositories.get(fullName.toLowerCase()) ?? null;
}

/** For calls by a test, which must name what exists. */
export function demandRepository(world: World, fullName: string): Repository {
  const repository = repositoryNamed(world, fullName);
  if (!repository) throw new Error(`The double has no repository ${fullName}; it has ${[...world.repositories.keys()].join(', ') || 'none'}`);
  return repository;
}

export function demandPull(world: World, fullName: string, number: number): Pull {
  const pull = demandRepository(world, fullName).pulls.get(number);
  if (!pull) throw new Error(`The double has no pull request ${fullName}#${number}`);
  return pull;
}

export function fullNameOf(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The account's installation, made at the first repository that the App is put on. */
export function installationOf(world: World, account: User): Installation {
  const known = [...world.installations.values()].find((installation) => installation.account === account);
  if (known) return known;
  const installation: Installation = { id: newId(world), account, suspended: false };
  world.installations.set(installation.id, installation);
  return installation;
}

export function permissionOf(repository: Repository, login: string): 'admin' | 'write' | 'read' | 'none' {
  if (repository.owner.login.toLowerCase() === login.toLowerCase()) return 'admin';
  return repository.collaborators.get(login.toLowerCase()) ?? (repository.isPrivate ? 'none' : 'read');
}
