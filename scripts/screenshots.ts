/** Takes the pictures of reports that README and docs show. Run it with `npm run screenshots` after changing how pages look; needs Chromium. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { readVersion } from '../src/assets/rule-pages.js';
import { renderRepositoryPage } from '../src/report/html/repository.js';
import { createPageFolder, launchChromium } from '../test/support/pages/browser.js';
import { quarter } from '../test/support/pages/history.js';
import { createPageMaker } from '../test/support/pages/systems.js';
import { sampleSystems, type SampleSystem } from '../test/support/sample-systems.js';

const FOLDER = fileURLToPath(new URL('../docs/images', import.meta.url));
/** Bytes: more makes every clone heavier for ever. */
const LARGEST = 120_000;

interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  /** Brings into view what is to be seen. */
  show?(page: Page): Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: 'report', width: 1000, height: 860, scheme: 'light' },
  { name: 'report-way', width: 720, height: 760, scheme: 'light', show: (page) => search(page, 'n-plus-one-query CourseViewSet') },
  { name: 'report-cause', width: 760, height: 620, scheme: 'dark', show: async (page) => void (await page.locator('.graph').first().evaluate((graph) => graph.parentElement?.scrollIntoView())) },
  { name: 'repository', width: 1000, height: 900, scheme: 'light' },
  { name: 'report-phone', width: 375, height: 760, scheme: 'dark' },
];

/** What a picture shows, where that is not the review of the academy. */
const SHOWN: Readonly<Record<string, string>> = { 'report-cause': 'customer-portal', repository: 'repository' };

/** So few are found that they are open. */
async function search(page: Page, words: string): Promise<void> {
  await page.locator('#words').fill(words);
  await page.waitForFunction(() => location.hash !== '');
  await page.locator('.finding').first().evaluate((finding) => finding.scrollIntoView());
}

async function take(browser: Browser, address: string, { name, width, height, scheme, show }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' });
  await page.goto(address);
  await show?.(page);
  // No focus ring, which depends on how the page was brought there.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  await page.close();
  const { size } = statSync(path);
  if (size > LARGEST) throw new Error(`${name}.png has ${size} bytes, more than ${LARGEST}`);
  process.stdout.write(`${name}.png ${size}\n`);
}

function system(name: string): SampleSystem {
  const found = sampleSystems().find((one) => one.name === name);
  if (found === undefined) throw new Error(`no sample system ${name}`);
  return found;
}

mkdirSync(FOLDER, { recursive: true });
const dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-screenshots-'));
const folder = createPageFolder();
const maker = await createPageMaker(dataDir);
const browser = await launchChromium();
try {
  // Each change undoes what the system's report asks for.
  const addresses = new Map<string, string>();
  for (const name of ['academy', 'customer-portal']) {
    const { before, after } = system(name);
    const { html } = await maker.review(name, after, before);
    addresses.set(name, folder.put(name, html));
  }
  addresses.set('repository', folder.put('repository', renderRepositoryPage(quarter(), { version: readVersion(), gitUrl: 'https://github.com', docsUrl: null, days: 90 })));
  for (const picture of PICTURES) await take(browser, addresses.get(SHOWN[picture.name] ?? 'academy') as string, picture);
} finally {
  await browser.close();
  await maker.close();
  folder.remove();
  rmSync(dataDir, { recursive: true, force: true });
}
