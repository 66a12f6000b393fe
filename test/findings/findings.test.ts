import { describe, expect, test } from '@jest/globals';
import type { ChangedFile, HunkLine } from '../../src/changes/types.js';
import { findCause, isChangedLine } from '../../src/findings/cause.js';
import { compareByFingerprint } from '../../src/findings/compare.js';
import { fingerprintOf } from '../../src/findings/fingerprint.js';
import { basePaths, fingerprintMatches } from '../../src/findings/locate.js';

/** One hunk from line 1 on both sides; each line begins with `+`, `-` or a space. */
function file(path: string, status: ChangedFile['status'], lines: readonly string[], previousPath?: string): ChangedFile {
  let base = 0;
  let head = 0;
  const parsed = lines.map((line): HunkLine => {
    const text = line.slice(1);
    if (line.startsWith('+')) return { kind: 'added', baseLine: null, headLine: ++head, text };
    if (line.startsWith('-')) return { kind: 'removed', baseLine: ++base, headLine: null, text };
    return { kind: 'context', baseLine: ++base, headLine: ++head, text };
  });
  return { path, ...(previousPath === undefined ? {} : { previousPath }), status, binary: false, hunks: lines.length === 0 ? [] : [{ baseStart: 1, baseLines: base, headStart: 1, headLines: head, lines: parsed }] };
}

describe('a cause', () => {
  const requirements = file('requirements.txt', 'modified', [' django', '-PyYAML==6.0', '+redis']);
  const deleted = file('app/services.py', 'deleted', ['-import os', '-def total(): ...']);
  const renamed = file('app/new.py', 'renamed', [], 'app/old.py');
  const added = file('svc/requirements.txt', 'added', ['+flask']);
  const changes = { files: [requirements, deleted, renamed, added] };

  test.each([
    ['the removed line that names it', [{ path: 'requirements.txt', text: 'PyYAML' }], { path: 'requirements.txt', side: 'base', line: 2, label: 'removes `PyYAML` from requirements.txt' }],
    ['by the name as indexes compare it', [{ path: 'requirements.txt', text: 'pyyaml' }], { path: 'requirements.txt', side: 'base', line: 2, label: 'removes `pyyaml` from requirements.txt' }],
    ['not a part of a word', [{ path: 'requirements.txt', text: 'YAML' }], { path: 'requirements.txt', side: 'head', line: null, label: 'changes requirements.txt' }],
    ['a deleted file, at its first line', [{ path: 'app/services.py' }], { path: 'app/services.py', side: 'base', line: 1, label: 'deletes app/services.py' }],
    ['a deleted file, at the name', [{ path: 'app/services.py', text: 'total' }], { path: 'app/services.py', side: 'base', line: 2, label: 'deletes app/services.py' }],
    ['a file that is moved away', [{ path: 'app/old.py' }], { path: 'app/new.py', side: 'head', line: null, label: 'renames app/old.py to app/new.py' }],
    ['wherever it is removed', [{ path: '*', text: 'total' }], { path: 'app/services.py', side: 'base', line: 2, label: 'deletes app/services.py' }],
    ['a removal before a mere change of an earlier hint', [{ path: 'requirements.txt', text: 'total' }, { path: 'app/services.py' }], { path: 'app/services.py', side: 'base', line: 1, label: 'deletes app/services.py' }],
    ['a new file that says it', [{ path: 'svc/requirements.txt', text: 'flask' }], { path: 'svc/requirements.txt', side: 'head', line: 1, label: 'adds svc/requirements.txt' }],
    ['not a new file that does not', [{ path: 'svc/requirements.txt', text: 'redis' }], null],
    ['none of an untouched file', [{ path: 'other.py' }], null],
    ['characters that mean something to patterns', [{ path: 'requirements.txt', text: 'a.*(' }], { path: 'requirements.txt', side: 'head', line: null, label: 'changes requirements.txt' }],
  ])('%s', (_what, hints, cause) => {
    expect(findCause(changes, hints)).toEqual(cause);
  });

  test('the lines that a change brings', () => {
    expect([1, 2, 3].map((line) => isChangedLine(requirements, line))).toEqual([false, true, false]);
    expect(isChangedLine(undefined, 1)).toBe(false);
  });
});

describe('fingerprints', () => {
  const parts = { ruleId: 'a/b', path: 'x.py', symbol: 'f', subject: 'import  y', occurrence: 0 };

  test('are 32 hex digits over every part, spaces aside', () => {
    expect(fingerprintOf(parts)).toMatch(/^[0-9a-f]{32}$/);
    expect(fingerprintOf({ ...parts, subject: ' import y\n' })).toBe(fingerprintOf(parts));
    const others = [{ ruleId: 'a/c' }, { path: 'y.py' }, { symbol: 'g' }, { subject: 'import z' }, { occurrence: 1 }];
    expect(new Set([parts, ...others.map((other) => ({ ...parts, ...other }))].map(fingerprintOf)).size).toBe(6);
  });

  test('do not run together', () => {
    expect(fingerprintOf({ ...parts, symbol: 'a', subject: 'bc' })).not.toBe(fingerprintOf({ ...parts, symbol: 'ab', subject: 'c' }));
  });

  test('count equal matches in the order of their place', () => {
    const at = (line: number, subject: string) => ({ span: [line, 1, line, 2] as const, symbol: '', subject });
    const of = (matches: readonly ReturnType<typeof at>[]) => new Map(fingerprintMatches('a/b', 'x.py', matches).map(({ match, fingerprint }) => [match.span[0], fingerprint]));
    const one = of([at(9, 'y'), at(3, 'y'), at(5, 'z')]);
    const moved = of([at(30, 'y'), at(90, 'y'), at(50, 'z')]);
    expect([one.get(3), one.get(9), one.get(5)]).toEqual([moved.get(30), moved.get(90), moved.get(50)]);
  });

  test('of a renamed file are by its path in the base', () => {
    const path = basePaths({ files: [file('b.py', 'renamed', [], 'a.py')] });
    expect([path('b.py'), path('c.py')]).toEqual(['a.py', 'c.py']);
  });
});

test('the difference of two audits', () => {
  const hit = (fingerprint: string, suppressed = false) => ({ fingerprint, suppressed });
  const { introduced, existing, fixed } = compareByFingerprint(
    [hit('stays'), hit('goes'), hit('was silent', true), hit('silent goes', true), hit('gets silent')],
    [hit('stays'), hit('new'), hit('was silent'), hit('new and silent', true), hit('gets silent', true)],
  );
  expect(introduced.map(({ fingerprint }) => fingerprint)).toEqual(['new', 'was silent', 'new and silent']);
  expect(existing.map(({ fingerprint }) => fingerprint)).toEqual(['stays', 'gets silent']);
  expect(fixed.map(({ fingerprint }) => fingerprint)).toEqual(['goes']);
});
