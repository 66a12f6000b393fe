/** Secrets that deployment files give to what they run. Pure. */
import type { EnvironmentEntry } from '../../../facts/deployment/types.js';
import type { DeploymentFacts } from '../../../facts/types.js';
import { isFixturePath, isSupportPath, isTestPath } from '../../../project/path-uses.js';
import { isSecret } from './settings.js';

/** Names of variables that hold passwords, and of those that hold keys and tokens. */
const PASSWORD = /(^|_)(PASSWORD|PASSWD|PASS)$/;
const KEY = /(^|_)(SECRET|SECRET_KEY|SECRET_KEY_BASE|API_?KEY|ACCESS_KEY|PRIVATE_KEY|SIGNING_KEY|ENCRYPTION_KEY|JWT_KEY|AUTH_TOKEN|ACCESS_TOKEN|API_TOKEN|BOT_TOKEN)$/;
/** Keys that somebody else accepts: a workflow makes up its own passwords for the servers that it starts. */
const FOREIGN_KEY = /(^|_)(API_?KEY|ACCESS_KEY|AUTH_TOKEN|ACCESS_TOKEN|API_TOKEN|BOT_TOKEN)$/;
/** Directives of nginx that name where requests are handed on: https://nginx.org/en/docs/dirindex.html */
const NGINX_PASS = /(^|_)(PROXY|UWSGI|FASTCGI|SCGI|GRPC|MEMCACHED)_PASS$/;
const FORMATS = new Set<DeploymentFacts['format']>(['compose', 'kubernetes', 'render', 'app-yaml', 'fly', 'dockerfile', 'workflow']);
/** Files for developers' machines and tests. */
const DEVELOPMENT = /(^|[-_./])(dev|devel|development|local|tests?|testing|ci|e2e|override|examples?|samples?|demo|quickstart|playground|debug|build|benchmark\w*)([-_./]|$)/i;
/** Words joined like the name of a service or database. */
const NAME = /^[a-z]+([-_.][a-z]+)+$/;
/** Words that are put where a password is to come. */
const STAND_IN = /pass|secret|admin|test|example|change|dummy|fake|sample|replace|your|insert|todo|foo|bar|qwerty|1234|letmein|default|placeholder|token|key[-_]?here|xxx/i;

/** Variables of a deployment file whose values are secrets; the values themselves are not handed on. */
export function secretVariables(path: string, deployment: DeploymentFacts | undefined): readonly EnvironmentEntry[] {
  if (deployment === undefined || !FORMATS.has(deployment.format) || isTestPath(path) || isFixturePath(path.replace(/^\.github\//, ''))) return [];
  if (deployment.format !== 'workflow' && (isSupportPath(path) || DEVELOPMENT.test(path))) return [];
  const values = (deployment.environment ?? []).map(({ value }) => value);
  return (deployment.environment ?? []).filter(({ name, value }) => {
    if (value === null || /[$<{]|^\s*$|^(file:|\/|\.)/.test(value) || values.filter((one) => one === value).length > 3) return false;
    if (deployment.format === 'workflow') return FOREIGN_KEY.test(name) && isKey(value);
    return (PASSWORD.test(name) && !NGINX_PASS.test(name) && isPassword(value)) || (KEY.test(name) && isKey(value));
  });
}

/** Eight characters or more, of several kinds. */
function isPassword(value: string): boolean {
  return value.length >= 8 && !STAND_IN.test(value) && !NAME.test(value) && isSecret(value, 'password') && kinds(value) >= 2;
}

function isKey(value: string): boolean {
  return value.length >= 20 && !STAND_IN.test(value.replace(/^django-insecure-/, '')) && isSecret(value, 'key') && /\d/.test(value) && /[A-Za-z]/.test(value);
}

function kinds(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value)).length;
}
