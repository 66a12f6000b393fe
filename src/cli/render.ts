/** A result in the format that was asked for. */
import type { TreeSource } from '../checkout/types.js';
import { createColors } from 'picocolors';
import { editedPaths } from '../fixes/verified.js';
import { headTexts } from '../head-texts.js';
import type { Judged } from '../pipeline-types.js';
import { blotted } from '../report/conceal.js';
import { renderActionsCommands } from '../report/actions-commands.js';
import { renderCodeQuality } from '../report/code-quality.js';
import { renderJson } from '../report/json.js';
import { NO_LINKS, ruleLinks } from '../report/links.js';
import { renderMarkdown } from '../report/markdown.js';
import { renderSarif, type SarifOptions } from '../report/sarif.js';
import { renderTerminal, renderVerdict, type TerminalLinks } from '../report/terminal.js';
import { findRule, RULES } from '../rules/registry.js';
import type { Format } from './formats.js';

export interface RenderOptions {
  readonly format: Format;
  readonly version: string;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** The verdict alone, at a terminal. */
  readonly quiet: boolean;
  /** Leave out of SARIF what is suppressed, baselined or ignored. */
  readonly reportedOnly: boolean;
  /** Where the rules' pages are: see `GitHubPlace.docsUrl`. */
  readonly docsUrl: string | null;
  /** In full, at a terminal. */
  readonly verbose: boolean;
  /** What mends the safe fixes of the run, if anything does. */
  readonly fixCommand?: string;
  /** For terminals that have hyperlinks. */
  readonly links?: TerminalLinks;
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
      return renderSarif(result, sarifOptions(options));
    case 'github':
      return renderActionsCommands(result);
    case 'gitlab':
      return renderCodeQuality(result);
    case 'html':
      return page(judged, source, options);
    case 'terminal': {
      const page = { ...options, colors: createColors(options.color), gate: configuration.config.gate };
      if (options.quiet) return renderVerdict(result, page);
      const texts = await shownTexts(source, judged);
      return renderTerminal(result, { ...page, textOf: (path) => texts.get(path) });
    }
  }
}

function sarifOptions({ version, reportedOnly, docsUrl, pageOf }: RenderOptions): SarifOptions {
  return { version, rules: RULES.map(({ meta }) => ({ ...meta, docs: pageOf(meta.id) })), links: ruleLinks(docsUrl), reportedOnly };
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

/** Texts of the files that findings and their fixes speak of; what may be a secret is blotted out. */
async function shownTexts(source: TreeSource, judged: Judged): Promise<ReadonlyMap<string, string>> {
  const { findings } = judged.result;
  const texts = await headTexts(source, judged, [...findings.map((finding) => finding.path), ...editedPaths(findings)]);
  return new Map(
    [...texts].map(([path, { text, hidden }]) => [path, hidden.size === 0 ? text : text.split('\n').map((line, index) => (hidden.has(index + 1) ? blotted(line) : line)).join('\n')]),
  );
}
