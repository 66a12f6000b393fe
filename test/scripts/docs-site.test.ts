/** The site of the rules' pages: whole, the same each time, and usable from a folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import MiniSearch from 'minisearch';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { found, SEARCH_OPTIONS } from '../../scripts/docs/client/options.js';
import { convert } from '../../scripts/docs/markdown.js';
import { INDEX_PATH } from '../../scripts/docs/shell.js';
import { buildSite, type Site } from '../../scripts/docs/site.js';
import { ruleLinks } from '../../src/report/links.js';
import { RULES } from '../../src/rules/registry.js';
import { axeFinds } from '../support/pages/axe.js';
import { complaintsOf, launchChromium } from '../support/pages/browser.js';
import { describeInChromium } from '../support/pages/in-chromium.js';

jest.setTimeout(120_000);

let site: Site;
beforeAll(async () => {
  site = await buildSite();
});

const textOf = (path: string): string => String(site.get(path) ?? '');
const PAGES = (): string[] => [...site.keys()].filter((path) => path.endsWith('.html'));

test('every rule has the page that comments link, with its severity and status, and the index lists it', () => {
  const { rule: linkOf } = ruleLinks('https://docs.example/sub');
  for (const { meta } of RULES) {
    const page = textOf((linkOf(meta.id) ?? '').slice('https://docs.example/sub/'.length));
    for (const said of [`<code>${meta.id}</code></h1>`, `>${meta.severity}</span>`, `>${meta.status}</span>`, 'id="what-it-cannot-see"', 'class="found"']) expect([meta.id, page.includes(said) ? said : page.slice(0, 80)]).toEqual([meta.id, said]);
    expect(textOf('index.html')).toContain(`href="rules/${meta.id}.html"`);
  }
  for (const guide of ['guides/operation.html', 'guides/decisions/0009-one-database-and-deliveries-in-it.html', 'guides/shipworthy.schema.json']) expect(site.has(guide)).toBe(true);
});

test('every link leads somewhere: on the site to a page and a name on it, else to the repository or the web', () => {
  const broken = PAGES().flatMap((path) =>
    [...textOf(path).matchAll(/\s(?:href|src|data-index)="([^"]*)"/g)].flatMap(([, address = '']) => {
      if (address.startsWith('https://')) return [];
      const [to = '', name] = address.split('#', 2);
      const target = to === '' ? path : posix.join(posix.dirname(path), to);
      const isThere = site.has(target) && (name === undefined || textOf(target).includes(` id="${name}"`));
      return isThere && !address.startsWith('/') ? [] : [`${path}: ${address}`];
    }),
  );
  expect(broken).toEqual([]);
  expect(() => convert('[x](gone.md)', { source: 'docs/page.md', target: 'guides/page.html', rule: null }, [])).toThrow('a page links docs/gone.md, which does not exist');
});

test('the same sources make the same files', async () => {
  const again = await buildSite();
  expect([...again].filter(([path, content]) => String(site.get(path)) !== String(content)).map(([path]) => path)).toEqual([]);
  expect(again.size).toBe(site.size);
});

describe('the search', () => {
  let search: MiniSearch;
  beforeAll(() => {
    const [, json = ''] = /^window\.shipworthyIndex = (.*);\n$/.exec(textOf(INDEX_PATH)) ?? [];
    search = MiniSearch.loadJSON(JSON.parse(json) as string, SEARCH_OPTIONS);
  });

  test.each([
    ['hardcoded secret', 'rules/security/hardcoded-secret.html'],
    ['query-in-loop', 'rules/scalability/query-in-loop.html'],
    ['unresolvd import', 'rules/wiring/unresolved-import.html'],
    ['operation backup', 'guides/operation.html'],
  ])('%s', (words, path) => {
    expect(found(search, words).slice(0, 3).map((hit) => hit.path)).toContain(path);
  });

  test('words that no page has together find those that have some, and nonsense nothing', () => {
    expect(found(search, 'hardcoded xylophone').map((hit) => hit.path)).toContain('rules/security/hardcoded-secret.html');
    expect(found(search, 'xylophone')).toEqual([]);
  });
});

describeInChromium('the site in a browser', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shipworthy docs '));
    for (const [path, content] of site) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function within(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      await page.goto(pathToFileURL(join(folder, path)).href);
      await look(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  }

  test('by keyboard: the search opens, is walked through, leads to a page, and closes', async () => {
    await within('rules/docs/missing-path.html', {}, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('blocking call');
      await page.locator('#hits [aria-selected="true"]').waitFor();
      expect(await axeFinds(page)).toEqual([]);
      await page.keyboard.press('ArrowDown');
      const name = await page.locator('#hits [aria-selected="true"] .name').textContent();
      expect(await page.locator('#words').getAttribute('aria-activedescendant')).toBe('hit-1');
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(`/rules/${name}\\.html$`));
      await page.keyboard.press('/');
      await page.keyboard.type('zzzzqq');
      await page.getByText('Nothing found', { exact: true }).first().waitFor();
      await page.keyboard.press('Escape');
      expect([await page.locator('#hits').isHidden(), await page.locator('#words').getAttribute('aria-expanded')]).toEqual([true, 'false']);
    });
  });

  test.each([
    ['index.html', 1280, 'light'],
    ['rules/scalability/n-plus-one-query.html', 360, 'dark'],
    ['guides/operation.html', 360, 'light'],
  ] as const)('%s, %i wide and %s: axe finds nothing, and a phone needs no scrolling sideways', async (path, width, colorScheme) => {
    await within(path, { viewport: { width, height: 740 }, colorScheme }, async (page) => {
      expect(await axeFinds(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    });
  });
});
