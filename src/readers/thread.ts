/** Entry of a thread that reads files. */
import { readGrammarBytes } from '../assets/grammar-files.js';
import { loadGrammars } from '../facts/grammars.js';
import type { FileFacts, PathKind } from '../facts/types.js';
import { readHere } from './here.js';

export interface ReadTask {
  readonly kind: PathKind;
  readonly content: Uint8Array;
}

const readers = readHere(await loadGrammars(await readGrammarBytes()));

export default function read({ kind, content }: ReadTask): Promise<FileFacts> {
  return readers.read(kind, content);
}
