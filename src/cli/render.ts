/** A result in the format that was asked for. */
import { readTexts } from '../checkout/read-texts.js';
import type { TreeSource } from '../checkout/types.js';
import { createColors } from 'picocolors';
import type { Finding } from '../findings/types.js';
import { headTexts } from '../head-texts.js';
import type { Judged } from '../pipeline-types.js';
import { concealed, concealedLines } from '../report/conceal.js';
import { renderJson } from '../report/json.js';
import { NO_LINKS, ruleLinks } from '../report/links.js';
import { renderMarkdown } from '../report/markdown.js';
import { renderSarif } from '../report/sarif.js';
import { renderTerminal } from '../report/terminal.js';
import { findRule, RULES } from '../rules/registry.js';

export const FORMATS = ['terminal', 'markdown', 'json', 'sarif', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions {
  readonly format: Format;
  readonly version: string;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the rules' pages are: see `GitHubPlace.docsUrl`. */
  readonly docsUrl: string | null;
  /** A rule's page in Markdown. */
  pageOf(ruleId: string): string | undefined;
}

/** The whole text, with a final newline. */
export async function render(judged: Judged, source: TreeSource, options: RenderOptions): Promise<string> {
  const { result, configuration } = judged;
  switch (options.format) {
    case 'json':
      return renderJson(result, options.version);
    case 'markdown':
      return renderMarkdown(result, { gate: configuration.config.gate });
    case 'sarif':
      return renderSarif(result, { version: options.version, rules: RULES.map(({ meta }) => ({ ...meta, docs: options.pageOf(meta.id) })), links: ruleLinks(options.docsUrl) });
    case 'html':
      return page(judged, source, options);
    case 'terminal': {
      const lines = await sourceLines(source, result.findings);
      return renderTerminal(result, { colors: createColors(options.color), width: options.width, lineOf: (path, line) => lines.get(path)?.[line - 1] });
    }
  }
}

/** Loaded when asked for, as it brings what colours source. */
async function page(judged: Judged, source: TreeSource, { version, docsUrl }: RenderOptions): Promise<string> {
  const { pathsShown, renderHtml } = await import('../report/html/index.js');
  const { result, configuration, unproven } = judged;
  const texts = await headTexts(source, judged, pathsShown(result));
  return renderHtml(result, {
    version,
    gate: configuration.config.gate,
    links: { ...NO_LINKS, ...ruleLinks(docsUrl) },
    textOf: (path) => texts.get(path),
    summaryOf: (ruleId) => findRule(ruleId)?.meta.summary,
    unproven,
  });
}

/** Lines of the files with findings; secrets that findings speak of are blotted out. */
async function sourceLines(source: TreeSource, findings: readonly Finding[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const texts = await readTexts(source, source.head, findings.map((finding) => finding.path));
  const conceals = (ruleId: string): boolean => findRule(ruleId)?.meta.conceals === true;
  return new Map(
    [...texts].map(([path, text]) => {
      const hidden = concealedLines(findings, conceals, path);
      return [path, text.split(/\r?\n/).map((line, index) => (hidden.has(index + 1) ? concealed(line) : line))];
    }),
  );
}
