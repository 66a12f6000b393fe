/** A result as one page that needs nothing beside itself. Pure. */
import type { RunResult } from '../types.js';
import { h } from './element.js';
import { renderPage } from './shell.js';
import type { HtmlOptions } from './types.js';

export type { HeadText, HtmlOptions, PageLink } from './types.js';

/** Paths of the head whose texts the report shows something of. */
export function pathsShown({ findings }: RunResult): ReadonlySet<string> {
  return new Set(findings.flatMap((finding) => [finding.path, ...finding.related.map(({ path }) => path), ...(finding.fix?.edits ?? []).map(({ path }) => path)]));
}

/** The whole report: self-contained, the same bytes for the same input. */
export function renderHtml(result: RunResult, options: HtmlOptions): string {
  const body = [h('header', {}, h('h1', {}, result.repository)), h('main', {}, h('p', {}, result.verdict.title)), h('footer', {}, `Shipworthy ${options.version}`)];
  return renderPage({ title: `${result.repository}: ${result.verdict.title}`, body });
}
