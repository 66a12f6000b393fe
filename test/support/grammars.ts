import { readGrammarBytes } from '../../src/assets/grammar-files.js';
import { loadGrammars, type Grammars } from '../../src/facts/grammars.js';

let loaded: Promise<Grammars> | undefined;

/** The parsers, loaded once for each test file (jest gives every file its own module registry), and only where a test asks for them. */
export async function testGrammars(): Promise<Grammars> {
  loaded ??= readGrammarBytes().then(loadGrammars);
  return loaded;
}
