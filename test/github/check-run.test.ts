import { describe, expect, test } from '@jest/globals';
import { beginCheckRun } from '../../src/github/check-run.js';
import { SUMMARY_LIMIT, withNotes } from '../../src/github/summary.js';
import { FakeGitHub, httpError } from './fake-api.js';

const RUN = { owner: 'acme', repo: 'shop', headSha: 'head', externalId: 'pull/12/d1' };

describe('beginCheckRun', () => {
  test.each([
    ['nothing goes wrong', () => new FakeGitHub(), ['createCheckRun']],
    ['the answer is lost after the run was made', () => new FakeGitHub().fail('createCheckRun', httpError(502), true), ['createCheckRun', 'findCheckRun']],
    ['the answer is lost before the run was made', () => new FakeGitHub().fail('createCheckRun', httpError(502)), ['createCheckRun', 'findCheckRun', 'createCheckRun']],
  ])('makes one run when %s', async (_case, make, calls) => {
    const api = make();
    expect(await beginCheckRun({ api, sleep: async () => undefined, now: () => 0 }, RUN)).toBe(1);
    expect(api.checkRuns).toEqual([RUN]);
    expect(api.calls).toEqual(calls);
  });

  test('gives up at once when it may not', async () => {
    const api = new FakeGitHub().fail('createCheckRun', httpError(403));
    await expect(beginCheckRun({ api, sleep: async () => undefined, now: () => 0 }, RUN)).rejects.toThrow('HTTP 403');
    expect(api.calls).toEqual(['createCheckRun']);
  });
});

describe('withNotes', () => {
  test('leaves a summary without notes as it is', () => {
    expect(withNotes('Table\n', [])).toBe('Table\n');
  });

  test('makes room by whole lines', () => {
    const row = `${'x'.repeat(99)}\n`;
    const summary = withNotes(row.repeat(700), ['A note.']);
    expect(summary.length).toBeLessThanOrEqual(SUMMARY_LIMIT);
    expect(summary.length).toBeGreaterThan(SUMMARY_LIMIT - 200);
    expect(summary.endsWith(`${'x'.repeat(99)}\n\n> A note.\n`)).toBe(true);
  });
});
