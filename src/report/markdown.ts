/** A run as a Markdown document of its own. Pure. */
import type { Gate } from '../config/types.js';
import { assemble } from './cut.js';
import { codeSpan } from './escape.js';
import { NO_LINKS } from './links.js';
import type { ReportLinks } from './links.js';
import { summarySections } from './summary.js';
import type { RunResult } from './types.js';

export interface MarkdownOptions {
  readonly gate: Gate;
  /** Without them names and places are not linked. */
  readonly links?: ReportLinks;
  /** UTF-8 bytes that the document may have; none when absent. */
  readonly limit?: number;
}

/** The document, with a final newline. */
export function renderMarkdown(result: RunResult, { gate, links = NO_LINKS, limit = Infinity }: MarkdownOptions): string {
  const title = { open: `# Shipworthy: ${codeSpan(result.repository)}\n\n${commits(result)}\n`, rows: [], close: '' };
  const sections = summarySections({ result, links, gate, heldBack: { overLimit: 0, unplaced: 0, neverInline: 0 } });
  return `${assemble([title, ...sections], limit - 1)}\n`;
}

function commits({ mode, base, head }: RunResult): string {
  const at = head === null ? 'the working tree' : codeSpan(head);
  if (mode === 'audit') return `Audit of ${at}.`;
  return `Review of ${at} against ${base === null ? 'an empty tree' : codeSpan(base)}.`;
}
