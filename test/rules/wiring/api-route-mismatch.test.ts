import { beforeAll, expect, test } from '@jest/globals';
import type { FileFacts } from '../../../src/facts/types.js';
import type { Grammars } from '../../../src/facts/grammars.js';
import { compareByFingerprint } from '../../../src/findings/compare.js';
import { judgeBothSides } from '../../../src/rules/both-sides.js';
import { explain, hitsOfSide } from '../../../src/rules/explain.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, defaultRules, sidesOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const FRONT = {
  'web/package.json': '{ "name": "web" }\n',
  'web/api.js': "export const list = () => fetch('/api/orders');\nexport const show = (id) => fetch(`/api/orders/${id}`);\nexport const totals = () => fetch('/api/totals');\n",
};
const ORDERS = "const router = require('express').Router();\nrouter.get('/', (req, res) => res.end());\nrouter.get('/:id', (req, res) => res.end());\nmodule.exports = router;\n";
const TOTALS = "const router = require('express').Router();\nrouter.get('/', (req, res) => res.end());\nmodule.exports = router;\n";
const APP = "const app = require('express')();\napp.use('/api/orders', require('./orders'));\napp.use('/api/totals', require('./totals'));\n";

/** `place, cause: related` of each finding of the rule that the change brings. */
function introduced(base: Files, head: Files): string[] {
  const input = sidesOf({ ...FRONT, ...base }, { ...FRONT, ...head }, grammars, new Map<string, FileFacts>());
  const sides = judgeBothSides(input);
  const compared = compareByFingerprint(hitsOfSide(input.changes, sides.base, 'base'), hitsOfSide(input.changes, sides.head, 'head'));
  const shared = { changes: input.changes, catalogue: catalogue(), rules: defaultRules(), baseline: new Set<string>() };
  const findings = compared.introduced.filter(({ ruleId }) => ruleId === 'wiring/api-route-mismatch').map((hit) => explain(hit, { ...shared, ...sides.head }));
  return findings.map(({ path, range, cause, related, disposition }) => `${path}:${range.start.line} ${disposition}, ${cause?.label ?? 'no cause'}: ${related.map((one) => `${one.path}:${one.range.start.line} ${one.label}`).join(', ')}`);
}

test('a mount that goes', () => {
  expect(introduced({ 'app.js': APP, 'orders.js': ORDERS, 'totals.js': TOTALS }, { 'app.js': APP.replace(/.*totals.*\n/, ''), 'orders.js': ORDERS, 'totals.js': TOTALS })).toEqual([
    'web/api.js:3 out-of-diff, removes `totals` from app.js: orders.js:2 `/api/orders`',
  ]);
});

test('a route that is renamed, and a method that changes', () => {
  const files = { 'app.js': APP, 'orders.js': ORDERS, 'totals.js': TOTALS };
  expect(introduced(files, { ...files, 'app.js': APP.replace('/api/totals', '/api/sums') })).toEqual(['web/api.js:3 out-of-diff, removes `totals` from app.js: orders.js:2 `/api/orders`, totals.js:2 `/api/sums`']);
  expect(introduced(files, { ...files, 'totals.js': TOTALS.replace('.get(', '.post(') })).toEqual(['web/api.js:3 out-of-diff, removes `get` from totals.js: totals.js:2 answers POST']);
});

test('a call that changes', () => {
  const files = { 'app.js': APP, 'orders.js': ORDERS, 'totals.js': TOTALS };
  expect(introduced(files, { ...files, 'web/api.js': FRONT['web/api.js'].replace('/api/totals', '/api/total') })).toEqual([
    'web/api.js:3 report, no cause: totals.js:2 `/api/totals`',
  ]);
});
