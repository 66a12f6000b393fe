/** What deployment files say beside what must exist. */
import { describe, expect, test } from '@jest/globals';
import { deploymentFormat, extractDeployment } from '../../../src/facts/deployment/index.js';

describe('health checks', () => {
  test.each([
    ['curl -fsS http://localhost:8000/health/ || exit 1', '/health/', 8000, undefined],
    ['curl http://localhost/health', '/health', null, 'curl without `--fail` takes any answer'],
    ['wget -q --spider http://127.0.0.1:3000/up?x=1', '/up', 3000, undefined],
    ['python -c "import urllib.request as r; r.urlopen(\'http://localhost:8080/healthz\')"', '/healthz', 8080, undefined],
    ['curl -f http://localhost:${PORT:-5000}/a/${B}', '/a/${B}', 5000, 'its path holds a variable'],
  ])('%s', (command, path, port, undecidable) => {
    const [check] = extractDeployment('dockerfile', `FROM a\nHEALTHCHECK CMD ${command}\n`).healthChecks ?? [];
    expect({ path: check?.path, port: check?.port, undecidable: check?.undecidable }).toEqual({ path, port, undecidable });
  });

  test('another host is no check of the container', () => {
    expect(extractDeployment('dockerfile', 'FROM a\nHEALTHCHECK CMD curl -f http://example.com/health\n').healthChecks).toBeUndefined();
  });

  test('compose, Kubernetes, Render, Railway and Fly', () => {
    expect(extractDeployment('compose', 'services:\n  a:\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:1/x"]\n').healthChecks).toMatchObject([{ path: '/x', port: 1, service: 'a', span: [4, 36, 4, 56] }]);
    const probe = 'apiVersion: v1\nspec:\n  containers:\n    - name: a\n      livenessProbe:\n        httpGet: {path: /live, port: 80}\n';
    expect(extractDeployment('kubernetes', `apiVersion: v1\n---\n${probe}`).healthChecks).toMatchObject([{ path: '/live', port: 80, service: 'a' }]);
    expect(extractDeployment('render', 'services:\n  - name: a\n    healthCheckPath: /x\n').healthChecks).toMatchObject([{ path: '/x', service: 'a', span: [3, 22, 3, 24] }]);
    expect(extractDeployment('railway', '[deploy]\nhealthcheckPath = "/x"\n').healthChecks).toMatchObject([{ path: '/x' }]);
    expect(extractDeployment('fly', '[[http_service.checks]]\n  path = "/x"\n[[mounts]]\n  path = "/data"\n').healthChecks).toMatchObject([{ path: '/x' }]);
  });
});

test('the final stage, with the stages that it is made from', () => {
  const { finalStage, images } = extractDeployment('dockerfile', 'FROM python:3 AS a\nUSER app\nCMD ["x"]\nFROM ${B} AS b\nFROM a\n');
  expect(finalStage).toMatchObject({ base: 'python:3', user: 'app', starts: true });
  expect(images).toMatchObject([{ image: 'python:3' }, { image: '${B}', undecidable: 'its name holds a variable' }]);
});

test('environment of compose files and workflows', () => {
  const compose = extractDeployment('compose', 'services:\n  a:\n    environment:\n      - A=1\n      - B\n  b:\n    environment: {C: x}\n').environment;
  expect(compose?.map(({ name, value }) => [name, value])).toEqual([['A', '1'], ['B', null], ['C', 'x']]);
  const workflow = extractDeployment('workflow', 'env: {A: 1}\njobs:\n  a:\n    env: {B: "${{ secrets.B }}"}\n    steps:\n      - env: {C: c}\n').environment;
  expect(workflow?.map(({ name, where }) => [name, where])).toEqual([['A', 'workflow env'], ['B', 'workflow job a, env'], ['C', 'workflow job a, step env']]);
});

test('nginx: roots, and body limits in bytes', () => {
  const facts = extractDeployment('nginx', 'http { # client_max_body_size 9m;\n  client_max_body_size 20m;\n  location ~ "^/a{2}" { client_max_body_size 0; root /srv; }\n}\n');
  expect(facts.bodyLimits?.map(({ bytes }) => bytes)).toEqual([20971520, 0]);
  expect(facts.claims.map(({ value }) => value)).toEqual(['/srv']);
});

test.each([
  ['.env.example', 'env-file'],
  ['docker/app.env', 'env-file'],
  ['env.sample', 'env-file'],
  ['src/environment.ts', null],
  ['k8s/web.yaml', 'kubernetes'],
  ['deploy/docker-compose.yml', 'compose'],
  ['fly.staging.toml', 'fly'],
])('%s is %s', (path, format) => {
  expect(deploymentFormat(path)).toBe(format);
});

test('names in capitals', () => {
  expect(extractDeployment('env-file', '# OPTIONAL_KEY=\nA_KEY=1\nlower=2\n').variables).toEqual(['A_KEY', 'OPTIONAL_KEY']);
});
