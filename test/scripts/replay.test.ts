import { expect, test } from '@jest/globals';
import { distribution, lineOf, type Replayed } from '../../scripts/replay/rows.js';

function row(comments: number): Replayed {
  return { repository: 'shop', head: 'abcdef0123456789', title: 'Sell more', comments, conclusion: 'success', milliseconds: 1, findings: [] };
}

test.each([
  [[], '0 changes: median 0 inline comments, nine in ten at most 0, worst 0; 0 without any'],
  [[0, 0, 3], '3 changes: median 0 inline comments, nine in ten at most 3, worst 3; 2 without any'],
  [[5, 0, 0, 0, 0, 1, 0, 0, 2, 0], '10 changes: median 0 inline comments, nine in ten at most 2, worst 5; 7 without any'],
])('of %j comments', (comments, text) => {
  expect(distribution(comments.map(row))).toBe(text);
});

test('shows what would stand inline, and only counts the rest', () => {
  const finding = { ruleId: 'wiring/x', severity: 'error', path: 'a.py', line: 3, what: 'It is gone.', inline: true };
  expect(lineOf({ ...row(1), findings: [finding, { ...finding, inline: false }] })).toBe('shop abcdef0123 1 inline, 2 in all: Sell more\n    wiring/x a.py:3 It is gone.');
});
