/** The rules' Markdown pages, which stand beside their sources. I/O. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The page of a rule, or undefined when it is not shipped. */
export function readRulePage(ruleId: string): string | undefined {
  try {
    return readFileSync(fileURLToPath(new URL(`../rules/${ruleId}.md`, import.meta.url)), 'utf8');
  } catch {
    return undefined;
  }
}

/** The page about linters. Throws what `fs` throws when it is not shipped. */
export function readLintersPage(): string {
  return readFileSync(fileURLToPath(new URL('../linters/linters.md', import.meta.url)), 'utf8');
}

/** The version of this program, from its package.json. */
export function readVersion(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const manifest = JSON.parse(readFileSync(fileURLToPath(new URL(place, import.meta.url)), 'utf8')) as { name?: string; version?: string };
      if (manifest.name === 'shipworthy' && manifest.version !== undefined) return manifest.version;
    } catch {
      // The built program stands one folder deeper than the source.
    }
  }
  return '0.0.0';
}
