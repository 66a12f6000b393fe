/** Where the names and places in a terminal's report lead. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rulePagePath } from '../assets/rule-pages.js';
import { openRepository } from '../checkout/repository.js';
import { linterOf } from '../findings/linters.js';
import { encodePath } from '../report/escape.js';
import type { TerminalLinks } from '../report/terminal.js';
import type { Terminal } from './terminal.js';

/**
 * Links to the rules' pages, below DOCS_URL where that is set, and to the files of a working tree: those of a commit may be others.
 * @param head the commit that was judged; null for the working tree
 */
export async function terminalLinks(path: string, head: string | null, { environment }: Terminal): Promise<TerminalLinks> {
  const top = head === null ? (await openRepository(path)).cwd : null;
  return {
    rule: (ruleId) => rulePageUrl(ruleId, environment.DOCS_URL),
    file: (file) => (top === null ? null : pathToFileURL(join(top, file)).href),
  };
}

/** null for what linters say, which has pages of its own, and for a page that is not shipped. */
export function rulePageUrl(ruleId: string, docsUrl: string | undefined): string | null {
  if (linterOf(ruleId) !== undefined) return null;
  if (docsUrl) return `${docsUrl.replace(/\/+$/, '')}/rules/${encodePath(ruleId)}.html`;
  const page = rulePagePath(ruleId);
  return page === null ? null : pathToFileURL(page).href;
}
