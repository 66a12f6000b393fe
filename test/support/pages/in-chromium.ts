import { describe } from '@jest/globals';
import { CHROMIUM } from './browser.js';

/** Tests that need Chromium: skipped, and said so, where there is none. */
export function describeInChromium(name: string, tests: () => void): void {
  if (CHROMIUM === undefined) describe.skip(`${name}: skipped, as no Chromium is installed here (Debian: apt-get install chromium; or name it in CHROMIUM)`, tests);
  else describe(name, tests);
}
