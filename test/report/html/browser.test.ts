/** Report pages in a real browser: the sample systems before and after, and one of 5,000 findings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { renderHtml } from '../../../src/report/html/index.js';
import { NO_LINKS } from '../../../src/report/links.js';
import { axeFinds } from '../../support/pages/axe.js';
import { complaintsOf, createPageFolder, launchChromium, type PageFolder } from '../../support/pages/browser.js';
import { describeInChromium } from '../../support/pages/in-chromium.js';
import { largeResult, largeText } from '../../support/pages/large.js';
import { createPageMaker, type ReportPage } from '../../support/pages/systems.js';
import { sampleSystems } from '../../support/sample-systems.js';

const PHONE = { viewport: { width: 360, height: 740 } };
const GATE = { failOn: 'error', areas: null, minimumScore: null, maximumDrop: null } as const;

const CALLERS = { 'app/__init__.py': '', ...Object.fromEntries(['orders', 'refunds', 'invoices'].map((name) => [`app/${name}.py`, `from app.payments import charge\n\n\ndef ${name}():\n    return charge()\n`])) };
const PAYMENTS = { 'app/payments.py': 'def charge():\n    return 1\n' };

describeInChromium('report pages', () => {
  let browser: Browser;
  let folder: PageFolder;
  let large: string;
  const addresses = new Map<string, string>();

  beforeAll(async () => {
    folder = createPageFolder();
    const dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-pages-'));
    const maker = await createPageMaker(dataDir);
    try {
      const put = (name: string, { html }: ReportPage): void => void addresses.set(name, folder.put(name, html));
      // A change that undoes what the system's report asks for brings all that the report tells.
      for (const { name, before, after } of sampleSystems()) put(name, await maker.review(name, after, before));
      const [first] = sampleSystems();
      if (first !== undefined) put('audit', await maker.audit(first.name, first.before));
      put('deleted', await maker.review('payments', { ...CALLERS, ...PAYMENTS }, CALLERS));
    } finally {
      await maker.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
    large = folder.put('large', renderHtml(largeResult(5_000), { version: '1.0.0', gate: GATE, links: NO_LINKS, textOf: largeText, summaryOf: () => 'What the rule is about.' }));
    browser = await launchChromium();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    folder?.remove();
  });

  /** Opens a page, and at the end expects that nothing was complained of. */
  async function within(address: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      await page.goto(address);
      await look(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  }

  const widthOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
  const findings = (page: Page): Promise<number> => page.locator('#list .finding').count();
  const status = (page: Page): Promise<string | null> => page.locator('#status').textContent();
  const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

  test.each([...sampleSystems().map(({ name }) => name), 'audit'])('of %s: axe finds nothing, by day or by night, and a phone needs no scrolling sideways', async (name) => {
    await within(addresses.get(name) as string, { ...PHONE, colorScheme: 'dark' }, async (page) => {
      // All of one page, a part of each other: what is folded is made of the same pieces, and source of the same few colours.
      const step = name === 'academy' ? 1 : 5;
      await page.evaluate((every) => document.querySelectorAll<HTMLDetailsElement>('details').forEach((one, index) => (one.open = index % every === 0)), step);
      expect(await axeFinds(page, { without: step === 1 ? [] : ['.source'] })).toEqual([]);
      await page.evaluate(() => document.querySelectorAll<HTMLDetailsElement>('details').forEach((one) => (one.open = true)));
      expect(await widthOf(page)).toBe(PHONE.viewport.width);
      // Colours are the same on each.
      if (name !== 'academy') return;
      await page.emulateMedia({ colorScheme: 'light' });
      await page.locator('#fold').evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
      expect(await axeFinds(page, { rules: ['color-contrast'] })).toEqual([]);
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    });
  }, 120_000);

  test('by keyboard: from the skip link to a filter, into a finding, and to the copied patch', async () => {
    const address = addresses.get('audit') as string;
    await within(address, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const press = async (...keys: string[]): Promise<void> => {
        for (const key of keys) await page.keyboard.press(key);
      };
      await press('Tab');
      expect(await focused(page)).toBe('Skip to the findings');
      await press('Enter', 'Tab');
      await page.keyboard.type('select_related');
      await page.waitForFunction(() => location.hash === '#q=select_related');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('words');
      expect(await status(page)).toBe('3 of 30 findings');
      await press('Tab', 'Tab', 'Space');
      expect(await page.locator('[data-severity="warning"]').getAttribute('aria-pressed')).toBe('true');
      await page.locator('#fold').focus();
      await press('Enter', 'Tab', 'Enter');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
      expect(await page.locator('.finding details[open]').count()).toBe(1);
      await press('Tab', 'Enter');
      await page.getByRole('button', { name: 'Copied' }).and(page.locator(':focus')).waitFor();
      const patch = await page.evaluate(() => navigator.clipboard.readText());
      expect(patch).toMatch(/^diff --git a\/\S+ b\/\S+\n--- a\/.*\n\+\+\+ b\/.*\n@@ -\d+,\d+ \+\d+,\d+ @@\n[^]*\n\+.*select_related\("instructor"\)[^]*\n$/);
    });
  });

  test('draws the way of rows to a query, the path of calls that block, and what a deleted module breaks', async () => {
    await within(addresses.get('audit') as string, {}, async (page) => {
      const stepsOf = async (words: string): Promise<string[]> => {
        await page.locator('#clear').click();
        await page.locator('#words').fill(words);
        await page.waitForFunction((text) => location.hash === `#q=${text}`, words);
        await page.locator('.finding > details').first().evaluate((details) => ((details as HTMLDetailsElement).open = true));
        await page.locator('.way').first().waitFor();
        return page.locator('.way').first().locator('li > p').allTextContents();
      };
      expect(await stepsOf('n-plus-one-query')).toEqual(['the queryset begins here academy_learning/api/views.py:22', 'the rows are gone through here academy_learning/api/views.py:19', 'here, in CourseSerializer.get_instructor_name academy_learning/api/serializers.py:19']);
      expect(await stepsOf('blocking-call-in-request')).toEqual(['here, in course_enroll academy_learning/views.py:114', 'send_enrollment_confirmation calls send_mail here academy_learning/services.py:29']);
    });
    await within(addresses.get('deleted') as string, {}, async (page) => {
      expect(await page.locator('.graph > .node strong').textContent()).toBe('deletes app/payments.py');
      expect(await page.locator('.branches a').allTextContents()).toEqual(['app/invoices.py:1', 'app/orders.py:1', 'app/refunds.py:1']);
      await page.locator('.branches a').nth(1).click();
      expect(await page.locator('.finding.aimed').textContent()).toContain('app/orders.py');
      expect(await page.evaluate(() => document.activeElement?.closest('.finding')?.id === location.hash.slice(1))).toBe(true);
      expect(await axeFinds(page)).toEqual([]);
    });
  });

  test('of 5,000 findings: portions, filters in the address, links to any of them', async () => {
    await within(large, {}, async (page) => {
      expect(await status(page)).toBe('4,545 of 5,000 findings, the first 50 shown');
      expect(await findings(page)).toBe(50);
      await page.locator('#next').press('Enter');
      expect(await findings(page)).toBe(100);
      expect(await page.evaluate(() => Array.from(document.querySelectorAll('.finding')).indexOf(document.activeElement?.closest('.finding') as Element))).toBe(50);
      await page.locator('#area').selectOption('security');
      await page.locator('#show').selectOption('all');
      await page.locator('[data-group="rule"]').click();
      await page.locator('#fix').selectOption('safe');
      await page.waitForFunction(() => location.hash === '#group=rule&area=security&show=all&fix=safe');
      const chosen = await status(page);
      await page.reload();
      expect(await status(page)).toBe(chosen);
      expect(await page.locator('#area').inputValue()).toBe('security');
      // A number in the table of components leads to its findings.
      await page.locator('.scores a').first().click();
      await page.waitForFunction(() => document.activeElement?.id === 'findings');
      expect(await status(page)).toBe('389 of 5,000 findings, the first 50 shown');
      await page.locator('#words').fill('nowhere at all');
      await page.getByText('No finding fits these filters.').waitFor();
      // The last one, which the filters hide.
      const id = (4_999).toString(16).padStart(32, '0');
      await page.evaluate((hash) => (location.hash = hash), id);
      await page.locator(`[id="${id}"].aimed details[open] .body`).waitFor();
      expect(await axeFinds(page)).toEqual([]);
    });
  });

  test('prints all that the filters choose, open, on white', async () => {
    await within(`${large}#severity=error&fix=safe&show=all&q=team_6`, { colorScheme: 'dark' }, async (page) => {
      const number = Number.parseInt((await status(page)) ?? '', 10);
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      expect(number).toBeGreaterThan(0);
      expect(await page.locator('.finding details[open] .body').count()).toBe(number);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.locator('#controls').isVisible()).toBe(false);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ground').trim())).toBe('#ffffff');
      expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
      await page.emulateMedia({ media: 'screen' });
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      expect(await page.locator('#not-verified ~ details[open]').count()).toBe(0);
    });
  });

  test('is read without scripts', async () => {
    await within(large, { ...PHONE, javaScriptEnabled: false }, async (page) => {
      expect(await findings(page)).toBe(50);
      expect(await page.locator('#controls').isVisible()).toBe(false);
      await page.locator('.finding summary').first().click();
      expect(await page.locator('.finding .message').first().isVisible()).toBe(true);
      expect(await page.getByText('more are shown, filtered and searched where scripts run').isVisible()).toBe(true);
    });
  });
});
