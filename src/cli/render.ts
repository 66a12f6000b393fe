/** A result in the format that was asked for. */
import { readTexts } from '../checkout/read-texts.js';
import type { TreeSource } from '../checkout/types.js';
import { createColors } from 'picocolors';
import { editedPaths } from '../fixes/verified.js';
import type { Finding } from '../findings/types.js';
import type { Judged } from '../pipeline-types.js';
import { concealed, concealedLines } from '../report/conceal.js';
import { renderJson } from '../report/json.js';
import { NO_LINKS } from '../report/links.js';
import { renderMarkdown } from '../report/markdown.js';
import { renderSarif } from '../report/sarif.js';
import { renderTerminal, renderVerdict, type TerminalLinks } from '../report/terminal.js';
import { findRule, RULES } from '../rules/registry.js';

export const FORMATS = ['terminal', 'markdown', 'json', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions {
  readonly format: Format;
  readonly version: string;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** The verdict alone, at a terminal. */
  readonly quiet: boolean;
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
export async function render({ result, configuration }: Judged, source: TreeSource, options: RenderOptions): Promise<string> {
  switch (options.format) {
    case 'json':
      return renderJson(result, options.version);
    case 'markdown':
      return renderMarkdown(result, { gate: configuration.config.gate });
    case 'sarif':
      return renderSarif(result, { version: options.version, rules: RULES.map(({ meta }) => ({ ...meta, docs: options.pageOf(meta.id) })), links: NO_LINKS });
    case 'terminal': {
      const page = { ...options, colors: createColors(options.color), gate: configuration.config.gate };
      if (options.quiet) return renderVerdict(result, page);
      const texts = await sourceTexts(source, result.findings);
      return renderTerminal(result, { ...page, textOf: (path) => texts.get(path) });
    }
  }
}

/** Texts of the files that findings and their fixes speak of; lines with secrets that findings speak of are blotted out. */
async function sourceTexts(source: TreeSource, findings: readonly Finding[]): Promise<ReadonlyMap<string, string>> {
  const texts = await readTexts(source, source.head, [...findings.map((finding) => finding.path), ...editedPaths(findings)]);
  const conceals = (ruleId: string): boolean => findRule(ruleId)?.meta.conceals === true;
  return new Map(
    [...texts].map(([path, text]) => {
      const hidden = concealedLines(findings, conceals, path);
      return [path, hidden.size === 0 ? text : text.split('\n').map((line, index) => (hidden.has(index + 1) ? concealed(line) : line)).join('\n')];
    }),
  );
}
