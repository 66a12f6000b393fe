/** `npm run bench:report`: how long a report of many findings takes to be written, to be seen, and to be filtered. See docs/performance.md. */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { Browser, Page } from 'playwright-core';
import { renderHtml } from '../src/report/html/index.js';
import { NO_LINKS } from '../src/report/links.js';
import { createPageFolder, launchChromium } from '../test/support/pages/browser.js';
import { largeResult, largeText } from '../test/support/pages/large.js';
import { readMachine } from './machine.js';
import { quantile } from './statistics.js';
import { headline } from './table.js';

const { findings, times } = new Command('bench:report')
  .option('--findings <number>', 'findings of the report', Number, 5_000)
  .option('--times <number>', 'how often each is measured', Number, 5)
  .parse()
  .opts<{ findings: number; times: number }>();

const GATE = { failOn: 'error', areas: null, minimumScore: null, maximumDrop: null } as const;
/** What a reader does, by name. */
const ACTIONS: readonly (readonly [name: string, act: (page: Page) => Promise<void>])[] = [
  ['search for a word', (page) => page.locator('#words').fill('team_7')],
  ['choose a severity', (page) => page.locator('[data-severity="error"]').click()],
  ['choose an area', async (page) => void (await page.locator('#area').selectOption('security'))],
  ['group by rule', (page) => page.locator('[data-group="rule"]').click()],
  ['clear the filters', (page) => page.locator('#clear').click()],
];

const folder = createPageFolder();
const browser = await launchChromium();
try {
  process.stdout.write(`${headline(await readMachine())}\n\n`);
  const started = performance.now();
  const html = renderHtml(largeResult(findings), { version: '1.0.0', gate: GATE, links: NO_LINKS, textOf: largeText, summaryOf: () => 'What the rule is about.' });
  row('write the page', [performance.now() - started]);
  const address = folder.put('large', html);
  process.stdout.write(`${findings} findings, ${(statSync(fileURLToPath(address)).size / 1e6).toFixed(1)} MB\n`);
  const seen: Seen[] = [];
  for (let round = 0; round < times; round += 1) seen.push(await look(browser, address));
  row('first paint', seen.map(({ paint }) => paint));
  row('ready', seen.map(({ ready }) => ready));
  for (const [index, [name]] of ACTIONS.entries()) row(name, seen.map(({ acts }) => acts[index] ?? 0));
} finally {
  await browser.close();
  folder.remove();
}

/** Milliseconds, of one opening of the page. */
interface Seen {
  readonly paint: number;
  readonly ready: number;
  /** Of the page's own work for each action, until it is drawn. */
  readonly acts: readonly number[];
}

async function look(from: Browser, address: string): Promise<Seen> {
  const page = await from.newPage();
  await page.goto(address);
  const { paint, ready } = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    ready: (performance.getEntriesByType('navigation')[0] as unknown as { domComplete: number }).domComplete,
  }));
  const acts: number[] = [];
  for (const [, act] of ACTIONS) acts.push(await workOf(page, act));
  await page.close();
  return { paint, ready, acts };
}

/** From the change of the list's beginning to the frame that shows it: the page marks both. */
async function workOf(page: Page, act: (page: Page) => Promise<void>): Promise<number> {
  const before = await page.evaluate(() => performance.getEntriesByName('choose').length);
  await act(page);
  await page.waitForFunction((number) => performance.getEntriesByName('choose').length > number, before);
  return page.evaluate(() => performance.getEntriesByName('choose').at(-1)?.duration ?? Number.NaN);
}

function row(name: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  process.stdout.write(`${name.padEnd(20)} ${quantile(sorted, 0.5).toFixed(0).padStart(6)} ms  (worst ${quantile(sorted, 1).toFixed(0)})\n`);
}
