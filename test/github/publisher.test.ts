import { describe, expect, test } from '@jest/globals';
import type { ChangeSet } from '../../src/changes/types.js';
import { createPublisher, type Published } from '../../src/github/publisher.js';
import { renderMarker } from '../../src/report/marker.js';
import type { CommentAnchor, PlannedComment, ReportPlan } from '../../src/report/types.js';
import { FakeGitHub, httpError, ourThread } from './fake-api.js';

const HEAD = 'abc1234'.padEnd(40, '0');
const F1 = '1'.repeat(32);
const F2 = '2'.repeat(32);
const F3 = '3'.repeat(32);

/** a.py: lines 1 to 9 of the head are in the diff. */
const CHANGES: ChangeSet = {
  files: [
    {
      path: 'a.py',
      status: 'modified',
      binary: false,
      hunks: [{ baseStart: 1, baseLines: 0, headStart: 1, headLines: 9, lines: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((line) => ({ kind: 'added', baseLine: null, headLine: line, text: 'x' })) }],
    },
    { path: 'b.py', status: 'modified', binary: false, hunks: [] },
  ],
};

function at(line: number): CommentAnchor {
  return { kind: 'line', side: 'RIGHT', line };
}

function comment(fingerprint: string, anchor: CommentAnchor = at(1), fallbacks: readonly CommentAnchor[] = []): PlannedComment {
  const path = 'a.py';
  const body = `Text\n\n${renderMarker([{ fingerprint, ruleId: 'wiring/rule' }])}`;
  return { path, anchor, fallbacks: fallbacks.map((one) => ({ path, anchor: one })), fingerprints: [fingerprint], body, plainBody: body.replace('Text', 'Plain') };
}

function plan(change: Partial<ReportPlan> = {}): ReportPlan {
  return { headSha: HEAD, conclusion: 'failure', title: 'Two errors', summary: 'Table', annotations: [], comments: [], inlineLimit: 10, commentsOnDrafts: false, open: (change.comments ?? []).flatMap(({ fingerprints }) => fingerprints), doubts: [], judgedBy: ['wiring/rule'], ...change };
}

async function publish(api: FakeGitHub, planned: ReportPlan, resume = false): Promise<Published> {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const publisher = createPublisher({ api, sleep: async () => undefined, now: () => 0, log });
  return publisher.publish({ owner: 'acme', repo: 'shop', pullNumber: 12, checkRunId: 1, plan: planned, changes: CHANGES, resume });
}

function annotation(number: number) {
  return { path: 'a.py', startLine: 1, endLine: 1, level: 'warning', title: `n${number}`, message: 'm' } as const;
}

describe('comments', () => {
  test('all new ones go into one review', async () => {
    const api = new FakeGitHub();
    expect(await publish(api, plan({ comments: [comment(F1), comment(F2, at(2))], open: [F1, F2] }))).toEqual({ kind: 'published', posted: 2, unplaced: 0, resolved: 0 });
    expect(api.calls).toEqual(['readPull', 'postReview', 'readPull', 'updateCheckRun']);
    expect(api.posted()).toEqual([F1, F2]);
    expect(api.conclusion()).toBe('failure');
  });

  test.each([403, 404, 422])('are left out, and the check run completed, where the pull request cannot be read (%i)', async (status) => {
    const api = new FakeGitHub().fail('readPull', httpError(status));
    expect(await publish(api, plan({ comments: [comment(F1)], open: [F1] }))).toEqual({ kind: 'published', posted: 0, unplaced: 1, resolved: 0 });
    expect(api.calls).toEqual(['readPull', 'updateCheckRun']);
    expect(api.conclusion()).toBe('failure');
    expect(api.summary()).toContain('1 comment could not be posted');
  });

  test('a clean change gets none', async () => {
    const api = new FakeGitHub();
    await publish(api, plan({ conclusion: 'success' }));
    expect(api.calls).toEqual(['readPull', 'updateCheckRun']);
    expect(api.conclusion()).toBe('success');
    expect(api.summary()).toBe('Table');
  });

  test.each([
    ['stands in an open thread of ours', ourThread('t', [F1]), []],
    ['stands in a thread of ours that a person resolved', ourThread('t', [F1], { resolved: true, resolvedBy: 'mona' }), []],
    ['was resolved by ourselves and is back on other lines', ourThread('t', [F1], { resolved: true, resolvedBy: 'shipworthy', isOutdated: true }), [F1]],
    ['was resolved by ourselves and is back at the same place', ourThread('t', [F1], { resolved: true, resolvedBy: 'shipworthy' }), []],
    ['stands in a thread that GitHub folds away', ourThread('t', [F1], { isOutdated: true }), [F1]],
    ['has its marker forged by somebody', ourThread('t', [F1], { ours: false }), [F1]],
    ['stands on other findings only', ourThread('t', [F2]), [F1]],
  ])('one whose finding %s', async (_case, thread, posted) => {
    const api = new FakeGitHub({ threads: [thread] });
    await publish(api, plan({ comments: [comment(F1)], open: [F1, F2] }));
    expect(api.posted()).toEqual(posted);
  });

  test('of a draft wait until it is ready, and the summary says so', async () => {
    const api = new FakeGitHub({ isDraft: true });
    await publish(api, plan({ comments: [comment(F1), comment(F2, at(2))] }));
    expect(api.posted()).toEqual([]);
    expect(api.summary()).toBe('Table\n\n> The pull request is a draft: 2 inline comments will be posted when it is ready for review.\n');
  });

  test('of a draft come at once where the repository wants that', async () => {
    const api = new FakeGitHub({ isDraft: true });
    await publish(api, plan({ comments: [comment(F1)], commentsOnDrafts: true }));
    expect(api.posted()).toHaveLength(1);
  });

  test('a review of ours that was never submitted is deleted first', async () => {
    const api = new FakeGitHub({ pendingReviews: [77] });
    await publish(api, plan({ comments: [comment(F1)] }));
    expect(api.calls).toEqual(['readPull', 'deletePendingReview', 'postReview', 'readPull', 'updateCheckRun']);
  });

  test('on the file as a whole go out alone', async () => {
    const api = new FakeGitHub();
    await publish(api, plan({ comments: [comment(F1, { kind: 'file' }), comment(F2)] }));
    expect(api.calls).toEqual(['readPull', 'postReview', 'postComment', 'readPull', 'updateCheckRun']);
    expect(api.posted()).toEqual([F2, F1]);
  });

  test('on a line outside the diff start at the first anchor inside', async () => {
    const api = new FakeGitHub();
    await publish(api, plan({ comments: [comment(F1, at(100), [{ kind: 'line', side: 'LEFT', line: 3 }, at(4), { kind: 'file' }])] }));
    expect(api.calls).toEqual(['readPull', 'postReview', 'readPull', 'updateCheckRun']);
    expect(api.reviews[0]?.[0]?.anchor).toEqual(at(4));
  });

  test('with no place in the diff stay in the check run, and it says how many', async () => {
    const api = new FakeGitHub();
    expect(await publish(api, plan({ comments: [comment(F1, at(100)), comment(F2)] }))).toMatchObject({ posted: 1, unplaced: 1 });
    expect(api.posted()).toEqual([F2]);
    expect(api.summary()).toBe('Table\n\n> 1 comment could not be placed in the diff. All findings are in the table and the annotations.\n');
  });
});

describe('refusals', () => {
  test('of one comment cost no other one, and it falls back along its anchors', async () => {
    const api = new FakeGitHub();
    api.refusedLines.add('a.py:2').add('a.py:3');
    const comments = [comment(F1), comment(F2, at(2), [at(3), { kind: 'file' }]), comment(F3, at(4))];
    expect(await publish(api, plan({ comments }))).toMatchObject({ posted: 3, unplaced: 0 });
    expect(api.calls).toEqual(['readPull', 'postReview', 'postComment', 'postComment', 'postComment', 'postComment', 'postComment', 'readPull', 'updateCheckRun']);
    expect(api.comments.map(({ anchor }) => anchor)).toEqual([at(1), { kind: 'file' }, at(4)]);
    expect(api.comments.map(({ body }) => body.split('\n')[0])).toEqual(['Text', 'Plain', 'Text']);
  });

  test('let a comment fall back to another file of the change', async () => {
    const api = new FakeGitHub();
    api.refusedLines.add('a.py:2');
    const elsewhere = [{ path: 'gone.py', anchor: at(1) }, { path: 'b.py', anchor: { kind: 'file' as const } }];
    expect(await publish(api, plan({ comments: [{ ...comment(F1, at(2)), fallbacks: elsewhere }] }))).toMatchObject({ posted: 1, unplaced: 0 });
    expect(api.comments.map(({ path, anchor }) => ({ path, anchor }))).toEqual([elsewhere[1]]);
  });

  test('of a comment at every anchor leave it in the check run', async () => {
    const api = new FakeGitHub();
    api.refusedLines.add('a.py:2').add('a.py:file');
    expect(await publish(api, plan({ comments: [comment(F1), comment(F2, at(2), [{ kind: 'file' }])] }))).toMatchObject({ posted: 1, unplaced: 1 });
    expect(api.posted()).toEqual([F1]);
    expect(api.summary()).toContain('1 comment could not be placed in the diff.');
  });

  test('of all comments for want of a permission are tried once', async () => {
    const api = new FakeGitHub().fail('postReview', httpError(403));
    expect(await publish(api, plan({ comments: [comment(F1), comment(F2, at(2)), comment(F3, { kind: 'file' })] }))).toMatchObject({ posted: 0, unplaced: 3 });
    expect(api.calls).toEqual(['readPull', 'postReview', 'updateCheckRun']);
    expect(api.summary()).toContain('GitHub does not let the App comment here: 3 comments could not be posted.');
    expect(api.conclusion()).toBe('failure');
  });
});

describe('a fallback', () => {
  test('carries no suggestion, which could not be applied there', async () => {
    const api = new FakeGitHub();
    api.refusedLines.add('a.py:2');
    const planned = { ...comment(F1, at(2), [{ kind: 'file' }]), plainBody: `Plain\n\n${renderMarker([{ fingerprint: F1, ruleId: 'wiring/rule' }])}` };
    await publish(api, plan({ comments: [planned] }));
    expect(api.comments.map(({ body }) => body)).toEqual([planned.plainBody]);
  });

  test('is not tried where the pull request is not there any more', async () => {
    const api = new FakeGitHub().fail('postReview', httpError(404)).fail('postComment', httpError(404));
    expect(await publish(api, plan({ comments: [comment(F1, at(1), [{ kind: 'file' }]), comment(F2), comment(F3)] }))).toMatchObject({ posted: 0, unplaced: 3 });
    expect(api.calls).toEqual(['readPull', 'postReview', 'postComment', 'updateCheckRun']);
    expect(api.summary()).toContain('GitHub does not have the pull request any more: 3 comments could not be posted.');
  });
});

describe('lost answers', () => {
  test.each([
    ['a review that was made is not made again', 'postReview', comment(F1), true, 1],
    ['a review that was not made is made', 'postReview', comment(F1), false, 1],
    ['a comment that was made is not made again', 'postComment', comment(F1, { kind: 'file' }), true, 1],
    ['a comment that was not made is made', 'postComment', comment(F1, { kind: 'file' }), false, 1],
  ] as const)('%s', async (_case, method, planned, afterEffect, times) => {
    const api = new FakeGitHub().fail(method, httpError(502), afterEffect);
    await publish(api, plan({ comments: [planned] }));
    expect(api.posted()).toHaveLength(times);
    expect(api.conclusion()).toBe('failure');
  });

  test('too many of them end the attempt before the check run is completed', async () => {
    const api = new FakeGitHub();
    for (let count = 0; count < 4; count += 1) api.fail('postReview', httpError(500));
    await expect(publish(api, plan({ comments: [comment(F1)] }))).rejects.toThrow('HTTP 500');
    expect(api.updates).toEqual([]);
  });

  test('a rate limit ends the attempt: the queue waits as long as GitHub asks', async () => {
    const api = new FakeGitHub().fail('postReview', httpError(429, { 'retry-after': '60' }));
    await expect(publish(api, plan({ comments: [comment(F1)] }))).rejects.toThrow('HTTP 429');
    expect(api.posted()).toEqual([]);
  });
});

describe('threads', () => {
  test.each([
    ['resolved when all its findings are gone', ourThread('t', [F1, F2]), [], ['t']],
    ['left while one of its findings is open', ourThread('t', [F1, F2]), [F2], []],
    ['left when somebody has replied', ourThread('t', [F1], { foreignReplies: true }), [], []],
    ['left when its file was not judged', ourThread('t', [F1], { path: 'b.py' }), [], []],
    ['left when it is somebody else\'s', ourThread('t', [F1], { ours: false }), [], []],
    ['left when it is resolved', ourThread('t', [F1], { resolved: true }), [], []],
    ['left when it carries no marker', ourThread('t', []), [], []],
  ])('a thread is %s', async (_case, thread, open, resolved) => {
    const api = new FakeGitHub({ threads: [thread] });
    await publish(api, plan({ open, doubts: [{ path: 'b.py', ruleId: null, more: null }] }));
    expect(api.resolved()).toEqual(resolved);
  });

  test('are resolved in one call, and a refusal does not keep the check run open', async () => {
    const api = new FakeGitHub({ threads: [ourThread('t1', [F1]), ourThread('t2', [F2])] }).fail('changeThreads', httpError(403));
    expect(await publish(api, plan({ conclusion: 'success' }))).toMatchObject({ resolved: 0 });
    expect(api.calls).toEqual(['readPull', 'changeThreads', 'readPull', 'updateCheckRun']);
    expect(api.conclusion()).toBe('success');
  });
});

describe('changes to threads', () => {
  test('come in batches of twenty, three seconds apart', async () => {
    const threads = Array.from({ length: 25 }, (_, index) => ourThread(`t${index}`, [String(index).padStart(32, '0')]));
    const api = new FakeGitHub({ threads });
    const pauses: number[] = [];
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const publisher = createPublisher({ api, sleep: async (milliseconds) => void pauses.push(milliseconds), now: () => 0, log });
    await publisher.publish({ owner: 'acme', repo: 'shop', pullNumber: 12, checkRunId: 1, plan: plan(), changes: CHANGES, resume: false });
    expect(api.resolved()).toHaveLength(25);
    expect(api.calls.filter((call) => call === 'changeThreads')).toHaveLength(3);
    expect(pauses).toEqual([3000, 3000]);
  });

  test.each([true, false])('are made once when the answer is lost (made: %s)', async (afterEffect) => {
    const api = new FakeGitHub({ threads: [ourThread('t', [F1])] }).fail('changeThreads', httpError(502), afterEffect);
    expect(await publish(api, plan())).toMatchObject({ resolved: 1 });
    expect(api.changes.map(({ kind }) => kind)).toEqual(['reply', 'resolve']);
    expect(api.summary()).toBe('Table');
  });

  test('say what is fixed where GitHub lets us not resolve', async () => {
    const api = new FakeGitHub({ threads: [ourThread('t', [F1])] });
    api.refusedChanges.add('resolve');
    expect(await publish(api, plan())).toMatchObject({ resolved: 0 });
    expect(api.changes).toEqual([{ kind: 'reply', threadId: 't', body: `No longer found as of ${HEAD}.\n\n<!-- shipworthy:told fixed ${HEAD} -->` }]);
    api.calls.length = 0;
    await publish(api, plan());
    expect(api.calls).toEqual(['readPull', 'updateCheckRun']);
  });

  test('do not call moved what could not be said anew', async () => {
    const api = new FakeGitHub({ threads: [ourThread('t', [F1], { isOutdated: true })] });
    api.refusedLines.add('a.py:2');
    await publish(api, plan({ comments: [comment(F1, at(2))] }));
    expect(api.changes).toEqual([]);
  });
});

describe('the look back', () => {
  test('opens a thread again in which somebody spoke while it was resolved', async () => {
    const api = new FakeGitHub({ threads: [ourThread('t', [F1])] });
    const change = api.changeThreads.bind(api);
    api.changeThreads = async (changes) => {
      const done = await change(changes);
      api.state = { ...api.state, threads: api.state.threads.map((thread) => ({ ...thread, foreignReplies: true })) };
      return done;
    };
    await publish(api, plan());
    expect(api.changes.map(({ kind }) => kind)).toEqual(['reply', 'resolve', 'unresolve']);
    expect(api.conclusion()).toBe('failure');
  });

  test('sends a review again that GitHub took and does not show, once', async () => {
    const api = new FakeGitHub();
    const empty = api.state;
    let reads = 0;
    const read = api.readPull.bind(api);
    api.readPull = async () => {
      reads += 1;
      if (reads === 2) api.state = empty;
      return read();
    };
    await publish(api, plan({ comments: [comment(F1)] }));
    expect(api.reviews).toHaveLength(2);
    expect(api.summary()).toBe('Table');
  });

  test('waits for a copy that is behind before it sends anything again', async () => {
    const api = new FakeGitHub();
    const empty = api.state;
    let reads = 0;
    const read = api.readPull.bind(api);
    api.readPull = async () => {
      reads += 1;
      return reads === 2 ? empty : read();
    };
    await publish(api, plan({ comments: [comment(F1)] }));
    expect(api.reviews).toHaveLength(1);
    expect(api.summary()).toBe('Table');
  });

  test('that fails does not keep the check run open', async () => {
    const api = new FakeGitHub();
    const post = api.postReview.bind(api);
    api.postReview = async (...given) => {
      await post(...given);
      api.fail('readPull', httpError(502));
    };
    expect(await publish(api, plan({ comments: [comment(F1)] }))).toMatchObject({ posted: 1 });
    expect(api.conclusion()).toBe('failure');
  });
});

describe('the head', () => {
  test('that moved gets nothing, not even a conclusion', async () => {
    const api = new FakeGitHub({ headSha: 'newer', threads: [ourThread('t', [F1])] });
    expect(await publish(api, plan({ comments: [comment(F2)] }))).toMatchObject({ kind: 'moved', state: { headSha: 'newer' } });
    expect(api.calls).toEqual(['readPull']);
  });
});

describe('annotations', () => {
  const all = Array.from({ length: 120 }, (_, index) => annotation(index));
  const titles = all.map(({ title }) => title);

  test('go out in batches of 50, and the run is completed with the last one', async () => {
    const api = new FakeGitHub();
    await publish(api, plan({ annotations: all }));
    expect(api.updates.map(({ output, conclusion }) => [output.annotations.length, conclusion])).toEqual([[50, null], [50, null], [20, 'failure']]);
    expect(api.annotations()).toEqual(titles);
  });

  test('come before the report, which has the text and the buttons', async () => {
    const api = new FakeGitHub();
    const actions = [{ label: 'Press', description: 'Does something', identifier: 'press' }];
    await publish(api, plan({ annotations: all.slice(0, 60), text: 'More', actions }));
    expect(api.updates.map(({ output, actions: shown }) => [output.text, shown])).toEqual([[undefined, undefined], ['More', actions]]);
  });

  test('fifty of them need one request', async () => {
    const api = new FakeGitHub();
    await publish(api, plan({ annotations: all.slice(0, 50) }));
    expect(api.updates).toHaveLength(1);
  });

  test.each([
    ['was lost after they arrived', true],
    ['was lost before they arrived', false],
  ])('are there once when an answer %s', async (_case, afterEffect) => {
    for (const lost of [1, 2, 3]) {
      const api = new FakeGitHub();
      const update = api.updateCheckRun.bind(api);
      let call = 0;
      api.updateCheckRun = async (...given): Promise<void> => {
        call += 1;
        if (call === lost) api.fail('updateCheckRun', httpError(502), afterEffect);
        return update(...given);
      };
      await publish(api, plan({ annotations: all }));
      expect(api.annotations()).toEqual(titles);
      expect(api.conclusion()).toBe('failure');
    }
  });

  test('that an earlier attempt has sent are not sent again', async () => {
    const api = new FakeGitHub();
    await api.updateCheckRun('acme', 'shop', 1, { output: { title: 't', summary: 's', annotations: all.slice(0, 50) }, conclusion: null });
    await publish(api, plan({ annotations: all }), true);
    expect(api.annotations()).toEqual(titles);
  });

  test('that GitHub refuses are left out alone, counted, and do not keep the check run open', async () => {
    const api = new FakeGitHub();
    const update = api.updateCheckRun.bind(api);
    api.updateCheckRun = async (...given): Promise<void> => {
      if (given[3].output.annotations.some(({ title }) => title === 'n57')) api.fail('updateCheckRun', httpError(422));
      return update(...given);
    };
    await publish(api, plan({ annotations: all }));
    expect(api.annotations()).toEqual(titles.filter((title) => title !== 'n57'));
    expect(api.conclusion()).toBe('failure');
    expect(api.summary()).toContain('GitHub refused 1 annotation; the findings are in the table.');
  });

  test('that GitHub refuses one and all are given up soon', async () => {
    const api = new FakeGitHub();
    const update = api.updateCheckRun.bind(api);
    api.updateCheckRun = async (...given): Promise<void> => {
      if (given[3].output.annotations.length > 0) api.fail('updateCheckRun', httpError(422));
      return update(...given);
    };
    await publish(api, plan({ annotations: all }));
    expect(api.calls.length).toBeLessThan(20);
    expect(api.conclusion()).toBe('failure');
    expect(api.summary()).toContain('GitHub refused 120 annotations');
  });
});
