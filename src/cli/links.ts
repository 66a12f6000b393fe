/** Where the names and places in a terminal's report lead. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rulePagePath } from '../assets/rule-pages.js';
import { openRepository } from '../checkout/repository.js';
import { linterOf } from '../findings/linters.js';
import { ruleLinks } from '../report/links.js';
import type { TerminalLinks } from '../report/terminal.js';

/**
 * Links to the rules' pages, on their site where there is one, and to the files of a working tree: those of a commit may be others.
 * @param docsUrl where the rules' pages are; null: beside this program
 * @param head the commit that was judged; null for the working tree
 */
export async function terminalLinks(path: string, head: string | null, docsUrl: string | null): Promise<TerminalLinks> {
  const top = head === null ? (await openRepository(path)).cwd : null;
  return {
    rule: (ruleId) => rulePageUrl(ruleId, docsUrl),
    file: (file) => (top === null ? null : pathToFileURL(join(top, file)).href),
  };
}

/** null for what linters say, which has pages of its own, and for a page that is not shipped. */
function rulePageUrl(ruleId: string, docsUrl: string | null): string | null {
  if (docsUrl !== null || linterOf(ruleId) !== undefined) return ruleLinks(docsUrl).rule(ruleId);
  const page = rulePagePath(ruleId);
  return page === null ? null : pathToFileURL(page).href;
}
