/** A result in the format that was asked for. */
import { readTexts } from '../checkout/read-texts.js';
import type { TreeSource } from '../checkout/types.js';
import { createColors } from 'picocolors';
import type { Judged } from '../pipeline.js';
import { renderJson } from '../report/json.js';
import { NO_LINKS } from '../report/links.js';
import { renderMarkdown } from '../report/markdown.js';
import { renderSarif } from '../report/sarif.js';
import { renderTerminal } from '../report/terminal.js';
import { RULES } from '../rules/registry.js';

export const FORMATS = ['terminal', 'markdown', 'json', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions {
  readonly format: Format;
  readonly version: string;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
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
      const lines = await sourceLines(source, result.findings.map((finding) => finding.path));
      return renderTerminal(result, { colors: createColors(options.color), width: options.width, lineOf: (path, line) => lines.get(path)?.[line - 1] });
    }
  }
}

async function sourceLines(source: TreeSource, paths: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const texts = await readTexts(source, source.head, paths);
  return new Map([...texts].map(([path, text]) => [path, text.split(/\r?\n/)]));
}
