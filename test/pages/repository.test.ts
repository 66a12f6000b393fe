/** The page of a repository: what its numbers mean, and how it is read. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { renderRepositoryPage, type HistoryEntry } from '../../src/report/html/repository.js';
import type { RuleStats } from '../../src/usefulness/report.js';
import { axeFinds } from '../support/pages/axe.js';
import { complaintsOf, createPageFolder, launchChromium, type PageFolder } from '../support/pages/browser.js';
import { quarter } from '../support/pages/history.js';
import { describeInChromium } from '../support/pages/in-chromium.js';

const OPTIONS = { version: '1', gitUrl: 'https://github.com', docsUrl: 'https://docs.example', days: 90 };

/** A review at a time by UTC. */
function entry(time: string, pullNumber: number | null, more: Partial<HistoryEntry['digest']> = {}): HistoryEntry {
  const digest = { mode: 'review' as const, verdict: 'pass' as const, title: 'Fit for production', scores: {}, introduced: 0, fixed: 0, milliseconds: 1000, ...more };
  return { href: './review.x.1.y', pullNumber, headSha: 'abcdef0123'.repeat(4), at: Date.parse(`${time}Z`), digest };
}

const overall = (base: number | null, head: number | null): HistoryEntry['digest']['scores'] => ({ overall: { base, head }, wiring: { base, head } });

/** The rows of the table with a caption, as texts. */
function rows(html: string, caption: string): string[][] {
  const table = html.slice(html.indexOf(`>${caption}</caption>`)).split('</table>')[0] ?? '';
  return [...table.matchAll(/<tr>(.*?)<\/tr>/g)].slice(1).map(([, row = '']) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, '')));
}

test('scores are of the branch, the last of each day; a pull request counts once, in the week of its last review; slowest first', () => {
  const entries = [
    entry('2026-11-30T09:00', 9, { introduced: 4, fixed: 1, milliseconds: 5000, scores: overall(80, 10) }),
    entry('2026-11-17T23:00', 7, { introduced: 1, fixed: 2, scores: overall(70, 20), milliseconds: 90_000 }),
    entry('2026-11-17T08:00', 7, { introduced: 50, fixed: 50, scores: overall(60, 20) }),
    entry('2026-11-16T08:00', 8, { introduced: 2, fixed: 0, scores: overall(null, 20) }),
    entry('2026-11-15T23:59', null, { mode: 'audit', introduced: 90, scores: overall(null, 55) }),
  ];
  const html = renderRepositoryPage({ repository: 'acme/shop', entries, rules: [] }, OPTIONS);
  expect(rows(html, 'Scores by day')).toEqual([['2026-11-15', '55', '55'], ['2026-11-16', '–', '–'], ['2026-11-17', '70', '70'], ['2026-11-30', '80', '80']]);
  expect(rows(html, 'Findings by week')).toEqual([['2026-11-09', '0', '0'], ['2026-11-16', '3', '2'], ['2026-11-23', '0', '0'], ['2026-11-30', '4', '1']]);
  expect(rows(html, 'Slowest reviews')[0]).toEqual(['#7 at abcdef0 ↗', '2026-11-17', ' 90.0']);
  expect(rows(html, 'Newest reviews')[0]).toEqual(['#9 at abcdef0 ↗', '2026-11-30', 'pass Fit for production', '80 → 10', '4', '1']);
  expect(html).toContain('No comment on a pull request was judged yet.');
  expect(renderRepositoryPage({ repository: 'acme/shop', entries, rules: [] }, OPTIONS)).toBe(html);
});

test('rules come by their use, with their pages and their probation', () => {
  const rule = (ruleId: string, shown: number, fixed: number, judged: number, notUseful: number, probationSince: string | null = null): RuleStats => ({ ruleId, shown, fixed, judged, notUseful, share: judged === 0 ? null : notUseful / judged, probationSince, releasedAt: null });
  const rules = [rule('ruff/F401', 3, 0, 0, 0), rule('wiring/b', 20, 3, 20, 5, '2026-10-01T00:00:00Z'), rule('wiring/a', 9, 8, 9, 0)];
  const html = renderRepositoryPage({ repository: 'acme/shop', entries: [entry('2026-11-30T09:00', 9)], rules }, OPTIONS);
  expect(rows(html, 'Rules by usefulness')).toEqual([['wiring/a', '9', '8', '9', ' 0'], ['ruff/F401', '3', '0', '0', ' 0'], ['wiring/b on probation since 2026-10-01', '20', '3', '20', ' 5']]);
  expect(html).toContain('href="https://docs.example/rules/wiring/a.html"');
  expect(html).toContain('No review has judged a component');
});

describeInChromium('in a browser', () => {
  let browser: Browser;
  let folder: PageFolder;
  beforeAll(async () => {
    folder = createPageFolder();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    folder.remove();
  });

  const { entries: long, rules } = quarter();
  const hostile = long.map((one) => ({ ...one, digest: { ...one.digest, title: `<script>alert(1)</script> & ${one.digest.title}` } }));

  describe.each([['many reviews', hostile], ['one review', long.slice(0, 1)]])('%s', (name, entries) => {
    test('axe finds nothing, by day or by night; each width has its chart, and none needs scrolling sideways', async () => {
      const address = folder.put(name, renderRepositoryPage({ repository: 'acme/shop', entries, rules }, OPTIONS));
      for (const [width, colorScheme, chart] of [[1280, 'light', 'wide'], [800, 'dark', 'middle'], [360, 'dark', 'narrow']] as const) {
        const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
        const page = await context.newPage();
        const complaints = complaintsOf(page);
        await page.goto(address);
        await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
        if (chart !== 'middle') expect(await axeFinds(page)).toEqual([]);
        expect(await page.locator('svg.chart:visible').evaluateAll((charts) => charts.map((one) => one.getAttribute('class')))).toEqual([`chart ${chart}`, `chart ${chart}`]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(complaints).toEqual([]);
        await context.close();
      }
    });
  });
});
