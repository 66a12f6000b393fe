/** A page made of what is kept of a report is the page of the report. */
import { expect, test } from '@jest/globals';
import { defaultConfig } from '../../src/config/defaults.js';
import { renderHtml, type HtmlOptions } from '../../src/report/html/index.js';
import { renderKeptPage } from '../../src/report/html/kept-page.js';
import { keptText, linesShown, rulesNamed, withoutSource, type KeptPage } from '../../src/report/html/kept.js';
import { NO_LINKS } from '../../src/report/links.js';
import { changed, changes, finding, fingerprint, fix, hunk, range, result } from '../report/fixtures.js';

const LONG = Array.from({ length: 400 }, (_, index) => (index === 250 ? 'SECRET_KEY = "hunter2hunter2"' : `line_${index + 1} = ${index}`));
const TEXTS = { 'app/long.py': LONG.join('\n'), 'app/dos.py': 'one = 1\r\ntwo = 2\r\nthree = 3\r\n', 'app/gone.py': 'import os\n' };
const HIDDEN = new Map([['app/long.py', new Set([251])]]);

const RESULT = result({
  findings: [
    finding({
      path: 'app/long.py',
      range: range(200, 1, 202, 5),
      related: [{ path: 'app/dos.py', range: range(2, 1, 2, 4), label: 'imported here' }, { path: 'app/long.py', range: range(249, 1, 249, 3), label: 'called here' }],
      fix: fix('Repair', { kind: 'replace', path: 'app/long.py', range: range(390, 1, 390, 5), text: 'x' }, { kind: 'replace', path: 'app/dos.py', range: range(3, 1, 4, 1), text: '' }),
      cause: { path: 'app/services.py', side: 'base', line: 2, label: 'removes charge' },
    }),
    finding({ fingerprint: fingerprint(2), path: 'app/gone.py', range: range(1, 1, 1, 10), fix: fix('Delete', { kind: 'delete', path: 'app/gone.py' }, { kind: 'create', path: 'app/new.py', text: 'new\n' }), cause: null }),
    finding({ fingerprint: fingerprint(3), path: 'app/unread.py', cause: { path: 'app/settings.py', side: 'head', line: 1, label: 'changes it' } }),
  ],
  changes: changes(changed('app/services.py', [hunk(1, 0, '-def charge():', '-    pass'), hunk(30, 28, ' unrelated_line', '+unrelated_line')]), changed('app/settings.py', [hunk(0, 1, '+TOKEN = "hunter2hunter2"', '+DEBUG = 1')])),
});

test('the page is the same, and what is kept for it holds no more of the source than it shows, and no secret', () => {
  const options: HtmlOptions = {
    version: '1',
    gate: defaultConfig().gate,
    links: NO_LINKS,
    textOf: (path) => (path in TEXTS ? { text: TEXTS[path as keyof typeof TEXTS], hidden: HIDDEN.get(path) ?? new Set() } : undefined),
    summaryOf: (ruleId) => `About ${ruleId}`,
    heldBack: { overLimit: 2, unplaced: 0, neverInline: 0 },
    unproven: new Map([[fingerprint(3), 'it raises another finding']]),
  };
  const shown = linesShown(RESULT);
  const kept: KeptPage = {
    result: withoutSource(RESULT),
    gate: options.gate,
    heldBack: options.heldBack ?? null,
    unproven: Object.fromEntries(options.unproven ?? []),
    summaries: Object.fromEntries([...rulesNamed(RESULT)].map((ruleId) => [ruleId, `About ${ruleId}`])),
    texts: Object.fromEntries(Object.keys(TEXTS).flatMap((path) => {
      const text = options.textOf(path);
      return text === undefined ? [] : [[path, keptText(text, shown.get(path) ?? new Set())]];
    })),
  };
  const written = JSON.stringify(kept);
  expect(renderKeptPage(JSON.parse(written) as KeptPage, { version: '1', links: NO_LINKS, above: [] })).toBe(renderHtml(RESULT, options));
  expect([written.includes('line_200'), written.includes('line_300'), written.includes('hunter2'), written.includes('unrelated_line')]).toEqual([true, false, false, false]);
});
