import { expect, test } from '@jest/globals';
import { loadRuffRules } from '../../src/assets/ruff-rules.js';
import { mergeDiagnostics, SAME } from '../../src/linters/merge.js';
import { list, table } from '../../src/linters/ruff/merge.js';
import { DEFAULT_OPTIONS } from '../../src/linters/ruff/options.js';
import { selects } from '../../src/linters/ruff/selectors.js';
import type { Diagnostic } from '../../src/linters/types.js';
import { findRule } from '../../src/rules/registry.js';
import type { Outcome } from '../../src/rules/run.js';
import type { Match, Rule } from '../../src/rules/types.js';
import { diagnostic } from './support.js';

function outcome(ruleId: string, said: { readonly lines?: readonly [number, number]; readonly subject?: string; readonly unknownAt?: number }): Outcome {
  const match: Match<unknown> = { span: [said.lines?.[0] ?? 1, 1, said.lines?.[1] ?? 1, 9], symbol: '', subject: said.subject ?? '', causes: [], related: [], data: null };
  const unknowns = said.unknownAt === undefined ? [] : [{ line: said.unknownAt, reason: `\`${said.subject ?? 'it'}\` is not known` }];
  return { configured: { rule: findRule(ruleId) as Rule, options: {} }, matches: said.unknownAt === undefined ? [match] : [], passed: 0, unknowns };
}

const at = (line: number, change: Partial<Diagnostic>): Diagnostic => diagnostic({ span: [line, 1, line, 5], ...change });

test.each<[what: string, diagnostic: Diagnostic, outcome: Outcome, left: number]>([
  ['the same line', at(4, { code: 'S113' }), outcome('reliability/request-without-timeout', { lines: [4, 4] }), 0],
  ['within its lines', at(5, { code: 'ERA001' }), outcome('dead-code/commented-out-code', { lines: [4, 6] }), 0],
  ['another line', at(9, { code: 'S113' }), outcome('reliability/request-without-timeout', { lines: [4, 4] }), 1],
  ['another defect on the same line', at(4, { code: 'S501' }), outcome('reliability/request-without-timeout', { lines: [4, 4] }), 1],
  ['the same name elsewhere', at(9, { code: 'F821', subject: 'vat' }), outcome('wiring/undefined-name', { lines: [4, 4], subject: 'vat' }), 0],
  ['another name', at(9, { code: 'F821', subject: 'tax' }), outcome('wiring/undefined-name', { lines: [4, 4], subject: 'vat' }), 1],
  ['what ours could not judge', at(4, { code: 'F821', subject: 'vat' }), outcome('wiring/undefined-name', { unknownAt: 4 }), 0],
  ['a name that ours could not judge, elsewhere', at(9, { code: 'F821', subject: 'vat' }), outcome('wiring/undefined-name', { unknownAt: 4, subject: 'vat' }), 0],
  ['another name than ours could not judge', at(9, { code: 'F821', subject: 'tax' }), outcome('wiring/undefined-name', { unknownAt: 4, subject: 'vat' }), 1],
  ['a bare clause that passes over all', at(4, { code: 'E722' }), outcome('reliability/swallowed-exception', { lines: [4, 4] }), 0],
  ['a model without a name, beside a field that is not there', at(4, { code: 'DJ008' }), outcome('wiring/unknown-model-field', { lines: [4, 4] }), 1],
  ['a model without a name, beside what ours could not judge', at(4, { code: 'DJ008' }), outcome('wiring/unknown-model-field', { unknownAt: 4 }), 1],
  ['a timeout as a parameter', at(4, { code: 'ASYNC109' }), outcome('reliability/request-without-timeout', { lines: [4, 4] }), 1],
  ['a file that blocks, beside a request that does', at(4, { code: 'ASYNC230' }), outcome('scalability/blocking-call-in-async', { lines: [4, 4] }), 1],
  ['a parameter without a type, beside a missing return type', at(4, { code: 'ANN001' }), outcome('maintainability/missing-type-hints', { lines: [4, 4] }), 1],
  ['a blind clause, beside the leak of its text', at(4, { code: 'BLE001' }), outcome('security/exception-detail-leak', { lines: [4, 4] }), 1],
  ['an undefined name of oxlint, elsewhere', at(9, { linter: 'oxlint', code: 'no-undef', subject: 'vat' }), outcome('wiring/undefined-name', { lines: [4, 4], subject: 'vat' }), 0],
  ['oxlint too', at(4, { linter: 'oxlint', code: 'no-console' }), outcome('observability/print-instead-of-logging', { lines: [4, 4] }), 0],
])('%s', (_what, found, said, left) => {
  const { own, also } = mergeDiagnostics({ diagnostics: [found], outcomes: [said] });
  expect(own).toHaveLength(left);
  expect([...also.values()].flat()).toEqual(left === 0 && said.matches.length > 0 ? [found] : []);
});

test('the table names rules and codes that there are', () => {
  const { names } = loadRuffRules();
  const listed = Object.entries(SAME).flatMap(([ruleId, codes]) => codes.split(' ').map((code) => [ruleId, code] as const));
  expect(listed.filter(([ruleId]) => findRule(ruleId) === undefined)).toEqual([]);
  expect(listed.filter(([, code]) => !code.startsWith('oxlint/') && !names.has(code.replace('ruff/', '')))).toEqual([]);
});

test('none of the default set says what a rule of ours says', () => {
  const selectors = list(table(DEFAULT_OPTIONS.lint).select);
  const codes = Object.values(SAME).flatMap((listed) => listed.split(' ')).map((id) => id.replace(/^ruff\//, ''));
  expect(codes.filter((code) => selectors.some((selector) => selects(selector, code)))).toEqual([]);
});
