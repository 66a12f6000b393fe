/** The rules' Markdown pages, which stand beside their sources. I/O. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The page of a rule, or undefined when it is not shipped. */
export function readRulePage(ruleId: string): string | undefined {
  try {
    return readFileSync(fileURLToPath(new URL(`../rules/${ruleId}.md`, import.meta.url)), 'utf8');
  } catch {
    return undefined;
  }
}

/** Where the page of a rule is on this machine; null when it is not shipped. */
export function rulePagePath(ruleId: string): string | null {
  const path = fileURLToPath(new URL(`../rules/${ruleId}.md`, import.meta.url));
  return existsSync(path) ? path : null;
}

/** The page about linters. Throws what `fs` throws when it is not shipped. */
export function readLintersPage(): string {
  return readFileSync(fileURLToPath(new URL('../linters/linters.md', import.meta.url)), 'utf8');
}

/** The version of this program, from its package.json. */
export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8')) as { version: string };
  return manifest.version;
}
