import { describe, expect, test } from '@jest/globals';
import { brokenEntrypoint } from '../../../../src/rules/wiring/broken-entrypoint.js';
import { judgeAll, modelOfTexts } from '../../../support/fake-model.js';

type Texts = Readonly<Record<string, string>>;

function found(texts: Texts, ignored: readonly string[] = []): string[] {
  return judgeAll(brokenEntrypoint, modelOfTexts(texts, ignored)).found;
}

const CHECKOUT = 'jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n';

describe('finds', () => {
  test.each<[string, Texts, string[]]>([
    ['a missing COPY source, once', { Dockerfile: 'FROM x\nCOPY start.sh /start.sh\nCMD ["/start.sh"]', 'a.py': '' }, ['Dockerfile:2 Dockerfile COPY: start.sh']],
    ['a missing script of CMD', { Dockerfile: 'FROM x\nWORKDIR /app\nCOPY . .\nCMD python man.py', 'main.py': '' }, ['Dockerfile:4 Dockerfile CMD: man.py']],
    ['a missing module', { Procfile: 'web: gunicorn shop.wsgi', 'shop/__init__.py': '' }, ['Procfile:1 Procfile, web: shop.wsgi']],
    ['a wrong project name', { Procfile: 'web: gunicorn myproject.wsgi', 'shop/wsgi.py': 'application = 1' }, ['Procfile:1 Procfile, web: myproject.wsgi']],
    ['a missing attribute', { Procfile: 'web: uvicorn main:api', 'main.py': 'app = 1' }, ['Procfile:1 Procfile, web: main:api']],
    ['a missing npm script', { 'package.json': '{"scripts": {"a": "npm run b"}}' }, ['package.json:1 package.json script a: b']],
    ['a missing Dockerfile of compose', { 'compose.yml': 'services:\n  a:\n    build: { context: api, dockerfile: D }', 'api/Dockerfile': 'FROM x' }, ['compose.yml:3 compose service a, dockerfile: D']],
    ['a missing script of a workflow', { '.github/workflows/a.yml': `${CHECKOUT}      - run: bash scripts/a.sh\n`, 'scripts/b.sh': '' }, ['.github/workflows/a.yml:5 workflow job a, run: scripts/a.sh']],
    ['a missing local action', { '.github/workflows/a.yml': `${CHECKOUT}      - uses: ./.github/actions/x\n` }, ['.github/workflows/a.yml:5 workflow job a, uses: ./.github/actions/x']],
    ['what is mounted and no document speaks of', { 'loki/compose.yml': 'services:\n  a:\n    image: x\n    volumes: ["./auth.yml:/etc/auth.yml"]', 'loki/README.md': 'Start it with `docker compose up`.\n' }, ['loki/compose.yml:4 compose service a, volume: ./auth.yml']],
    ['a misspelt env file', { 'compose.yml': 'services:\n  a:\n    image: x\n    env_file: web.env', 'wep.env': '' }, ['compose.yml:4 compose service a, env_file: web.env']],
  ])('%s', (_name, texts, expected) => {
    expect(found(texts)).toEqual(expected);
  });
});

describe('is silent about', () => {
  test.each<[string, Texts]>([
    ['a context that compose gives', { 'docker/Dockerfile': 'FROM x\nCOPY a.py /', 'compose.yml': 'services:\n  a:\n    build: { context: api, dockerfile: ../docker/Dockerfile }', 'api/a.py': '' }],
    ['a context above the Dockerfile', { 'docker/Dockerfile': 'FROM x\nCOPY api/a.py /', 'api/a.py': '' }],
    ['another project folder', { 'docker/Dockerfile': 'FROM x\nCOPY a.py /', 'api/a.py': '', 'api/requirements.txt': '' }],
    ['another project folder than the first that holds such a file', { 'docker/Dockerfile': 'FROM x\nCOPY package-lock.json /', 'docs/package-lock.json': '', 'web/package-lock.json': '', 'web/package.json': '{}' }],
    ['a program of the image, where a file is copied to the top', { 'docker/Dockerfile': 'FROM x\nCOPY docker/start /\nCMD ["/usr/bin/supervisord"]', 'docker/start': '' }],
    ['what a document tells its readers to make', { 'loki/compose.yml': 'services:\n  a:\n    image: x\n    volumes: ["./auth.yml:/etc/auth.yml"]', 'loki/README.md': 'Create a file called `auth.yml` with the following content.\n' }],
    ['celery naming a package or an attribute', { Procfile: 'a: celery -A shop worker\nb: celery -A shop.app worker', 'shop/__init__.py': 'app = 1' }],
    ['tools of the environment', { Procfile: 'a: python -m pytest\nb: python -m http.server' }],
    ['a module of another root', { Procfile: 'web: uvicorn app.main:app', 'backend/app/main.py': 'app = 1' }],
    ['a dotted attribute', { Procfile: 'web: gunicorn main:app.server', 'main.py': 'app = 1' }],
    ['extensions that Node adds', { 'package.json': '{"scripts": {"a": "node server"}}', 'server/index.js': '' }],
    ['the package.json above', { '.github/workflows/a.yml': `${CHECKOUT}      - run: cd web/src && npm run x\n`, 'web/package.json': '{"scripts": {"x": "y"}}', 'web/src/a.js': '' }],
    ['workspaces', { 'package.json': '{"scripts": {"a": "npm run b -w web"}}' }],
    ['environment files', { 'compose.yml': 'services:\n  a:\n    image: x\n    env_file: .env' }],
  ])('%s', (_name, texts) => {
    expect(found(texts)).toEqual([]);
  });

  test('paths that a .gitignore names', () => {
    expect(found({ Dockerfile: 'FROM x\nCOPY config.json /' }, ['config.json'])).toEqual([]);
  });
});

test('offers the nearest name where one is clearly meant', () => {
  const texts = { Dockerfile: 'FROM x\nWORKDIR /app\nCOPY . .\nCMD ["python", "mian.py"]', 'main.py': '', Procfile: 'web: uvicorn main:api' };
  expect(judgeAll(brokenEntrypoint, modelOfTexts({ ...texts, 'main.py': 'apj = 1' })).edits).toEqual([null, 'main:apj']);
  expect(judgeAll(brokenEntrypoint, modelOfTexts({ Procfile: 'web: python maim.py', 'main.py': '' })).edits).toEqual(['main.py']);
});
