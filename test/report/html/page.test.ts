/** The report as a page, without a browser: what is in it, what can never be, and that it is the same each time. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding, Fix } from '../../../src/findings/types.js';
import type { ReportData } from '../../../src/report/html/data.js';
import { h, prose, shown } from '../../../src/report/html/element.js';
import { createHighlighter } from '../../../src/report/html/highlight.js';
import { pathsShown, renderHtml, type HeadText, type HtmlOptions } from '../../../src/report/html/index.js';
import { fixData } from '../../../src/report/html/patch.js';
import { patchText } from '../../../src/report/html/patch-text.js';
import { createSelector, firstSelection, grouped, groupsOf, readHash, writeHash, type Selection } from '../../../src/report/html/select.js';
import { serialise } from '../../../src/report/html/serialise.js';
import { jsonInHtml, renderPage } from '../../../src/report/html/shell.js';
import { NO_LINKS } from '../../../src/report/links.js';
import type { RunResult } from '../../../src/report/types.js';
import { PAGE_SCRIPT_FILE, pageScriptFile } from '../../../scripts/page-script.js';
import { createRepo } from '../../support/git-repo.js';
import { largeResult, largeText } from '../../support/pages/large.js';
import { finding, fingerprint, fix, range, result } from '../fixtures.js';

const HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'&\u202E\u0000`@`';

function options(texts: Readonly<Record<string, string>> = {}, more: Partial<HtmlOptions> = {}): HtmlOptions {
  return {
    version: '1.0.0',
    gate: { failOn: 'error', areas: null, minimumScore: null, maximumDrop: null },
    links: NO_LINKS,
    textOf: (path) => (texts[path] === undefined ? undefined : { text: texts[path], hidden: new Set() }),
    summaryOf: () => undefined,
    ...more,
  };
}

function dataOf(html: string): ReportData {
  return JSON.parse(/<script type="application\/json" id="data">(.*)<\/script>/.exec(html)?.[1] ?? '') as ReportData;
}

test('the bundled script is what its sources give', async () => {
  expect(readFileSync(PAGE_SCRIPT_FILE, 'utf8') === (await pageScriptFile()) ? 'fresh' : 'stale: npm run page-script').toBe('fresh');
});

test('the page loads nothing, allows its own script and style alone, and asks not to be listed', () => {
  const html = renderHtml(result(), options());
  expect(html).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;sha256-[\w+/]+=&#39;; style-src &#39;sha256-[\w+/]+=&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;">/);
  expect(html).toContain('<meta name="referrer" content="no-referrer">');
  expect(html).toContain('content="noindex, nofollow, noarchive"');
  expect(html.replace(/<script>.*<\/script>/s, '')).not.toMatch(/https?:|\bsrc=|@import|url\(| style=| on\w+=/);
});

test('without scripts the summary and the first findings are there to be read', () => {
  const html = renderHtml(largeResult(200), options({}, { textOf: largeText }));
  const read = html.replace(/<script.*<\/script>/gs, '');
  const said = ['aria-label="Score 41 of 100"', 'Must fix', '131 more are shown, filtered and searched where scripts run.', 'Not verified', 'static/bundle7.js', '19 findings suppressed by a comment in the source'];
  expect(said.filter((text) => !read.includes(text))).toEqual([]);
  expect(read.match(/<article /g)).toHaveLength(50);
  expect(read.match(/<div class="body">/g)).toHaveLength(50);
});

test('the same result is the same bytes', () => {
  const once = () => renderHtml(largeResult(60), options({}, { textOf: largeText }));
  expect(once() === once()).toBe(true);
});

describe('what a repository writes', () => {
  const hostile: Finding = finding({
    path: `${HOSTILE}.py`,
    symbol: HOSTILE,
    message: { what: HOSTILE, why: HOSTILE, todo: HOSTILE },
    cause: { path: HOSTILE, side: 'base', line: null, label: HOSTILE },
    related: [{ path: HOSTILE, range: range(1, 1, 1, 5), label: HOSTILE }],
    fix: fix(HOSTILE, { kind: 'create', path: HOSTILE, text: HOSTILE }),
  });
  const all: RunResult = result({
    repository: HOSTILE,
    verdict: { result: 'fail', title: HOSTILE },
    findings: [hostile],
    fixed: [hostile],
    notices: [HOSTILE],
    unknowns: [{ ruleId: HOSTILE, path: HOSTILE, line: 1, reason: HOSTILE }],
    skipped: [{ path: HOSTILE, reason: 'binary', detail: HOSTILE }],
  });

  test('stays text, wherever it stands', () => {
    const html = renderHtml(all, options({ [`${HOSTILE}.py`]: HOSTILE, [HOSTILE]: HOSTILE }, { summaryOf: () => HOSTILE, unproven: new Map([[hostile.fingerprint, HOSTILE]]) }));
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
    const written = html.replace(/<script.*<\/script>/gs, '');
    expect(written).not.toContain('\u202E');
    expect(written).toContain('\\u{202E}');
    expect(written.split('&lt;/script&gt;').length).toBeGreaterThan(20);
    expect(dataOf(html).findings[0]?.what).toBe(HOSTILE);
  });

  test('is never an attribute or an element of ours', () => {
    expect(serialise(h('a', { href: 'javascript:alert(1)', title: '"><b>' }, '<b>'))).toBe('<a title="&quot;&gt;&lt;b&gt;">&lt;b&gt;</a>');
    for (const address of ['data:text/html,x', ' javascript:x', 'java\u0001script:x', '//elsewhere.example', 'vbscript:x']) expect(serialise(h('a', { href: address }))).toBe('<a></a>');
    for (const address of ['#findings', 'https://example.org/a', 'report?x=1', '/reports/a']) expect(serialise(h('a', { href: address }))).toContain('href=');
    for (const name of ['onclick', 'style', 'srcdoc', 'a b']) expect(() => h('p', { [name]: 'x' })).toThrow();
    expect(() => h('script', {})).toThrow();
  });

  test('can be any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(serialise(h('p', {}, text)).replace(/^<p>|<\/p>$/g, '')).not.toMatch(/[<>"]/);
        expect(JSON.parse(jsonInHtml({ text }))).toEqual({ text });
        expect(jsonInHtml({ text })).not.toMatch(/[<\u2028]/);
        expect(renderPage({ title: text, body: [] }).match(/<title>[^<]*<\/title>/)).not.toBeNull();
        expect(prose(text).length).toBeGreaterThan(0);
        expect(shown(shown(text))).toBe(shown(text));
      }),
    );
  });
});

describe('secrets', () => {
  const SETTINGS = 'NAME = "shop"\nSECRET_KEY = "hunter2-hunter2"\nDEBUG = True\nKEY_BLOCK = """\nMIIBVgIBADANBg\n"""\n';
  const secret = finding({ ruleId: 'security/hardcoded-secret', path: 'settings.py', range: range(2, 1, 2, 30), cause: null, fix: fix('Read it from the environment', { kind: 'replace', path: 'settings.py', range: range(2, 14, 2, 31), text: 'os.environ["SECRET_KEY"]' }) });
  const hidden: HeadText = { text: SETTINGS, hidden: new Set([2, 5]) };
  const html = renderHtml(result({ findings: [secret] }), options({}, { textOf: () => hidden }));

  test('are blotted out in the source and in diffs, and no patch is offered', () => {
    expect(html).not.toMatch(/hunter2|MIIBVg/);
    expect(html).toContain('***************');
    expect(html).toContain('os.environ');
    expect(dataOf(html).findings[0]?.fix?.noPatch).toBe('A patch would show the secret: `shipworthy fix` applies it.');
  });
});

describe('patches', () => {
  const BEFORE: Readonly<Record<string, string>> = { 'a.py': 'one\ntwo\nthree', 'dos.py': 'one\r\ntwo\r\nthree\r\n', 'with space/"q".py': 'x = 1\n', 'old.py': 'gone\n' };
  const FIXES: readonly (readonly [name: string, fix: Fix, after: Readonly<Record<string, string | undefined>>])[] = [
    ['the end of a file without a newline', fix('f', { kind: 'replace', path: 'a.py', range: range(3, 1, 3, 6), text: '3' }), { 'a.py': 'one\ntwo\n3' }],
    ['a file with the line ends of DOS', fix('f', { kind: 'replace', path: 'dos.py', range: range(2, 1, 2, 4), text: '2' }), { 'dos.py': 'one\r\n2\r\nthree\r\n' }],
    ['an odd name', fix('f', { kind: 'replace', path: 'with space/"q".py', range: range(1, 5, 1, 6), text: '2' }), { 'with space/"q".py': 'x = 2\n' }],
    ['a file that goes, one that comes, and one that is inserted into', fix('f', { kind: 'delete', path: 'old.py' }, { kind: 'create', path: 'new/b.py', text: 'b\n' }, { kind: 'replace', path: 'a.py', range: range(1, 1, 1, 1), text: 'zero\n' }), { 'old.py': undefined, 'new/b.py': 'b\n', 'a.py': 'zero\none\ntwo\nthree' }],
  ];

  test.each(FIXES)('git applies the one for %s', (_name, change, after) => {
    const repo = createRepo();
    try {
      repo.commit(BEFORE);
      repo.checkout('main');
      const { files, noPatch } = fixData(change, (path) => (BEFORE[path] === undefined ? undefined : { text: BEFORE[path], hidden: new Set() }));
      expect(noPatch).toBeUndefined();
      execFileSync('git', ['-C', repo.path, '-c', 'core.autocrlf=false', 'apply', '--index', '-'], { input: patchText(files) });
      const tracked = repo.git('ls-files', '-z').split('\0');
      for (const [path, text] of Object.entries(after)) {
        if (text === undefined) expect(tracked).not.toContain(path);
        else expect(execFileSync('git', ['-C', repo.path, 'show', `:${path}`], { encoding: 'utf8' })).toBe(text);
      }
    } finally {
      repo.remove();
    }
  });

  test('are not offered for what is too long, not at hand, or holds what is not shown', () => {
    const create = (text: string) => fixData(fix('f', { kind: 'create', path: 'b.py', text }), () => undefined);
    expect(create('x\n'.repeat(400))).toMatchObject({ files: [], noPatch: expect.stringContaining('more than 300 lines') });
    expect(create('a\u202Eb\n').noPatch).toContain('not shown');
    expect(fixData(fix('f', { kind: 'replace', path: 'b.py', range: range(9, 1, 9, 2), text: '' }), () => ({ text: 'x\n', hidden: new Set() }))).toMatchObject({ files: [], noPatch: expect.stringContaining('not at hand') });
  });
});

test('source is coloured line by line, over strings that go on', () => {
  const lines = ['x = """one', 'def two', '"""', 'def three(): pass'];
  const [first, second, third, fourth] = createHighlighter()('a.py', lines);
  expect([first, second, third]).toEqual([['x = """one', 4, 6, 1], ['def two', 0, 7, 1], ['"""', 0, 3, 1]]);
  expect(fourth).toEqual(['def three(): pass', 0, 3, 0, 1, 5, 4, 4, 4, 0]);
  expect(createHighlighter()('a.toml', ['[tool]  # x', 'name = "x"', '# c', 'x'])).toEqual([['[tool]  # x', 0, 11, 4], ['name = "x"', 0, 4, 6], ['# c', 0, 3, 3], 'x']);
});

test('source that is made to be slow, deep or long is shown all the same', () => {
  const [long, blank] = ['x = 1 '.repeat(300), '  '];
  expect(createHighlighter()('a.py', [long])).toEqual([long]);
  expect(createHighlighter(10)('a.py', ['def one(): pass'])).toEqual(['def one(): pass']);
  const lines = [...Array.from({ length: 50_000 }, () => blank), 'if (x) {}'];
  expect(createHighlighter()('a.js', lines).slice(-2)).toEqual([blank, ['if (x) {}', 0, 2, 0]]);
  const deep = Array.from({ length: 5_000 }, () => '${`');
  expect(createHighlighter()('a.js', ['`', ...deep])).toHaveLength(5_001);
});

describe('choosing', () => {
  const causes = { path: 'app/services.py', side: 'base' as const, line: null, label: 'deletes app/services.py' };
  const findings = [
    ...[1, 2, 3].map((number) => finding({ path: `app/view${number}.py`, fingerprint: fingerprint(number), cause: causes })),
    finding({ path: 'app/view1.py', fingerprint: fingerprint(4), ruleId: 'docs/missing-path', area: 'docs', severity: 'info', cause: null, fix: fix('f', { kind: 'create', path: 'x', text: '' }) }),
    finding({ path: 'app/quiet.py', fingerprint: fingerprint(5), severity: 'warning', disposition: 'suppressed', cause: null }),
  ];
  const data = dataOf(renderHtml(result({ findings }), options()));
  const ids = (more: Partial<Selection>) => createSelector(data)({ ...firstSelection(data), ...more }).map(({ id }) => Number.parseInt(id, 16));

  test.each<[Partial<Selection>, number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ shown: 'all' }, [1, 2, 3, 5, 4]],
    [{ shown: 'suppressed' }, [5]],
    [{ severities: ['info', 'warning'], shown: 'all' }, [5, 4]],
    [{ area: 'docs' }, [4]],
    [{ rule: 'wiring/unresolved-import' }, [1, 2, 3]],
    [{ fix: 'safe' }, [4]],
    [{ words: 'VIEW1 path' }, [4]],
    [{ words: fingerprint(2) }, [2]],
  ])('%j', (more, expected) => {
    expect(ids(more)).toEqual(expected);
  });

  test('groups by the cause that the change is, by file, by rule', () => {
    const titles = (grouping: Selection['grouping']) => groupsOf(createSelector(data)(firstSelection(data)), grouping, data).map(({ title, findings: group }) => `${title}: ${group.length}`);
    expect(data.grouping).toBe('cause');
    expect(titles('cause')).toEqual(['This change deletes app/services.py: 3', 'app/view1.py: 1']);
    expect(titles('file')).toEqual(['app/view1.py: 2', 'app/view2.py: 1', 'app/view3.py: 1']);
    expect(titles('rule')).toEqual(['wiring/unresolved-import: 3', 'docs/missing-path: 1']);
  });

  test('is written in the address and read from it', () => {
    const severity = fc.subarray(['error', 'warning', 'info'] as const);
    const selection = fc.record({ grouping: fc.constantFrom('cause', 'file', 'rule'), severities: severity, area: fc.string(), rule: fc.string(), shown: fc.constantFrom('open', 'all', 'ignored'), fix: fc.constantFrom('', 'yes', 'safe'), words: fc.string({ unit: 'grapheme' }) }) as fc.Arbitrary<Selection>;
    fc.assert(
      fc.property(selection, (one) => {
        const hash = writeHash(one, data);
        expect(readHash(hash, data) ?? { selection: firstSelection(data) }).toEqual({ selection: one });
      }),
    );
    expect(readHash(`#${fingerprint(3)}`, data)).toEqual({ finding: fingerprint(3) });
    expect(readHash('#plan', data)).toBeNull();
    expect(readHash('#show=nonsense&severity=loud', data)).toEqual({ selection: firstSelection(data) });
    expect(grouped(1_234_567)).toBe('1,234,567');
  });
});

test('the texts that a page needs are those of findings, of what is related, and of what fixes change', () => {
  const one = finding({ path: 'a.py', related: [{ path: 'b.py', range: range(1, 1, 1, 2), label: 'x' }], fix: fix('f', { kind: 'delete', path: 'c.py' }) });
  expect([...pathsShown({ findings: [one] })]).toEqual(['a.py', 'b.py', 'c.py']);
});
