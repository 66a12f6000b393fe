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
  /** Where the site with the rules' pages is, without a final slash. null: they are read in the repository of this program. */
  readonly docsUrl: string | null;
}

/** Where this program is developed. */
export const REPOSITORY = 'https://github.com/shipworthy/shipworthy';

/** Where a rule's page stands on the site, from its top. */
export function pathOfRule(ruleId: string): string {
  return `rules/${encodePath(ruleId)}.html`;
}

/** Links to the rules' pages, see `GitHubPlace.docsUrl`. What linters say links its own page. */
export function ruleLinks(docsUrl: string | null): Pick<ReportLinks, 'rule'> {
  return {
    rule: (ruleId) => {
      if (linterOf(ruleId) !== undefined) return null;
      return docsUrl === null ? `${REPOSITORY}/blob/main/src/rules/${encodePath(ruleId)}.md` : `${docsUrl}/${pathOfRule(ruleId)}`;
    },
  };
}

/** Permalinks into a repository on GitHub (or GitHub Enterprise Server). */
export function githubLinks({ server, repository, head, docsUrl }: GitHubPlace): ReportLinks {
  return {
    ...ruleLinks(docsUrl),
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
