import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { noErrorMonitoring } from '../../../src/rules/observability/no-error-monitoring.js';
import { noHealthEndpoint } from '../../../src/rules/observability/no-health-endpoint.js';
import type { Rule } from '../../../src/rules/types.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const ROUTES = ['orders', 'news', 'users'].map((name) => `app.get('/${name}', (req, res) => res.json([]));\n`).join('');
const APP = `import express from 'express';\nexport const app = express();\n${ROUTES}`;

/** What a rule says of the application: found, passed or why not. */
function said(rule: Rule<never, unknown>, files: Files): string {
  const model = modelOf({ 'package.json': '{"name":"shop","dependencies":{"express":"5"}}', 'server/app.js': APP, ...files }, grammars);
  const path = 'server/app.js';
  const { matches, passed, unknowns } = rule.detect({ path, facts: model.facts(path) as NonNullable<ReturnType<typeof model.facts>> }, { model, catalogue: catalogue(), options: {}, earlier: [] });
  return [...matches.map(() => 'found'), ...Array.from({ length: passed }, () => 'passed'), ...unknowns.map(({ reason }) => reason)].join();
}

test.each<[string, Files, string]>([
  ['no route for it', {}, 'found'],
  ['a route', { 'server/app.js': `${APP}app.get('/api/health/live', (req, res) => res.end());\n` }, 'passed'],
  ['a route of another name', { 'server/app.js': `${APP}app.get('/healthy-food', (req, res) => res.end());\n` }, 'passed'],
  ['a container that asks', { Dockerfile: 'FROM node:20\nHEALTHCHECK CMD curl -f http://localhost:3000/news\n' }, 'passed'],
  ['code that speaks of it', { 'server/pages.js': 'export const health = 1;\n' }, 'server/pages.js speaks of health'],
  ['a test that speaks of it', { 'server/app.test.js': 'export const health = 1;\n' }, 'found'],
  ['two routes are too few', { 'server/app.js': "import express from 'express';\nconst app = express();\napp.get('/a', (req, res) => res.end());\napp.get('/b', (req, res) => res.end());\n" }, ''],
])('health: %s', (_name, files, expected) => {
  expect(said(noHealthEndpoint as Rule<never, unknown>, files)).toBe(expected);
});

test.each<[string, Files, string]>([
  ['none', {}, 'found'],
  ['a package', { 'package.json': '{"name":"shop","dependencies":{"express":"5","@opentelemetry/sdk-node":"1"}}' }, 'passed'],
  ['a package of a workspace beside it', { 'packages/log/package.json': '{"name":"log","dependencies":{"pino-sentry":"1"}}' }, 'passed'],
  ['a function of its own', { 'server/report.js': 'export function reportError() {}\n' }, 'passed'],
  ['a test that speaks of one', { 'test/report.js': 'export function reportError() {}\n' }, 'found'],
])('monitoring: %s', (_name, files, expected) => {
  expect(said(noErrorMonitoring as Rule<never, unknown>, files)).toBe(expected);
});

test('one application stands for its package: the one with the most routes', () => {
  const files = { 'server/admin.js': `${APP}app.get('/more', (req, res) => res.end());\n` };
  expect(said(noErrorMonitoring as Rule<never, unknown>, files)).toBe('');
});
