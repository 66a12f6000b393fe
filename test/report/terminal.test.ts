/** What terminals show: columns, carets, diffs, links, and what is counted instead of shown. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createColors } from 'picocolors';
import { createProgress } from '../../src/cli/progress.js';
import { wantsColor, widthOf } from '../../src/cli/terminal.js';
import { defaultConfig } from '../../src/config/defaults.js';
import type { Finding } from '../../src/findings/types.js';
import { frameOf } from '../../src/report/code-frame.js';
import { fixDiff } from '../../src/report/fix-diff.js';
import { columnsOf, cutStartTo, cutTo, hyperlink } from '../../src/report/terminal-text.js';
import { renderTerminal, renderVerdict, type TerminalOptions } from '../../src/report/terminal.js';
import type { RunResult } from '../../src/report/types.js';
import { finding, fingerprint, fix, range, result } from './fixtures.js';

const PLAIN = { colors: createColors(false), gate: defaultConfig().gate };

function show(given: RunResult, more: Partial<TerminalOptions> = {}): string {
  return renderTerminal(given, { ...PLAIN, ...more });
}

function many(number: number, more: Partial<Finding> = {}): Finding[] {
  return Array.from({ length: number }, (_, index) => finding({ cause: null, path: `app/v${index}.py`, fingerprint: fingerprint(index + 1), ...more, message: { ...finding().message, what: `Wrong number ${index}.` } }));
}

describe('the place in a line', () => {
  test.each<[what: string, line: string, from: number, to: number, width: number, text: string, carets: string]>([
    ['indented', '    x = gone()', 9, 13, 40, 'x = gone()', '    ^^^^'],
    ['after a tab', 'x\t= gone()', 5, 9, 40, 'x    = gone()', '       ^^^^'],
    ['after wide characters', "名前 = '日本'; gone()", 12, 16, 40, "名前 = '日本'; gone()", '               ^^^^'],
    ['wide itself', "x = '日本'", 6, 8, 40, "x = '日本'", '     ^^^^'],
    ['behind the end of the line', 'x = 1', 6, 6, 40, 'x = 1', '     ^'],
    ['far to the right', `${'a'.repeat(100)} gone()`, 102, 106, 20, `…${'a'.repeat(13)} gone…`, '               ^^^^'],
    ['longer than there is room', `x = ${'b'.repeat(100)}`, 5, 105, 20, `x = ${'b'.repeat(15)}…`, '    ^^^^^^^^^^^^^^^^'],
    ['with what writes to terminals', 'x = "\u001B[31m"', 5, 11, 40, 'x = "\\u{001B}[31m"', '    ^^^^^^^^^^^^^'],
  ])('%s', (_what, line, from, to, width, text, carets) => {
    const frame = frameOf(line, range(1, from, 1, to), width);
    expect([frame?.text, frame && `${' '.repeat(frame.before)}${'^'.repeat(frame.carets)}`]).toEqual([text, carets]);
  });

  test('is within the width, whatever the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.nat(130), fc.nat(130), fc.integer({ min: 30, max: 120 }), (line, from, length, width) => {
        const frame = frameOf(line.replaceAll(/[\r\n]/g, ''), range(1, from + 1, 1, from + length + 1), width);
        if (frame === null) return;
        expect(columnsOf(frame.text)).toBeLessThanOrEqual(width);
        expect(frame.before + frame.carets).toBeLessThanOrEqual(width + 1);
      }),
    );
  });
});

describe('a fix as a diff', () => {
  const TEXTS: Readonly<Record<string, string>> = { 'a.py': 'import os\n\n\ndef f():\n    return 1\n\n\nprint(f())\n', 'crlf.py': 'a\r\nb\r\n', 'open.py': 'a\nb' };
  const diff = (...edits: Parameters<typeof fix> extends [string, ...infer Edits] ? Edits : never) =>
    fixDiff(fix('x', ...edits), (path) => TEXTS[path])?.map(({ path, kind, hunks }) => [path, kind, ...hunks.map(({ line, lines }) => [line, ...lines.map(({ sign, text }) => sign + text)])]);

  test('one line', () => {
    expect(diff({ kind: 'replace', path: 'a.py', range: range(5, 12, 5, 13), text: '2' })).toEqual([['a.py', 'changed', [5, '-    return 1', '+    return 2']]]);
  });

  test('two places far from each other, one that inserts a line', () => {
    expect(diff({ kind: 'replace', path: 'a.py', range: range(8, 1, 8, 6), text: 'log' }, { kind: 'replace', path: 'a.py', range: range(1, 1, 1, 1), text: 'import logging\n' })).toEqual([
      ['a.py', 'changed', [1, '+import logging', ' import os'], [8, '-print(f())', '+log(f())']],
    ]);
  });

  test('a new file, one that goes, and another', () => {
    expect(diff({ kind: 'create', path: 'b.py', text: 'x\ny\n' }, { kind: 'delete', path: 'c.py' }, { kind: 'replace', path: 'crlf.py', range: range(2, 1, 2, 2), text: 'c' })).toEqual([
      ['b.py', 'new', [1, '+x', '+y']],
      ['c.py', 'deleted'],
      ['crlf.py', 'changed', [2, '-b', '+c']],
    ]);
  });

  test('at the end of a file, with and without a newline', () => {
    expect(diff({ kind: 'replace', path: 'crlf.py', range: range(3, 1, 3, 1), text: 'c\n' })).toEqual([['crlf.py', 'changed', [3, '+c']]]);
    expect(diff({ kind: 'replace', path: 'open.py', range: range(2, 2, 2, 2), text: '\nc' })).toEqual([['open.py', 'changed', [2, ' b', '+c']]]);
  });

  test('none where the text is not at hand, or the edit has no place in it', () => {
    expect(diff({ kind: 'replace', path: 'gone.py', range: range(1, 1, 1, 2), text: '' })).toBeUndefined();
    expect(diff({ kind: 'replace', path: 'a.py', range: range(99, 1, 99, 2), text: '' })).toBeUndefined();
  });

  test('is shown, coloured, with its file where it is another', () => {
    const given = result({ findings: [finding({ path: 'b.py', fix: fix('Return 2', { kind: 'replace', path: 'a.py', range: range(5, 12, 5, 13), text: '2' }) })] });
    const text = show(given, { colors: createColors(true), textOf: (path) => TEXTS[path] });
    expect(stripVTControlCharacters(text)).toContain('    fix    Return 2 (safe)\n           a.py:5\n           -    return 1\n           +    return 2\n');
    expect(text).toContain('\u001B[31m-    return 1\u001B[39m');
    expect(text).toContain('\u001B[32m+    return 2\u001B[39m');
  });
});

test('lines that differ far to the right are shown there', () => {
  const line = `x = [${'"item", '.repeat(20)}old]`;
  const given = result({ findings: [finding({ path: 'b.py', fix: fix('Name it', { kind: 'replace', path: 'b.py', range: range(1, line.length - 3, 1, line.length), text: 'new' }) })] });
  expect(show(given, { textOf: () => `${line}\n` })).toMatch(/^ {11}-….*"item", old\]\n {11}\+….*"item", new\]$/m);
});

describe('width', () => {
  const wide = result({
    findings: [
      finding({ path: '日本/テスト.py', range: range(2, 7, 2, 60), message: { what: `${'語 '.repeat(80)}`, why: '名前'.repeat(10), todo: 'x '.repeat(100) }, related: [{ path: 'b.py', range: range(1, 1, 1, 2), label: 'y'.repeat(200) }] }),
      ...many(30, { status: 'preview', message: { what: 'z'.repeat(200), why: '', todo: '' } }),
    ],
    unknowns: Array.from({ length: 30 }, (_, index) => ({ ruleId: `docs/rule-${index}`, path: `p${index}.py`, line: 1, reason: 'w '.repeat(60) })),
  });

  test.each([80, 120])('%d columns are enough', (width) => {
    const lines = show(wide, { width, textOf: () => `\n\t値 = ${'ア'.repeat(80)}\n` }).split('\n');
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    expect(Math.max(...lines.map(columnsOf))).toBeGreaterThan(width - 12);
  });

  test('text is cut between what a reader takes for characters', () => {
    expect([cutTo('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 5), cutStartTo('日本語', 5), cutTo('é́́bc', 2)]).toEqual(['👩‍👩‍👧‍👦👩‍👩‍👧‍👦…', '…本語', 'é́́…']);
  });
});

describe('what is counted instead of shown', () => {
  test('previews by rule, in full where a review brings few of them, or with verbose', () => {
    const few = result({ findings: many(2, { status: 'preview' }) });
    expect(show(few)).toContain('  error preview wiring/unresolved-import  app/v0.py:3:1\n    Wrong number 0.');
    const lots = result({ findings: many(20, { status: 'preview' }) });
    expect(show(lots)).toContain('  wiring/unresolved-import 20\n    ✖ app/v0.py:3  Wrong number 0.\n    ✖ app/v1.py:3  Wrong number 1.\n    ✖ app/v10.py:3  Wrong number 10.\n    and 17 more\n');
    expect(show(lots, { verbose: true }).match(/^ {2}error preview /gm)).toHaveLength(20);
  });

  test('what a rule says again and again in a file is explained once', () => {
    const text = show(result({ findings: many(8, { path: 'app/urls.py' }) }));
    expect(text.match(/ why /g)).toHaveLength(1);
    expect(text.match(/Wrong number/g)).toHaveLength(5);
    expect(text).toContain('    also   app/urls.py:3:1\n           app/urls.py:3:1\n           app/urls.py:3:1\n');
  });

  test('a hundred findings are told; the others are counted', () => {
    const text = show(result({ findings: many(130) }));
    expect(text).toContain('and 30 findings more in 30 files; --verbose prints them all');
    expect(show(result({ findings: many(130) }), { verbose: true })).not.toContain('--verbose');
  });

  test('quiet is the verdict alone', () => {
    expect(renderVerdict(result(), PLAIN)).toBe('✖ 1 error introduced · score 100 → 54\n');
  });

  test('the plan says how the safe fixes are made', () => {
    const safe = { fix: fix('x', { kind: 'replace' as const, path: 'a.py', range: range(1, 1, 1, 1), text: '' }) };
    expect(show(result({ findings: many(2, safe) }), { fixCommand: 'shipworthy fix' })).not.toContain('Plan');
    const two = [...many(1, safe), finding({ fingerprint: fingerprint(9), message: { what: 'a', why: 'b', todo: 'c' } })];
    expect(show(result({ findings: two }), { fixCommand: 'shipworthy fix' })).toContain('  1 has a safe fix: shipworthy fix\n');
    expect(show(result({ findings: two }))).not.toContain('shipworthy fix');
  });
});

describe('scores', () => {
  const scores = (base: number | null, head: number, projected: number): RunResult => result({ scores: { overall: { base, head, projected }, areas: [{ area: 'wiring', base, head, projected, lostTo: [], lostToRules: [{ ruleId: 'wiring/unresolved-import', open: 2 }] }] } });

  test.each<[given: RunResult, bar: string]>([
    [scores(100, 50, 75), '██████████▓▓▓▓▓░░░░░'],
    [scores(50, 80, 80), '████████████████'],
    [{ ...scores(100, 50, 50), mode: 'audit' }, '██████████'],
  ])('a bar for base, head and what the safe fixes add', (given, bar) => {
    expect(/^ {2}overall +(?:\d+ +)+(\S+)$/m.exec(show(given))?.[1]).toBe(bar);
  });

  test('a wide terminal has room for the rules', () => {
    expect(show(scores(100, 50, 75), { width: 140 })).toMatch(/2 findings: wiring\/unresolved-import × 2$/m);
  });
});

describe('links', () => {
  const links = { rule: (id: string) => `https://docs.example/${id}`, file: (path: string) => `file:///repo/${encodeURIComponent(path)}` };

  test('name the rule and the place, and change nothing else', () => {
    const text = show(result(), { links });
    expect(text).toContain('\u001B]8;;https://docs.example/wiring/unresolved-import\u0007wiring/unresolved-import\u001B]8;;\u0007');
    expect(stripVTControlCharacters(text)).toBe(show(result()));
  });

  test('can not be ended by what they hold', () => {
    expect(hyperlink('x', 'file:///a\u0007b\u001B\\c d')).toBe('\u001B]8;;file:///ab\\cd\u0007x\u001B]8;;\u0007');
  });
});

describe('where it is printed', () => {
  const terminal = (isTTY: boolean, environment: Record<string, string> = {}, columns?: number) => ({ stdout: { write: () => undefined, isTTY, ...(columns === undefined ? {} : { columns }) }, stderr: { write: () => undefined }, environment });

  test.each<[isTTY: boolean, environment: Record<string, string>, colors: boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
  ])('a terminal: %s, with %j: colours: %s', (isTTY, environment, colors) => {
    expect(wantsColor(terminal(isTTY, environment))).toBe(colors);
  });

  test('columns: of the terminal; else what COLUMNS says, else 80; never less than 60', () => {
    expect([widthOf(terminal(true, {}, 133)), widthOf(terminal(true, {}, 20)), widthOf(terminal(false)), widthOf(terminal(false, { COLUMNS: '100' })), widthOf(terminal(false, { COLUMNS: 'x' }))]).toEqual([133, 60, 80, 100, 80]);
  });

  test('progress: a line that is rewritten, with stage and count, and taken away; nothing where there is no terminal', () => {
    let now = 0;
    let written = '';
    const progress = createProgress({ isTTY: true, write: (text) => (written += text) }, () => now);
    progress.show('reading files', 1, 2000);
    now = 400;
    progress.show('reading files', 500, 2000);
    progress.show('reading files', 501, 2000);
    progress.show('judging', 0, 0);
    progress.clear();
    expect(written.split('\r\u001B[2K')).toEqual(['', '█████░░░░░░░░░░░░░░░ reading files 500/2,000', 'judging …', '']);
    const none = createProgress({ write: () => { throw new Error('no terminal'); } }, () => 1_000);
    none.show('judging', 0, 0);
    none.clear();
  });
});
