import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beginCheckRun, completeCheckRun, concludeCheckRun, endTwins } from '../../src/github/check-run.js';
import { NOTES_LIMIT, withNotes } from '../../src/github/summary.js';
import type { CheckApi, CheckRunUpdate } from '../../src/github/types.js';
import { SUMMARY_LIMIT } from '../../src/report/cut.js';
import { FakeGitHub, httpError } from './fake-api.js';

const RUN = { owner: 'acme', repo: 'shop', headSha: 'head', externalId: 'pull/12/d1' };

describe('beginCheckRun', () => {
  test('is not tried again once nobody needs it', async () => {
    const abort = new AbortController();
    let calls = 0;
    const api = { createCheckRun: async () => {
      calls += 1;
      throw Object.assign(new Error('lost'), { status: 502 });
    } } as unknown as CheckApi;
    await expect(beginCheckRun({ api, sleep: async () => abort.abort(), now: () => 0 }, RUN, false, abort.signal)).rejects.toMatchObject({ status: 502 });
    expect(calls).toBe(1);
  });

  test.each([
    ['nothing goes wrong', () => new FakeGitHub(), ['createCheckRun']],
    ['the answer is lost after the run was made', () => new FakeGitHub().fail('createCheckRun', httpError(502), true), ['createCheckRun', 'findCheckRun']],
    ['the answer is lost before the run was made', () => new FakeGitHub().fail('createCheckRun', httpError(502)), ['createCheckRun', 'findCheckRun', 'createCheckRun']],
    ['GitHub does not know the commit yet', () => new FakeGitHub().fail('createCheckRun', httpError(422)).fail('createCheckRun', httpError(404)), ['createCheckRun', 'createCheckRun', 'createCheckRun']],
  ])('makes one run when %s', async (_case, make, calls) => {
    const api = make();
    expect(await beginCheckRun({ api, sleep: async () => undefined, now: () => 0 }, RUN)).toMatchObject({ id: 1, adopted: false });
    expect(api.checkRuns).toEqual([RUN]);
    expect(api.calls).toEqual(calls);
  });

  test.each([
    ['is there', [RUN], { id: 1, adopted: true, mayHaveTwin: false }, ['findCheckRun']],
    ['is not there', [], { id: 1, adopted: false, mayHaveTwin: true }, ['findCheckRun', 'createCheckRun']],
  ])('goes on with the run of an earlier call where it %s', async (_case, there, expected, calls) => {
    const api = new FakeGitHub();
    api.checkRuns = [...there];
    expect(await beginCheckRun({ api, sleep: async () => undefined, now: () => 0 }, RUN, true)).toEqual(expected);
    expect(api.checkRuns).toEqual([RUN]);
    expect(api.calls).toEqual(calls);
  });

  test('one that GitHub made later of a call that nobody waits for is completed like the other one', async () => {
    const api = new FakeGitHub();
    const context = { api, sleep: async () => undefined, now: () => 0 };
    const ticket = await beginCheckRun(context, RUN, true);
    // The process that asked for it was killed before GitHub had made it.
    await api.createCheckRun(RUN);
    await endTwins(context, RUN, ticket, { conclusion: 'failure', title: 'Errors' });
    expect(api.updates).toEqual([{ conclusion: 'failure', output: expect.objectContaining({ title: 'Errors', annotations: [] }) }]);
    const calls = api.calls.length;
    await endTwins(context, RUN, await beginCheckRun(context, { ...RUN, externalId: 'pull/12/d2' }), { conclusion: 'failure', title: 'Errors' });
    expect(api.calls.slice(calls)).toEqual(['createCheckRun']);
  });

  test('tells of the lost answer where it can not look whether the run was made', async () => {
    const api = new FakeGitHub().fail('createCheckRun', httpError(502), true).fail('findCheckRun', httpError(403));
    await expect(beginCheckRun({ api, sleep: async () => undefined, now: () => 0 }, RUN)).rejects.toThrow('HTTP 502');
  });

  test('gives up where GitHub does not know the commit for longer', async () => {
    const api = new FakeGitHub();
    for (let attempt = 0; attempt < 3; attempt += 1) api.fail('createCheckRun', httpError(422));
    const pauses: number[] = [];
    await expect(beginCheckRun({ api, sleep: async (milliseconds) => void pauses.push(milliseconds), now: () => 0 }, RUN)).rejects.toThrow('HTTP 422');
    expect([api.calls.length, pauses]).toEqual([3, [1000, 4000]]);
  });

  test('gives up at once when it may not', async () => {
    const api = new FakeGitHub().fail('createCheckRun', httpError(403));
    await expect(beginCheckRun({ api, sleep: async () => undefined, now: () => 0 }, RUN)).rejects.toThrow('HTTP 403');
    expect(api.calls).toEqual(['createCheckRun']);
  });
});

describe('a report that GitHub refuses', () => {
  const CONTEXT = { sleep: async () => undefined, now: () => 0 };
  const annotations = Array.from({ length: 60 }, (_, index) => ({ path: 'a.py', startLine: index + 1, endLine: index + 1, level: 'failure' as const, title: `n${index}`, message: 'm' }));
  const plan = { conclusion: 'failure' as const, title: 'Errors', summary: `Verdict\n\n${'| row |\n'.repeat(8_000)}`, text: 'More', annotations, actions: [{ label: 'Press', description: 'It', identifier: 'it' }] };

  /** Refuses the updates that the test minds. */
  function refusing(minds: (update: CheckRunUpdate) => boolean): FakeGitHub {
    const api = new FakeGitHub();
    const update = api.updateCheckRun.bind(api);
    api.updateCheckRun = async (...given) => {
      if (minds(given[3])) api.fail('updateCheckRun', httpError(422));
      return update(...given);
    };
    return api;
  }

  test.each([
    ['for its length', ({ output }: CheckRunUpdate) => output.summary.length > 40_000, /^Verdict\n\n\| row \|\n[^]*\n_The rest is left out: GitHub takes no more\._\n\n> A note\.\n>\n> GitHub refused the report in full/],
    ['for its buttons', ({ actions = [] }: CheckRunUpdate) => actions.length > 0, /GitHub refused the report in full/],
    ['for what it says', ({ output }: CheckRunUpdate) => output.summary.includes('Verdict'), /^GitHub refused the report\. The findings are in the annotations\.$/],
  ])('%s is shortened; no annotation is lost or counted as refused, and the run is completed', async (_case, minds, expected) => {
    const api = refusing(minds);
    await completeCheckRun({ ...CONTEXT, api }, { owner: 'acme', repo: 'shop', id: 1, plan, notes: ['A note.'], resume: false });
    expect(api.conclusion()).toBe('failure');
    expect(api.summary()).toMatch(expected);
    expect(api.summary()).not.toMatch(/refused \d+ annotation/);
    expect(api.annotations()).toEqual(annotations.map(({ title }) => title));
    expect(api.updates.at(-1)).toMatchObject({ actions: [], output: { text: '', title: 'Errors' } });
  });

  test('altogether ends with an error, so that the job is not taken for done', async () => {
    const api = refusing(() => true);
    await expect(concludeCheckRun({ ...CONTEXT, api }, { owner: 'acme', repo: 'shop', id: 1 }, 'Not reviewed', 'Why')).rejects.toThrow('GitHub refused');
  });
});

describe('annotations of an earlier attempt', () => {
  const CONTEXT = { sleep: async () => undefined, now: () => 0 };
  const note = (line: number, title = 'n') => ({ path: 'a.py', startLine: line, endLine: line, level: 'failure' as const, title, message: 'm' });
  const complete = async (api: FakeGitHub, annotations: readonly ReturnType<typeof note>[]): Promise<void> =>
    completeCheckRun({ ...CONTEXT, api }, { owner: 'acme', repo: 'shop', id: 1, plan: { conclusion: 'failure', title: 't', summary: 's', annotations }, notes: [], resume: true });
  const lines = (api: FakeGitHub): number[] => api.updates.flatMap(({ output }) => output.annotations.map(({ startLine }) => startLine));

  test.each([
    ['all in order', [1, 2], [1, 2, 3, 4], [1, 2, 3, 4]],
    ['with one that GitHub refused among them', [1, 3], [1, 2, 3, 4], [1, 3, 2, 4]],
    ['of another plan', [9, 2], [1, 2, 3], [9, 2, 1, 3]],
    ['two alike on one line', [5, 5], [5, 5, 5], [5, 5, 5]],
    ['all of them', [1, 2], [1, 2], [1, 2]],
  ])('%s are completed: what is missing is sent, once', async (_case, there, planned, expected) => {
    const api = new FakeGitHub();
    await api.updateCheckRun('acme', 'shop', 1, { output: { title: 't', summary: 's', annotations: there.map((line) => note(line)) }, conclusion: null });
    await complete(api, planned.map((line) => note(line)));
    expect(lines(api)).toEqual(expected);
    expect(api.conclusion()).toBe('failure');
  });
});

describe('withNotes', () => {
  const row = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => `- ${text.replaceAll(/\s/g, ' ')}.`);
  const section = fc.record({ details: fc.boolean(), rows: fc.array(row, { maxLength: 40 }) }).map(({ details, rows }) => (details ? `<details><summary>A</summary>\n\n${rows.join('\n')}\n\n</details>` : rows.join('\n')));

  test('leaves a summary without notes as it is', () => {
    expect(withNotes('Table\n', [])).toBe('Table\n');
  });

  test('keeps to the bytes, to whole rows and to closed details, and says when it cuts', () => {
    fc.assert(
      fc.property(fc.array(section, { maxLength: 6 }), fc.array(row, { maxLength: 3 }), fc.integer({ min: NOTES_LIMIT, max: NOTES_LIMIT + 6_000 }), (sections, notes, limit) => {
        const summary = sections.join('\n\n');
        const text = withNotes(summary, notes, limit);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
        expect(text.split('<details>').length).toBe(text.split('</details>').length);
        const rows = new Set(summary.split('\n'));
        const kept = text.split('\n').filter((line) => line.startsWith('- '));
        for (const one of kept) expect(rows).toContain(one);
        const all = summary.split('\n').filter((line) => line.startsWith('- ')).length;
        expect(text.includes('_The rest is left out')).toBe(kept.length < all || (summary.length > 0 && !text.startsWith(summary.trimEnd())));
        for (const note of notes) expect(text).toContain(`> ${note}\n`);
      }),
    );
  });

  test('counts bytes, as GitHub does', () => {
    const text = withNotes('| ü |\n'.repeat(12_000), ['A note.', 'Another.']);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SUMMARY_LIMIT);
    expect(Buffer.byteLength(text)).toBeGreaterThan(SUMMARY_LIMIT - 200);
    expect(text.endsWith('| ü |\n\n_The rest is left out: GitHub takes no more._\n\n> A note.\n>\n> Another.\n')).toBe(true);
  });

  test('keeps no more notes than have room', () => {
    const text = withNotes('Table', Array.from({ length: 300 }, (_, index) => `${index} ${'x'.repeat(90)}`));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(NOTES_LIMIT + 10);
    expect(text).toContain('> 0 x');
  });
});
