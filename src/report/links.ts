/** Where a report's links lead. Pure. */
import { linterOf } from '../findings/linters.js';
import { encodePath } from './escape.js';

export interface ReportLinks {
  /** The rule's page; null: there is none to link. */
  rule(ruleId: string): string | null;
  /** Lines of a file at the head, 1-based and inclusive; null where files can't be linked. */
  source(path: string, startLine: number, endLine?: number): string | null;
}

/** A report without links, for files and terminals. */
export const NO_LINKS: ReportLinks = { rule: () => null, source: () => null };

export interface GitHubPlace {
  /** Scheme and host, without a final slash: `https://github.com`. */
  readonly server: string;
  /** `owner/name` */
  readonly repository: string;
  /** Commit id. */
  readonly head: string;
  /** Folder of the rules' pages, without a final slash; `<folder>/<rule id>.md` is one page. null: not published. */
  readonly ruleDocs: string | null;
}

/** Permalinks into a repository on GitHub (or GitHub Enterprise Server). */
export function githubLinks({ server, repository, head, ruleDocs }: GitHubPlace): ReportLinks {
  return {
    // What linters say links its own page.
    rule: (ruleId) => (ruleDocs === null || linterOf(ruleId) !== undefined ? null : `${ruleDocs}/${encodePath(ruleId)}.md`),
    source: (path, startLine, endLine) => {
      const range = endLine === undefined || endLine <= startLine ? '' : `-L${endLine}`;
      return `${server}/${repository}/blob/${head}/${encodePath(path)}#L${startLine}${range}`;
    },
  };
}

/** Markdown: the given Markdown as a link, or as it is where there is no address. */
export function linked(markdown: string, url: string | null): string {
  return url === null ? markdown : `[${markdown}](${url})`;
}
