import type { StringReference } from '../types.js';

/** Longer strings are text or data. */
export const LONGEST_REFERENCE = 200;

/** File extensions that repositories name in strings. A dotted word that ends in one is a file name, not only a module. */
const FILE_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'avif bat bin cfg cjs conf config crt css csv cts cxx dat db dll dockerfile doc docx eot env exe gif gql graphql gz htm html ico ' +
    'in ini ipynb j2 jinja jinja2 jpeg jpg js json json5 jsonl jsx key less lock log map md mdx mjs mo mp3 mp4 mts otf pdf ' +
    'pem pickle pkl png po proto ps1 py pyi pyx rst sass scss service sh so sql sqlite sqlite3 svg tar tgz tmpl toml tpl ts tsv ' +
    'tsx ttf txt vue wasm wav webm webp woff woff2 xls xlsx xml xsd xsl yaml yml zip'
  ).split(' '),
);

const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;
const MODULE_AND_ATTRIBUTE = /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):[A-Za-z_][\w.]*$/;
/** Segments may hold what route-like file names hold: `[id].tsx`, `(group)`, `@modal`. */
const PATH = /^(?:~\/|(?:\.{1,2}\/)+)?[\w@.+~()[\]-]+(?:\/[\w@.+~()[\]-]+)*\/?$/;
const PLAIN_WORD = /^[A-Za-z_]\w*$/;

/**
 * What a string's text may name: a dotted module (`a.b`, or `a.b` of `a.b:attribute`), a relative path (it has a `/` or
 * ends in a known file extension), both (`utils.html`, `app.main.json`), or nothing. URLs, absolute paths, patterns and
 * texts with spaces name nothing.
 */
export function classifyReference(text: string): readonly Pick<StringReference, 'text' | 'shape'>[] {
  if (text.length > LONGEST_REFERENCE) return [];
  const target = MODULE_AND_ATTRIBUTE.exec(text)?.[1];
  if (target !== undefined) return [{ text: target, shape: 'module' }];
  const found: Pick<StringReference, 'text' | 'shape'>[] = [];
  if (DOTTED.test(text)) found.push({ text, shape: 'module' });
  if (isPath(text)) found.push({ text, shape: 'path' });
  return found;
}

/** A word that can be the name of a top-level module. */
export function isModuleWord(text: string): boolean {
  return text.length <= LONGEST_REFERENCE && PLAIN_WORD.test(text);
}

/** Keeps the first of each text and shape. */
export function dedupeReferences(references: readonly StringReference[]): readonly StringReference[] {
  const seen = new Set<string>();
  return references.filter(({ text, shape }) => {
    const key = `${shape} ${text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function isPath(text: string): boolean {
  if (!PATH.test(text)) return false;
  return text.includes('/') ? /\w/.test(text) : hasFileExtension(text);
}

function hasFileExtension(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && FILE_EXTENSIONS.has(name.slice(dot + 1).toLowerCase());
}
