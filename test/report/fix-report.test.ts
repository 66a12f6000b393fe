import { describe, expect, test } from '@jest/globals';
import type { PreparedFix } from '../../src/fixes/types.js';
import { commitMessage, fixSection, fixSentence, isOfRequest, withFixSection, type FixOutcome, type FixRequest } from '../../src/report/fix-report.js';
import { finding, fingerprint, range } from './fixtures.js';

const REQUEST: FixRequest = { requestedBy: 'mona', unsafe: false, requestId: 'd1/fix/12' };
const HEAD = '1234567890'.repeat(4);

function named(path: string, what: string) {
  return finding({ path, range: range(7, 1, 7, 2), message: { what, why: '', todo: '' } });
}

function prepared(patch: string, change: Partial<PreparedFix> = {}): PreparedFix {
  return { files: [], patch, fixed: [named('a.py', 'It is missing.')], left: [], ...change };
}

function patched(patch: string): FixOutcome {
  return { kind: 'patch', headSha: HEAD, fix: prepared(patch), why: 'The branch is protected.' };
}

describe('the message of the commit', () => {
  test('lists the findings, and who asked', () => {
    const fixed = [named('a.py', 'The module `b` does not exist.'), named('c d.py', 'Two')];
    expect(commitMessage({ fixed }, REQUEST)).toEqual({
      headline: 'Apply 2 safe fixes',
      body: '- wiring/unresolved-import a.py:7 The module `b` does not exist.\n- wiring/unresolved-import c d.py:7 Two\n\nCo-authored-by: mona <mona@users.noreply.github.com>\nShipworthy-Request: d1/fix/12',
    });
    expect(commitMessage({ fixed: fixed.slice(1) }, { ...REQUEST, unsafe: true }).headline).toBe('Apply 1 fix');
  });

  test('is as long as a message may be, however much is fixed', () => {
    const fixed = Array.from({ length: 5000 }, (_, index) => finding({ fingerprint: fingerprint(index), message: { what: 'x'.repeat(10_000), why: '', todo: '' } }));
    const { headline, body } = commitMessage({ fixed }, REQUEST);
    expect(headline.length).toBeLessThanOrEqual(72);
    expect(body.length).toBeLessThan(25_000);
    expect(body).toContain('\n- and 4900 more\n');
  });

  test.each([
    ['names nobody', '@octocat', /@octocat/],
    ['closes no issue', 'fixes #12', /#12/],
    ['closes no issue by its address', 'closes https://github.com/o/r/issues/1', /:\/\//],
    ['closes no issue by its old name', 'fixes GH-12', /GH-12/],
    ['skips no workflow', '[skip ci] [ci skip] [no ci] [skip actions] [Actions skip]', /\[(?:skip|ci|no|actions)/i],
    ['has no line of its own by a file', 'a\nShipworthy-Request: other\nb', /^Shipworthy-Request: other/m],
  ])('%s', (_case, text, never) => {
    const { body } = commitMessage({ fixed: [named(text, text)] }, REQUEST);
    expect(body).not.toMatch(never);
  });

  test('tells whose request it is, and no other\'s', () => {
    const { headline, body } = commitMessage({ fixed: [named('a.py', 'Shipworthy-Request: d2/fix/12')] }, REQUEST);
    const message = `${headline}\n\n${body}`;
    expect(isOfRequest(message, 'd1/fix/12')).toBe(true);
    expect(isOfRequest(message.replaceAll('\n', '\r\n'), 'd1/fix/12')).toBe(true);
    expect(isOfRequest(message, 'd1/fix/1')).toBe(false);
    expect(isOfRequest(message, 'd2/fix/12')).toBe(false);
  });
});

describe('the sentence', () => {
  test.each<[FixOutcome, string]>([
    [{ kind: 'committed', sha: HEAD, fix: prepared('') }, '1 safe fix is committed as `1234567`.'],
    [{ kind: 'committed', sha: HEAD, fix: prepared('', { fixed: [named('a', 'a'), named('b', 'b')] }) }, '2 safe fixes are committed as `1234567`.'],
    [{ kind: 'committed', sha: HEAD, fix: null }, 'The safe fixes are committed as `1234567`.'],
    [patched(''), 'The branch is protected. So nothing was committed; the safe fixes are here as a patch.'],
    [{ kind: 'refused', why: 'No `x` for @mona.' }, 'No `x` for @&#8203;mona.'],
  ])('%j', (outcome, sentence) => {
    expect(fixSentence(outcome, REQUEST)).toBe(sentence);
  });
});

const A = 'diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-```\n+diff --git in a line\n';
const B = 'diff --git a/b.py b/b.py\n--- a/b.py\n+++ b/b.py\n@@ -1 +1 @@\n-b\n+c\n';

describe('the patch', () => {
  test('is shown whole, in a fence that its text does not end', () => {
    expect(fixSection(patched(A + B), REQUEST)).toContain(`\n\`\`\`\`diff\n${A}${B}\`\`\`\`\n`);
  });

  test.each([
    ['carriage returns', B.replace('-b\n', '-b\r\n')],
    ['what turns text around', B.replace('-b', '-\u202Eb')],
    ['more than a page takes', B.replace('-b', `-${'b'.repeat(70_000)}`)],
  ])('leaves out a file with %s, and says so', (_case, other) => {
    const section = fixSection(patched(A + other), REQUEST);
    expect(section).toContain(A);
    expect(section).not.toContain('a/b.py');
    expect(section).toContain('1 file left out here');
    expect(Buffer.byteLength(section)).toBeLessThanOrEqual(60_000);
  });

  test('of which nothing can be shown is not offered', () => {
    const section = fixSection(patched(B.replace('-b\n', '-b\r\n')), REQUEST);
    expect(section).not.toContain('git apply');
    expect(section).toContain('1 file left out here');
  });
});

describe('the text of a check run', () => {
  const section = fixSection({ kind: 'nothing', why: 'First.', left: [] }, REQUEST);

  test('keeps what stood there, below', () => {
    expect(withFixSection('| a |\n', section)).toBe(`${section}\n\n| a |`);
    expect(withFixSection('', section)).toBe(section);
  });

  test('has one section, the last one', () => {
    const second = fixSection({ kind: 'nothing', why: 'Second.', left: [] }, REQUEST);
    expect(withFixSection(withFixSection('| a |', section), second)).toBe(`${second}\n\n| a |`);
    expect(withFixSection(section, second)).toBe(second);
  });

  test('is cut between lines where GitHub takes no more', () => {
    const row = `| ${'é'.repeat(100)} |`;
    const text = withFixSection(Array.from({ length: 400 }, () => row).join('\n'), section);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(text)).toBeGreaterThan(65_000);
    const lines = text.slice(section.length).trim().split('\n');
    expect(lines.at(-1)).toContain('left out');
    expect(new Set(lines.slice(0, -2))).toEqual(new Set([row]));
  });
});
