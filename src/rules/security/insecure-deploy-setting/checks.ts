/** What `manage.py check --deploy` asks of settings (django/core/checks/security of Django 5.2), judged over evaluated settings. Pure. */
import type { SettingsModule, Value } from '../../../project/django/types.js';
import { decide, textsIn } from '../../shared/production-settings.js';

export interface Gap {
  /** The setting that is missing or weak. */
  readonly setting: string;
  /** What to write, or null where a line of settings does not mend it. */
  readonly wanted: string | null;
  /** Not set at all, so that writing it overrides no decision. */
  readonly unset: boolean;
  /** Worth a finding on its own; the others are told beside it, since projects leave them out on purpose. */
  readonly telling: boolean;
}

interface Check {
  readonly setting: string;
  readonly wanted: string;
  readonly telling: boolean;
  /** Whether Django's own default fails. */
  readonly failsUnset: boolean;
  passes(value: Value): boolean | undefined;
  /** Whether the check asks anything of these settings. */
  asks(module: SettingsModule): boolean;
}

const SECURITY = 'django.middleware.security.SecurityMiddleware';

const CHECKS: readonly Check[] = [
  { setting: 'SECURE_SSL_REDIRECT', wanted: 'True', telling: true, failsUnset: true, passes: isTrue, asks: hasSecurity },
  { setting: 'SECURE_HSTS_SECONDS', wanted: '31_536_000', telling: true, failsUnset: true, passes: (value) => (value.kind === 'number' ? value.value > 0 : value.kind === 'none' ? false : undefined), asks: hasSecurity },
  { setting: 'SECURE_HSTS_INCLUDE_SUBDOMAINS', wanted: 'True', telling: false, failsUnset: true, passes: isTrue, asks: hasSecurity },
  { setting: 'SECURE_HSTS_PRELOAD', wanted: 'True', telling: false, failsUnset: true, passes: isTrue, asks: hasSecurity },
  { setting: 'SECURE_CONTENT_TYPE_NOSNIFF', wanted: 'True', telling: true, failsUnset: false, passes: isTrue, asks: hasSecurity },
  { setting: 'SECURE_REFERRER_POLICY', wanted: '"same-origin"', telling: true, failsUnset: false, passes: (value) => (value.kind === 'none' ? false : value.kind === 'string' || value.kind === 'list' ? true : undefined), asks: hasSecurity },
  { setting: 'SESSION_COOKIE_SECURE', wanted: 'True', telling: true, failsUnset: true, passes: isTrue, asks: (module) => names(module, 'django.contrib.sessions.middleware.SessionMiddleware') },
  { setting: 'CSRF_COOKIE_SECURE', wanted: 'True', telling: true, failsUnset: true, passes: isTrue, asks: (module) => names(module, 'django.middleware.csrf.CsrfViewMiddleware') && !certainly(module, 'CSRF_USE_SESSIONS') },
  { setting: 'X_FRAME_OPTIONS', wanted: '"DENY"', telling: false, failsUnset: false, passes: (value) => (value.kind === 'string' ? value.value === 'DENY' || value.value === 'SAMEORIGIN' : undefined), asks: (module) => names(module, 'django.middleware.clickjacking.XFrameOptionsMiddleware') },
];

/** Written down with another value they are a decision: other sites below the domain may have no TLS. */
const DECIDED = new Set(['SECURE_HSTS_INCLUDE_SUBDOMAINS', 'SECURE_HSTS_PRELOAD']);

/** What a proxy that ends TLS can do as well. */
const OF_PROXY = new Set(['SECURE_SSL_REDIRECT', 'SECURE_HSTS_SECONDS']);

/** All that is missing, in the order in which the block of settings lists it. What can't be told counts as there. */
export function gapsOf(module: SettingsModule): readonly Gap[] {
  const found = CHECKS.flatMap((check) => gapOf(module, check));
  const gaps = leavesTlsToProxy(module, found) ? found.map((gap) => (OF_PROXY.has(gap.setting) ? { ...gap, telling: false } : gap)) : found;
  return lacksSecurity(module) ? [{ setting: `${SECURITY} in MIDDLEWARE`, wanted: null, unset: false, telling: true }, ...gaps] : gaps;
}

/** A proxy ends TLS, and the settings leave both to it: the redirect and the header are then where TLS is. */
function leavesTlsToProxy(module: SettingsModule, gaps: readonly Gap[]): boolean {
  const proxy = module.get('SECURE_PROXY_SSL_HEADER');
  return proxy !== undefined && proxy.kind !== 'none' && gaps.filter(({ setting, unset }) => unset && OF_PROXY.has(setting)).length === OF_PROXY.size;
}

function gapOf(module: SettingsModule, check: Check): readonly Gap[] {
  if (!check.asks(module)) return [];
  const { setting, wanted, telling } = check;
  const value = module.get(setting);
  if (value === undefined) return check.failsUnset && module.open === null ? [{ setting, wanted, telling, unset: true }] : [];
  // What a file outside the repository sets afterwards can't be told, and what nobody needs is left out by decision.
  if (module.open !== null || DECIDED.has(setting)) return [];
  return decide(value, check.passes) === 'no' && !isFromEnvironment(value) ? [{ setting, wanted, telling, unset: false }] : [];
}

/** Whoever deploys can turn it on. */
function isFromEnvironment(value: Value): boolean {
  return value.kind === 'environment' || (value.kind === 'either' && value.values.some(isFromEnvironment));
}

function isTrue(value: Value): boolean | undefined {
  return value.kind === 'boolean' ? value.value : value.kind === 'none' ? false : undefined;
}

function certainly(module: SettingsModule, setting: string): boolean {
  const value = module.get(setting);
  return value !== undefined && decide(value, isTrue) !== 'no';
}

function names(module: SettingsModule, middleware: string): boolean {
  return textsIn(module.get('MIDDLEWARE')).includes(middleware);
}

function hasSecurity(module: SettingsModule): boolean {
  return names(module, SECURITY);
}

/** The list is seen whole and no item is the middleware, nor one of the project's own that may extend it. */
function lacksSecurity(module: SettingsModule): boolean {
  const value = module.get('MIDDLEWARE');
  if (module.open !== null || value?.kind !== 'list' || value.open || value.items.length === 0) return false;
  return value.items.every((item) => item.kind === 'string' && !/security/i.test(item.value));
}
