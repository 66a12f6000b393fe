import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findFile, isCommentable } from '../../src/changes/query.js';
import type { ChangedFile } from '../../src/changes/types.js';
import { defaultConfig } from '../../src/config/defaults.js';
import type { RepositoryConfig } from '../../src/config/types.js';
import type { Finding } from '../../src/findings/types.js';
import { githubLinks } from '../../src/report/links.js';
import { parseMarkers } from '../../src/report/marker.js';
import { planReport } from '../../src/report/plan.js';
import type { ReportInput } from '../../src/report/plan.js';
import type { RunResult } from '../../src/report/types.js';
import { changed, changes, finding, fingerprint, fix, hunk, range, result } from './fixtures.js';

const HEAD = 'c'.repeat(40);
const links = githubLinks({ server: 'https://github.com', repository: 'acme/shop', head: HEAD, docsUrl: 'https://docs.example' });

function plan(more: Partial<RunResult> = {}, config: Partial<RepositoryConfig> = {}, input: Partial<ReportInput> = {}) {
  return planReport({ result: result(more), config: { ...defaultConfig(), ...config }, links, ...input });
}

function anchors(findings: readonly Finding[], ...files: readonly ChangedFile[]) {
  return plan({ findings, changes: changes(...files) }).comments.map(({ path, anchor, fallbacks, fingerprints }) => ({ path, anchor, fallbacks, about: fingerprints.length }));
}

const marked = (body: string) => parseMarkers(body).map(({ fingerprint: one }) => one);

const FILE = { kind: 'file' };
const onFile = (path: string) => ({ path, anchor: FILE });
const views = changed('app/views.py', [hunk(1, 1, ' import os', '+', '+from app.services import charge', ' x = 1')]);
const deleted = changed('app/services.py', [hunk(1, 0, '-def charge():', '-    pass')], { status: 'deleted' });

describe('where a comment stands', () => {
  test('at the line of the finding', () => {
    expect(anchors([finding()], views, deleted)).toEqual([{ path: 'app/views.py', anchor: { kind: 'line', side: 'RIGHT', line: 3 }, fallbacks: [onFile('app/views.py')], about: 1 }]);
  });

  test('on the lines of a finding that spans several in one hunk', () => {
    expect(anchors([finding({ range: range(2, 1, 4, 3) })], views)).toEqual([
      { path: 'app/views.py', anchor: { kind: 'line', side: 'RIGHT', line: 4, startLine: 2 }, fallbacks: [{ path: 'app/views.py', anchor: { kind: 'line', side: 'RIGHT', line: 2 } }, onFile('app/views.py')], about: 1 },
    ]);
  });

  test('on the first line where the rest is outside of the hunk', () => {
    expect(anchors([finding({ range: range(4, 1, 9, 3) })], views)).toMatchObject([{ anchor: { kind: 'line', side: 'RIGHT', line: 4 } }]);
  });

  test('a range that ends before the first column of a line does not include the line', () => {
    expect(anchors([finding({ range: range(3, 1, 4, 1) })], views)).toMatchObject([{ anchor: { kind: 'line', side: 'RIGHT', line: 3 } }]);
  });

  test('at the removed line that causes it, one comment for all that it breaks', () => {
    const cause = { path: 'app/services.py', side: 'base', line: 1, label: 'deletes app/services.py' } as const;
    const two = [finding({ cause }), finding({ cause, path: 'app/tasks.py', fingerprint: fingerprint(2) })];
    expect(anchors(two, deleted)).toEqual([{ path: 'app/services.py', anchor: { kind: 'line', side: 'LEFT', line: 1 }, fallbacks: [onFile('app/services.py')], about: 2 }]);
  });

  test('on the file of the cause where there is no line', () => {
    expect(anchors([finding()], deleted)).toEqual([{ path: 'app/services.py', anchor: FILE, fallbacks: [], about: 1 }]);
  });

  test('different causes at one place have different comments', () => {
    const at = (label: string) => ({ path: 'app/services.py', side: 'base', line: 1, label }) as const;
    const two = [finding({ cause: at('removes `a`') }), finding({ cause: at('removes `b`'), path: 'z.py', fingerprint: fingerprint(2) })];
    expect(anchors(two, deleted)).toHaveLength(2);
  });

  test('where a safe fix can be applied with one click, once for all that it mends', () => {
    const requirements = changed('requirements.txt', [hunk(1, 1, ' celery==5.3', '+redis==5.0', ' urllib3==2.0')]);
    const here = range(3, 1, 3, 1);
    const add = fix('Add `requests` to requirements.txt', { kind: 'replace', path: 'requirements.txt', range: here, text: 'requests==2.31.0\n' });
    const two = [finding({ fix: add }), finding({ fix: add, path: 'app/tasks.py', fingerprint: fingerprint(2) })];
    const { comments } = plan({ findings: two, changes: changes(views, requirements) });
    expect(comments).toMatchObject([{ path: 'requirements.txt', anchor: { kind: 'line', side: 'RIGHT', line: 3 }, fallbacks: [onFile('requirements.txt')] }]);
    expect(comments[0]?.body).toContain('```suggestion\nrequests==2.31.0\nurllib3==2.0\n```');
    expect(comments[0]?.body).toContain('app/views.py:3');
    expect(comments[0]?.body).toContain('app/tasks.py:3');
  });

  test('at the finding where the lines of its safe fix are not in the diff', () => {
    const away = fix('Add `requests`', { kind: 'replace', path: 'requirements.txt', range: range(90, 1, 90, 1), text: 'requests\n' });
    expect(anchors([finding({ fix: away })], views, changed('requirements.txt', [hunk(1, 1, '+redis==5.0')]))).toMatchObject([{ path: 'app/views.py' }]);
  });

  test('on its own file where its line is not in the diff and nothing caused it', () => {
    expect(anchors([finding({ cause: null, range: range(90, 1, 90, 5) })], views)).toEqual([{ path: 'app/views.py', anchor: FILE, fallbacks: [], about: 1 }]);
  });

  test('at its own line, and where GitHub refuses that, at the line that caused it', () => {
    const cause = { path: 'app/services.py', side: 'base', line: 1, label: 'deletes app/services.py' } as const;
    expect(anchors([finding({ cause })], views, deleted)).toMatchObject([{ path: 'app/views.py', fallbacks: [{ path: 'app/services.py', anchor: { kind: 'line', side: 'LEFT', line: 1 } }, onFile('app/views.py')] }]);
    expect(anchors([finding({ cause: { ...cause, path: 'app/views.py', side: 'head', line: 3 } })], views)).toMatchObject([{ fallbacks: [onFile('app/views.py')] }]);
  });

  test('away from its line it names the line, and shows the fix for reading only', () => {
    const mend = fix('Import it from app.billing', { kind: 'replace', path: 'app/views.py', range: range(3, 10, 3, 18), text: 'billing' });
    const [comment] = plan({ findings: [finding({ fix: mend })], changes: changes(views) }).comments;
    expect(comment?.body).toContain('```suggestion\nfrom app.billing import charge\n```');
    expect(comment?.body).not.toContain('app/views.py:3');
    expect(comment?.plainBody).toContain('```diff\n-from app.services import charge\n+from app.billing import charge\n```');
    expect(comment?.plainBody).toContain('app/views.py:3');
    expect(comment?.plainBody).toContain('Cause: this change deletes');
    expect(comment?.plainBody).not.toContain('suggestion');
    expect(marked(comment?.plainBody ?? '')).toEqual(marked(comment?.body ?? ''));
    expect(plan({ findings: [finding({ cause: null, range: range(90, 1, 90, 5) })], changes: changes(views) }).comments[0]?.body).toContain('app/views.py:90');
  });

  test('nowhere when the change touches neither: it is in the check run, which says so', () => {
    const { comments, annotations, summary } = plan({ changes: changes(changed('other.py', [])) });
    expect(comments).toEqual([]);
    expect(annotations).toHaveLength(1);
    expect(summary).toContain('- 1 finding with no line or file of this change to comment on');
  });

  test.each<[string, Partial<Finding>]>([
    ['info', { severity: 'info' }],
    ['preview', { status: 'preview' }],
    ['suppressed', { disposition: 'suppressed' }],
    ['baselined', { disposition: 'baselined' }],
  ])('never for %s', (_, more) => {
    expect(anchors([finding(more)], views, deleted)).toEqual([]);
  });
});

describe('how many comments', () => {
  const many = Array.from({ length: 13 }, (_, index) => finding({ fingerprint: fingerprint(index + 1), range: range(index + 1, 1, index + 1, 5), severity: index === 12 ? 'error' : 'warning', cause: null }));
  const file = changed('app/views.py', [hunk(0, 1, ...Array.from({ length: 13 }, () => '+x'))]);

  test('at most the limit, worst first; the summary says how many are left out', () => {
    const { comments, summary, annotations } = plan({ findings: many, changes: changes(file) });
    expect(comments.map(({ anchor }) => (anchor.kind === 'line' ? anchor.line : null))).toEqual([13, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(summary).toContain('- 3 findings without an inline comment, as the limit of inline comments is reached');
    expect(annotations).toHaveLength(13);
  });

  test('none for a limit of 0', () => {
    expect(plan({ findings: many, changes: changes(file) }, { inlineLimit: 0 }).comments).toEqual([]);
  });

  test('whether drafts get them is for the configuration to say', () => {
    expect(plan().commentsOnDrafts).toBe(false);
    expect(plan({}, { drafts: 'comment' }).commentsOnDrafts).toBe(true);
  });
});

describe('what a comment says', () => {
  const rename = fix('Rename it to `pay`', { kind: 'replace', path: 'app/views.py', range: range(3, 26, 3, 32), text: 'pay' });

  function body(one: Partial<Finding>, config: Partial<RepositoryConfig> = {}, ...files: readonly ChangedFile[]): string | undefined {
    return plan({ findings: [finding(one)], changes: changes(...(files.length === 0 ? [views] : files)) }, config).comments[0]?.body;
  }

  test('with a safe fix in the diff', () => {
    expect(body({ fix: rename })).toMatchSnapshot();
  });

  test('with an unsafe fix', () => {
    expect(body({ fix: { ...rename, safety: 'unsafe' } })).toMatchSnapshot();
  });

  test('with a safe fix elsewhere', () => {
    const elsewhere = fix('Declare `app`', { kind: 'replace', path: 'requirements.txt', range: range(4, 1, 4, 1), text: 'app==1.0\n' });
    expect(body({ fix: elsewhere, related: [{ path: 'b.py', range: range(2, 1, 2, 4), label: 'used here' }] })).toMatchSnapshot();
  });

  test('with no fix, as configured', () => {
    expect(body({ fix: rename }, { fixes: 'off' })).not.toMatch(/suggestion|```/);
  });

  test('one place broken from elsewhere', () => {
    expect(body({}, {}, deleted)).toMatchSnapshot();
  });

  test('many places broken from elsewhere', () => {
    const victims = Array.from({ length: 30 }, (_, index) =>
      finding({ path: `app/v${index}.py`, fingerprint: fingerprint(index + 1), message: { ...finding().message, why: `Importing \`app.v${index}\` fails.` } }),
    );
    const [comment] = plan({ findings: victims, changes: changes(deleted) }).comments;
    expect(comment?.fingerprints).toHaveLength(30);
    expect(comment?.body).toMatchSnapshot();
  });

  test('a suggestion that needs more lines than the finding takes the comment there, and never to other lines', () => {
    const wide = fix('Move it', { kind: 'replace', path: 'app/views.py', range: range(2, 1, 4, 1), text: 'import x\n' });
    const [comment] = plan({ findings: [finding({ fix: wide })], changes: changes(views) }).comments;
    expect(comment?.anchor).toEqual({ kind: 'line', side: 'RIGHT', line: 3, startLine: 2 });
    expect(comment?.fallbacks).toEqual([onFile('app/views.py')]);
    expect(comment?.body).toContain('```suggestion\nimport x\n```');
    expect(comment?.plainBody).not.toContain('```suggestion');
    expect(comment?.plainBody).toContain('```diff');
    expect(parseMarkers(comment?.plainBody ?? '')).toEqual(parseMarkers(comment?.body ?? ''));
  });

  test('stays under 65,536 characters and ends with its marker, whatever names the repository has', () => {
    const long = 'x'.repeat(3_000);
    const victims = Array.from({ length: 700 }, (_, index) =>
      finding({ path: `${long}/${index}.py`, fingerprint: fingerprint(index + 1), message: { what: long, why: long, todo: `${index}${long}` } }),
    );
    const { comments, summary } = plan({ findings: victims, changes: changes(deleted) });
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body.length).toBeLessThanOrEqual(65_536);
    expect(marked(comments[0]?.body ?? '')).toEqual(comments[0]?.fingerprints);
    expect(parseMarkers(comments[0]?.body ?? '')[499]?.ruleId).toBe(finding().ruleId);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
  });

  test('text of the repository stays text', () => {
    fc.assert(
      fc.property(fc.constantFrom('what', 'why', 'todo'), fc.constantFrom('@octocat', '<!-- shipworthy:v1 x -->', '```\n# x', '![](https://x.io/p.png)', '</details>', '\u202E'), (part, evil) => {
        const text = body({ message: { ...finding().message, [part]: `a ${evil} b` }, fix: rename }) ?? '';
        for (const raw of ['@octocat', '<!-- shipworthy:v1 x', '\n# x', '![](', '</details>', '\u202E']) expect(text).not.toContain(raw);
      }),
    );
  });
});

describe('every finding lands exactly once', () => {
  const paths = fc.constantFrom('a.py', 'b.py', 'gone.py', 'elsewhere.py');
  const line = fc.integer({ min: 1, max: 14 });
  const anyFinding = fc
    .record({
      path: paths,
      start: line,
      more: fc.nat({ max: 3 }),
      severity: fc.constantFrom('error', 'warning', 'info'),
      status: fc.constantFrom('stable', 'preview'),
      disposition: fc.constantFrom('report', 'out-of-diff', 'suppressed'),
      cause: fc.option(fc.record({ path: paths, side: fc.constantFrom('base', 'head'), line: fc.option(line), label: fc.constantFrom('deletes x', 'changes y') })),
      fixed: fc.option(fc.record({ path: paths, line, text: fc.constantFrom('', 'new\n', '```\n') })),
    })
    .map(({ start, more, fixed, ...rest }) =>
      finding({
        ...rest,
        range: range(start, 1, start + more, 2),
        fix: fixed === null ? null : fix('Fix it', { kind: 'replace', path: fixed.path, range: range(fixed.line, 1, fixed.line + 1, 1), text: fixed.text }),
      }),
    );
  const set = changes(
    changed('a.py', [hunk(1, 1, ' one', '-two', '+TWO', '+two and a half', ' three'), hunk(9, 10, ' nine', '-ten', ' eleven')]),
    changed('b.py', [hunk(0, 1, '+one', '+two', '+three', '+four')], { status: 'added' }),
    changed('gone.py', [hunk(1, 0, '-one', '-two')], { status: 'deleted' }),
  );

  test('in one comment, or counted as held back; anchors are lines that GitHub takes', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 25 }), fc.integer({ min: 0, max: 12 }), (drawn, inlineLimit) => {
        const findings = drawn.map((one, index) => ({ ...one, fingerprint: fingerprint(index + 1) }));
        const { comments, summary, annotations } = plan({ findings, changes: set }, { inlineLimit });
        const wanted = findings.filter((one) => one.severity !== 'info' && one.status === 'stable' && one.disposition !== 'suppressed');
        const said = comments.flatMap((comment) => comment.fingerprints);
        expect(new Set(said).size).toBe(said.length);
        expect(wanted.map((one) => one.fingerprint)).toEqual(expect.arrayContaining(said));
        const count = (what: string) => Number(new RegExp(`- (\\d+) findings? ${what}`).exec(summary)?.[1] ?? 0);
        expect(said.length + count('without an inline') + count('with no line')).toBe(wanted.length);
        expect(count('shown here alone')).toBe(findings.filter((one) => one.disposition !== 'suppressed').length - wanted.length);
        expect(comments.length).toBeLessThanOrEqual(inlineLimit);
        expect(annotations).toHaveLength(findings.filter((one) => one.disposition !== 'suppressed').length);
        for (const { path: own, anchor: first, fallbacks, body, plainBody, fingerprints } of comments) {
          for (const { path, anchor: each } of [{ path: own, anchor: first }, ...fallbacks]) {
            const file = findFile(set, path);
            expect(file).toBeDefined();
            if (each.kind === 'file' || file === undefined) continue;
            const side = each.side === 'LEFT' ? 'base' : 'head';
            expect([each.line, each.startLine ?? each.line].every((number) => isCommentable(file, side, number))).toBe(true);
            expect(each.startLine ?? 0).toBeLessThan(each.line);
          }
          expect(marked(body)).toEqual(fingerprints);
          expect(marked(plainBody)).toEqual(fingerprints);
          expect(plainBody).not.toContain('```suggestion');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the check run', () => {
  test('its title and conclusion follow the verdict', () => {
    expect(plan()).toMatchObject({ headSha: HEAD, conclusion: 'failure', title: '1 error introduced · score 100 → 54' });
    expect(plan({ verdict: { result: 'neutral', title: 'x' } }).conclusion).toBe('neutral');
    expect(plan({ verdict: { result: 'pass', title: 'x' } }).conclusion).toBe('success');
  });

  test('what is open: also what a comment in the source silences, so that its thread is not told to be fixed', () => {
    const findings = [finding(), finding({ fingerprint: fingerprint(2), disposition: 'suppressed' }), finding({ fingerprint: fingerprint(3), status: 'preview' })];
    expect(plan({ findings }, {}, { existing: [fingerprint(9)] }).open).toEqual(['a'.repeat(32), fingerprint(2), fingerprint(3), fingerprint(9)]);
  });

  const said = { by: 'mona', at: '2024-05-01T10:00:00Z' };

  test('what people ignore is out of comments and annotations, stays open, and is told with who and why', () => {
    const findings = [finding({ disposition: 'ignored' }), finding({ fingerprint: fingerprint(2), disposition: 'ignored' })];
    const ignored = [
      { ...said, ruleId: 'wiring/unresolved-import', fingerprints: null, reason: 'Built <later> by @jonas' },
      { ...said, ruleId: 'wiring/unresolved-import', fingerprints: [fingerprint(2)], reason: 'Generated', by: 'ada' },
      { ...said, ruleId: 'docs/missing-path', fingerprints: null, reason: 'Never seen' },
    ];
    const { summary, comments, annotations, open } = plan({ findings }, {}, { wishes: { ignored, pausedBy: null } });
    expect([comments, annotations]).toEqual([[], []]);
    expect(open).toEqual(['a'.repeat(32), fingerprint(2)]);
    expect(summary).toContain('- 1 finding of `wiring/unresolved-import`, ignored by mona: Built &#60;later&#62; by @&#8203;jonas\n- 1 finding of `wiring/unresolved-import`, ignored by ada: Generated\n');
    expect(summary).not.toContain('Never seen');
  });

  test('while comments are paused there are none, and who paused them is told', () => {
    const { comments, summary, annotations, open } = plan({}, {}, { wishes: { ignored: [], pausedBy: 'mona' } });
    expect(comments).toEqual([]);
    expect(annotations).toHaveLength(1);
    expect(open).toHaveLength(1);
    expect(summary).toContain('- 1 inline comment: mona paused them on this pull request; `/shipworthy resume` brings them back');
  });

  describe('a rule on probation', () => {
    const probation = { ruleId: 'wiring/unresolved-import', since: '2024-05-01T10:00:00.000Z', judged: 20, notUseful: 2 };
    const wishes = { ignored: [], pausedBy: null, probations: [probation, { ...probation, ruleId: 'docs/missing-path' }] };
    const other = finding({ ruleId: 'wiring/missing-export', fingerprint: fingerprint(2), cause: null });
    const findings = [finding(), finding({ fingerprint: fingerprint(3), severity: 'info' }), other];
    const one = changed('app/views.py', [hunk(1, 1, ' import os', '+', '+from app.services import charge', ' x = 1')]);

    test('has no comments; its findings are told, annotated and counted as ever', () => {
      const held = plan({ findings, changes: changes(one) }, {}, { wishes });
      const free = plan({ findings, changes: changes(one) });
      expect(held.comments.map(({ fingerprints }) => fingerprints)).toEqual([[fingerprint(2)]]);
      expect([held.annotations, held.open, held.conclusion, held.title]).toEqual([free.annotations, free.open, free.conclusion, free.title]);
      expect(held.summary).toContain(
        '- 1 finding of `wiring/unresolved-import` without an inline comment: the rule is on probation in this repository since 2024-05-01, as 2 of 20 judged comments were not useful; `probation: off` for the rule in `.github/shipworthy.yml` ends it\n- 1 finding shown here alone',
      );
      expect(held.summary).not.toContain('docs/missing-path');
    });

    test('leaves its place below the limit to others', () => {
      expect(plan({ findings, changes: changes(one) }, { inlineLimit: 1 }, { wishes }).comments.map(({ fingerprints }) => fingerprints)).toEqual([[fingerprint(2)]]);
    });

    test('comments where the configuration says so', () => {
      const rules = { 'wiring/unresolved-import': { enabled: true, severity: null, options: undefined, probation: 'off' } } as const;
      const { comments, summary } = plan({ findings, changes: changes(one) }, { rules }, { wishes });
      expect(comments).toEqual(plan({ findings, changes: changes(one) }).comments);
      expect(summary).not.toContain('probation');
    });

    test('of a linter is released on the server', () => {
      const { summary } = plan({ findings: [finding({ ruleId: 'ruff/F401' })], changes: changes(one) }, {}, { wishes: { ...wishes, probations: [{ ...probation, ruleId: 'ruff/F401' }] } });
      expect(summary).toContain('`shipworthy stats --release` on the server ends it');
    });
  });

  test('annotations: levels, and columns only on one line', () => {
    const findings = [
      finding(),
      finding({ severity: 'warning', range: range(3, 2, 5, 1), cause: null }),
      finding({ severity: 'info', range: range(4, 2, 4, 2), cause: null }),
      finding({ status: 'preview', path: 'z.py', cause: null }),
      finding({ disposition: 'baselined' }),
    ];
    expect(plan({ findings }).annotations.map((one) => ({ ...one, path: undefined, message: one.message.split('\n').length }))).toEqual([
      { startLine: 3, endLine: 3, startColumn: 1, endColumn: 33, level: 'failure', title: 'wiring/unresolved-import', message: 5 },
      { startLine: 3, endLine: 3, startColumn: 1, endColumn: 33, level: 'notice', title: 'wiring/unresolved-import (preview)', message: 4 },
      { startLine: 3, endLine: 4, level: 'warning', title: 'wiring/unresolved-import', message: 4 },
      { startLine: 4, endLine: 4, startColumn: 2, endColumn: 2, level: 'notice', title: 'wiring/unresolved-import', message: 4 },
    ]);
    expect(plan({ findings }).annotations[0]?.message).toMatch(/\nAbout this rule: https:\/\/docs\.example\/rules\/wiring\/unresolved-import\.html$/);
  });

  test('the working tree can not be reported on', () => {
    expect(() => plan({ head: null })).toThrow(RangeError);
  });
});
