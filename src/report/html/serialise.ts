/** Elements as HTML. The one place at which text is escaped. Pure. */
import type { Element } from './element.js';

const VOID = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'wbr']);
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The element with all that is in it, as HTML (and SVG within HTML). */
export function serialise(element: Element | string): string {
  const written: string[] = [];
  write(element, written);
  return written.join('');
}

/** Text as it may stand in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function write(node: Element | string, to: string[]): void {
  if (typeof node === 'string') {
    to.push(escapeHtml(node));
    return;
  }
  to.push(`<${node.tag}`);
  for (const [name, value] of Object.entries(node.attributes)) to.push(value === '' ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`);
  to.push('>');
  if (VOID.has(node.tag)) return;
  // The parser takes the first newline of a `pre` away.
  if (node.tag === 'pre') to.push('\n');
  for (const child of node.children) write(child, to);
  to.push(`</${node.tag}>`);
}
