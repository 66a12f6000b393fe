import { describe, expect, test } from '@jest/globals';
import type { PullState, ReviewThread } from '../../src/github/types.js';
import { readingOf } from '../../src/usefulness/reading.js';
import { renderStats, statsOf } from '../../src/usefulness/report.js';
import { FakeGitHub, ourThread } from '../github/fake-api.js';

const PULL = { repositoryId: 5, repository: 'acme/shop', pullNumber: 12 };
const OPENING = { writtenAt: '2024-05-01T10:00:00Z', against: 2 };
const told = (kind: 'fixed' | 'moved' | 'back') => ({ kind, sha: 'a'.repeat(40) });

function read(threads: readonly ReviewThread[], more: Partial<PullState> = {}) {
  return readingOf(PULL, { ...new FakeGitHub({ threads }).state, ...more });
}

function thread(findings: ReviewThread['findings'], more: Partial<ReviewThread> = {}): ReviewThread {
  return ourThread('t', [], { findings, opening: OPENING, ...more });
}

const one = { fingerprint: '1', ruleId: 'a/a' };

describe('of a thread', () => {
  test('each rule that its first comment speaks of is shown once', () => {
    const findings = [one, { fingerprint: '2', ruleId: 'b/b' }, { fingerprint: '3', ruleId: 'a/a' }, { fingerprint: '4', ruleId: null }];
    const shown = { commentId: 't-first', ...OPENING, fixed: false, moved: false };
    expect(read([thread(findings)])).toEqual({ ...PULL, ended: false, comments: [{ ...shown, ruleId: 'a/a', fingerprints: ['1', '3'] }, { ...shown, ruleId: 'b/b', fingerprints: ['2'] }] });
  });

  test.each<[name: string, change: Partial<ReviewThread>, is: { fixed: boolean; moved: boolean }]>([
    ['that is open', {}, { fixed: false, moved: false }],
    ['of what is fixed', { told: told('fixed') }, { fixed: true, moved: false }],
    ['of what was fixed and is back', { told: told('back') }, { fixed: false, moved: false }],
    ['of what is said elsewhere', { told: told('moved') }, { fixed: false, moved: true }],
    ['that a person resolved', { resolved: true, resolvedBy: 'mona' }, { fixed: false, moved: false }],
  ])('%s', (_name, change, is) => {
    expect(read([thread([one], change)])?.comments).toMatchObject([is]);
  });

  test.each<[name: string, change: Partial<ReviewThread>]>([
    ['of somebody else', { ours: false }],
    ['of which GitHub did not say when it was opened', { opening: undefined }],
  ])('%s nothing', (_name, change) => {
    expect(read([{ ...thread([one]), ...change } as ReviewThread])?.comments).toEqual([]);
  });
});

test('a pull request that is not open has ended', () => {
  expect(read([], { isOpen: false })).toEqual({ ...PULL, ended: true, comments: [] });
});

test('an answer by REST, which knows of no reactions, is no reading', () => {
  expect(read([thread([one])], { viewer: '' })).toBeNull();
});

describe('statistics', () => {
  test.each([[21, 2, '9 %'], [50, 5, '10 %'], [100, 29, '29 %']])('of %i judged %i not useful is %s: never more than there is', (judged, notUseful, share) => {
    const rule = { ruleId: 'a/a', shown: judged, fixed: 0, judged, notUseful, share: notUseful / judged, probationSince: null, releasedAt: null };
    expect(renderStats([{ repository: 'acme/shop', rules: [rule] }])).toContain(`  ${share}\n`);
  });

  const comment = { commentId: 'c', ruleId: 'wiring/missing-export', fingerprints: ['f'], writtenAt: '2024-05-01T10:00:00Z', against: 0, fixed: true, moved: false, pullNumber: 1, ended: true };
  const comments = [comment, { ...comment, commentId: 'd', fixed: false, against: 1 }, { ...comment, commentId: 'e', fixed: false, ended: false }, { ...comment, commentId: 'g', ruleId: 'a/a', fixed: false, ended: false }];
  const probation = { ruleId: 'wiring/missing-export', since: '2024-06-01T10:00:00Z', judged: 2, notUseful: 1 };
  const standings = [{ ruleId: 'wiring/missing-export', probation, releasedAt: null }, { ruleId: 'docs/missing-path', probation: null, releasedAt: '2024-07-01T10:00:00Z' }];
  const stats = statsOf('acme/shop', { comments, votes: [] }, standings);

  test('name each rule that was shown or judged', () => {
    expect(stats).toEqual({
      repository: 'acme/shop',
      rules: [
        { ruleId: 'a/a', shown: 1, fixed: 0, judged: 0, notUseful: 0, share: null, probationSince: null, releasedAt: null },
        { ruleId: 'docs/missing-path', shown: 0, fixed: 0, judged: 0, notUseful: 0, share: null, probationSince: null, releasedAt: '2024-07-01T10:00:00Z' },
        { ruleId: 'wiring/missing-export', shown: 3, fixed: 1, judged: 2, notUseful: 1, share: 0.5, probationSince: '2024-06-01T10:00:00Z', releasedAt: null },
      ],
    });
  });

  test('are a table', () => {
    expect(renderStats([stats, { repository: 'acme/api', rules: [] }])).toBe(
      [
        'acme/shop',
        '  rule                   shown  fixed  judged  not useful  share  probation',
        '  a/a                        1      0       0           0      -',
        '  docs/missing-path          0      0       0           0      -  released 2024-07-01',
        '  wiring/missing-export      3      1       2           1   50 %  since 2024-06-01',
        '',
        'acme/api',
        '  rule  shown  fixed  judged  not useful  share  probation',
        '',
      ].join('\n'),
    );
  });
});
