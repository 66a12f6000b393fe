import { readGrammarBytes } from '../../src/assets/grammar-files.js';
import { loadGrammars, type Grammars } from '../../src/facts/grammars.js';

const loaded = readGrammarBytes().then(loadGrammars);

/** The parsers, loaded once for each test file (jest gives every file its own module registry). */
export async function testGrammars(): Promise<Grammars> {
  return loaded;
}
