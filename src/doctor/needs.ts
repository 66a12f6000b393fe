/** What the App asks GitHub for, compared with what it has. Pure. */
import { ok, warning, wrong, type Check } from './types.js';

type Level = 'read' | 'write';

interface Need {
  readonly level: Level;
  /** What goes without it; absent: nothing does. */
  readonly without?: string;
  /** With reading alone it works, but for this. */
  readonly readOnly?: string;
}

/** The permissions of app.yml, which says why for each. */
export const PERMISSIONS: Readonly<Record<string, Need>> = {
  checks: { level: 'write' },
  pull_requests: { level: 'write' },
  contents: { level: 'write', readOnly: 'threads of fixed findings stay open, and fixes are given as a patch' },
  issues: { level: 'read', without: 'commands in the conversation of a pull request are not heard' },
  merge_queues: { level: 'read', without: 'merge queues get no check run' },
  metadata: { level: 'read' },
};

/** The events of app.yml; null: they come with the permission for checks, whether or not they are asked for. */
export const EVENTS: Readonly<Record<string, string | null>> = {
  pull_request: 'no pull request is reviewed',
  check_run: null,
  check_suite: null,
  merge_group: 'merge queues get no check run',
  issue_comment: 'commands in the conversation of a pull request are not heard',
  pull_request_review_comment: 'commands in replies to comments are not heard',
};

export interface Granted {
  readonly permissions: Readonly<Record<string, string | undefined>>;
  readonly events: readonly string[];
}

const SETTINGS = "Set it on the App's settings page, *Permissions & events*; then every account has to accept it.";

/** One check for permissions, one for events. */
export function compareApp({ permissions, events }: Granted): Check[] {
  return [...permissionChecks(permissions), ...eventChecks(events)];
}

function permissionChecks(permissions: Granted['permissions']): Check[] {
  const checks = Object.entries(PERMISSIONS).flatMap(([name, need]) => permissionCheck(name, need, permissions[name]));
  const more = Object.keys(permissions).filter((name) => !(name in PERMISSIONS));
  const unneeded = more.length === 0 ? [] : [warning('Permissions', `The App has more than it needs: ${more.sort().join(', ')}.`, "Take them away on the App's settings page.")];
  return checks.length + unneeded.length === 0 ? [ok('Permissions', 'as in app.yml')] : [...checks, ...unneeded];
}

function permissionCheck(name: string, { level, without, readOnly }: Need, has: string | undefined): Check[] {
  if (has === 'write' || has === 'admin' || has === level) return [];
  const asked = `${name}: ${level}`;
  if (has === 'read' && readOnly !== undefined) return [warning(`Permission ${asked}`, `It may only read: ${readOnly}.`, SETTINGS)];
  if (without !== undefined) return [warning(`Permission ${asked}`, `Not granted: ${without}.`, SETTINGS)];
  return [wrong(`Permission ${asked}`, has === undefined ? 'Not granted.' : `It may only ${has}.`, SETTINGS)];
}

function eventChecks(events: readonly string[]): Check[] {
  const checks = Object.entries(EVENTS).flatMap(([name, without]) => {
    if (without === null || events.includes(name)) return [];
    const says = `GitHub does not send it: ${without}.`;
    return [name === 'pull_request' ? wrong(`Event ${name}`, says, "Subscribe to it on the App's settings page.") : warning(`Event ${name}`, says, "Subscribe to it on the App's settings page.")];
  });
  return checks.length === 0 ? [ok('Events', 'as in app.yml')] : checks;
}

/** Where GitHub sends deliveries, and how, as `GET /app/hook/config` tells it. */
export interface Hook {
  readonly url?: string;
  readonly content_type?: string;
  readonly insecure_ssl?: string | number;
}

const HOOK_PATH = '/api/github/webhooks';
const HOOK_SETTINGS = "Change it on the App's settings page, *Webhook*.";

/** The server takes JSON at one path. */
export function compareHook({ url, content_type: type, insecure_ssl: insecure }: Hook): Check {
  const name = 'Webhook';
  if (url === undefined || !URL.canParse(url)) return wrong(name, 'GitHub has no address to send to.', `Enter the server's address with the path ${HOOK_PATH}, and tick *Active*.`);
  const { protocol, pathname, host } = new URL(url);
  if (pathname !== HOOK_PATH) return wrong(name, `GitHub sends to ${host}${pathname}.`, `The path has to be ${HOOK_PATH}. ${HOOK_SETTINGS}`);
  if (type !== undefined && type !== 'json') return wrong(name, `GitHub sends to ${host} as ${type}.`, 'The content type has to be application/json, or each delivery is refused with 415.');
  if (protocol !== 'https:' || String(insecure ?? '0') !== '0') return warning(name, `GitHub sends to ${host} without a certificate that it checks.`, HOOK_SETTINGS);
  return ok(name, `${host}${pathname}`);
}

/** An account that installed the App. */
export interface InstalledAt extends Granted {
  readonly account: string;
  /** Where the account's owner accepts what is asked for. */
  readonly url: string;
  readonly isSuspended: boolean;
}

/** What an account has not accepted of what the App now asks for. */
export function compareInstallation(app: Granted, { account, url, permissions, isSuspended }: InstalledAt): Check {
  const name = `Installed at ${account}`;
  if (isSuspended) return warning(name, 'The installation is suspended.', `Its owner can end that: ${url}`);
  const open = Object.keys(PERMISSIONS).filter((one) => rank(permissions[one]) < rank(app.permissions[one]));
  if (open.length > 0) return warning(name, `It has not accepted ${open.map((one) => `${one}: ${app.permissions[one]}`).join(', ')}.`, `Its owner accepts it here: ${url}`);
  return ok(name, 'all is accepted');
}

function rank(level: string | undefined): number {
  return ['read', 'write', 'admin'].indexOf(level ?? '') + 1;
}
