/** Where other review bots fail their users, as far as no other file of this folder tests it; `anchors.md` names a test for each such point. */
import { describe, expect, jest, test } from '@jest/globals';
import type { Engine } from '../../src/engine-types.js';
import type { ReportPlan, RunResult } from '../../src/report/types.js';
import { appForEachTest, openPull, REPO } from './harness.js';
import { createLineEngine } from './line-engine.js';

jest.setTimeout(120_000);

const { start, running } = appForEachTest();

function linesWith(number: number): string {
  return Array.from({ length: number }, (_, index) => `missing_${index}\n`).join('');
}

/** The line engine, with what it answers changed. */
function altered(change: (plan: ReportPlan, result: RunResult) => { readonly plan?: ReportPlan; readonly result?: RunResult }): Engine {
  const engine = createLineEngine();
  return {
    ...engine,
    async review(source, wishes) {
      const { plan, result } = await engine.review(source, wishes);
      return { plan, result, ...change(plan, result) };
    },
  };
}

describe('the budget of writes', () => {
  test('is kept by many comments, their edits and their end: GitHub refuses none', async () => {
    const { double, pullRequest } = await start({ engine: createLineEngine({ inline: 40 }), double: { contentWrites: { perMinute: 80, perHour: 500 } } });
    await openPull(running(), { 'many.py': linesWith(30) });
    await pullRequest('opened');
    expect(double.threads(REPO, 1)).toHaveLength(30);
    await double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Mend', files: { 'many.py': 'found = 1\n' } }] });
    await pullRequest('synchronize');
    expect(double.threads(REPO, 1).every(({ isResolved, comments }) => isResolved && comments.length === 2)).toBe(true);
    expect(double.requests.filter(({ status }) => status === 403)).toEqual([]);
    // Thirty comments are one write, their ends as many as there are words in them.
    expect(double.apiCalls().filter(({ method, path }) => method === 'POST' && /\/reviews$|\/comments$/.test(path))).toHaveLength(1);
    double.assertClean();
  });
});

describe('a hundred deliveries at once', () => {
  test('are answered at once, though no review comes to its end', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const engine = createLineEngine({ before: () => held });
    const { double, deliver, service } = await start({ engine });
    await openPull(running(), { 'app.py': 'missing\n' });
    const payload = await double.payloads.pullRequest('opened', { repo: REPO, number: 1 });
    const results = await Promise.all(Array.from({ length: 100 }, () => deliver('pull_request', payload)));
    expect(results.filter(({ status }) => status >= 300)).toEqual([]);
    // GitHub gives up after ten seconds.
    expect(Math.max(...results.map(({ milliseconds }) => milliseconds))).toBeLessThan(10_000);
    release();
    await service.queue.idle();
    expect(double.threads(REPO, 1)).toHaveLength(1);
    expect(double.checkRuns(REPO).map(({ conclusion }) => conclusion)).toEqual(['failure']);
    double.assertClean();
  });
});

describe('GitHub finds what we do not', () => {
  test('that a line is outside of its diff: that comment goes to the file, the others to their lines', async () => {
    const text = (line: number): string => `value_${line} = ${line}\n`;
    const base = { 'app.py': Array.from({ length: 60 }, (_, index) => text(index)).join('') };
    // Our diff shows a line that GitHub's does not have.
    const engine = altered((plan, result) => ({
      plan: { ...plan, comments: plan.comments.map((comment, index) => (index === 0 ? { ...comment, anchor: { kind: 'line', side: 'RIGHT', line: 50 } } : comment)) },
      result: {
        ...result,
        changes: { files: result.changes.files.map((file) => ({ ...file, hunks: [...file.hunks, { baseStart: 49, baseLines: 1, headStart: 50, headLines: 1, lines: [{ kind: 'context', baseLine: 48, headLine: 50, text: 'x' }] }] })) },
      },
    }));
    const { double, pullRequest, lastRun } = await start({ engine });
    await openPull(running(), { 'app.py': `missing_a\nmissing_b\n${base['app.py']}` }, {}, base);
    await pullRequest('opened');
    const refusals = double.requests.filter(({ status }) => status === 422);
    expect(refusals.map(({ path }) => path)).toEqual(['/repos/acme/shop/pulls/1/reviews', '/repos/acme/shop/pulls/1/comments']);
    expect(double.reviewComments(REPO, 1).map(({ subjectType, line }) => [subjectType, line])).toEqual([['file', null], ['line', 2]]);
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(lastRun().annotations).toHaveLength(2);
    double.assertClean();
  });

  test('that a comment is over its limit of 65,536 characters: all is in the check run, which says so', async () => {
    const long = 'x'.repeat(70_000);
    const engine = altered((plan) => ({ plan: { ...plan, comments: plan.comments.map((comment, index) => (index === 0 ? { ...comment, body: `${long}${comment.body}`, plainBody: `${long}${comment.plainBody}` } : comment)) } }));
    const { double, pullRequest, lastRun } = await start({ engine });
    await openPull(running(), { 'app.py': 'missing_a\nmissing_b\n' });
    await pullRequest('opened');
    expect(double.threads(REPO, 1).map(({ line }) => line)).toEqual([2]);
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(lastRun().annotations).toHaveLength(2);
    expect(lastRun().summary).toContain('1 comment could not be placed');
    double.assertClean();
  });
});

describe('a rename on the base', () => {
  test('under a finding of the change: said anew at its new place, and once', async () => {
    const code = (extra: string): string => `${extra}${Array.from({ length: 30 }, (_, index) => `value_${index} = ${index}\n`).join('')}`;
    const { double, pullRequest } = await start();
    await openPull(running(), { 'app.py': code('missing_a\n') }, {}, { 'app.py': code('') });
    await pullRequest('opened');
    await double.push({ repo: REPO, commits: [{ branch: 'main', message: 'Rename', files: { 'app.py': null, 'core.py': code('') } }] });
    await double.push({ repo: REPO, resetTo: 'main', commits: [{ branch: 'topic', message: 'Change', files: { 'core.py': code('missing_a\n') } }] });
    await pullRequest('synchronize');
    expect(double.threads(REPO, 1).map(({ path, isResolved, comments }) => [path, isResolved, comments.length])).toEqual([['app.py', true, 2], ['core.py', false, 1]]);
    double.assertClean();
  });
});
