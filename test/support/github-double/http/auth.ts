import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { newId, repositoryNamed, type Installation, type InstallationToken, type Repository, type World } from '../state.js';
import type { AppPermissions, PermissionLevel } from '../types.js';
import { badCredentials, notAccessible, notFound, Refusal } from './refusal.js';

export type Caller =
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly token: InstallationToken }
  | { readonly kind: 'nobody' };

const TOKEN_LIFETIME_MS = 3_600_000;
/** GitHub: "The time must be no more than 10 minutes into the future". */
const LONGEST_JWT_SECONDS = 600;
/** Clocks may differ by this much. */
const LEEWAY_SECONDS = 60;

/** Who sends this Authorization header. Throws 401 for a token or JWT that GitHub would refuse. */
export function authenticate(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined) return { kind: 'nobody' };
  const credential = /^(?:bearer|token) (.+)$/i.exec(authorization)?.[1];
  if (credential === undefined) throw badCredentials();
  if (credential.split('.').length === 3) return verifyJwt(world, credential);
  return { kind: 'installation', token: liveToken(world, credential) };
}

/** The installation token with this text. Throws 401 if it is unknown, revoked or expired. */
export function liveToken(world: World, text: string): InstallationToken {
  const token = world.tokens.get(text);
  if (!token || token.expiresAt <= world.now() || token.installation.suspended) throw badCredentials();
  return token;
}

function verifyJwt(world: World, jwt: string): Caller {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const claims = decode(payload);
  const signed = decode(header)['alg'] === 'RS256' && verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), createPublicKey(world.app.publicKey), Buffer.from(signature, 'base64url'));
  if (!signed) throw badCredentials('A JSON web token could not be decoded');
  const now = world.now() / 1000;
  const { iat, exp, iss } = claims;
  if (typeof exp !== 'number') throw badCredentials("'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires");
  if (exp <= now) throw badCredentials("'Expiration time' claim ('exp') is in the past");
  if (exp > now + LONGEST_JWT_SECONDS) throw badCredentials("'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== 'number' || iat > now + LEEWAY_SECONDS) throw badCredentials("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  if (String(iss) !== String(world.app.id) && iss !== world.app.clientId) throw new Refusal(404, 'Integration not found');
  return { kind: 'app' };
}

function decode(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return value !== null && typeof value === 'object' ? { ...value } : {};
  } catch {
    throw badCredentials('A JSON web token could not be decoded');
  }
}

/** A new token of an installation, at most as powerful as the App itself. */
export function issueToken(world: World, installation: Installation, narrowed: { readonly permissions?: AppPermissions; readonly repositoryIds?: readonly number[] }): InstallationToken {
  const token: InstallationToken = {
    token: `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x').slice(0, 36)}`,
    installation,
    permissions: narrowed.permissions ?? world.permissions,
    repositoryIds: narrowed.repositoryIds ?? null,
    expiresAt: world.now() + TOKEN_LIFETIME_MS,
  };
  world.tokens.set(token.token, token);
  newId(world);
  return token;
}

/** Does this token reach the repository? */
export function covers(token: InstallationToken, repository: Repository): boolean {
  if (!repository.installed || repository.owner !== token.installation.account) return false;
  return token.repositoryIds === null || token.repositoryIds.includes(repository.id);
}

/** The repository, if the token covers it; 404 as GitHub hides what a token may not see. */
export function reachableRepository(world: World, token: InstallationToken, owner: string, name: string): Repository {
  const repository = repositoryNamed(world, `${owner}/${name}`);
  if (!repository || !covers(token, repository)) throw notFound();
  return repository;
}

const RANK: Readonly<Record<PermissionLevel, number>> = { read: 1, write: 2, admin: 3 };

/** `checks:write` and the like; one of several is enough. */
export type Need = `${string}:${PermissionLevel}`;

export function isAllowed(permissions: AppPermissions, needs: readonly Need[]): boolean {
  return needs.length === 0 || needs.some((need) => {
    const [name = '', level = 'admin'] = need.split(':');
    const held = name === 'metadata' ? 'read' : permissions[name];
    return held !== undefined && RANK[held] >= RANK[level as PermissionLevel];
  });
}

/** Throws 403 if none of the needs is met. */
export function requirePermission(token: InstallationToken, needs: readonly Need[]): void {
  if (!isAllowed(token.permissions, needs)) throw notAccessible();
}
