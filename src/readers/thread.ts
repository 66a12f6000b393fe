/** Entry of a thread that reads files. */
import { readGrammarBytes } from '../assets/grammar-files.js';
import { loadGrammars } from '../facts/grammars.js';
import type { FileFacts, PathKind } from '../facts/types.js';
import { readHere } from './here.js';

export interface ReadTask {
  readonly kind: PathKind;
  readonly content: Uint8Array;
}

const readers = readGrammarBytes().then(loadGrammars).then(readHere);

/** In their order. */
export default async function read(files: readonly ReadTask[]): Promise<readonly FileFacts[]> {
  const { read: readOne } = await readers;
  const facts: FileFacts[] = [];
  for (const { kind, content } of files) facts.push(await readOne(kind, content));
  return facts;
}
