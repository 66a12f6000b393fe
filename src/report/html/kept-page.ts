/** A report that was kept, as its page. Pure. */
import type { ReportLinks } from '../links.js';
import { renderHtml, type HtmlOptions, type PageLink } from './index.js';
import type { KeptPage } from './kept.js';

export interface KeptPageOptions extends Pick<HtmlOptions, 'version'> {
  readonly links: ReportLinks;
  readonly above: readonly PageLink[];
}

/** UTF-16 code units of source: a server draws pages of what anyone wrote, between its other work. */
const MOST_COLOURED = 100_000;

/** The whole page. */
export function renderKeptPage({ result, gate, heldBack, unproven, summaries, texts }: KeptPage, options: KeptPageOptions): string {
  const about = new Map(Object.entries(summaries));
  const known = new Map(Object.entries(texts).map(([path, { text, hidden }]) => [path, { text, hidden: new Set(hidden) }]));
  return renderHtml(result, { ...options, gate, coloured: MOST_COLOURED, textOf: (path) => known.get(path), summaryOf: (ruleId) => about.get(ruleId), unproven: new Map(Object.entries(unproven)), ...(heldBack === null ? {} : { heldBack }) });
}
