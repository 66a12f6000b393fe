/** The rules about the settings of production, where the documentation's examples say too little. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { findRule } from '../../../src/rules/registry.js';
import type { Match, Rule } from '../../../src/rules/types.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const HEAD = 'import os\nROOT_URLCONF = "pages.urls"\nINSTALLED_APPS = ["django.contrib.auth"]\n';
const MANAGE = 'from django.core.management import execute_from_command_line\nexecute_from_command_line()\n';

/** What a rule says of the settings: messages, severities, and the fix with its text. */
function judge(id: string, body: string, others: Files = {}) {
  const model = modelOf({ 'manage.py': MANAGE, 'pages/__init__.py': '', 'pages/settings.py': HEAD + body, ...others }, grammars);
  const rule = findRule(id) as Rule;
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  const path = 'pages/settings.py';
  const facts = model.facts(path);
  if (facts === undefined) throw new Error('the settings were not read');
  const { matches, passed, unknowns } = rule.detect({ path, facts }, context);
  const fixOf = (match: Match<unknown>) => rule.suggest?.(match, { path, facts }, context) ?? null;
  return { found: matches.map((match) => ({ match, message: rule.message(match, { path, facts }, context), fix: fixOf(match) })), passed, unknowns };
}

describe('security/hardcoded-secret', () => {
  const KEY = '8&k2v!qz0w3xj5h7n1r9t4y6u';

  test.each([
    ['a key', `SECRET_KEY = "${KEY}"\n`],
    ['a fallback', `SECRET_KEY = os.getenv("KEY", "${KEY}")\n`],
    ['a key of tokens', `SIMPLE_JWT = {"SIGNING_KEY": "${KEY}"}\n`],
    ['a password', `EMAIL_HOST_PASSWORD = "${KEY}"\n`],
  ])('%s is found and never told', (_name, body) => {
    const { found } = judge('security/hardcoded-secret', body);
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain(KEY);
  });

  test.each([
    ['placeholders', 'SECRET_KEY = "your-secret-key-goes-here-1234"\n'],
    ['the password of a local database', 'DATABASES = {"default": {"PASSWORD": "postgres"}}\n'],
    ['few different characters', 'SECRET_KEY = "aaaaaaaaaaaaaaaaaaaaaaaa"\n'],
    ['another key for developers', `DEBUG = os.getenv("DEBUG") == "1"\nSECRET_KEY = os.environ.get("KEY")\nif DEBUG:\n    SECRET_KEY = "${KEY}"\n`],
  ])('%s: silent', (_name, body) => {
    expect(judge('security/hardcoded-secret', body).found).toEqual([]);
  });

  test('the fallback of another reader stays, since only its own syntax could say that it is required', () => {
    const { found } = judge('security/hardcoded-secret', `from decouple import config\nSECRET_KEY = config("KEY", default="${KEY}")\n`);
    expect(found.map(({ fix }) => fix)).toEqual([null]);
  });
});

describe('security/insecure-deploy-setting', () => {
  const MIDDLEWARE = 'MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware"]\n';
  const TLS = 'SECURE_SSL_REDIRECT = True\nSECURE_HSTS_SECONDS = 60\nSECURE_HSTS_INCLUDE_SUBDOMAINS = True\nSECURE_HSTS_PRELOAD = True\n';
  const fix = (body: string) => judge('security/insecure-deploy-setting', MIDDLEWARE + body).found[0]?.fix;

  test('cookies of a site that is served over TLS are a safe fix', () => {
    expect(fix(TLS)).toMatchObject({ safety: 'safe', edits: [{ text: '\nSESSION_COOKIE_SECURE = True\n' }] });
  });

  test('the redirect is not: a proxy that is not known may end TLS', () => {
    expect(fix('SESSION_COOKIE_SECURE = True\nSECURE_HSTS_SECONDS = 60\nSECURE_HSTS_INCLUDE_SUBDOMAINS = False\nSECURE_HSTS_PRELOAD = False\n')).toMatchObject({ safety: 'unsafe', edits: [{ text: '\nSECURE_SSL_REDIRECT = True\n' }] });
  });

  test('an `if not DEBUG` takes the settings, in its own indentation', () => {
    expect(fix(`${TLS}DEBUG = os.getenv("DEBUG") == "1"\nif not DEBUG:\n  X_FRAME_OPTIONS = "DENY"  # never framed\n\nA = 1\n`)).toMatchObject({ edits: [{ range: { start: { line: 12, column: 1 } }, text: '  SESSION_COOKIE_SECURE = True\n' }] });
  });

  test('what is written with another value is told, and stays', () => {
    const { found } = judge('security/insecure-deploy-setting', `${MIDDLEWARE}${TLS}SESSION_COOKIE_SECURE = False\n`);
    expect(found.map(({ message }) => message.what)).toEqual(['`pages.settings`, which production runs with, lacks `SESSION_COOKIE_SECURE` (set, but not safely).']);
    expect(found.map((one) => one.fix)).toEqual([null]);
  });

  test('what a file outside the repository may set afterwards is not told', () => {
    expect(judge('security/insecure-deploy-setting', `${MIDDLEWARE}${TLS}SESSION_COOKIE_SECURE = False\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n`).found).toEqual([]);
  });

  test('frames of the same site, and HSTS that spares subdomains, are decisions', () => {
    const { found } = judge('security/insecure-deploy-setting', 'MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.clickjacking.XFrameOptionsMiddleware"]\nSECURE_HSTS_SECONDS = 60\nSECURE_HSTS_INCLUDE_SUBDOMAINS = False\nSECURE_HSTS_PRELOAD = False\nX_FRAME_OPTIONS = "SAMEORIGIN"\n');
    expect(found.map(({ message }) => message.what)).toEqual(['`pages.settings`, which production runs with, lacks `SECURE_SSL_REDIRECT`.']);
  });

  test('a missing security middleware is told; a renamed one of the project’s own may be it', () => {
    expect(judge('security/insecure-deploy-setting', 'MIDDLEWARE = ["pages.middleware.First"]\n').found).toHaveLength(1);
    expect(judge('security/insecure-deploy-setting', 'MIDDLEWARE = ["pages.middleware.OwnSecurity"]\n').found).toEqual([]);
  });
});

describe('security/wildcard-cors', () => {
  const CORS = 'MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]\nCORS_ALLOW_ALL_ORIGINS = True\n';

  test('an error with credentials, else a warning', () => {
    expect(judge('security/wildcard-cors', `${CORS}CORS_ALLOW_CREDENTIALS = True\n`).found.map(({ match }) => match.severity)).toEqual(['error']);
    expect(judge('security/wildcard-cors', CORS).found.map(({ match }) => match.severity)).toEqual([undefined]);
  });

  test('off unless the environment turns it on: silent; on unless it turns it off: not verified', () => {
    expect(judge('security/wildcard-cors', `${CORS}CORS_ALLOW_ALL_ORIGINS = os.getenv("CORS") == "all"\n`)).toMatchObject({ found: [], passed: 1, unknowns: [] });
    expect(judge('security/wildcard-cors', `${CORS}CORS_ALLOW_ALL_ORIGINS = os.getenv("CORS", "all") == "all"\n`)).toMatchObject({ found: [], passed: 0, unknowns: [{ line: 6 }] });
  });
});

describe('security/debug-enabled', () => {
  test('`os` is imported where the fix needs it', () => {
    const model = { 'pages/settings.py': '"""Settings."""\nfrom pathlib import Path\nROOT_URLCONF = "pages.urls"\nINSTALLED_APPS = []\nDEBUG = True\n' };
    expect(judge('security/debug-enabled', '', model).found[0]?.fix?.edits).toMatchObject([{ text: 'os.environ.get("DJANGO_DEBUG", "").lower() == "true"' }, { range: { start: { line: 2, column: 1 } }, text: 'import os\n' }]);
  });

  test('settings that a file outside the repository may change are not verified', () => {
    const { found, unknowns } = judge('security/debug-enabled', 'DEBUG = True\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n');
    expect(found).toEqual([]);
    expect(unknowns).toHaveLength(1);
  });
});
