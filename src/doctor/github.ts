/** Asks GitHub what it knows of the App. I/O; never answers a token or a key. */
import type { Environment } from '../config/environment.js';
import { octokitClass, type Octokit } from '../github/octokit.js';
import { compareApp, compareHook, compareInstallation, type Granted, type InstalledAt } from './needs.js';
import { ok, warning, wrong, type Check } from './types.js';

/** Installations that are told one by one when all is well. */
const MOST_TOLD = 5;
/** Deliveries that are looked at, the newest. */
const DELIVERIES = 20;
/** Milliseconds for one answer. */
const PATIENCE = 15_000;

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What GitHub, or the Enterprise Server of the settings, says of the App, of its installations and of its deliveries. */
export async function checkGitHub({ apiUrl }: Pick<Environment, 'apiUrl'>, app: { readonly id: number; readonly pem: string }): Promise<Check[]> {
  const Client = octokitClass({ throttle: false, secondMs: 1 });
  const octokit = new Client({ auth: { appId: app.id, privateKey: app.pem }, baseUrl: apiUrl, log: SILENT, request: { fetch: patientFetch }, retry: { enabled: false } });
  let granted: Granted;
  let known: Check;
  try {
    const { data } = await octokit.rest.apps.getAuthenticated();
    if (data === null) return [wrong('GitHub App', 'GitHub does not say which App this is.', 'Try again later.')];
    granted = grantedOf(data);
    known = ok('GitHub App', `${data.name} (${data.html_url})`);
  } catch (error) {
    return [failed(error, app.id, new URL(apiUrl).host)];
  }
  return [
    known,
    ...compareApp(granted),
    ...(await asked('Installations', () => installationChecks(octokit, granted))),
    ...(await asked('Webhook', () => hookChecks(octokit))),
    ...(await asked('Webhook deliveries', () => deliveryChecks(octokit))),
  ];
}

/** What GitHub does not tell of one thing hides no other. */
async function asked(name: string, ask: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await ask();
  } catch (error) {
    const { status } = error as { status?: unknown };
    return [warning(name, `GitHub does not tell (${typeof status === 'number' ? status : 'no answer'}).`, 'Try again later.')];
  }
}

/** Every request ends, whatever the other side does. */
function patientFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  return fetch(input, { ...init, signal: AbortSignal.timeout(PATIENCE) });
}

function grantedOf({ permissions, events }: { readonly permissions: object; readonly events: readonly string[] }): Granted {
  return { permissions: Object.fromEntries(Object.entries(permissions).map(([name, level]) => [name, String(level)])), events };
}

async function installationChecks(octokit: Octokit, app: Granted): Promise<Check[]> {
  const installations: InstalledAt[] = [];
  for await (const { data } of octokit.paginate.iterator(octokit.rest.apps.listInstallations, { per_page: 100 })) {
    for (const { account, html_url: url, suspended_at: suspended, ...granted } of data) {
      // An enterprise has no login.
      const { login, slug } = (account ?? {}) as { readonly login?: string; readonly slug?: string };
      installations.push({ ...grantedOf(granted), account: login ?? slug ?? 'unknown', url, isSuspended: suspended !== null && suspended !== undefined });
    }
  }
  if (installations.length === 0) return [warning('Installations', 'No account has installed the App: no pull request is reviewed.', "Install it from the App's settings page, *Install App*.")];
  const checks = installations.map((installation) => compareInstallation(app, installation));
  const bad = checks.filter(({ state }) => state !== 'ok');
  if (checks.length <= MOST_TOLD) return checks;
  return [ok('Installations', `${checks.length}, of which ${checks.length - bad.length} have accepted all`), ...bad];
}

async function hookChecks(octokit: Octokit): Promise<Check[]> {
  const { data } = await octokit.rest.apps.getWebhookConfigForApp();
  return [compareHook(data)];
}

async function deliveryChecks(octokit: Octokit): Promise<Check[]> {
  const name = 'Webhook deliveries';
  const { data } = await octokit.rest.apps.listWebhookDeliveries({ per_page: DELIVERIES });
  if (data.length === 0) return [ok(name, 'none yet')];
  const failures = data.filter(({ status_code: status }) => status < 200 || status > 299);
  const [first] = failures;
  if (first === undefined) return [ok(name, `the last ${data.length} arrived`)];
  const how = first.status_code === 0 || first.status_code >= 500 ? 'Check that the server runs, and that GitHub reaches it at the address in the App\'s settings.' : 'A refusal with 400 or 401 means another WEBHOOK_SECRET in the App\'s settings, with 404 another path than /api/github/webhooks.';
  const says = `${failures.length} of the last ${data.length} did not arrive (${first.status_code || 'no connection'}).`;
  return [failures.length === data.length ? wrong(name, says, how) : warning(name, says, how)];
}

/** By what the answer says alone: messages of the client may quote what was sent. */
function failed(error: unknown, appId: number, host: string): Check {
  const { status } = error as { status?: unknown };
  const name = 'GitHub App';
  if (status === 401) return wrong(name, `${host} refuses the key for the App ${appId}.`, "Check that APP_ID and the private key are of the same App, that the key is still listed on its settings page, and that this machine's clock is right.");
  if (status === 404) return wrong(name, `${host} knows no App ${appId}.`, 'Check APP_ID, and GHE_HOST where the App is on an Enterprise Server.');
  if (typeof status === 'number' && status !== 500) return wrong(name, `${host} answers ${status}.`, 'Try again later; with GHE_HOST set, check that it names an Enterprise Server.');
  return wrong(name, `${host} can't be reached from here.`, 'Check the network, GHE_HOST and GHE_PROTOCOL; --offline leaves GitHub out.');
}
