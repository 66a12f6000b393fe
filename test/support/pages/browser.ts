/** Chromium for tests of pages, scripts that take pictures, and benches. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The program: `CHROMIUM`, else where systems put it; undefined where there is none. */
export const CHROMIUM: string | undefined = [process.env.CHROMIUM ?? '', ...PLACES].find((place) => place !== '' && existsSync(place));

/** A browser that this process starts and has to close. Without its sandbox, as root has none: it opens our own pages alone. */
export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('no Chromium is installed here; name it in CHROMIUM');
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'] });
}

/** A folder of pages to open by their address. */
export interface PageFolder {
  /** Writes a page; answers its address. */
  put(name: string, html: string): string;
  remove(): void;
}

export function createPageFolder(): PageFolder {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-pages-'));
  return {
    put(name, html) {
      const path = join(folder, `${name}.html`);
      writeFileSync(path, html);
      return pathToFileURL(path).href;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What the page complained of: faults of its script, and whatever its policy stopped or the network was asked for. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('request', (request) => void (request.url().startsWith('file:') || complaints.push(`asked for ${request.url()}`)));
  return complaints;
}
