/** How the site is searched: the same where the index is made and where it is used. */
import type MiniSearch from 'minisearch';
import type { Options } from 'minisearch';

/** What is stored of a page to show it among the hits. */
export interface Hit {
  readonly path: string;
  readonly title: string;
  readonly about: string;
  readonly kind: 'rule' | 'guide';
}

export const SEARCH_OPTIONS: Options = {
  idField: 'path',
  fields: ['title', 'about', 'sections', 'words'],
  storeFields: ['path', 'title', 'about', 'kind'],
  // Also the parts of a rule's id: "query-in-loop" is found by "loop".
  tokenize: (text) => text.split(/[^\p{L}\p{N}+_]+/u).filter((word) => word !== ''),
  searchOptions: { boost: { title: 6, about: 3, sections: 2 }, prefix: true, fuzzy: (word) => (word.length > 4 ? 0.2 : false), combineWith: 'AND', boostDocument: (_id, _word, stored) => (stored?.['kind'] === 'rule' ? 1.5 : 1) },
};

/** The pages that have all of the words, the best first; where none has, those with some of them. */
export function found(search: MiniSearch, words: string): readonly Hit[] {
  const all = search.search(words);
  return (all.length > 0 ? all : search.search(words, { combineWith: 'OR' })) as unknown as readonly Hit[];
}
