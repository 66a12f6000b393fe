/** The site's search: an index made here, looked through in the browser. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import MiniSearch from 'minisearch';
import { SEARCH_OPTIONS } from './client/options.js';

/** A page as the search knows it. */
export interface Entry {
  /** From the top of the site. */
  readonly path: string;
  readonly title: string;
  readonly about: string;
  readonly kind: 'rule' | 'guide';
  /** Titles of its sections. */
  readonly sections: string;
  readonly words: string;
}

/** A script that leaves the index where `client/search.ts` finds it: from a folder, a page can load scripts and nothing else. */
export function searchIndex(entries: readonly Entry[]): string {
  const index = new MiniSearch<Entry>(SEARCH_OPTIONS);
  index.addAll([...entries].sort((a, b) => (a.path < b.path ? -1 : 1)));
  return `window.shipworthyIndex = ${JSON.stringify(JSON.stringify(index))};\n`;
}

/** The script of all pages. */
export async function searchScript(): Promise<string> {
  const { outputFiles } = await build({ entryPoints: [fileURLToPath(new URL('./client/search.ts', import.meta.url))], bundle: true, write: false, minify: true, format: 'iife', target: 'es2022', charset: 'ascii', legalComments: 'inline', tsconfigRaw: {} });
  return outputFiles[0]?.text ?? '';
}
