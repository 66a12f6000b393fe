import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDue, shareOf, talliesOf } from '../../src/usefulness/judge.js';
import type { FindingVote, RecordedComment } from '../../src/usefulness/types.js';

const RULE = 'wiring/missing-export';
let made = 0;

function comment(change: Partial<RecordedComment> = {}): RecordedComment {
  made += 1;
  return { commentId: `c${made}`, ruleId: RULE, fingerprints: [`f${made}`], writtenAt: '2024-05-01T10:00:00Z', against: 0, fixed: false, moved: false, pullNumber: 1, ended: true, ...change };
}

const vote = (change: Partial<FindingVote> = {}): FindingVote => ({ pullNumber: 1, ruleId: RULE, fingerprint: 'f', ...change });
const F = { fingerprints: ['f'] };
const none = { shown: 0, fixed: 0, judged: 0, notUseful: 0 };

describe('what a comment counts as', () => {
  test.each<[name: string, comments: readonly Partial<RecordedComment>[], votes: readonly FindingVote[], tally: object]>([
    ['on an open pull request: shown', [{ ended: false }], [], { ...none, shown: 1 }],
    ['on one that has ended: judged', [{}], [], { ...none, shown: 1, judged: 1 }],
    ['what was fixed', [{ fixed: true }], [], { ...none, shown: 1, fixed: 1, judged: 1 }],
    ['with a thumb down, on an open one', [{ ended: false, against: 1 }], [], { ...none, shown: 1, judged: 1, notUseful: 1 }],
    ['with three of them', [{ against: 3 }], [], { ...none, shown: 1, judged: 1, notUseful: 1 }],
    ['with a command, on an open one', [{ ...F, ended: false }], [vote()], { ...none, shown: 1, judged: 1, notUseful: 1 }],
    ['with a thumb and a command', [{ ...F, against: 1 }], [vote()], { ...none, shown: 1, judged: 1, notUseful: 1 }],
    ['about two findings, both voted on', [{ fingerprints: ['f', 'g'] }], [vote(), vote({ fingerprint: 'g' })], { ...none, shown: 1, judged: 1, notUseful: 1 }],
    ['fixed and not useful', [{ fixed: true, against: 1 }], [], { shown: 1, fixed: 1, judged: 1, notUseful: 1 }],
    ['a vote on another pull request', [F], [vote({ pullNumber: 2 })], { ...none, shown: 1, judged: 1 }],
    ['a vote on another finding', [F], [vote({ fingerprint: 'g' })], { ...none, shown: 1, judged: 1 }],
    ['said again elsewhere: once', [{ ...F, moved: true }, F], [], { ...none, shown: 1, judged: 1 }],
    ['… with a thumb at the old place', [{ ...F, moved: true, against: 1 }, { ...F, ended: false }], [], { ...none, shown: 1, judged: 1, notUseful: 1 }],
    ['… with a thumb at each', [{ ...F, moved: true, against: 1 }, { ...F, against: 1 }], [], { ...none, shown: 1, judged: 1, notUseful: 1 }],
    ['moved to where it has another name, with a thumb', [{ moved: true, against: 1 }, {}], [], { ...none, shown: 2, judged: 2, notUseful: 1 }],
    ['said twice, voted on once: the newer', [{ ...F, fixed: true }, { ...F, writtenAt: '2024-05-02T10:00:00Z' }], [vote()], { shown: 2, fixed: 1, judged: 2, notUseful: 1 }],
  ])('%s', (_name, comments, votes, tally) => {
    expect(talliesOf({ comments: comments.map(comment), votes })).toEqual([{ ruleId: RULE, ...tally }]);
  });

  test('nothing where only a vote is known', () => {
    expect(talliesOf({ comments: [], votes: [vote()] })).toEqual([]);
  });

  test('of each of its rules', () => {
    const shared = { commentId: 'c', against: 1 };
    expect(talliesOf({ comments: [comment({ ...shared, ruleId: 'b/b' }), comment({ ...shared, ruleId: 'a/a' })], votes: [] }).map(({ ruleId, notUseful }) => [ruleId, notUseful])).toEqual([['a/a', 1], ['b/b', 1]]);
  });

  test('after a release only what was written since', () => {
    const comments = [comment({ against: 1 }), comment({ writtenAt: '2024-06-01T10:00:00Z' }), comment({ ruleId: 'a/a' })];
    const standings = [{ ruleId: RULE, probation: null, releasedAt: '2024-05-20T00:00:00.123Z' }];
    expect(talliesOf({ comments, votes: [] }, standings)).toEqual([{ ruleId: 'a/a', ...none, shown: 1, judged: 1 }, { ruleId: RULE, ...none, shown: 1, judged: 1 }]);
  });
});

describe('probation', () => {
  test.each([
    [9, 9, false],
    [10, 0, false],
    [10, 1, true],
    [19, 1, false],
    [19, 2, true],
    [20, 2, true],
    [21, 2, false],
    [30, 3, true],
    [70, 7, true],
  ])('of %i judgements %i not useful: %s', (judged, notUseful, due) => {
    expect(isDue({ judged, notUseful })).toBe(due);
  });

  test('the share of nothing is none', () => {
    expect([shareOf({ judged: 0, notUseful: 0 }), shareOf({ judged: 8, notUseful: 2 })]).toEqual([null, 0.25]);
  });
});

describe('whatever was said', () => {
  const someComment = fc.record({
    commentId: fc.constant(''),
    ruleId: fc.constantFrom('a/a', 'b/b'),
    fingerprints: fc.uniqueArray(fc.constantFrom('f', 'g', 'h', 'i'), { minLength: 1, maxLength: 2 }),
    writtenAt: fc.constantFrom('2024-05-01T10:00:00Z', '2024-05-02T10:00:00Z'),
    against: fc.integer({ min: 0, max: 2 }),
    fixed: fc.boolean(),
    moved: fc.boolean(),
    pullNumber: fc.integer({ min: 1, max: 3 }),
    ended: fc.boolean(),
  });
  const someComments = fc.array(someComment, { maxLength: 40 }).map((all) => all.map((one, index) => ({ ...one, commentId: `c${index}` })));
  const someVotes = fc.array(fc.record({ pullNumber: fc.integer({ min: 1, max: 3 }), ruleId: fc.constantFrom('a/a', 'b/b'), fingerprint: fc.constantFrom('f', 'g', 'h') }), { maxLength: 5 });
  const shuffled = <T>(all: fc.Arbitrary<T[]>) => all.chain((one) => fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length })));

  test('its order does not matter', () => {
    fc.assert(
      fc.property(shuffled(someComments), shuffled(someVotes), ([comments, again], [votes, alsoAgain]) => {
        expect(talliesOf({ comments: again, votes: [...alsoAgain, ...votes] })).toEqual(talliesOf({ comments, votes }));
      }),
    );
  });

  test('no rule is put on probation by fewer than ten comments, nor without a vote', () => {
    fc.assert(
      fc.property(someComments, someVotes, (comments, votes) => {
        for (const tally of talliesOf({ comments, votes })) {
          const own = comments.filter(({ ruleId }) => ruleId === tally.ruleId);
          expect(tally.shown).toBeGreaterThanOrEqual(tally.judged);
          expect(tally.judged).toBeGreaterThanOrEqual(tally.notUseful);
          expect(tally.shown).toBeLessThanOrEqual(own.length);
          if (!isDue(tally)) continue;
          expect(own.length).toBeGreaterThanOrEqual(10);
          expect(own.some(({ against }) => against > 0) || votes.length > 0).toBe(true);
        }
      }),
    );
  });

  test('a vote more never makes a rule look better, and one taken back leaves no trace', () => {
    fc.assert(
      fc.property(someComments, someVotes, fc.nat(), (comments, votes, at) => {
        const before = talliesOf({ comments, votes });
        const liked = comments.map((one, index) => (index === at % comments.length ? { ...one, against: one.against + 1 } : one));
        const after = talliesOf({ comments: liked, votes });
        for (const { ruleId, notUseful } of before) expect(after.find((one) => one.ruleId === ruleId)?.notUseful).toBeGreaterThanOrEqual(notUseful);
        const back = liked.map((one, index) => (index === at % comments.length ? { ...one, against: one.against - 1 } : one));
        expect(talliesOf({ comments: back, votes })).toEqual(before);
      }),
    );
  });
});
