/** Mentions of modules and paths in files that are not program text: configuration, templates, shell scripts. Pure. */
import type { StringReference } from '../types.js';
import { classifyReference, dedupeReferences } from './references.js';
import type { LineIndex } from './spans.js';

/** What may stand in a module path or a file path. */
const TOKEN = /[\w@.][\w./:@+-]*[\w/]/g;

/** Every token of the text that may name a module or a path. Spans as in `LineIndex`. */
export function findTextReferences(text: string, lines: LineIndex): readonly StringReference[] {
  const found: StringReference[] = [];
  const seen = new Set<string>();
  for (const token of text.matchAll(TOKEN)) {
    const word = token[0];
    if (seen.has(word)) continue;
    seen.add(word);
    if (!/[./]/.test(word)) continue;
    const start = token.index;
    for (const reference of classifyToken(word)) {
      found.push({ ...reference, span: lines.span(start, start + word.length) });
    }
  }
  return dedupeReferences(found);
}

/** `./run.py` names a module as `run.py` does; that it stands beside the file matters for its path alone. */
function classifyToken(word: string): ReturnType<typeof classifyReference> {
  const modules = classifyReference(word.replace(/^\.\//, '')).filter(({ shape }) => shape === 'module');
  return [...modules, ...classifyReference(word).filter(({ shape }) => shape === 'path')];
}
