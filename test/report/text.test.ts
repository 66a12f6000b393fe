import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { createColors } from 'picocolors';
import { defaultConfig } from '../../src/config/defaults.js';
import { assemble, assembleInTwo, cutMarkdown } from '../../src/report/cut.js';
import type { Section } from '../../src/report/cut.js';
import { githubLinks } from '../../src/report/links.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { columnsOf, cutTo, wrap } from '../../src/report/terminal-text.js';
import { renderTerminal } from '../../src/report/terminal.js';
import type { RunResult } from '../../src/report/types.js';
import { changed, changes, finding, fingerprint, fix, hunk, range, result } from './fixtures.js';

const SOURCE: Readonly<Record<string, string>> = {
  'app/views.py': '\n\nfrom app.services import charge, x\n',
  'app/new.py': 'try:\n    import requests\nfrom app.pay import chrage\n',
  'requirements.txt': 'django==5.0\nredis==5.2.1\nurllib3==2.2.3\n',
};

/** A review in which every section has something to say. */
const busy: RunResult = result({
  verdict: { result: 'fail', title: '3 errors, 1 warning introduced · 1 preview finding · 1 fixed · score 100 → 54' },
  findings: [
    finding(),
    finding({ path: 'app/tasks.py', range: range(8, 5, 8, 40), fingerprint: fingerprint(2) }),
    finding({
      ruleId: 'wiring/undeclared-dependency',
      path: 'app/new.py',
      range: range(2, 12, 2, 20),
      fingerprint: fingerprint(3),
      cause: null,
      message: { what: '`requests` is imported, and no manifest declares it.', why: 'A fresh install does not have it, so every request to this view will fail with ModuleNotFoundError.', todo: 'Add `requests` to requirements.txt.' },
      fix: fix('Add `requests` to requirements.txt', { kind: 'replace', path: 'requirements.txt', range: range(4, 1, 4, 1), text: 'requests==2.32.3\n' }),
    }),
    finding({
      ruleId: 'wiring/missing-export',
      path: 'app/new.py',
      range: range(3, 21, 3, 27),
      severity: 'warning',
      fingerprint: fingerprint(4),
      cause: null,
      message: { what: '`app.pay` has no `chrage`.', why: 'The import fails.', todo: 'Import `charge`.' },
      fix: fix('Rename it to `charge`', { kind: 'replace', path: 'app/new.py', range: range(3, 21, 3, 27), text: 'charge' }),
    }),
    finding({
      ruleId: 'docs/missing-path',
      area: 'docs',
      path: 'README.md',
      severity: 'info',
      status: 'preview',
      fingerprint: fingerprint(5),
      cause: null,
      message: { what: '`docs/x.md` does not exist.', why: 'Readers look for it.', todo: 'Write it or remove the mention.' },
    }),
    finding({ disposition: 'suppressed', fingerprint: fingerprint(6) }),
    finding({ disposition: 'baselined', fingerprint: fingerprint(7) }),
  ],
  fixed: [finding({ fingerprint: fingerprint(9), path: 'old.py' })],
  existing: 4,
  unknowns: [7, 9].map((line) => ({ ruleId: 'wiring/unresolved-import', path: 'app/plugins.py', line, reason: 'the module name is computed' })),
  skipped: [{ path: 'static/app.min.js', reason: 'minified', detail: 'the longest line has 40,000 characters' }],
  notices: ['The change edits .github/shipworthy.yml: `gate.fail-on`: `error` → `never`'],
  changes: changes(
    changed('app/services.py', [hunk(1, 0, '-def charge():', '-    pass')], { status: 'deleted' }),
    changed('app/new.py', [hunk(0, 1, '+try:', '+    import requests', '+from app.pay import chrage')], { status: 'added' }),
  ),
});

const clean = result({
  verdict: { result: 'pass', title: 'Nothing to report' },
  scores: { overall: { base: 100, head: 100, projected: 100 }, areas: [{ area: 'wiring', base: 100, head: 100, projected: 100, lostTo: [], lostToRules: [] }] },
  findings: [],
});

const audit = result({ mode: 'audit', base: null, head: null, changes: changes(), verdict: { result: 'fail', title: '1 error · score 54' } });

function terminal(given: RunResult, colors = false): string {
  return renderTerminal(given, { colors: createColors(colors), gate: defaultConfig().gate, textOf: (path) => SOURCE[path] });
}

function flatten(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(flatten) : [])];
}

describe('the terminal', () => {
  test('everything', () => {
    expect(terminal(busy)).toMatchSnapshot();
  });

  test('what one cause breaks in many places is told once', () => {
    const victims = Array.from({ length: 14 }, (_, index) => finding({ path: `app/v${index + 10}.py`, fingerprint: fingerprint(index + 1) }));
    expect(terminal(result({ findings: victims }))).toMatchSnapshot();
  });

  test('nothing to report', () => {
    expect(terminal(clean)).toMatchSnapshot();
  });

  test('an audit', () => {
    expect(terminal(audit)).toMatchSnapshot();
  });

  test('a new file is shown whole', () => {
    const made = fix('Write the migration', { kind: 'create', path: 'app/migrations/0002_x.py', text: 'a = 1\n\nb = 2\n' });
    expect(terminal(result({ findings: [finding({ fix: made })] }))).toContain('\n           app/migrations/0002_x.py (new)\n           +a = 1\n           +\n           +b = 2\n');
  });

  test('colours change nothing but colours', () => {
    const colored = terminal(busy, true);
    expect(colored).toContain('\u001B[31m');
    expect(stripVTControlCharacters(colored)).toBe(terminal(busy));
  });

  test('no line is wider than 80 columns, but for a word that is', () => {
    for (const line of terminal(busy).split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });

  test('what the repository says can not write to the terminal', () => {
    const evil = finding({ path: 'a\u001B[2Jb.py', message: { what: '\u001B]0;x\u0007', why: '\u202E', todo: '\r' }, cause: null });
    expect(renderTerminal(result({ findings: [evil] }), { colors: createColors(false), gate: defaultConfig().gate, textOf: () => '\n\n\u001B[31mx\r' })).not.toMatch(/[^\P{Cc}\n]|\u202E/u);
  });

  test('wide characters', () => {
    expect([columnsOf('日本'), columnsOf('é'), columnsOf('😀a')]).toEqual([4, 1, 3]);
    expect(cutTo('日本語', 5)).toBe('日本…');
    expect(wrap('aa bb cc dddddd', 5)).toEqual(['aa bb', 'cc', 'dddddd']);
  });
});

describe('Markdown', () => {
  const gate = defaultConfig().gate;
  const links = githubLinks({ server: 'https://ghe.example:8443', repository: 'acme/shop', head: 'c0ffee', docsUrl: 'https://docs.example' });

  test('everything, with links', () => {
    expect(renderMarkdown(busy, { gate, links })).toMatchSnapshot();
  });

  test('nothing to report', () => {
    expect(renderMarkdown(clean, { gate })).toMatchSnapshot();
  });

  test('an audit', () => {
    expect(renderMarkdown(audit, { gate })).toMatchSnapshot();
  });

  test('holds no markup but our own, whatever the repository says', () => {
    const evil = fc.array(fc.constantFrom('`', '|', '@octocat', '<img src=x>', '</details>', '![i](https://x.io)', '[l](https://x.io)', '\n\n# x\n', '```\n', '\\', '\u202E', 'a', ' ', '<!--'), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(evil, evil, evil, (one, two, three) => {
        const bad = finding({ path: `p${one}`, ruleId: 'a/b', message: { what: two, why: three, todo: one }, cause: { path: 'x', side: 'base', line: null, label: `deletes ${two}` } });
        const given = result({ findings: [bad, { ...bad, status: 'preview', fingerprint: fingerprint(2) }], fixed: [bad], notices: [three], skipped: [{ path: one, reason: 'binary', detail: two }], unknowns: [{ ruleId: 'a/b', path: two, line: 1, reason: three }], repository: three });
        const nodes = flatten(fromMarkdown(renderMarkdown(given, { gate, links }), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
        for (const node of nodes) {
          if (node.type === 'html') expect(node.value).toMatch(/^(<details><summary>[A-Z][\w ':]*\S+( \w+('t)?)*<\/summary>|<\/details>|<\/?sub>)$/);
          if (node.type === 'link') expect(node.url).toMatch(/^https:\/\/(ghe\.example:8443\/acme\/shop\/blob|docs\.example\/rules)\//);
          if (node.type === 'tableRow') expect([4, 5]).toContain(node.children.length);
        }
        expect(nodes.filter((node) => ['image', 'code', 'definition', 'blockquote'].includes(node.type))).toEqual([]);
        expect(nodes.filter((node) => node.type === 'heading')).toHaveLength(6);
      }),
    );
  });

  test('with a limit it is cut between rows, and says so', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => finding({ fingerprint: fingerprint(index), path: `app/file${index}.py`, message: { ...finding().message, todo: `Do ${index}.` } }));
    const text = renderMarkdown(result({ findings: many, skipped: busy.skipped }), { gate, links, limit: 65_535 });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
    expect(text).toMatch(/\n\n_1\d{3} more left out here: GitHub takes at most 65,535 characters._\n/);
    expect(text).toContain('Skipped: 1 file not read');
    for (const row of text.split('\n').filter((line) => line.startsWith('| error'))) expect(row).toMatch(/\|$/);
  });
});

describe('assemble', () => {
  const section: fc.Arbitrary<Section> = fc.record({
    open: fc.constantFrom('### A\n\n', '<details>\n\n'),
    rows: fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }).map((row) => `- ${row.replaceAll(/\s/g, ' ')}.`), { maxLength: 30 }),
    close: fc.constantFrom('', '\n</details>\n'),
  });

  test('keeps to the limit, keeps rows whole and in order, and counts what it leaves out', () => {
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1_000, max: 4_000 }), (sections, limit) => {
        const text = assemble(sections, limit);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
        const rows = sections.flatMap((one) => one.rows);
        const kept = text.split('\n').filter((line) => line.startsWith('- '));
        const left = [...text.matchAll(/_(\d+) more left out here/g)].reduce((sum, match) => sum + Number(match[1]), 0);
        expect(kept.length + left).toBe(rows.length);
        for (const row of kept) expect(rows).toContain(row);
      }),
    );
  });

  test('leaves all as it is under the limit', () => {
    expect(assemble([{ open: 'a\n', rows: ['1', '2'], close: 'z\n' }, { open: 'b\n', rows: [], close: '' }], Infinity)).toBe('a\n1\n2\nz\n\nb');
  });

  test('in two: the rows that find no place go on in the second text', () => {
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1_000, max: 4_000 }), (sections, limit) => {
        const goesOn = sections.map((one, index) => (index % 2 === 0 ? { ...one, again: '### More\n\n' } : one));
        const { first, second } = assembleInTwo(goesOn, limit);
        expect(Buffer.byteLength(first)).toBeLessThanOrEqual(limit);
        expect(Buffer.byteLength(second ?? '')).toBeLessThanOrEqual(limit);
        const shown = `${first}\n${second ?? ''}`.split('\n').filter((line) => line.startsWith('- '));
        const left = [...`${first}${second ?? ''}`.matchAll(/_(\d+) more left out here/g)].reduce((sum, match) => sum + Number(match[1]), 0);
        expect(shown.length + left).toBe(sections.flatMap((one) => one.rows).length);
        expect(first.includes('more below')).toBe(second !== null);
      }),
    );
  });
});

describe('cutMarkdown', () => {
  test('cuts after a line, closes what it leaves open and says so', () => {
    const text = `Verdict\n\n<details><summary>A</summary>\n\n${'- row\n'.repeat(50)}\n</details>\n`;
    expect(cutMarkdown(text, text.length)).toBe(text);
    expect(cutMarkdown(text, 150)).toMatch(/^Verdict\n\n<details><summary>A<\/summary>\n\n(- row\n)+\n<\/details>\n\n_The rest is left out: GitHub takes no more\._$/);
  });

  test('closes a fence with its own', () => {
    const text = ['````diff', ...Array.from({ length: 50 }, () => '+ ```'), '````', ''].join('\n');
    expect(cutMarkdown(text, 120)).toMatch(/^`{4}diff\n(\+ `{3}\n)+`{4}\n\n_The rest/);
  });
});
